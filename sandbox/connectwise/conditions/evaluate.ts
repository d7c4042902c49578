import { badCondition } from '../errors';
import type { Comparator, Condition, Literal } from './parse';

/** How a path of `conditions` or `orderBy` is read from a record. */
export interface Accessor<T> {
	readonly type: 'text' | 'number' | 'flag' | 'date';
	/** The value; a date as epoch milliseconds; undefined when unset. */
	readonly read: (record: T) => string | number | boolean | undefined;
}

export type Predicate<T> = (record: T) => boolean;

/**
 * Turns parsed conditions into a test of records.
 *
 * Text is compared without regard to case. An unset field meets no comparison but `= null` (an inference from the
 * vendor's SQL database, not a documented fact).
 *
 * @param resolve the accessor of a path; throws for a path that conditions cannot name
 * @throws VendorError 400 where a literal does not suit the field
 */
export function compileConditions<T>(condition: Condition, resolve: (path: string) => Accessor<T>): Predicate<T> {
	switch (condition.kind) {
		case 'and': {
			const parts = condition.parts.map((part) => compileConditions(part, resolve));
			return (record) => parts.every((part) => part(record));
		}
		case 'or': {
			const parts = condition.parts.map((part) => compileConditions(part, resolve));
			return (record) => parts.some((part) => part(record));
		}
		case 'not': {
			const part = compileConditions(condition.part, resolve);
			return (record) => !part(record);
		}
		case 'in': {
			const { type, read } = resolve(condition.path);
			const values = new Set(condition.literals.map((literal) => suited(literal, type, condition.path)));
			return (record) => values.has(fold(read(record)));
		}
		case 'compare': {
			const { type, read } = resolve(condition.path);
			const { comparator, literal } = condition;
			if (comparator === 'contains' || comparator === 'like') {
				if (type !== 'text') throw badCondition(`${condition.path} does not support ${comparator}.`);
				return textual(comparator, String(literal.value), read);
			}
			return comparison(comparator, suited(literal, type, condition.path), read);
		}
	}
}

/**
 * What narrows the search without reading every record: the values that a path must be equal to for the whole
 * condition to hold. Only paths joined by `and` at the top can.
 */
export function requiredValues(condition: Condition): ReadonlyMap<string, readonly unknown[]> {
	const required = new Map<string, readonly unknown[]>();
	for (const part of condition.kind === 'and' ? condition.parts : [condition]) {
		const equality = asEquality(part);
		if (!equality || equality.literals.some(({ type }) => type === 'null')) continue;
		required.set(
			equality.path,
			equality.literals.map(({ value }) => value),
		);
	}
	return required;
}

function asEquality(part: Condition): { path: string; literals: readonly Literal[] } | undefined {
	if (part.kind === 'in') return part;
	if (part.kind === 'compare' && part.comparator === '=') return { path: part.path, literals: [part.literal] };
	return undefined;
}

type Value = string | number | boolean | null | undefined;

function suited(literal: Literal, type: Accessor<unknown>['type'], path: string): Value {
	if (literal.type === 'null' || literal.type === type) return fold(literal.value);
	throw badCondition(`${path} cannot be compared with ${JSON.stringify(literal.value)}.`);
}

function fold(value: Value): Value {
	return typeof value === 'string' ? value.toLowerCase() : value;
}

function comparison<T>(
	comparator: Exclude<Comparator, 'contains' | 'like'>,
	wanted: Value,
	read: Accessor<T>['read'],
): Predicate<T> {
	if (wanted === null) {
		if (comparator === '=') return (record) => read(record) === undefined;
		if (comparator === '!=') return (record) => read(record) !== undefined;
		throw badCondition(`null cannot be compared with ${comparator}.`);
	}
	const holds: Record<typeof comparator, (order: number) => boolean> = {
		'=': (order) => order === 0,
		'!=': (order) => order !== 0,
		'<': (order) => order < 0,
		'<=': (order) => order <= 0,
		'>': (order) => order > 0,
		'>=': (order) => order >= 0,
	};
	const test = holds[comparator];
	return (record) => {
		const value = fold(read(record));
		return value !== undefined && test(compareValues(value, wanted));
	};
}

/** Orders two values of one type; unset ones first. */
export function compareValues(a: Value, b: Value): number {
	if (a === b) return 0;
	if (a === undefined || a === null) return -1;
	if (b === undefined || b === null) return 1;
	return a < b ? -1 : 1;
}

function textual<T>(comparator: 'contains' | 'like', wanted: string, read: Accessor<T>['read']): Predicate<T> {
	const needle = wanted.toLowerCase();
	const test = comparator === 'contains' ? (text: string) => text.includes(needle) : wildcard(needle);
	return (record) => {
		const value = read(record);
		return typeof value === 'string' && test(value.toLowerCase());
	};
}

/** `*` stands for any text. Works by searching part after part: a hostile pattern cannot make it slow. */
function wildcard(pattern: string): (text: string) => boolean {
	const [first, ...rest] = pattern.split('*');
	const last = rest.pop();
	if (last === undefined) return (text) => text === first;
	return (text) => {
		if (!text.startsWith(first)) return false;
		let at = first.length;
		for (const part of rest) {
			const found = text.indexOf(part, at);
			if (found < 0) return false;
			at = found + part.length;
		}
		return text.length - last.length >= at && text.endsWith(last);
	};
}
