import type { FieldDefinition } from '../../model/catalogue';
import type { Json } from '../../model/json';

/** Dates that stand for none: .NET's, SQL Server's and OLE's first day, with and without a zone (all three seen live). */
const NO_DATE = /^(?:0001-01-01|1899-12-30|1900-01-01)T/;

/**
 * A value of HaloPSA as it stands in a flat record: what stands for "none" (`0` and `-1` for ids, three first days for
 * times, empty text) is null, ids are whole numbers, times are UTC with milliseconds.
 */
export function readValue(field: FieldDefinition, value: Json | undefined): Json {
	if (value === undefined || value === null || value === '') return null;
	switch (field.type) {
		case 'reference':
		case 'option':
			return isById(field) ? idOf(value) : value;
		case 'date':
		case 'datetime':
			return readTime(value);
		case 'integer':
			return isById(field) ? idOf(value) : value;
		default:
			return value;
	}
}

/** A time as ISO 8601 UTC with milliseconds. Without a zone it is UTC: that is how HaloPSA keeps times. */
export function readTime(value: Json | undefined): Json {
	if (typeof value !== 'string' || value === '' || NO_DATE.test(value)) return null;
	const ms = timeMs(value);
	return Number.isNaN(ms) ? value : new Date(ms).toISOString();
}

/** Epoch milliseconds of a time, which is UTC where it names no zone; NaN for what is none. */
export function timeMs(text: string): number {
	const hasNoZone = /T\d{2}:\d{2}/.test(text) && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
	return Date.parse(hasNoZone ? `${text}Z` : text);
}

/** An id of another thing; null for the ids that stand for none. */
export function idOf(value: Json | undefined): Json {
	const number = typeof value === 'string' && /^-?\d+(?:\.0+)?$/.test(value.trim()) ? Number(value) : value;
	if (typeof number !== 'number') return number ?? null;
	return Number.isInteger(number) && number > 0 ? number : null;
}

/** The agent that stands for nobody. */
export const UNASSIGNED = 1;

/** How HaloPSA is told that a time, an id or a text is none: by the value that stands for it, since a null changes nothing. */
export function emptyValue(field: FieldDefinition): Json {
	if (field.type === 'datetime' || field.type === 'date') return '1900-01-01T00:00:00';
	if (field.name === 'agent_id') return UNASSIGNED;
	if (isById(field) || field.type === 'integer' || field.type === 'number') return 0;
	return field.type === 'boolean' ? false : '';
}

/** True for fields that hold the id of something else; other choices hold a name. */
export function isById({ name, type }: FieldDefinition): boolean {
	return type === 'reference' || name.endsWith('_id') || name === 'impact' || name === 'urgency';
}

/** A time as HaloPSA takes and filters it: UTC without a zone. */
export function writeTime(ms: number): string {
	return new Date(ms).toISOString().slice(0, -1);
}
