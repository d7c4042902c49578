import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PlatformControl } from './control';
import { PLATFORM_ENTITIES, type PlatformEntity } from './fields';
import { portalCompanies } from './portal';
import { PlatformProblem } from './problem';

const entity = z.enum(PLATFORM_ENTITIES as [PlatformEntity, ...PlatformEntity[]]);
const entityParams = z.object({ entity });
const recordParams = z.object({ entity, id: z.string() });
const person = z.object({ by: z.string().min(1).optional() }).strict();
const fields = z.record(z.unknown());
const settings = z
	.object({
		indexLagMs: z.number().optional(),
		requestsPerMinute: z.number().nullable().optional(),
		webhooks: z.enum(['deliver', 'lose', 'twice']).optional(),
		portalCompanies: portalCompanies.optional(),
	})
	.strict();
const count = z.number().int().nonnegative().max(200_000).optional();
const mspOptions = z
	.object({
		seed: z.number().int().optional(),
		companies: count,
		contactsPerCompany: count,
		tickets: count,
		only: count,
	})
	.strict();
const recordsByKind = z.record(entity, z.array(fields));

/**
 * Mounts {@link PlatformControl} beside the controls that every simulated system has:
 *
 * | | |
 * |---|---|
 * | `POST /reset`, `POST /seed` | empty it; add an MSP (`seed`, `companies`, `contactsPerCompany`, `tickets`, `only`) |
 * | `GET, PUT /settings` | `indexLagMs`; `requestsPerMinute`; `webhooks`: `deliver`, `lose` or `twice`; `portalCompanies`: `all` or ids |
 * | `GET /records/{entity}[/{id}]` | records as they are now, without lag |
 * | `GET /records/{entity}/{id}/history` | the states of the last ten minutes |
 * | `GET /tombstones/{entity}` | what was deleted |
 * | `POST /records` | add records by kind, parents first: `{ "company": [{…}] }` |
 * | `POST /records/{entity}?by=` | create as a person |
 * | `PATCH, DELETE /records/{entity}/{id}?by=` | change (a merge patch) or delete as a person |
 * | `POST /time-entries/{id}/lock` | lock a time entry, as billing does |
 * | `GET /mails` | what the portal would have mailed to clients |
 * | `GET /deliveries` | attempted webhooks |
 * | `POST /cursors/expire` | every cursor so far answers 410 |
 */
export function mountPlatformControl(routes: FastifyInstance, control: PlatformControl): void {
	routes.setErrorHandler((error, _request, reply) => {
		if (error instanceof PlatformProblem) return reply.status(error.status).send(error.body);
		const status = error instanceof z.ZodError ? 400 : ((error as { statusCode?: number }).statusCode ?? 500);
		return reply.status(status).send({ error: error instanceof Error ? error.message : String(error) });
	});

	routes.post('/reset', (request, reply) => {
		control.reset();
		if (request.body) control.seedMsp(mspOptions.parse(request.body));
		return reply.status(204).send();
	});
	routes.post('/seed', (request, reply) => {
		control.seedMsp(mspOptions.parse(request.body ?? {}));
		return reply.status(204).send();
	});
	routes.post('/records', (request, reply) => {
		control.seed(recordsByKind.parse(request.body));
		return reply.status(204).send();
	});

	const shown = () => ({
		indexLagMs: control.indexLagMs,
		requestsPerMinute: control.requestsPerMinute,
		webhooks: control.deliveryMode,
		portalCompanies: control.portalCompanies,
	});
	routes.get('/settings', shown);
	routes.put('/settings', (request) => {
		const given = settings.parse(request.body);
		const { indexLagMs, requestsPerMinute, webhooks } = given;
		if (indexLagMs !== undefined) control.indexLagMs = indexLagMs;
		if (requestsPerMinute !== undefined) control.requestsPerMinute = requestsPerMinute;
		if (webhooks !== undefined) control.deliveryMode = webhooks;
		if (given.portalCompanies !== undefined) control.portalCompanies = given.portalCompanies;
		return shown();
	});
	routes.get('/deliveries', () => control.deliveries);
	routes.get('/mails', () => control.mails());
	routes.post('/cursors/expire', (_request, reply) => {
		control.expireCursors();
		return reply.status(204).send();
	});

	routes.get('/records/:entity', (request) => control.list(entityParams.parse(request.params).entity));
	routes.get('/tombstones/:entity', (request) => control.deleted(entityParams.parse(request.params).entity));
	routes.get('/records/:entity/:id', (request) => {
		const { entity: kind, id } = recordParams.parse(request.params);
		return control.get(kind, id);
	});
	routes.get('/records/:entity/:id/history', (request) => {
		const { entity: kind, id } = recordParams.parse(request.params);
		return control.history(kind, id);
	});
	routes.post('/records/:entity', (request, reply) => {
		const { entity: kind } = entityParams.parse(request.params);
		return reply.status(201).send(control.create(kind, fields.parse(request.body), person.parse(request.query).by));
	});
	routes.patch('/records/:entity/:id', (request) => {
		const { entity: kind, id } = recordParams.parse(request.params);
		return control.edit(kind, id, fields.parse(request.body), person.parse(request.query).by);
	});
	routes.delete('/records/:entity/:id', (request, reply) => {
		const { entity: kind, id } = recordParams.parse(request.params);
		control.remove(kind, id, person.parse(request.query).by);
		return reply.status(204).send();
	});
	routes.post('/time-entries/:id/lock', (request) =>
		control.lock(z.object({ id: z.string() }).parse(request.params).id),
	);
}
