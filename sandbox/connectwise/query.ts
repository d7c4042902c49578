import { z } from 'zod';
import { childAccessors, customFieldAccessors, recordAccessors } from './conditions/accessors';
import { type Predicate, compareValues, compileConditions, requiredValues } from './conditions/evaluate';
import { type Condition, parseConditions } from './conditions/parse';
import { type CustomValue, customFieldDefinitions } from './customFields';
import { badRequest, unrecognizedName } from './errors';
import type { Model } from './models';
import type { RenderContext } from './render';
import type { Row } from '../table';

const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 1000;

const text = z.string().optional();
const querySchema = z.object({
	conditions: text,
	childConditions: text,
	customFieldConditions: text,
	orderBy: text,
	fields: text,
	page: z.coerce.number().int().min(1).default(1),
	pageSize: z.coerce.number().int().min(1).default(DEFAULT_PAGE_SIZE),
	pageId: z.coerce.number().int().min(0).default(0),
});

/** The query parameters of a list, read. */
export type ListQuery = z.infer<typeof querySchema>;

export interface Page {
	readonly rows: readonly Row[];
	/** Pages by their relation, for the `Link` header: page numbers, or the id to go on after. */
	readonly links: ReadonlyArray<{
		readonly rel: string;
		readonly parameter: 'page' | 'pageId';
		readonly value: number;
	}>;
}

/** @throws VendorError 400 for a page, page size or id that is no number */
export function readListQuery(query: unknown): ListQuery {
	const parsed = querySchema.safeParse(query);
	if (!parsed.success) throw badRequest(`Invalid query parameter ${String(parsed.error.issues[0].path[0])}.`);
	return { ...parsed.data, pageSize: Math.min(parsed.data.pageSize, MAX_PAGE_SIZE) };
}

/** The records that the three kinds of conditions let through, by id, as the search index shows them. */
export function selectRows(
	model: Model,
	query: ListQuery,
	context: RenderContext,
	parent?: { index: string; id: number },
): Row[] {
	const { db, table, references } = context;
	const tests: Array<Predicate<Row>> = [];
	let narrowed: Row[] | undefined = parent && db.table(table).find(parent.index, [parent.id]);
	if (query.conditions) {
		const condition = parseConditions(query.conditions);
		tests.push(compileConditions(condition, recordAccessors(model, references, context.derive)));
		for (const [path, values] of requiredValues(condition)) {
			narrowed ??= db.table(table).find(path, values);
		}
	}
	if (query.childConditions) tests.push(childTest(model, parseConditions(query.childConditions), context));
	if (query.customFieldConditions) {
		const accessors = customFieldAccessors(customFieldDefinitions(db, table));
		const test = compileConditions<CustomValue>(parseConditions(query.customFieldConditions), accessors);
		const all = customFieldDefinitions(db, table);
		tests.push((row) => {
			const values = (row.customFields as CustomValue[] | undefined) ?? [];
			return all.some(({ id }) => test(values.find((value) => value.id === id) ?? { id, value: undefined }));
		});
	}
	const rows = narrowed ?? [...db.table(table).list()];
	return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
}

/** One page of a list that page numbers lead through. */
export function navigablePage(rows: readonly Row[], { page, pageSize }: ListQuery): Page {
	const last = Math.max(1, Math.ceil(rows.length / pageSize));
	const links: Array<{ rel: string; parameter: 'page'; value: number }> = [];
	const link = (rel: string, value: number): void => void links.push({ rel, parameter: 'page', value });
	if (page < last) {
		link('next', page + 1);
		link('last', last);
	}
	if (page > 1) {
		link('first', 1);
		link('prev', page - 1);
	}
	return { rows: rows.slice((page - 1) * pageSize, page * pageSize), links };
}

/** One page of a list read by id. The link to the next page always comes, also after the last (Developer Guide). */
export function forwardPage(rows: readonly Row[], { pageId, pageSize }: ListQuery): Page {
	const start = firstAfter(rows, pageId);
	const taken = rows.slice(start, start + pageSize);
	return { rows: taken, links: [{ rel: 'next', parameter: 'pageId', value: taken.at(-1)?.id ?? pageId }] };
}

/** Sorts by `orderBy` (`lastUpdated desc, id`); ties by id. */
export function orderRows(model: Model, rows: readonly Row[], orderBy: string, context: RenderContext): Row[] {
	const resolve = recordAccessors(model, context.references, context.derive);
	const keys = orderBy.split(',').map((part) => {
		const [path, direction = 'asc', ...rest] = part.trim().split(/\s+/);
		const sign = { asc: 1, desc: -1 }[direction.toLowerCase()];
		if (sign === undefined || rest.length) throw unrecognizedName(part.trim());
		return { sign, read: resolve(path).read };
	});
	return rows
		.map((row) => ({ row, values: keys.map(({ read }) => read(row)) }))
		.sort((a, b) => {
			for (const [i, { sign }] of keys.entries()) {
				const order = compareValues(a.values[i], b.values[i]);
				if (order !== 0) return sign * order;
			}
			return a.row.id - b.row.id;
		})
		.map(({ row }) => row);
}

/** The paths of `fields`, checked. */
export function readFieldPaths(model: Model, fields: string): string[] {
	const paths = fields.split(',').map((path) => path.trim());
	for (const path of paths) {
		if (!Object.hasOwn(model.fields, path.split('/')[0])) throw unrecognizedName(path);
	}
	return paths;
}

function childTest(model: Model, condition: Condition, { db, references }: RenderContext): Predicate<Row> {
	const resolve = childAccessors(model, db, references);
	let list: string | undefined;
	const test = compileConditions<unknown>(condition, (path) => {
		const { list: named, accessor } = resolve(path);
		if (list !== undefined && list !== named) throw unrecognizedName(path);
		list = named;
		return accessor;
	});
	return (row) => ((list && (row[list] as unknown[] | undefined)) || []).some((child) => test(child));
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
