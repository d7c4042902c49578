import type { Row } from '../../table';
import type { Database } from '../database';
import type { Entity } from '../entities';
import { invalid, unknownField } from '../errors';
import { FilterCompiler, lowerKeys, requiredKeys } from './filter';

const MAX_RECORDS = 500;

/** A query, read. */
export interface Query {
	readonly maxRecords: number;
	readonly includeFields: readonly string[] | undefined;
	readonly filter: unknown;
}

/** Where a page begins: after or before an id. */
export interface Cursor {
	readonly after?: number;
	readonly before?: number;
}

export interface Page {
	readonly rows: readonly Row[];
	readonly previous: Cursor | undefined;
	readonly next: Cursor | undefined;
}

/** @throws VendorError 500 for a body that is none, and for a page size out of bounds, which is not clamped (seen live) */
export function readQuery(body: unknown, entity: Entity): Query {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('A query must contain a filter.');
	const { maxrecords, includefields, filter } = lowerKeys(body);
	const maxRecords = maxrecords === undefined || maxrecords === null ? MAX_RECORDS : Number(maxrecords);
	if (!Number.isInteger(maxRecords) || maxRecords < 1 || maxRecords > MAX_RECORDS)
		throw invalid(`maxCountOfRecordsToReturn must be between 1 and ${MAX_RECORDS}`);
	return { maxRecords, includeFields: readIncludeFields(includefields, entity), filter };
}

/** The records that a filter lets through, by id: the order cannot be asked for (specification). */
export function selectRows(entity: Entity, filter: unknown, db: Database): Row[] {
	const test = new FilterCompiler(entity, db).all(filter);
	const table = db.table(entity.name);
	for (const [field, values] of requiredKeys(filter, entity)) {
		const narrowed = table.find(field, values);
		if (narrowed) return narrowed.filter(test);
	}
	const rows: Row[] = [];
	for (const row of table.list()) if (test(row)) rows.push(row);
	return rows;
}

/** One page of what was selected. A page begins at an id, so that rows that come or go do not shift it. */
export function pageOf(rows: readonly Row[], maxRecords: number, { after, before }: Cursor): Page {
	let start = 0;
	if (after !== undefined) start = firstAfter(rows, after);
	else if (before !== undefined) start = Math.max(0, firstAfter(rows, before - 1) - maxRecords);
	const taken = rows.slice(start, start + maxRecords);
	const more = start + taken.length < rows.length;
	return {
		rows: taken,
		previous: start > 0 && taken.length > 0 ? { before: taken[0].id } : undefined,
		next: more ? { after: taken[taken.length - 1].id } : undefined,
	};
}

/** A record with the fields that a query asked for; id and user-defined fields come along regardless (recorded). */
export function pickFields(
	record: Readonly<Record<string, unknown>>,
	names: readonly string[],
): Record<string, unknown> {
	return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}

function readIncludeFields(given: unknown, entity: Entity): readonly string[] | undefined {
	if (given === undefined || given === null) return undefined;
	if (!Array.isArray(given)) throw invalid('includeFields must be a list of names.');
	if (given.length === 0) return undefined;
	const known = new Map(Object.keys(entity.model.fields).map((name) => [name.toLowerCase(), name]));
	const named = (given as unknown[]).map((name) => {
		const found = known.get(String(name).toLowerCase());
		if (found === undefined) throw unknownField(String(name), entity.label);
		return found;
	});
	return ['id', ...named, 'userDefinedFields'];
}

function firstAfter(rows: readonly Row[], id: number): number {
	let low = 0;
	let high = rows.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (rows[middle].id > id) high = middle;
		else low = middle + 1;
	}
	return low;
}
