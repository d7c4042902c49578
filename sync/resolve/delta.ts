import { sameValue } from '../model/json';
import type { Observation } from './observation';

/**
 * Whether a field changed on a side: its value, seen in the platform's vocabulary, differs from its shadow's.
 * A field that the shadow has never held takes today's value as its baseline and is no change.
 *
 * @param field the platform's name of the field
 * @param ownField the name of the same field on the observed side
 */
export function hasChanged(side: Observation, field: string, ownField: string): boolean {
	if (!Object.hasOwn(side.view, field)) return false;
	if (side.force.includes('*') || side.force.includes(field)) return true;
	if (side.shadow === null || side.shadowView === null) return true;
	if (!Object.hasOwn(side.shadow, ownField)) return false;
	if (!Object.hasOwn(side.shadowView, field)) return true;
	return !sameValue(side.view[field], side.shadowView[field]);
}
