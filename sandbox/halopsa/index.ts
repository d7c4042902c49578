import type { FastifyInstance } from 'fastify';
import { type Fault, type FaultAnswer, createSandboxServer, mountControl } from '../http';
import { Authorisation, type Credentials, mountAuth } from './auth';
import { type Behaviour, type HaloPsaControl, createControl } from './control';
import { mountHaloPsaControl } from './controlRoutes';
import { Database } from './database';
import { VendorError, badModel, noEndpoint } from './errors';
import { Records } from './records';
import { mountApi } from './routes';
import type { SeedOptions } from './seed';
import { notificationCollection, webhookCollection } from './webhookRoutes';
import { Webhooks } from './webhooks';

export type { Credentials } from './auth';
export type { HaloPsaControl, Person, Settings } from './control';
export type { TableName } from './database';
export type { Mail } from './rules/mails';
export type { SeedOptions } from './seed';
export type { Delivery, EventName } from './webhooks';

export interface HaloPsaOptions extends Partial<Credentials> {
	/** A free port by default. */
	readonly port?: number;
	/** A JSON Lines file to which every exchange with the API is appended. */
	readonly record?: string;
	readonly seed?: SeedOptions;
	/** How long every answer takes at least. */
	readonly latencyMs?: number;
}

/** A running simulator of HaloPSA. */
export interface HaloPsaSimulator {
	/** The instance, e.g. `http://127.0.0.1:4030`. */
	readonly url: string;
	/** The root of the API (the "resource server"). */
	readonly apiUrl: string;
	/** The authorisation server; tokens come from `/token` below it. */
	readonly authUrl: string;
	readonly port: number;
	readonly credentials: Credentials;
	/** The id of the agent that the application is bound to. */
	readonly agent: number;
	readonly control: HaloPsaControl;
	close(): Promise<void>;
}

const API_PATH = /^\/+api(\/[^?]*)?(?:\?|$)/;
const AUTH_PATH = /^\/+auth\/+token\/?(?:\?|$)/;
/** Signing in, which is no part of the API's specification. */
const SIGNING_IN = '/auth/token';

/**
 * Starts a simulator of HaloPSA on 127.0.0.1: tokens, lists and pages, arrays in every POST, sparse updates, sentinels,
 * validation, webhooks and errors as its help pages, its specification and recorded answers have them.
 */
export async function startHaloPsa(options: HaloPsaOptions = {}): Promise<HaloPsaSimulator> {
	const credentials: Credentials = {
		clientId: options.clientId ?? '5d3f0c1e-7a42-4d0b-8a0e-2f6c9b1d4e70',
		clientSecret: options.clientSecret ?? '0b6f7c1a-95d2-4a7e-bb51-sandbox-secret',
		tenant: options.tenant ?? 'sandboxmsp',
	};
	const behaviour: Behaviour = {
		agent: 1,
		restricted: false,
		wrapsSingle: false,
		filesInRecords: false,
		retryAfter: true,
	};
	let url = '';

	const server = createSandboxServer({
		vendor: 'halopsa',
		latencyMs: options.latencyMs,
		record: options.record,
		// What IIS takes unless it is told otherwise (inferred); a file comes in one piece.
		bodyLimit: 30_000_000,
		apiPath: (address) => {
			if (AUTH_PATH.test(address)) return SIGNING_IN;
			const match = API_PATH.exec(address);
			return match ? (match[1] ?? '/').replace(/\/{2,}/g, '/') : undefined;
		},
		besideApi: (path) => path === SIGNING_IN,
		refuse: (fault) => refuse(fault, server.rateLimit, behaviour),
	});
	const { app, clock, faults, requests, rateLimit } = server;
	const db = new Database(clock);
	const records = new Records(db);
	const webhooks = new Webhooks(db, records);
	const authorisation = new Authorisation(credentials, clock);
	const control = createControl({
		db,
		records,
		webhooks,
		authorisation,
		behaviour,
		faults,
		requests,
		rateLimit,
		clock,
		seed: options.seed ?? {},
	});
	control.reset();

	app.setErrorHandler((error, _request, reply) => {
		const { statusCode, headers, body } = error instanceof VendorError ? error : asVendorError(error);
		if (typeof body === 'string') void reply.type('text/plain; charset=utf-8');
		return reply.status(statusCode).headers(headers).send(body);
	});
	app.setNotFoundHandler((request) => {
		throw noEndpoint(request.raw.url ?? '/');
	});
	mountControl(server, (routes) => mountHaloPsaControl(routes, control));
	mountAuth(app, authorisation);
	void app.register(
		async (api) => {
			acceptJson(api);
			mountApi(api, {
				records,
				behaviour,
				callerOf: (request) => {
					const scopes = authorisation.scopesOf(request);
					// An application without a wide scope sees as little as one that is bound to an agent without rights.
					const restricted = behaviour.restricted || !(scopes.has('all') || scopes.has('admin'));
					return { agent: behaviour.agent, restricted };
				},
				open: { '/authinfo': () => ({ auth_url: `${url}/auth`, tenant_id: credentials.tenant }) },
				others: { webhook: webhookCollection(records), notification: notificationCollection(records) },
			});
		},
		{ prefix: '/api' },
	);

	const port = await server.listen(options.port);
	url = `http://127.0.0.1:${port}`;
	return {
		url,
		apiUrl: `${url}/api`,
		authUrl: `${url}/auth`,
		port,
		credentials,
		get agent() {
			return behaviour.agent;
		},
		control,
		async close() {
			await webhooks.close();
			await server.close();
		},
	};
}

/** JSON under the names that the specification has; a DELETE that names the type and sends nothing is none the worse for it (n8n's node does). */
function acceptJson(api: FastifyInstance): void {
	api.removeAllContentTypeParsers();
	api.addContentTypeParser(
		/^(?:application\/(?:.+\+)?json|text\/json)/i,
		{ parseAs: 'string' },
		(_request, body, done) => {
			try {
				done(null, body === '' ? null : (JSON.parse(body as string) as unknown));
			} catch (error) {
				done(badModel('', error instanceof Error ? error.message : String(error)), undefined);
			}
		},
	);
}

/** The refusals of the API; the text of a 429 names limit and window (seen live), its envelope is not known. */
function refuse(
	{ kind, retryAfterSeconds, status = 500, message }: Fault,
	limit: { readonly perWindow: number | null; readonly windowMs: number },
	{ retryAfter }: Behaviour,
): FaultAnswer {
	if (kind === 'rateLimited') {
		const minutes = limit.windowMs / 60_000;
		const headers: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' };
		if (retryAfter && retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
		return {
			status: 429,
			headers,
			body: `Rate Limit Reached - ${limit.perWindow ?? 300} Requests per rolling ${minutes} minute window.`,
		};
	}
	if (kind === 'unavailable') {
		return { status: 503, headers: { 'content-type': 'text/plain' }, body: message ?? 'Service Unavailable' };
	}
	return { status, body: { Message: message ?? 'An error has occurred.' } };
}

function asVendorError(error: unknown): VendorError {
	const { statusCode, message } = error as { statusCode?: number; message?: string };
	const text = message ?? String(error);
	if (statusCode === 400) return badModel('', text);
	if (statusCode !== undefined && statusCode < 500) return new VendorError(statusCode, { Message: text });
	return new VendorError(500, { Message: text });
}
