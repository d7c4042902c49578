import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createSandboxServer, type Fault, type FaultAnswer, mountControl } from '../http';
import { type PlatformApi, sendProblem } from './api';
import { PlatformControl, type PlatformSeed } from './control';
import { mountPlatformControl } from './controlRoutes';
import { type FieldNameMap, FieldNames } from './fieldNames';
import { type CustomFieldDefinitions, PLATFORM_ENTITIES } from './fields';
import { IdempotencyKeys } from './idempotency';
import { ClientPortal } from './portal';
import { PlatformProblem, type ProblemCode, PROBLEM_MEDIA_TYPE } from './problem';
import { mountAbout } from './routes/about';
import { mountAttachmentContent } from './routes/attachmentContent';
import { mountRecords } from './routes/records';
import { mountTicketChildren } from './routes/ticketChildren';
import { mountWebhooks } from './routes/webhooks';
import { PlatformStore } from './store';
import { WebhookSender, type WebhookTiming } from './webhooks';

export interface PlatformOptions {
	/** 0, the default, takes a free port. */
	readonly port?: number;
	readonly apiKey?: string;
	/** The name of the API key, as it stands in `updatedBy`. */
	readonly author?: string;
	/** A JSON Lines file to which every exchange is appended. */
	readonly record?: string;
	readonly seed?: PlatformSeed;
	/** How long every answer takes at least. */
	readonly latencyMs?: number;
	/** Requests that are taken in any 60 seconds before the rest is answered 429; no limit by default. */
	readonly requestsPerMinute?: number;
	readonly customFields?: CustomFieldDefinitions;
	readonly webhookTiming?: WebhookTiming;
	/** Where the API lives: `/api/v1` in the contract. */
	readonly basePath?: string;
	/** The header that carries the API key and what stands before it: `Authorization: Bearer ` in the contract. */
	readonly authHeader?: { readonly name: string; readonly prefix: string };
	/** Fields that this platform names otherwise than the contract. */
	readonly fieldNames?: FieldNameMap;
}

export interface RunningPlatform {
	/** `http://127.0.0.1:PORT` */
	readonly url: string;
	readonly port: number;
	/** {@link url} with the base path. */
	readonly apiUrl: string;
	readonly apiKey: string;
	/** The same as `{url}/_sandbox`, for tests in this process. */
	readonly control: PlatformControl;
	close(): Promise<void>;
}

/** Starts a platform that keeps the contract, on a real port of this machine, with its state in memory. */
export async function startPlatform(options: PlatformOptions = {}): Promise<RunningPlatform> {
	const basePath = options.basePath ?? '/api/v1';
	const apiKey = options.apiKey ?? 'sandbox-platform-key';
	const server = createSandboxServer({
		vendor: 'platform',
		latencyMs: options.latencyMs,
		record: options.record,
		bodyLimit: 4 * 1024 * 1024,
		apiPath: (url) => (url.startsWith(`${basePath}/`) ? url.slice(basePath.length).split('?')[0] : undefined),
		refuse,
	});
	const store = new PlatformStore(server.clock, options.customFields);
	const idempotency = new IdempotencyKeys();
	const webhooks = new WebhookSender(server.clock, options.webhookTiming);
	const names = new FieldNames(options.fieldNames);
	const author = options.author ?? 'integration';
	const api: PlatformApi = { basePath, author, clock: server.clock, store, idempotency, names, webhooks };
	const portal = new ClientPortal(store, server.clock);
	const control = new PlatformControl(server, store, idempotency, webhooks, portal);
	store.onCommit((commit) => portal.notice(commit));
	store.onCommit((commit) => webhooks.announce(commit, author));

	const { app } = server;
	app.setErrorHandler((error, _request, reply) => sendProblem(error, reply));
	app.setNotFoundHandler((request, reply) =>
		sendProblem(new PlatformProblem('not_found', `There is no ${request.method} ${request.url.split('?')[0]}.`), reply),
	);
	mountControl(server, (routes) => {
		void routes.register(async (own) => mountPlatformControl(own, control));
	});
	const authentic = authenticator(apiKey, options.authHeader ?? { name: 'authorization', prefix: 'Bearer ' });
	void app.register(async (routes) => mountApi(routes, api, authentic), { prefix: basePath });

	control.requestsPerMinute = options.requestsPerMinute ?? null;
	control.seed(options.seed ?? {});
	const port = await server.listen(options.port);
	const url = `http://127.0.0.1:${port}`;
	return {
		url,
		port,
		apiUrl: `${url}${basePath}`,
		apiKey,
		control,
		close: async () => {
			webhooks.close();
			await server.close();
		},
	};
}

function mountApi(routes: FastifyInstance, api: PlatformApi, authentic: (request: FastifyRequest) => boolean): void {
	routes.removeAllContentTypeParsers();
	const json = routes.getDefaultJsonParser('error', 'error');
	routes.addContentTypeParser(['application/json', 'application/merge-patch+json'], { parseAs: 'string' }, json);
	routes.addHook('onRequest', async (request) => {
		if (!authentic(request)) throw new PlatformProblem('unauthorized', 'The API key is missing or unknown.');
	});
	routes.addHook('onRequest', async (request) => {
		if (request.method !== 'PATCH' || /^application\/merge-patch\+json\b/i.test(request.headers['content-type'] ?? ''))
			return;
		throw new PlatformProblem('unsupported_media_type', 'PATCH takes application/merge-patch+json.');
	});
	for (const entity of PLATFORM_ENTITIES) mountRecords(routes, api, entity);
	mountTicketChildren(routes, api, 'note');
	mountTicketChildren(routes, api, 'attachment');
	mountAttachmentContent(routes, api);
	mountAbout(routes, api);
	mountWebhooks(routes, api);
}

function authenticator(
	apiKey: string,
	{ name, prefix }: { readonly name: string; readonly prefix: string },
): (request: FastifyRequest) => boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	const expected = digest(`${prefix}${apiKey}`);
	return (request) => timingSafeEqual(expected, digest([request.headers[name.toLowerCase()]].flat()[0] ?? ''));
}

/** The refusals of the shared faults in the contract's words. */
function refuse(fault: Fault): FaultAnswer {
	const codes: Partial<Record<Fault['kind'], ProblemCode>> = {
		rateLimited: 'rate_limited',
		unavailable: 'unavailable',
	};
	const problem = new PlatformProblem(codes[fault.kind] ?? 'internal_error', fault.message ?? 'Nothing was done.');
	const status = (fault.kind === 'serverError' ? fault.status : undefined) ?? problem.status;
	return {
		status,
		headers: {
			'content-type': PROBLEM_MEDIA_TYPE,
			...(fault.kind === 'rateLimited' && { 'retry-after': String(fault.retryAfterSeconds ?? 1) }),
		},
		body: JSON.stringify({ ...problem.body, status }),
	};
}
