/** Any value that survives JSON: what records, shadows and stored rows are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * True for the values that every system uses for "nothing is set": absent, null, an empty string, an empty list.
 * ConnectWise omits unset fields, others send null or ''; the three must never look like an edit.
 */
export function isEmpty(value: Json | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** JSON text with object keys in order, so that equal values have equal texts (used for hashes and idempotency keys). */
export function canonicalJson(value: Json | undefined): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const entries = Object.entries(value as { readonly [key: string]: Json })
			.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
			.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
		return `{${entries.join(',')}}`;
	}
	return JSON.stringify(value ?? null);
}

/** Equality of two values, order of keys aside; all empty values (see `isEmpty`) are one. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
	if (a === b) return true;
	if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
	if (typeof a !== 'object' || typeof b !== 'object') return false;
	return canonicalJson(a) === canonicalJson(b);
}
