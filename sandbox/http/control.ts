import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { faultSchema } from './faults';
import type { SandboxServer } from './server';

/** Where the control API of every simulated system lives. It has no authentication: the server binds 127.0.0.1. */
export const CONTROL_ROOT = '/_sandbox';

const requestQuery = z.object({
	since: z.coerce.number().int().nonnegative().optional(),
	method: z.string().optional(),
	path: z.string().optional(),
});

const faultsBody = z.union([faultSchema, z.array(faultSchema)]);

/**
 * Mounts the controls that every simulated system shares, and lets `more` add its own beside them:
 *
 * | | |
 * |---|---|
 * | `GET, DELETE /requests` | what clients asked (`?since=SEQ&method=&path=REGEXP`) with counts; forget it |
 * | `GET, POST, DELETE /faults`, `DELETE /faults/{id}` | list, switch on (one or a list), switch off |
 * | `GET, PUT /clock` | the server's clock: `skewMs`, `frozenAt` |
 */
export function mountControl(server: SandboxServer, more: (routes: FastifyInstance) => void): void {
	const { app, clock, faults, requests } = server;
	void app.register(
		async (routes) => {
			routes.setErrorHandler((error, _request, reply) => controlError(error, reply));
			// Clients that post nothing still name a type for it.
			routes.addContentTypeParser(
				'application/x-www-form-urlencoded',
				{ parseAs: 'string' },
				(_request, body, done) => {
					done(body === '' ? null : new SyntaxError('The body must be JSON.'), undefined);
				},
			);

			routes.get('/requests', (request) => {
				const entries = requests.entries(requestQuery.parse(request.query));
				return { counts: requests.counts(), requests: entries };
			});
			routes.delete('/requests', (_request, reply) => {
				requests.clear();
				return reply.status(204).send();
			});

			routes.get('/faults', () => faults.list());
			routes.post('/faults', (request, reply) => {
				const ids = [faultsBody.parse(request.body)].flat().map((fault) => faults.add(fault));
				return reply.status(201).send({ ids });
			});
			routes.delete('/faults', (_request, reply) => {
				faults.clear();
				return reply.status(204).send();
			});
			routes.delete('/faults/:id', (request, reply) => {
				const { id } = z.object({ id: z.coerce.number() }).parse(request.params);
				return reply.status(faults.remove(id) ? 204 : 404).send();
			});

			routes.get('/clock', () => clock.settings);
			routes.put('/clock', (request) => {
				clock.set(request.body as object);
				return clock.settings;
			});

			more(routes);
		},
		{ prefix: CONTROL_ROOT },
	);
}

/** A malformed control request is the tester's mistake: 400 with the reason. */
function controlError(error: unknown, reply: FastifyReply): FastifyReply {
	const message = error instanceof Error ? error.message : String(error);
	const ours = error instanceof z.ZodError || error instanceof SyntaxError;
	const status = (error as { statusCode?: number }).statusCode ?? (ours ? 400 : 500);
	return reply.status(status).send({ error: message });
}
