import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Row } from '../table';
import type { Entity } from './entities';
import { invalid, methodNotAllowed, noSuchPath, webServerPage } from './errors';
import { entityInformation, fieldInformation, udfInformation } from './information';
import type { Limits } from './limits';
import { type Cursor, pageOf, pickFields, readQuery, selectRows } from './query/query';
import type { Author, Records } from './records';
import { type Target, targetOf, verbsOf } from './target';

/** Beyond this the vendor's web server answers 404 to an address (seen with long next-page addresses). */
const MAX_URL = 2_048;

export interface RouteOptions {
	readonly records: Records;
	readonly limits: Limits;
	/** The address of the zone, e.g. `http://127.0.0.1:4010/atservicesrest`. */
	readonly zoneUrl: () => string;
	/** The resource as whom the API writes. */
	readonly resource: number;
	readonly version: readonly [major: string, minor: string, build: string];
	/** The path below the root of the API; undefined for an address that is none of it. */
	readonly pathOf: (request: FastifyRequest) => string | undefined;
	/** What the zone of a user is: the one answer without authentication. */
	readonly zoneInformation: (request: FastifyRequest) => object;
}

/** Mounts everything below `/v1.0`. Authentication and limits are done before. */
export function mountApi(api: FastifyInstance, options: RouteOptions): void {
	api.all('/*', (request, reply) => {
		const path = options.pathOf(request);
		const url = request.raw.url ?? '';
		if (path !== undefined && isZoneInformation(path)) return reply.send(options.zoneInformation(request));
		const target = path === undefined || url.length > MAX_URL ? undefined : targetOf(path);
		if (!target) throw noSuchPath(url);
		if (!verbsOf(target).includes(request.method)) throw methodNotAllowed(request.method);
		return reply.send(answer(target, request, options));
	});
}

/** Whether a path is the look-up of a zone. */
export function isZoneInformation(path: string): boolean {
	return /^\/zoneinformation\/?$/i.test(path);
}

/** The endpoint that a call counts for: the entity, wherever it is reached. Undefined for what is no entity's. */
export function endpointOf(path: string): string | undefined {
	const target = targetOf(path);
	if (!target) return undefined;
	return 'entity' in target ? target.entity.name : target.kind;
}

function answer(target: Target, request: FastifyRequest, options: RouteOptions): object {
	const { records, limits } = options;
	const { db, settings } = records;
	const denied = 'entity' in target && settings.deniedEntities.includes(target.entity.name);
	// A missing permission is 500 like everything else that is wrong (seen live).
	if (denied && target.kind !== 'information')
		throw invalid('The logged in Resource does not have the adequate permissions for this entity type.');
	switch (target.kind) {
		case 'threshold':
			return {
				externalRequestThreshold: settings.hourlyThreshold,
				requestThresholdTimeframe: 60,
				currentTimeframeRequestCount: limits.usage.calls,
			};
		case 'version': {
			const [majorVersion, minorVersion, build] = options.version;
			return { majorVersion, minorVersion, build, customerType: 'Production' };
		}
		case 'information':
			if (target.of === 'entity') return entityInformation(target.entity, denied);
			return target.of === 'fields' ? fieldInformation(target.entity) : udfInformation(target.entity, db);
		case 'query':
			return queryPage(target.entity, queryBody(request), {}, request, options);
		case 'nextPage':
			return queryPage(target.entity, queryBody(request), readCursor(request), request, options);
		case 'count': {
			const { filter } = readQuery(queryBody(request), target.entity);
			return { queryCount: selectRows(target.entity, filter, db).length };
		}
		case 'record':
			return request.method === 'DELETE' ? remove(target, request, options) : get(target, options);
		case 'children':
			if (request.method === 'GET') return childrenOf(target.entity, target.parentId, options);
			return write(target.entity, request, options, target.parentId);
		case 'collection':
			return write(target.entity, request, options);
	}
}

function queryPage(
	entity: Entity,
	body: unknown,
	cursor: Cursor,
	request: FastifyRequest,
	{ records, zoneUrl }: RouteOptions,
): object {
	const { maxRecords, includeFields, filter } = readQuery(body, entity);
	const page = pageOf(selectRows(entity, filter, records.db), maxRecords, cursor);
	const items = page.rows.map((row) => records.render(entity, row));
	const address = (to: Cursor | undefined): string | null => {
		if (!to) return null;
		const url = new URL(`${zoneUrl()}/v1.0/${entity.name}/query/next`);
		// A query sent as POST is sent again with each page; one sent as GET is part of the address.
		if (request.method === 'GET') url.searchParams.set('search', JSON.stringify(body));
		url.searchParams.set('paging', JSON.stringify({ pageSize: maxRecords, ...to }));
		return url.href;
	};
	return {
		items: includeFields ? items.map((item) => pickFields(item, includeFields)) : items,
		pageDetails: {
			count: items.length,
			requestCount: maxRecords,
			prevPageUrl: address(page.previous),
			nextPageUrl: address(page.next),
		},
	};
}

/** @throws VendorError 405 for the next page of a POST query asked with GET, 500 for a query without a body (seen live) */
function queryBody(request: FastifyRequest): unknown {
	if (request.method === 'POST') return request.body;
	const { search } = request.query as { search?: string };
	if (search === undefined) {
		if (/\/next\/?(\?|$)/i.test(request.raw.url ?? '')) throw methodNotAllowed('GET');
		throw invalid('A query must contain a filter.');
	}
	try {
		return JSON.parse(search) as unknown;
	} catch {
		throw invalid('The search parameter is not valid JSON.');
	}
}

function readCursor(request: FastifyRequest): Cursor {
	try {
		const { after, before } = JSON.parse(String((request.query as { paging?: string }).paging)) as Cursor;
		return { after, before };
	} catch {
		throw invalid('The paging parameter is not valid.');
	}
}

function get(
	{ entity, id, parentId }: Extract<Target, { kind: 'record' }>,
	{ records, zoneUrl }: RouteOptions,
): object {
	const { db, settings } = records;
	const row = find(entity, id, parentId, records);
	const hidden = row && db.hides(entity.name, id);
	if (hidden || (!row && settings.missingAs404)) throw noSuchPath(`${zoneUrl()}/v1.0/${entity.name}/${id}`);
	if (entity.name === 'TicketAttachments') {
		if (!row) throw noSuchPath(`${zoneUrl()}/v1.0/${entity.name}/${id}`);
		const whole = { ...records.render(entity, row), data: row.data };
		// No other address gives the bytes. The specification has the record alone; a list of one was seen live.
		if (!settings.attachmentInList) return whole;
		const pageDetails = { count: 1, requestCount: 500, prevPageUrl: null, nextPageUrl: null };
		return { items: [whole], pageDetails };
	}
	return { item: row ? records.render(entity, row) : null };
}

function childrenOf(entity: Entity, parentId: number, { records }: RouteOptions): object {
	const field = entity.parent?.field ?? '';
	const rows = [...records.db.table(entity.name).list()].filter((row) => row[field] === parentId);
	const items = rows.map((row) => records.render(entity, row));
	return {
		items,
		pageDetails: { count: items.length, requestCount: 500, prevPageUrl: null, nextPageUrl: null },
	};
}

function write(entity: Entity, request: FastifyRequest, options: RouteOptions, parentId?: number): object {
	const { records } = options;
	const { body, method } = request;
	if (method === 'PATCH' && !records.settings.collectionPatch) throw webServerPage();
	if (typeof body !== 'object' || body === null || Array.isArray(body))
		throw invalid('The request body must be a JSON object.');
	const given = body as Record<string, unknown>;
	const author = authorOf(request, options);
	if (parentId !== undefined) requireParent(entity, parentId, records);
	if (method === 'POST') return { itemId: records.create(entity, given, author, parentId).id };
	const key = Object.keys(given).find((name) => name.toLowerCase() === 'id');
	const id = key === undefined ? undefined : given[key];
	const row = typeof id === 'number' ? find(entity, id, parentId, records) : undefined;
	if (!row) throw invalid(`No matching ${entity.label} was found for id ${String(id)}.`);
	return { itemId: records.change(entity, row, given, author, method === 'PATCH').id };
}

/** A missing record answers 500, like everything that is not as it should be (seen live). */
function remove(
	{ entity, id, parentId }: Extract<Target, { kind: 'record' }>,
	request: FastifyRequest,
	options: RouteOptions,
): object {
	const row = find(entity, id, parentId, options.records);
	if (!row) throw invalid(`No matching ${entity.label} was found for id ${id}.`);
	options.records.delete(entity, row, authorOf(request, options));
	return { itemId: id };
}

function find(entity: Entity, id: number, parentId: number | undefined, { db }: Records): Row | undefined {
	const row = db.table(entity.name).get(id);
	return parentId === undefined || row?.[entity.parent?.field ?? ''] === parentId ? row : undefined;
}

function requireParent(entity: Entity, parentId: number, { db }: Records): void {
	const { parent } = entity;
	if (parent && !db.table(parent.table).get(parentId))
		throw invalid(`No matching ${parent.table} was found for id ${parentId}.`);
}

/** The API user, or whom it acts for (`ImpersonationResourceId`). */
function authorOf(request: FastifyRequest, { records, resource }: RouteOptions): Author {
	const named = request.headers.impersonationresourceid;
	if (named === undefined) return { by: resource };
	const by = Number(named);
	if (!records.db.table('Resources').get(by)) throw invalid('The impersonation resource does not exist.');
	return { by, impersonator: resource };
}
