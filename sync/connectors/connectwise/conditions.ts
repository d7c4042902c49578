import { SyncError } from '../../model/errors';

/**
 * Builds texts of ConnectWise's `conditions` language. How that language escapes characters inside a string is
 * documented nowhere, so nothing is escaped: a value that holds a quote, a backslash, the wildcard or a control
 * character is asked for with `*` in place of these (`like`), which finds at least what was meant; a caller that needs
 * exactness compares the answer itself (`isExact` says when).
 */
export type Scalar = string | number | boolean | null | Date;

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'like';

const FIELD = /^[A-Za-z_][A-Za-z0-9_]*(?:\/[A-Za-z_][A-Za-z0-9_]*)*$/;
const UNSAFE = /["\\*%\u0000-\u001f\u007f\u2028\u2029]+/g;

/** True when a condition on this value asks for exactly it. */
export function isExact(value: Scalar): boolean {
	return typeof value !== 'string' || value.search(UNSAFE) < 0;
}

/** A comparison of one field with one value. @throws SyncError BAD_INPUT where it cannot be expressed. */
export function compare(field: string, comparison: Comparison, value: Scalar): string {
	const name = fieldPath(field);
	if (comparison === 'like') return `${name} like ${pattern(requireText(field, value), true)}`;
	if (comparison === 'contains') {
		const text = requireText(field, value);
		return isExact(text) ? `${name} contains ${quoted(text)}` : `${name} like "*${wild(text)}*"`;
	}
	if (isExact(value)) return `${name} ${comparison} ${literal(value)}`;
	if (comparison === '=') return `${name} like ${pattern(String(value), false)}`;
	throw new SyncError(
		'BAD_INPUT',
		`ConnectWise conditions: ${field} cannot be compared by ${comparison} with a text that holds a quote, a backslash, a wildcard or a line break; use "equals" or "contains"`,
		{ system: 'connectwise', field },
	);
}

/** `field in (…)`, with values that cannot be listed asked for beside it. @throws SyncError BAD_INPUT for an empty list. */
export function oneOf(field: string, values: ReadonlyArray<string | number>): string {
	const name = fieldPath(field);
	const exact = values.filter(isExact);
	const parts = values.filter((value) => !isExact(value)).map((value) => compare(field, '=', value));
	if (exact.length === 1) parts.unshift(compare(field, '=', exact[0]));
	else if (exact.length > 1) parts.unshift(`${name} in (${exact.map(literal).join(',')})`);
	return anyOf(parts);
}

/** Joins conditions with `and`; empty ones are left out. */
export function allOf(parts: readonly string[]): string {
	const given = parts.filter((part) => part !== '');
	return given.length <= 1 ? (given[0] ?? '') : given.map(grouped).join(' and ');
}

/** Joins conditions with `or`. @throws SyncError BAD_INPUT for none: "any of nothing" must not become "everything". */
export function anyOf(parts: readonly string[]): string {
	if (parts.length === 0) throw new SyncError('BAD_INPUT', 'ConnectWise conditions: a list of alternatives is empty');
	return parts.length === 1 ? parts[0] : parts.map(grouped).join(' or ');
}

/** ISO 8601 UTC in whole seconds: ConnectWise rejects fractions. Cut, never rounded up. */
export function wholeSeconds(time: Date | string): string {
	const date = typeof time === 'string' ? new Date(time) : time;
	if (Number.isNaN(date.getTime())) {
		throw new SyncError('BAD_INPUT', `ConnectWise: "${String(time)}" is not a time`, { system: 'connectwise' });
	}
	return `${date.toISOString().slice(0, 19)}Z`;
}

/**
 * Splits values into groups whose condition stays within `maxLength` characters of an encoded URL. A single value that
 * is longer stands alone.
 */
export function groupsOf<T>(values: readonly T[], lengthOf: (value: T) => number, maxLength: number): T[][] {
	const groups: T[][] = [];
	let room = 0;
	for (const value of values) {
		const length = lengthOf(value);
		if (groups.length === 0 || length > room) {
			groups.push([]);
			room = maxLength;
		}
		groups[groups.length - 1].push(value);
		room -= length;
	}
	return groups;
}

function fieldPath(field: string): string {
	if (FIELD.test(field)) return field;
	throw new SyncError('BAD_INPUT', `ConnectWise conditions: "${field}" is not the name of a field`, {
		system: 'connectwise',
		field,
	});
}

function literal(value: Scalar): string {
	if (value === null) return 'null';
	if (typeof value === 'boolean') return value ? 'True' : 'False';
	if (value instanceof Date) return `[${wholeSeconds(value)}]`;
	if (typeof value === 'string') return quoted(value);
	if (Number.isFinite(value)) return String(value);
	throw new SyncError('BAD_INPUT', 'ConnectWise conditions: a number must be finite', { system: 'connectwise' });
}

function quoted(text: string): string {
	return `"${text}"`;
}

/** @param keep the value is itself a pattern: its `*` and `%` stay */
function pattern(text: string, keep: boolean): string {
	return quoted(
		keep
			? text
					.split(/([*%])/)
					.map((part) => (part === '*' || part === '%' ? part : wild(part)))
					.join('')
			: wild(text),
	);
}

function wild(text: string): string {
	return text.replace(UNSAFE, '*');
}

function grouped(condition: string): string {
	return /\s(?:and|or)\s/i.test(condition) ? `(${condition})` : condition;
}

function requireText(field: string, value: Scalar): string {
	if (typeof value === 'string') return value;
	throw new SyncError('BAD_INPUT', `ConnectWise conditions: ${field} can only be searched by text`, {
		system: 'connectwise',
		field,
	});
}
