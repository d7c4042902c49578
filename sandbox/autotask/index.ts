import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { type Fault, type FaultAnswer, createSandboxServer, mountControl } from '../http';
import { type Credentials, authenticate } from './auth';
import { type AutotaskControl, createControl } from './control';
import { mountAutotaskControl } from './controlRoutes';
import { Database } from './database';
import { VendorError, invalid, methodNotAllowed, noSuchPath, unauthorized } from './errors';
import { Limits } from './limits';
import { Records } from './records';
import { endpointOf, isZoneInformation, mountApi } from './routes';
import type { SeedOptions } from './seed';
import { type AllSettings, DEFAULT_SETTINGS } from './settings';
import { Webhooks } from './webhooks';

export type { Credentials } from './auth';
export type { AutotaskControl, Person } from './control';
export type { TableName } from './database';
export type { Usage } from './limits';
export type { Mail } from './mails';
export type { SeedOptions } from './seed';
export type { AllSettings, Settings } from './settings';
export { type SignedForm, signatureOf } from './signature';
export type { Delivery } from './webhooks';

export interface AutotaskOptions extends Partial<Credentials> {
	/** A free port by default. */
	readonly port?: number;
	/** A JSON Lines file to which every exchange with the API is appended. */
	readonly record?: string;
	readonly seed?: SeedOptions;
	/** How long every answer takes at least. */
	readonly latencyMs?: number;
	/** Pauses before webhooks are tried again; the vendor waits 30 s each of four times. */
	readonly webhookRetryMs?: readonly number[];
}

/** A running simulator of Autotask PSA. */
export interface AutotaskSimulator {
	/** The site, e.g. `http://127.0.0.1:4020`: where zones are looked up, and the control API is. */
	readonly url: string;
	/** The root of the API in the tenant's zone, e.g. `http://127.0.0.1:4020/atservicesrest/v1.0`. */
	readonly apiUrl: string;
	readonly port: number;
	readonly credentials: Credentials;
	/** The id of the resource as whom the API writes. */
	readonly resource: number;
	readonly control: AutotaskControl;
	close(): Promise<void>;
}

const VERSION = ['2025', '3', '2025.3.1.118'] as const;
const ADDRESS = /^\/+(?:([a-z0-9]+)\/+)?atservicesrest\/+v1\.0(\/[^?]*)?(?:\?|$)/i;

/** The zone that an address names, and the path below the root of the API; undefined for what is no API's. */
function addressOf(url: string): { zone: string; path: string } | undefined {
	const match = ADDRESS.exec(url);
	return match ? { zone: (match[1] ?? '').toLowerCase(), path: (match[2] ?? '/').replace(/\/{2,}/g, '/') } : undefined;
}

/**
 * Starts a simulator of Autotask PSA on 127.0.0.1: zones, authentication, queries, paging, writes below parents,
 * validation, limits, webhooks and errors as its documentation, its specification and recorded answers have them.
 */
export async function startAutotask(options: AutotaskOptions = {}): Promise<AutotaskSimulator> {
	const credentials: Credentials = {
		userName: options.userName ?? 'psasync@msp.example',
		secret: options.secret ?? 'sandboxSecret',
		integrationCode: options.integrationCode ?? 'SANDBOXINTEGRATIONCODE0001',
	};
	const settings: AllSettings = { ...DEFAULT_SETTINGS };
	let url = '';
	const zoneUrl = (): string => `${url}/${settings.zone === '' ? '' : `${settings.zone}/`}atservicesrest`;
	const server = createSandboxServer({
		vendor: 'autotask',
		latencyMs: options.latencyMs,
		record: options.record,
		recordedBelow: '/v1.0',
		apiPath: (address) => addressOf(address)?.path,
		refuse,
	});
	const { app, clock, faults, requests } = server;
	const db = new Database(clock);
	const records = new Records(db, settings);
	const limits = new Limits(clock, settings);
	const webhooks = new Webhooks(records, settings, options.webhookRetryMs);
	const { userName } = credentials;
	const seed = options.seed ?? {};
	const control = createControl({
		db,
		records,
		webhooks,
		limits,
		faults,
		requests,
		clock,
		settings,
		seed,
		userName,
	});
	control.reset();
	const resource = control.records('Resources').find((one) => one.userName === userName)?.id as number;
	const closing = new AbortController();

	acceptEmptyBodies(app);
	app.setErrorHandler((error, _request, reply) => {
		const { statusCode, headers, body } = error instanceof VendorError ? error : asVendorError(error);
		return reply.status(statusCode).headers(headers).send(body);
	});
	app.setNotFoundHandler((request) => {
		throw noSuchPath(`${url}${request.raw.url ?? ''}`);
	});
	mountControl(server, (routes) => mountAutotaskControl(routes, control));

	const zoneInformation = (request: FastifyRequest): object => {
		if (request.method !== 'GET') throw methodNotAllowed(request.method);
		const { user = '' } = request.query as { user?: string };
		// No secret is asked for, and a name that nobody has is a server's error (seen live).
		if (user.toLowerCase() !== userName.toLowerCase()) throw invalid('The user was not found in any zone.');
		return {
			zoneName: settings.zone === '' ? 'Sandbox' : `Sandbox ${settings.zone}`,
			url: `${zoneUrl()}${settings.zoneSlash ? '/' : ''}`,
			webUrl: `${url}/`,
			ci: 100_001,
		};
	};

	void app.register(async (api) => {
		api.addHook('onRequest', async (request, reply) => {
			const address = addressOf(request.raw.url ?? '/');
			if (!address || isZoneInformation(address.path)) return;
			// A tenant that moved to another zone is unknown in the old one.
			if (address.zone !== settings.zone) throw unauthorized();
			authenticate(request, credentials);
			const endpoint = endpointOf(address.path);
			if (endpoint) reply.raw.once('close', limits.enter(credentials.integrationCode, endpoint));
			const heldBackMs = limits.count();
			if (heldBackMs) await delay(heldBackMs, undefined, { signal: closing.signal }).catch(() => undefined);
		});
		mountApi(api, {
			records,
			limits,
			zoneUrl,
			resource,
			version: VERSION,
			pathOf: (request) => addressOf(request.raw.url ?? '/')?.path,
			zoneInformation,
		});
	});

	const port = await server.listen(options.port);
	url = `http://127.0.0.1:${port}`;
	return {
		url,
		get apiUrl() {
			return `${zoneUrl()}/v1.0`;
		},
		port,
		credentials,
		resource,
		control,
		async close() {
			closing.abort();
			await webhooks.close();
			await server.close();
		},
	};
}

/** The refusals of the API in the vendor's words. */
function refuse({ kind, retryAfterSeconds = 30, status = 500, message }: Fault): FaultAnswer {
	if (kind === 'rateLimited') {
		return {
			status: 429,
			headers: { 'retry-after': String(retryAfterSeconds) },
			body: { errors: [message ?? 'The API threshold has been exceeded.'] },
		};
	}
	if (kind === 'unavailable') return { status: 503, body: { Message: message ?? 'The service is unavailable.' } };
	// A failure of the server itself has the envelope of its framework; a list of errors means the request was wrong.
	return { status, body: message === undefined ? { Message: 'An error has occurred.' } : { errors: [message] } };
}

/** Clients name JSON as their type where they send no body, also with DELETE. */
function acceptEmptyBodies(app: ReturnType<typeof createSandboxServer>['app']): void {
	const parse = app.getDefaultJsonParser('error', 'error');
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
		if (body === '') done(null, null);
		else void parse(request, body as string, done);
	});
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
		if (body === '') done(null, null);
		else done(new VendorError(415, { Message: 'The request entity has a media type that is not supported.' }));
	});
}

/** What is not readable is an error like any other: 500 with a sentence. */
function asVendorError(error: unknown): VendorError {
	const { statusCode, message } = error as { statusCode?: number; message?: string };
	if (statusCode === 413) return new VendorError(statusCode, { Message: message });
	return invalid(message ?? String(error));
}
