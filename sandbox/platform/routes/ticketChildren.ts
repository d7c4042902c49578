import type { FastifyInstance } from 'fastify';
import { createRecord, inNamesOf, type PlatformApi, showPage } from '../api';
import { ENTITY_PATHS } from '../fields';
import { validationFailed } from '../problem';
import { parseListQuery, parsePaging } from '../query';
import { readList } from '../reading';

interface OfTicket {
	Params: { ticketId: string };
}

/** Notes and attachments below their ticket: the same records, with the ticket in the path. */
export function mountTicketChildren(routes: FastifyInstance, api: PlatformApi, entity: 'note' | 'attachment'): void {
	const path = ENTITY_PATHS[entity];
	const parent = api.names.outward(entity, 'ticketId');

	routes.get<OfTicket>(`/tickets/:ticketId/${path}`, (request) => {
		const { ticketId } = request.params;
		api.store.get('ticket', ticketId);
		const query = parseListQuery(entity, { ...(request.query as object), ticketId });
		parsePaging(request.query);
		return showPage(api, entity, readList(api.store, entity, query));
	});

	routes.post<OfTicket>(`/tickets/:ticketId/${path}`, (request, reply) => {
		const { ticketId } = request.params;
		api.store.get('ticket', ticketId);
		const body = request.body as object | null;
		if (body && Object.hasOwn(body, parent)) {
			throw validationFailed([{ field: parent, code: 'unknown_field', message: 'stands in the path' }]);
		}
		const whole = typeof body === 'object' && !Array.isArray(body) ? { ...body, [parent]: ticketId } : body;
		return inNamesOf(api, entity, () => createRecord(api, request, reply, entity, path, whole));
	});
}
