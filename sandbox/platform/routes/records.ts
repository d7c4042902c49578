import type { FastifyInstance } from 'fastify';
import { createRecord, ifMatch, inNamesOf, isQuiet, type PlatformApi, sendRecord, showPage } from '../api';
import { ENTITY_PATHS, type PlatformEntity } from '../fields';
import { parseListQuery } from '../query';
import { readChanges, readList } from '../reading';

interface ById {
	Params: { id: string };
}

/** The operations that every kind of record has: list, create, changes, read, patch, delete. */
export function mountRecords(routes: FastifyInstance, api: PlatformApi, entity: PlatformEntity): void {
	const path = ENTITY_PATHS[entity];
	const { store, names } = api;

	routes.get(`/${path}`, (request) => {
		const query = parseListQuery(entity, names.understandQuery(entity, request.query));
		return showPage(api, entity, readList(store, entity, query));
	});

	routes.post(`/${path}`, (request, reply) =>
		inNamesOf(api, entity, () => createRecord(api, request, reply, entity, path, request.body)),
	);

	routes.get(`/${path}/changes`, (request) => showPage(api, entity, readChanges(store, entity, request.query)));

	routes.get<ById>(`/${path}/:id`, (request, reply) =>
		sendRecord(api, reply, entity, store.get(entity, request.params.id)),
	);

	routes.patch<ById>(`/${path}/:id`, (request, reply) =>
		inNamesOf(api, entity, () => {
			const patch = names.understand(entity, request.body);
			const quiet = isQuiet(request);
			const record = store.patch(entity, request.params.id, patch, api.author, ifMatch(request), quiet);
			return sendRecord(api, reply, entity, record);
		}),
	);

	routes.delete<ById>(`/${path}/:id`, (request, reply) => {
		store.delete(entity, request.params.id, api.author, ifMatch(request));
		return reply.status(204).send();
	});
}
