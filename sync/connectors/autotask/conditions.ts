import { SyncError } from '../../model/errors';

/**
 * Builds the filters of Autotask's queries. They are JSON, so that no text of a record can change what is asked. The
 * vendor drops a condition whose operator it does not know and then answers with everything (seen live): only the
 * operators below can be written.
 */
export type Comparison =
	| 'eq'
	| 'noteq'
	| 'gt'
	| 'gte'
	| 'lt'
	| 'lte'
	| 'beginsWith'
	| 'endsWith'
	| 'contains'
	| 'exist'
	| 'notExist'
	| 'in'
	| 'notIn';

export type Scalar = string | number | boolean;

export interface Condition {
	readonly op: Comparison | 'and' | 'or';
	readonly field?: string;
	readonly value?: Scalar | readonly (string | number)[];
	readonly udf?: true;
	readonly items?: readonly Condition[];
}

/** The vendor's older API states this limit for conditions in one call; public clients keep it for lists of values too. */
export const MAX_VALUES = 500;

const FIELD = /^[A-Za-z][A-Za-z0-9]*$/;

/** A comparison of one field with one value. @throws SyncError BAD_INPUT for what is no name of a field. */
export function compare(
	field: string,
	op: Exclude<Comparison, 'in' | 'notIn' | 'exist' | 'notExist'>,
	value: Scalar | Date,
): Condition {
	return { op, field: fieldName(field), value: value instanceof Date ? value.toISOString() : value };
}

/** Whether a field holds anything. */
export function exists(field: string, wanted: boolean): Condition {
	return { op: wanted ? 'exist' : 'notExist', field: fieldName(field) };
}

/** A comparison of one user-defined field; the vendor takes one of these in a query. */
export function compareCustom(name: string, value: string): Condition {
	return { op: 'eq', field: name, value, udf: true };
}

/** One of several values. @throws SyncError BAD_INPUT for none: "any of nothing" must not become "everything". */
export function oneOf(field: string, values: readonly (string | number)[]): Condition {
	if (values.length === 0) throw emptyAlternatives();
	return values.length === 1
		? compare(field, 'eq', values[0])
		: { op: 'in', field: fieldName(field), value: [...values] };
}

/** Any of several conditions. @throws SyncError BAD_INPUT for none. */
export function anyOf(conditions: readonly Condition[]): Condition {
	if (conditions.length === 0) throw emptyAlternatives();
	return conditions.length === 1 ? conditions[0] : { op: 'or', items: conditions };
}

/** All of several conditions, as one. */
export function allOf(conditions: readonly Condition[]): Condition {
	return conditions.length === 1 ? conditions[0] : { op: 'and', items: conditions };
}

function fieldName(field: string): string {
	if (FIELD.test(field)) return field;
	throw new SyncError('BAD_INPUT', `Autotask filters: "${field}" is not the name of a field`, {
		system: 'autotask',
		field,
	});
}

function emptyAlternatives(): SyncError {
	return new SyncError('BAD_INPUT', 'Autotask filters: a list of alternatives is empty', { system: 'autotask' });
}
