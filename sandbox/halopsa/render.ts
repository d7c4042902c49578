import type { Row } from '../table';
import { type CustomValues, showCustomFields } from './customFields';
import { showFresh, showStored } from './dates';
import type { Model } from './models';

/** How much of a record is shown: a list's row, a GET's record, a GET's with `includedetails`. */
export type Extent = 'slim' | 'plain' | 'full';

export interface Rendering {
	readonly extent: Extent;
	/** Dates that were just set, epoch ms: shown with seven decimals and a zone. */
	readonly fresh?: Readonly<Record<string, number>>;
	/** The definitions of the table's custom fields. */
	readonly customFields: readonly Row[];
	/** Fields that are made of other records, e.g. names. */
	readonly derived: Readonly<Record<string, unknown>>;
}

/** A stored record as the API shows it: no nulls, sentinels where something is unset. */
export function renderRecord(model: Model, row: Row, rendering: Rendering): Record<string, unknown> {
	const { extent, fresh = {}, customFields, derived } = rendering;
	const names = extent === 'slim' ? (model.slim ?? Object.keys(model.fields)) : Object.keys(model.fields);
	const hidden = new Set(extent === 'full' ? [] : model.details);
	const shown: Record<string, unknown> = {};
	for (const name of names) {
		const field = model.fields[name];
		if (field.access === 'command' || hidden.has(name)) continue;
		const value = derived[name] ?? (name === 'id' && field.type === 'guid' ? row.guid : row[name]);
		if (field.type === 'customFields') {
			shown[name] = showCustomFields(value as CustomValues | undefined, customFields);
		} else if (field.type === 'date' && typeof value === 'number') {
			shown[name] = name in fresh ? showFresh(fresh[name], row.id) : showStored(value);
		} else {
			const answered = value ?? field.unset;
			if (answered !== undefined) shown[name] = answered;
		}
	}
	return shown;
}
