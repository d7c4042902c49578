import type { Row } from '../../table';
import type { Database } from '../database';
import type { Entity } from '../entities';
import { invalid, unknownField } from '../errors';
import type { FieldType } from '../models';
import { readTime } from '../time';
import { type UdfValues, udfDefinitions, udfTypeName } from '../udfs';

export type Predicate = (row: Row) => boolean;

interface Operand {
	readonly type: FieldType;
	readonly read: (row: Row) => unknown;
}

/** Beyond so many values of one condition, or so many conditions, the vendor's database gives up. */
const MAX_VALUES = 500;

/** Turns the `filter` of a query into a test of records. */
export class FilterCompiler {
	/** User-defined fields that were named: one query may name one. */
	readonly #udfs = new Set<string>();
	#conditions = 0;

	constructor(
		private readonly entity: Entity,
		private readonly db: Database,
	) {}

	/**
	 * A list of conditions, all of which must hold.
	 *
	 * @throws VendorError 500 for a field that the entity does not have or that cannot be queried, and for a value of
	 *   another type
	 */
	all(filter: unknown): Predicate {
		if (!Array.isArray(filter) || filter.length === 0) throw invalid('A query must contain a filter.');
		const tests = filter.map((condition) => this.#condition(condition));
		return (row) => tests.every((test) => test(row));
	}

	#condition(given: unknown): Predicate {
		if (typeof given !== 'object' || given === null || Array.isArray(given))
			throw invalid('A filter must be an object with op and field.');
		const { op, field, value, udf, items } = lowerKeys(given);
		const operator = String(op ?? '').toLowerCase();
		if (operator === 'and' || operator === 'or') {
			if (!Array.isArray(items) || items.length === 0) throw invalid(`The operator ${operator} needs items.`);
			const tests = items.map((item) => this.#condition(item));
			return operator === 'and' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
		}
		if (++this.#conditions > MAX_VALUES) throw invalid(`A query can have no more than ${MAX_VALUES} conditions.`);
		const operand = udf === true ? this.#udf(String(field)) : this.#field(String(field));
		const test = comparison(operator, operand.type, value);
		// An operator that does not exist drops its condition: everything is found (seen live).
		if (test === undefined) return () => true;
		return (row) => test(operand.read(row) ?? null);
	}

	#field(given: string): Operand {
		const { fields } = this.entity.model;
		const name = Object.keys(fields).find((one) => one.toLowerCase() === given.toLowerCase());
		if (name === undefined) throw unknownField(given, this.entity.label);
		if (fields[name].notQueryable)
			throw invalid(`The field ${name} of the ${this.entity.label} Entity cannot be queried`);
		return { type: fields[name].type, read: (row) => row[name] };
	}

	#udf(name: string): Operand {
		const definition = udfDefinitions(this.db, this.entity).find((one) => one.name === name);
		if (!definition) throw unknownField(name, this.entity.label);
		this.#udfs.add(name);
		if (this.#udfs.size > 1) throw invalid('A query can contain only one user-defined field.');
		const type = { decimal: 'decimal', datetime: 'date' }[udfTypeName(definition)] ?? 'text';
		const stored = (row: Row): string | null | undefined => (row.userDefinedFields as UdfValues | undefined)?.get(name);
		if (type === 'decimal') return { type, read: (row) => toNumber(stored(row)) };
		if (type === 'date') return { type, read: (row) => readTime(stored(row) ?? '') };
		return { type: 'text', read: stored };
	}
}

/**
 * The ids or index keys that every record found must have, for tables that can look them up: `eq` and `in` on the top
 * level, with values of the field's own type.
 */
export function requiredKeys(
	filter: unknown,
	{ model }: Entity,
): Array<readonly [field: string, values: readonly unknown[]]> {
	return (filter as unknown[]).flatMap((condition) => {
		const { op, field, value, udf } = lowerKeys(condition as object);
		if (udf === true || typeof field !== 'string' || !Object.hasOwn(model.fields, field)) return [];
		const operator = String(op).toLowerCase();
		const values: unknown = operator === 'eq' ? [value] : operator === 'in' ? value : undefined;
		const type = model.fields[field].type === 'text' ? 'string' : 'number';
		return Array.isArray(values) && values.every((one) => typeof one === type) ? [[field, values] as const] : [];
	});
}

/** A test of one value; undefined for an operator that does not exist. An unset field meets `notExist` alone. */
function comparison(operator: string, type: FieldType, value: unknown): ((actual: unknown) => boolean) | undefined {
	switch (operator) {
		case 'exist':
			return (actual) => actual !== null;
		case 'notexist':
			return (actual) => actual === null;
		case 'in':
		case 'notin': {
			if (!Array.isArray(value) || value.length === 0)
				throw invalid(`The operator ${operator} needs a list of values.`);
			if (value.length > MAX_VALUES) throw invalid(`A condition can have no more than ${MAX_VALUES} values.`);
			const wanted = new Set(value.map((one) => operandValue(type, one)));
			return (actual) => actual !== null && wanted.has(fold(actual)) === (operator === 'in');
		}
		case 'eq':
		case 'noteq':
		case 'gt':
		case 'gte':
		case 'lt':
		case 'lte': {
			const wanted = operandValue(type, value);
			return (actual) => actual !== null && holds(operator, compare(fold(actual), wanted));
		}
		case 'beginswith':
		case 'endswith':
		case 'contains': {
			const wanted = String(value ?? '').toLowerCase();
			return (actual) => {
				const text = String(actual ?? '').toLowerCase();
				if (actual === null) return false;
				if (operator === 'contains') return text.includes(wanted);
				return operator === 'beginswith' ? text.startsWith(wanted) : text.endsWith(wanted);
			};
		}
		default:
			return undefined;
	}
}

function holds(operator: string, order: number): boolean {
	switch (operator) {
		case 'eq':
			return order === 0;
		case 'noteq':
			return order !== 0;
		case 'gt':
			return order > 0;
		case 'gte':
			return order >= 0;
		case 'lt':
			return order < 0;
		default:
			return order <= 0;
	}
}

type Comparable = string | number | boolean | null;

/** @throws VendorError 500 for a value that cannot be compared with a field of this type */
function operandValue(type: FieldType, given: unknown): Comparable {
	if (given === null || given === undefined) return null;
	switch (type) {
		case 'integer':
		case 'long':
		case 'decimal': {
			const number = toNumber(given);
			if (number === null) throw invalid(`The value ${JSON.stringify(given)} cannot be compared with a number.`);
			return number;
		}
		case 'flag': {
			const text = String(given).toLowerCase();
			if (['true', '1', 'false', '0'].includes(text)) return text === 'true' || text === '1';
			throw invalid(`The value ${JSON.stringify(given)} cannot be compared with a boolean.`);
		}
		case 'date':
		case 'day': {
			const time = readTime(String(given));
			if (time === undefined) throw invalid(`The value ${JSON.stringify(given)} cannot be compared with a datetime.`);
			return time.toLowerCase();
		}
		case 'bytes':
		case 'text':
			return String(given).toLowerCase();
	}
}

/** Text compares without regard to case. */
function fold(value: unknown): Comparable {
	return typeof value === 'string' ? value.toLowerCase() : (value as Comparable);
}

function compare(a: Comparable, b: Comparable): number {
	if (a === null || b === null) return Number.NaN;
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

function toNumber(given: unknown): number | null {
	if (typeof given === 'number') return Number.isFinite(given) ? given : null;
	if (typeof given !== 'string' || given.trim() === '') return null;
	const number = Number(given);
	return Number.isFinite(number) ? number : null;
}

/** Names of members are matched without regard to case, as the vendor's JSON reader does. */
export function lowerKeys(given: object): Record<string, unknown> {
	return Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
}
