import type { Row } from '../table';
import { type CustomValues, readCustomFields } from './customFields';
import { isNoDate, readDate, toStored } from './dates';
import { badModel } from './errors';
import type { Field, Model } from './models';

export interface Normalised {
	/** The record as it will be stored: what was stored, with the given fields over it. */
	readonly fields: Record<string, unknown>;
	/** The fields that were given and understood. */
	readonly given: ReadonlySet<string>;
	/** Given dates before the database rounded them, epoch ms. */
	readonly exact: Readonly<Record<string, number>>;
	/** Commands that came with the record, e.g. `_dont_fire_automations`. */
	readonly commands: Readonly<Record<string, unknown>>;
}

/**
 * Reads one element of a POST over what is stored. Unknown fields, the system's own and nulls are ignored: the update is
 * sparse, and to the vendor's code a null is a field that was not given.
 *
 * @param index the element's place in the array, for errors
 * @throws VendorError 400 for a value of the wrong type
 */
export function normalise(
	model: Model,
	record: Readonly<Record<string, unknown>>,
	index: number,
	stored: Row | undefined,
	customFields: readonly Row[],
): Normalised {
	const fields: Record<string, unknown> = { ...stored };
	const commands: Record<string, unknown> = {};
	const exact: Record<string, number> = {};
	const given = new Set<string>();
	for (const [name, field] of Object.entries(model.fields)) {
		if (name === 'id' || field.access === 'own' || !Object.hasOwn(record, name)) continue;
		const value = record[name];
		if (value === undefined || value === null) continue;
		const place = `[${index}].${name}`;
		given.add(name);
		if (field.access === 'command') {
			commands[name] = value;
		} else if (field.type === 'customFields') {
			fields[name] = readCustomFields(value, stored?.[name] as CustomValues | undefined, customFields, place);
		} else if (field.type === 'date') {
			const at = readTime(value, place);
			if (at === undefined) delete fields[name];
			else {
				fields[name] = toStored(at);
				exact[name] = at;
			}
		} else {
			const read = readValue(field, value, place);
			if (read === '') delete fields[name];
			else fields[name] = read;
		}
	}
	return { fields, given, exact, commands };
}

/** Which record an element of a POST means; undefined for a new one. @throws VendorError 400 for no number */
export function readId(record: Readonly<Record<string, unknown>>, index: number): number | undefined {
	const { id } = record;
	if (id === undefined || id === null) return undefined;
	const read = readNumber(id, `[${index}].id`, true);
	return read > 0 ? read : undefined;
}

function readValue(field: Field, value: unknown, place: string): unknown {
	switch (field.type) {
		case 'integer':
			return readNumber(value, place, true);
		case 'decimal':
			return readNumber(value, place, false);
		case 'flag': {
			if (typeof value === 'boolean') return value;
			if (value === 0 || value === 1) return value === 1;
			const text = String(value).toLowerCase();
			if (typeof value === 'string' && (text === 'true' || text === 'false')) return text === 'true';
			throw badModel(place, `Could not convert string to boolean: ${String(value)}. Path '${place}'.`);
		}
		case 'text':
		case 'guid':
			if (typeof value === 'object') throw unexpected(value, place);
			return String(value);
		default:
			return value;
	}
}

function readNumber(value: unknown, place: string, whole: boolean): number {
	if (typeof value === 'object' || typeof value === 'boolean') throw unexpected(value, place);
	// Numbers as text are taken (recorded: `"ticket_id": "77635"`), and floats without a fraction (`18.0`).
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number) || (whole && !Number.isInteger(number))) {
		throw badModel(
			place,
			`Could not convert string to ${whole ? 'integer' : 'double'}: ${String(value)}. Path '${place}'.`,
		);
	}
	return number;
}

function readTime(value: unknown, place: string): number | undefined {
	if (value === '') return undefined;
	const at = typeof value === 'string' ? readDate(value) : NaN;
	if (Number.isNaN(at))
		throw badModel(place, `Could not convert string to DateTime: ${String(value)}. Path '${place}'.`);
	return isNoDate(at) ? undefined : at;
}

function unexpected(value: unknown, place: string): ReturnType<typeof badModel> {
	const first = JSON.stringify(value).charAt(0);
	return badModel(place, `Unexpected character encountered while parsing value: ${first}. Path '${place}'.`);
}
