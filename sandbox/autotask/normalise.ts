import type { Row } from '../table';
import type { Database } from './database';
import { type Entity, entityLabelled } from './entities';
import { missingValue, noSuchValue } from './errors';
import type { Field } from './models';
import { PICKLISTS, type PicklistValue, picklistValue } from './picklists';
import type { AllSettings } from './settings';
import { midnight, readTime } from './time';

/** A client's record, read: known fields in the form in which they are stored. */
export interface Read {
	/** Values by field; `null` clears. The system's own fields, and unknown ones, are absent. */
	readonly values: Record<string, unknown>;
	readonly errors: readonly string[];
}

/**
 * Reads the fields of a client's record. Names are matched without regard to case; what the model does not have, and
 * what only the system writes, is left aside without a word (seen live).
 */
export function readFields(
	entity: Entity,
	given: Readonly<Record<string, unknown>>,
	settings: Pick<AllSettings, 'longText'>,
): Read {
	const values: Record<string, unknown> = {};
	const errors: string[] = [];
	const names = new Map(Object.keys(entity.model.fields).map((name) => [name.toLowerCase(), name]));
	for (const [key, value] of Object.entries(given)) {
		const name = names.get(key.toLowerCase());
		if (name === undefined) continue;
		const field = entity.model.fields[name];
		if (field.readOnly) continue;
		const read = readValue(name, field, value, settings);
		if ('problem' in read) errors.push(read.problem);
		else values[name] = read.value;
	}
	return { values, errors };
}

/**
 * What is wrong with a whole record: required fields, picklist values and references. A value that the record had
 * before is not held against a picklist: old choices stay.
 */
export function recordProblems(
	entity: Entity,
	record: Readonly<Record<string, unknown>>,
	stored: Row | undefined,
	db: Database,
): string[] {
	const problems: string[] = [];
	for (const [name, field] of Object.entries(entity.model.fields)) {
		const value = record[name] ?? null;
		if (value === null || value === '') {
			if (field.required && !field.readOnly) problems.push(missingValue(name));
			continue;
		}
		const before = stored?.[name] ?? null;
		if (field.picklist && !fits(field, value as number, record, value === before)) problems.push(noSuchValue(name));
		if (field.reference && value !== before && !refersToRecord(field.reference, value as number, db))
			problems.push(noSuchValue(name));
	}
	return problems;
}

function fits(
	{ picklist, parent }: Field,
	value: number,
	record: Readonly<Record<string, unknown>>,
	unchanged: boolean,
): boolean {
	const choice = picklist && picklistValue(picklist, value);
	if (!choice || (choice.inactive && !unchanged)) return false;
	return parent === undefined || choice.parent === undefined || choice.parent === record[parent];
}

function refersToRecord(label: string, id: number, db: Database): boolean {
	const target = entityLabelled(label);
	// Countries, currencies and the like are not simulated: any number will do.
	return target === undefined || db.table(target.name).get(id) !== undefined;
}

type ReadValue = { readonly value: unknown } | { readonly problem: string };

function readValue(name: string, field: Field, given: unknown, settings: Pick<AllSettings, 'longText'>): ReadValue {
	if (given === null || given === undefined) return { value: null };
	switch (field.type) {
		case 'integer':
		case 'long':
		case 'decimal':
			return readNumber(name, field, given);
		case 'flag':
			if (typeof given === 'boolean') return { value: given };
			if (given === 'true' || given === 'false') return { value: given === 'true' };
			if (given === 0 || given === 1) return { value: given === 1 };
			return { problem: `The field ${name} expects type boolean but got ${typeof given}` };
		case 'date':
		case 'day': {
			const time = typeof given === 'string' ? readTime(given) : undefined;
			if (time === undefined) return { problem: `The value of ${name} is not a valid datetime` };
			return { value: field.type === 'day' ? midnight(time) : time };
		}
		case 'bytes':
		case 'text': {
			if (typeof given === 'object') return { problem: `The field ${name} expects type string but got object` };
			const text = String(given);
			if (field.max === undefined || text.length <= field.max) return { value: text };
			// Sources conflict: an error, or silently cut.
			if (settings.longText === 'truncate') return { value: text.slice(0, field.max) };
			return { problem: `The value of ${name} exceeds the maximum length of ${field.max} characters` };
		}
	}
}

/** Numbers of references and picklists must be numbers, though picklists list them as text (seen live). */
function readNumber(name: string, { type, picklist, reference }: Field, given: unknown): ReadValue {
	const strict = picklist !== undefined || reference !== undefined;
	const number = typeof given === 'string' && !strict && given.trim() !== '' ? Number(given) : given;
	if (typeof number !== 'number' || !Number.isFinite(number))
		return { problem: `The field ${name} expects type number but got ${typeof given}` };
	if (type !== 'decimal' && !Number.isInteger(number)) return { problem: `The value of ${name} is not a whole number` };
	if (type === 'integer' && Math.abs(number) > 2_147_483_647)
		return { problem: `The value of ${name} is too large for an integer` };
	return { value: number };
}

/** The choices of a picklist field. */
export function choicesOf({ picklist }: Field): readonly PicklistValue[] {
	return picklist === undefined ? [] : PICKLISTS[picklist];
}
