import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Row } from '../table';
import { badModel, forbidden, noEndpoint, noMethod, notFound } from './errors';
import { selectRows } from './filters';
import { type Page, Query, orderRows, pageOf } from './query';
import type { Records } from './records';
import type { Extent } from './render';
import { RESOURCES, type Resource } from './resources';
import { Download } from './rules/attachment';

/** Who asks, and what they may do. */
export interface Caller {
	/** The agent that the application is bound to. */
	readonly agent: number;
	/** The agent's rights reach no record: lists are empty, without an error. */
	readonly restricted: boolean;
}

export interface RouteOptions {
	readonly records: Records;
	/** Settings that change while the server runs. */
	readonly behaviour: { wrapsSingle: boolean; filesInRecords: boolean };
	/** @throws VendorError 401 */
	readonly callerOf: (request: FastifyRequest) => Caller;
	/** What may be asked without a token, by its path in lower case. */
	readonly open: Readonly<Record<string, () => unknown>>;
	/** Collections with rules of their own, by their path in lower case. */
	readonly others: Readonly<Record<string, Collection>>;
}

/** What a collection answers; methods that it lacks are answered 405. */
export interface Collection {
	readonly list: (query: Query, caller: Caller) => unknown;
	readonly get: (id: string, query: Query, caller: Caller) => unknown;
	readonly post?: (records: ReadonlyArray<Readonly<Record<string, unknown>>>, caller: Caller) => unknown;
	readonly remove?: (id: string, caller: Caller) => unknown;
}

/** Mounts the collections of the API; paths are read without regard to case, as n8n's built-in node needs it. */
export function mountApi(api: FastifyInstance, options: RouteOptions): void {
	const collections = new Map<string, Collection>([
		...RESOURCES.map((resource) => [resource.table.toLowerCase(), collectionOf(resource, options)] as const),
		...Object.entries(options.others),
	]);

	api.all('/*', (request, reply) => {
		const path = (request.params as { '*': string })['*'].replace(/\/+$/, '');
		const [name, id, ...rest] = path.split('/').filter(Boolean);
		const open = options.open[`/${path.toLowerCase()}`];
		if (open && request.method === 'GET') return reply.send(open());
		const caller = options.callerOf(request);
		const collection = collections.get(name?.toLowerCase() ?? '');
		if (!collection || rest.length > 0) throw noEndpoint(request.raw.url ?? '/');
		return answer(collection, id, request, reply, caller);
	});
}

function answer(
	collection: Collection,
	id: string | undefined,
	request: FastifyRequest,
	reply: FastifyReply,
	caller: Caller,
): FastifyReply {
	const query = new Query(request.query as Record<string, unknown>);
	const { method } = request;
	if (method === 'GET') {
		const found = id === undefined ? collection.list(query, caller) : collection.get(id, query, caller);
		return found instanceof Download ? reply.headers(found.headers).send(found.bytes) : reply.send(found);
	}
	if (method === 'POST' && id === undefined && collection.post) {
		const records = readRecords(request.body);
		if (caller.restricted) throw forbidden();
		return reply.status(201).send(collection.post(records, caller));
	}
	if (method === 'DELETE' && id !== undefined && collection.remove) {
		if (caller.restricted) throw forbidden();
		return reply.send(collection.remove(id, caller));
	}
	throw noMethod(method);
}

function collectionOf(resource: Resource, options: RouteOptions): Collection {
	const { records, behaviour } = options;
	const { db } = records;
	const { table, rules, label, list } = resource;
	const readable = (caller: Caller): boolean => !caller.restricted || rules === undefined;
	const find = (id: string, query: Query): Row => {
		if (table === 'Priority') return found(db.table(table).findCurrent('guid', id), label, id);
		const number = readId(id);
		if (table !== 'Actions') return records.get(resource, number);
		return found(records.action(query.integer('ticket_id') ?? 0, number), label, id);
	};
	return {
		list(query, caller) {
			const rows = readable(caller) ? selectRows(table, query, db) : [];
			const ordered = orderRows(rows, query, (row, field) => orderValue(resource, records, row, field), resource.order);
			return showList(resource, pageOf(ordered, query), query, records);
		},
		get(id, query, caller) {
			if (!readable(caller)) throw forbidden();
			if (table === 'Agent' && id.toLowerCase() === 'me')
				return records.render(resource, records.get(resource, caller.agent));
			const extent = query.flag('includedetails') === true ? 'full' : 'plain';
			if (table === 'Attachment' && extent === 'plain' && !behaviour.filesInRecords)
				return new Download(find(id, query));
			const record = records.render(resource, find(id, query), extent);
			return behaviour.wrapsSingle && list !== undefined ? { [list]: [record] } : record;
		},
		...(rules && {
			// One after the other: where one is refused, those before it are done and those after it are not.
			post(given: ReadonlyArray<Readonly<Record<string, unknown>>>, caller: Caller) {
				const saved = given.map((record, index) => records.save(resource, record, caller.agent, index));
				const shown = saved.map(({ row, fresh }) => records.render(resource, row, 'full', fresh));
				return shown.length === 1 ? shown[0] : shown;
			},
			remove(id: string, caller: Caller) {
				const row = records.delete(resource, find(id, new Query({})), caller.agent);
				return records.render(resource, row, 'plain');
			},
		}),
	};
}

function showList(resource: Resource, { rows, total, page }: Page, query: Query, records: Records): unknown {
	const { list, table } = resource;
	const extent: Extent = table === 'FieldInfo' && query.flag('includevalues') === true ? 'full' : 'slim';
	const shown = rows.map((row) => {
		const record = records.render(resource, row, extent);
		if (query.flag('idonly') === true) return { id: record.id };
		if (query.flag('includehtmlnote') === true && row.note_html !== undefined) record.note_html = row.note_html;
		if (query.flag('includenotes') === true && row.notes !== undefined) record.notes = row.notes;
		return record;
	});
	if (list === undefined) return shown;
	const paging = page && { page_no: page.number, page_size: page.size };
	return { ...paging, record_count: total, [list]: shown };
}

/** What a list is ordered by: any field of the model, also one that its rows do not show. */
function orderValue(resource: Resource, records: Records, row: Row, field: string): unknown {
	if (!Object.hasOwn(resource.model.fields, field)) return undefined;
	return row[field] ?? resource.derive?.(row, records.db)[field];
}

/**
 * The records of a POST.
 *
 * @throws VendorError 400 where the body is no array of objects, even for one record (seen live)
 */
function readRecords(body: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> {
	if (!Array.isArray(body)) {
		const given = body === null || typeof body !== 'object' ? 'value' : 'object (e.g. {"name":"value"})';
		throw badModel(
			'',
			`Cannot deserialize the current JSON ${given} into type 'System.Collections.Generic.List' because the type requires a JSON array (e.g. [1,2,3]) to deserialize correctly.`,
		);
	}
	body.forEach((record: unknown, i) => {
		if (typeof record !== 'object' || record === null || Array.isArray(record))
			throw badModel(`[${i}]`, `Error converting value ${JSON.stringify(record)}. Path '[${i}]'.`);
	});
	return body as ReadonlyArray<Readonly<Record<string, unknown>>>;
}

function readId(id: string): number {
	if (!/^-?\d{1,9}$/.test(id)) throw badModel('id', `The value '${id}' is not valid.`);
	return Number(id);
}

function found(row: Row | undefined, label: string, id: string): Row {
	if (!row) throw notFound(label, id);
	return row;
}
