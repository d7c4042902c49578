import type { Json } from '../../../sync/model/json';
import type { FlatRecord } from '../../../sync/model/record';

/** `{ 'company/id': 7 }` becomes `{ company: { id: 7 } }`, and `{ 'company/id': null }` becomes `{ company: null }`. */
export function nested(flat: FlatRecord): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(flat)) {
		const [field, ...rest] = name.split('/');
		if (rest.length === 0) result[field] = value;
		else if (value === null && field !== 'customFields') result[field] = null;
		else result[field] = { ...(result[field] as object | null | undefined), [rest.join('/')]: value };
	}
	return result;
}

/** The other way round, one level deep; lists are left out. */
export function flattened(record: Readonly<Record<string, unknown>>): FlatRecord {
	const result: Record<string, Json> = {};
	for (const [name, value] of Object.entries(record)) {
		if (Array.isArray(value)) continue;
		if (typeof value !== 'object' || value === null) result[name] = value as Json;
		else for (const [inner, held] of Object.entries(value)) result[`${name}/${inner}`] = held as Json;
	}
	return result;
}
