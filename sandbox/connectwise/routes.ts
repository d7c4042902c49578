import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allNotesOf } from './allNotes';
import { type CommunicationItem, renderCommunicationItems } from './communicationItems';
import { badCondition, badRequest, noEndpoint, notFound } from './errors';
import { mountDocuments } from './documents';
import {
	type ListQuery,
	type Page,
	forwardPage,
	navigablePage,
	orderRows,
	readFieldPaths,
	readListQuery,
	selectRows,
} from './query';
import type { Records } from './records';
import { pickFields } from './render';
import { RESOURCES, type Resource } from './resources';

/** Above this the vendor's servers stop reading an address; it recommends 2,000 and offers `POST …/search`. */
const MAX_URL = 10_000;

export interface RouteOptions {
	readonly records: Records;
	/** The address of the API root, for `Link` headers. */
	readonly apiUrl: () => string;
	/** The identifier of the member as whom the API writes. */
	readonly member: string;
	readonly version: string;
}

type Parameters = { readonly id?: string; readonly parentId?: string };

/** Mounts the collections of the API. Paths are below the API root; authentication is done before. */
export function mountApi(api: FastifyInstance, options: RouteOptions): void {
	const { records } = options;
	for (const resource of RESOURCES) mountResource(api, resource, options);
	mountDocuments(api, records, options.member);

	api.get('/company/contacts/:parentId/communications', (request) => {
		const contacts = resourceAt('/company/contacts');
		const contact = records.get(contacts, readId(request, 'parentId', contacts.label));
		const items = (contact.communicationItems as CommunicationItem[] | undefined) ?? [];
		return renderCommunicationItems(items, records.db, records.references);
	});

	api.post('/service/tickets/search', (request, reply) => {
		const body = readBody(request);
		const { conditions, orderBy, childconditions, customfieldconditions } = body as Record<string, string | undefined>;
		const query = {
			...readListQuery(request.query),
			conditions,
			orderBy,
			childConditions: childconditions,
			customFieldConditions: customfieldconditions,
		};
		return sendList(resourceAt('/service/tickets'), query, request, reply, options);
	});

	api.get('/service/tickets/:parentId/allNotes', (request) => {
		const { page, pageSize } = readListQuery(request.query);
		const all = allNotesOf(records, readId(request, 'parentId', 'Ticket'));
		return all.slice((page - 1) * pageSize, page * pageSize);
	});

	api.get('/system/info', () => ({
		version: options.version,
		isCloud: true,
		serverTimeZone: 'Eastern Standard Time',
		cloudRegion: 'NA',
	}));

	api.all('/*', () => {
		throw noEndpoint();
	});
}

function mountResource(api: FastifyInstance, resource: Resource, options: RouteOptions): void {
	const { records, member } = options;
	const { path, label, rules } = resource;
	const parentOf = (request: FastifyRequest): number | undefined =>
		resource.parent && readId(request, 'parentId', resource.parent.label);
	const find = (request: FastifyRequest): ReturnType<Records['get']> =>
		records.get(resource, readId(request, 'id', label), parentOf(request));

	api.get(path, (request, reply) => sendList(resource, readListQuery(request.query), request, reply, options));
	api.get(`${path}/count`, (request) => ({
		count: select(resource, readListQuery(request.query), request, records).length,
	}));
	api.get(`${path}/:id`, (request) => {
		const { fields } = readListQuery(request.query);
		const record = records.render(resource, find(request));
		return fields ? pickFields(record, readFieldPaths(resource.model, fields)) : record;
	});
	if (!rules) return;

	api.post(path, (request, reply) => {
		const row = records.create(resource, readBody(request), member, parentOf(request));
		return reply.status(201).send(records.render(resource, row));
	});
	api.patch(`${path}/:id`, (request) => {
		return records.render(resource, records.patch(resource, find(request), request.body, member));
	});
	api.put(`${path}/:id`, (request) => {
		return records.render(resource, records.replace(resource, find(request), readBody(request), member));
	});
	api.delete(`${path}/:id`, (request, reply) => {
		records.delete(resource, find(request), member);
		return reply.status(204).send();
	});
}

function sendList(
	resource: Resource,
	query: ListQuery,
	request: FastifyRequest,
	reply: FastifyReply,
	{ records, apiUrl }: RouteOptions,
): FastifyReply {
	const { model } = resource;
	if ((request.raw.url ?? '').length > MAX_URL)
		return reply.status(414).type('text/plain').send('Request-URI Too Long');
	const forward = request.headers['pagination-type'] === 'forward-only';
	if (forward && query.orderBy) throw badCondition('orderBy is not supported with forward-only pagination.');
	let rows = select(resource, query, request, records);
	if (query.orderBy) rows = orderRows(model, rows, query.orderBy, records.renderContext(resource));
	const page = forward ? forwardPage(rows, query) : navigablePage(rows, query);
	const fields = query.fields ? readFieldPaths(model, query.fields) : undefined;
	const link = linkHeader(page, request, apiUrl());
	if (link) reply.header('link', link);
	const answered = page.rows.map((row) => records.render(resource, row));
	return reply.send(fields ? answered.map((record) => pickFields(record, fields)) : answered);
}

function select(
	resource: Resource,
	query: ListQuery,
	request: FastifyRequest,
	records: Records,
): ReturnType<typeof selectRows> {
	const { parent } = resource;
	if (!parent) return selectRows(resource.model, query, records.renderContext(resource));
	const id = readId(request, 'parentId', parent.label);
	if (!records.db.table(parent.table).get(id)) throw notFound(parent.label, id);
	return selectRows(resource.model, query, records.renderContext(resource), { index: parent.index, id });
}

/** The address of each page is the one that was asked for, with the page in it exchanged. */
function linkHeader({ links }: Page, request: FastifyRequest, apiUrl: string): string {
	const asked = new URL(request.raw.url ?? '/', apiUrl);
	return links
		.map(({ rel, parameter, value }) => {
			asked.searchParams.set(parameter, String(value));
			return `<${asked.href}>; rel="${rel}"`;
		})
		.join(', ');
}

function readId(request: FastifyRequest, name: keyof Parameters, label: string): number {
	const given = (request.params as Parameters)[name] ?? '';
	if (!/^\d{1,9}$/.test(given)) throw notFound(label, given);
	return Number(given);
}

function readBody(request: FastifyRequest): Record<string, unknown> {
	const { body } = request;
	if (typeof body !== 'object' || body === null || Array.isArray(body))
		throw badRequest('The request body must be a JSON object.');
	return body as Record<string, unknown>;
}

function resourceAt(path: string): Resource {
	const resource = RESOURCES.find((one) => one.path === path);
	if (!resource) throw new Error(`No resource at ${path}`);
	return resource;
}
