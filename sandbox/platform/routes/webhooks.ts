import type { FastifyInstance } from 'fastify';
import { idempotencyKey, type PlatformApi, sendCreated } from '../api';
import type { Webhook } from '../webhooks';
import { parseWebhook, parseWebhookPatch } from '../webhookSchema';

interface ById {
	Params: { id: string };
}

/** Registration of webhooks. The secret is told once, in the answer to the creation. */
export function mountWebhooks(routes: FastifyInstance, api: PlatformApi): void {
	const { webhooks, idempotency } = api;
	const withoutSecret = ({ secret: _secret, ...webhook }: Webhook): object => webhook;

	routes.get('/webhooks', () => ({ items: webhooks.list().map(withoutSecret) }));

	routes.post('/webhooks', (request, reply) => {
		const answer = idempotency.once('POST webhooks', idempotencyKey(request), request.body, () => {
			const webhook = webhooks.create(parseWebhook(request.body));
			return { body: webhook, headers: { location: `${api.basePath}/webhooks/${webhook.id}` } };
		});
		return sendCreated(reply, answer);
	});

	routes.get<ById>('/webhooks/:id', (request) => withoutSecret(webhooks.get(request.params.id)));

	routes.patch<ById>('/webhooks/:id', (request) => {
		webhooks.get(request.params.id);
		return withoutSecret(webhooks.patch(request.params.id, parseWebhookPatch(request.body)));
	});

	routes.delete<ById>('/webhooks/:id', (request, reply) => {
		webhooks.delete(request.params.id);
		return reply.status(204).send();
	});
}
