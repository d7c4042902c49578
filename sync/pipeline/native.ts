import { numberOf, sameInNormalForm } from '../mapping/normal-form';
import { findField, type Catalogue } from '../model/catalogue';
import type { Entity } from '../model/entity';
import { isEmpty, sameValue, type Json } from '../model/json';
import { CHANGED_AT, emptyRecord, type FlatRecord, type NativeRecord } from '../model/record';

/**
 * A record as it is kept in a shadow: with null for every field of the catalogue that the vendor left out, so that
 * "unset" is a value like any other and only a field that was never known stays absent (such a field takes today's
 * value as its baseline), and with the server's change time.
 */
export function complete(catalogue: Catalogue, row: NativeRecord): FlatRecord {
	const fields = catalogue.entities[row.entity] ?? [];
	const missing = fields.filter(({ name }) => !Object.hasOwn(row.record, name));
	const unset = Object.fromEntries(missing.map(({ name }) => [name, null]));
	return { ...row.record, ...unset, ...(row.changedAt !== null && { [CHANGED_AT]: row.changedAt }) };
}

/**
 * True where a row is no newer than what the shadow holds. If it differs all the same, either the list it came from
 * lags behind, or two changes fell into one tick of the server's clock: only reading the record itself can tell.
 */
export function mayBeStale(row: FlatRecord, shadow: FlatRecord): boolean {
	const [shown, known] = [row[CHANGED_AT], shadow[CHANGED_AT]];
	return typeof shown === 'string' && typeof known === 'string' && Date.parse(shown) <= Date.parse(known);
}

/** Whether a system that was asked to hold `intended` and now shows `shown` holds what was meant. */
export function holds(
	catalogue: Catalogue,
	entity: Entity,
	field: string,
	shown: Json | undefined,
	intended: Json,
): boolean {
	if (sameValue(shown, intended)) return true;
	const definition = findField(catalogue, entity, field);
	if (!definition) return holdsUndefined(shown, intended);
	return sameInNormalForm(definition, shown, intended);
}

/** Of a custom field only the live system knows the type; Autotask shows a number 12 as the text "12.0000" (recorded). */
function holdsUndefined(shown: Json | undefined, intended: Json): boolean {
	if (shown === undefined || typeof shown === 'object' || isEmpty(shown) || isEmpty(intended)) return false;
	if (typeof intended === 'number') return numberOf(shown) === numberOf(intended);
	return String(shown) === String(intended);
}

/** The fields in which two records of one side differ, by name; the time of the change is none. */
export function differences(a: FlatRecord, b: FlatRecord): string[] {
	const names = new Set([...Object.keys(a), ...Object.keys(b)]);
	names.delete(CHANGED_AT);
	return [...names].filter((name) => !sameValue(a[name], b[name]));
}

/**
 * True where a row holds what the shadow holds, the time of the change aside: most rows of an overlap do. A row and its
 * shadow nearly always have the same fields in the same order; such are compared by place, which takes half the time
 * that looking up each field by its name takes.
 */
export function isUnchanged(record: FlatRecord, shadow: FlatRecord): boolean {
	const [names, kept] = [Object.keys(shadow), Object.values(shadow)];
	let place = 0;
	for (const name in record) {
		if (name !== names[place]) return differences(record, shadow).length === 0;
		const value = record[name];
		if (value !== kept[place] && !sameValue(value, kept[place])) return false;
		place += 1;
	}
	if (place === names.length || (place === names.length - 1 && names[place] === CHANGED_AT)) return true;
	return differences(record, shadow).length === 0;
}

/**
 * The shadow, with the values of our own writes in flight taken as seen wherever the record shows them: a target that
 * holds what we meant to write was not edited by anybody.
 */
export function absorb(
	catalogue: Catalogue,
	entity: Entity,
	shadow: FlatRecord,
	record: FlatRecord,
	payloads: readonly FlatRecord[],
): FlatRecord {
	if (payloads.length === 0) return shadow;
	const absorbed = Object.assign(emptyRecord(), shadow);
	for (const payload of payloads) {
		for (const [field, intended] of Object.entries(payload)) {
			if (Object.hasOwn(record, field) && holds(catalogue, entity, field, record[field], intended)) {
				absorbed[field] = record[field];
			}
		}
	}
	return absorbed;
}
