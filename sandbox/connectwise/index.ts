import { type Fault, type FaultAnswer, createSandboxServer, mountControl } from '../http';
import { type Credentials, authenticate } from './auth';
import { Billing } from './billing';
import { Callbacks } from './callbacks';
import { type ConnectWiseControl, createControl } from './control';
import { mountConnectWiseControl } from './controlRoutes';
import { Database } from './database';
import { MOST_OF_A_FORM, readForm } from './documents';
import { VendorError, badRequest, noEndpoint, notFound } from './errors';
import { Records } from './records';
import { RESOURCES } from './resources';
import { mountApi } from './routes';
import { API_MEMBER_IDENTIFIER, type SeedOptions } from './seed';

export type { Credentials } from './auth';
export type { Bill } from './billing';
export type { Delivery } from './callbacks';
export type { ConnectWiseControl, Person, Settings } from './control';
export type { TableName } from './database';
export type { Mail } from './mails';
export type { SeedOptions } from './seed';

export interface ConnectWiseOptions extends Partial<Credentials> {
	/** A free port by default. */
	readonly port?: number;
	/** A JSON Lines file to which every exchange with the API is appended. */
	readonly record?: string;
	readonly seed?: SeedOptions;
	/** How long every answer takes at least. */
	readonly latencyMs?: number;
	/** The part of the address that changes with a release. */
	readonly codebase?: string;
	/** Pauses before callbacks are tried again; the vendor waits 2 s, then 4 s. */
	readonly callbackRetryMs?: readonly number[];
}

/** A running simulator of ConnectWise Manage. */
export interface ConnectWiseSimulator {
	/** The site, e.g. `http://127.0.0.1:4010`: where the company is looked up, and the control API is. */
	readonly url: string;
	/** The root of the API, e.g. `http://127.0.0.1:4010/v4_6_release/apis/3.0`. */
	readonly apiUrl: string;
	readonly port: number;
	readonly credentials: Credentials;
	/** The identifier of the member as whom the API writes: what `_info.updatedBy` shows for it. */
	readonly member: string;
	readonly control: ConnectWiseControl;
	close(): Promise<void>;
}

const VERSION = { code: 'v2025.8', number: 'v2025.8.12345' };
const API_PATH = /^\/+[^/?]+\/+apis\/3\.0(\/[^?]*)?/;

/**
 * Starts a simulator of ConnectWise Manage on 127.0.0.1: authentication, conditions, paging, patches, references,
 * validation, callbacks and errors as its documentation, its specification and recorded answers have them.
 */
export async function startConnectWise(options: ConnectWiseOptions = {}): Promise<ConnectWiseSimulator> {
	const credentials: Credentials = {
		companyId: options.companyId ?? 'sandboxmsp',
		publicKey: options.publicKey ?? 'sandboxPublicKey',
		privateKey: options.privateKey ?? 'sandboxPrivateKey',
		clientId: options.clientId ?? '6f1d2c3b-4a59-4e68-9b7c-0d1e2f3a4b5c',
	};
	const initial = options.codebase ?? 'v4_6_release';
	const codebase = { current: initial, initial };
	let url = '';
	const apiUrl = (): string => `${url}/${codebase.current}/apis/3.0`;

	const server = createSandboxServer({
		vendor: 'connectwise',
		latencyMs: options.latencyMs,
		record: options.record,
		apiPath: (address) => {
			const match = API_PATH.exec(address);
			return match ? (match[1] ?? '/').replace(/\/{2,}/g, '/') : undefined;
		},
		refuse,
	});
	const { app, clock, faults, requests, rateLimit } = server;
	const db = new Database(clock);
	const records = new Records(db, apiUrl);
	const callbacks = new Callbacks(db, {
		companyId: credentials.companyId,
		host: () => new URL(url).host,
		keyUrl: () =>
			`${url}/${codebase.current}/system/callbackkey/index.rails?companyName=${encodeURIComponent(credentials.companyId)}`,
		render: (table, row) => {
			const resource = RESOURCES.find((one) => one.table === table);
			return resource ? records.render(resource, row) : row;
		},
		retryMs: options.callbackRetryMs,
	});
	const person = (): string => String([...db.table('members').current()][0]?.identifier ?? API_MEMBER_IDENTIFIER);
	const control = createControl({
		db,
		records,
		callbacks,
		faults,
		requests,
		rateLimit,
		clock,
		codebase,
		billing: new Billing(db, records),
		person,
		seed: options.seed ?? {},
	});
	control.reset();

	acceptAnyJson(app);
	app.setErrorHandler((error, _request, reply) => {
		const known = error instanceof VendorError ? error : asVendorError(error);
		return reply.status(known.statusCode).send(known.body);
	});
	app.setNotFoundHandler(() => {
		throw noEndpoint();
	});
	mountControl(server, (routes) => mountConnectWiseControl(routes, control));

	app.get('/login/companyinfo/:companyId', (request, reply) => {
		const { companyId } = request.params as { companyId: string };
		// The vendor answers JSON null for a company that it does not know.
		if (companyId.toLowerCase() !== credentials.companyId.toLowerCase())
			return reply.type('application/json').send('null');
		return reply.send({
			CompanyName: credentials.companyId,
			Codebase: `${codebase.current}/`,
			VersionCode: VERSION.code,
			VersionNumber: VERSION.number,
			CompanyID: credentials.companyId,
			IsCloud: true,
		});
	});
	app.get('/:codebase/system/callbackkey/index.rails', () => ({ signing_key: callbacks.signingKey }));
	void app.register(
		async (api) => {
			api.addHook('onRequest', async (request) => {
				const { codebase: asked } = request.params as { codebase: string };
				if (asked !== codebase.current) throw notFound('Codebase', asked);
				authenticate(request, credentials);
			});
			mountApi(api, { records, apiUrl, member: API_MEMBER_IDENTIFIER, version: VERSION.number });
		},
		{ prefix: '/:codebase/apis/3.0' },
	);

	const port = await server.listen(options.port);
	url = `http://127.0.0.1:${port}`;
	return {
		url,
		get apiUrl() {
			return apiUrl();
		},
		port,
		credentials,
		member: API_MEMBER_IDENTIFIER,
		control,
		async close() {
			await callbacks.close();
			await server.close();
		},
	};
}

/** The refusals of the API in the vendor's words; the body of a 429 has another shape than all others (documented). */
function refuse({ kind, retryAfterSeconds = 30, status = 500, message }: Fault): FaultAnswer {
	if (kind === 'rateLimited') {
		return {
			status: 429,
			headers: { 'retry-after': String(retryAfterSeconds) },
			body: {
				error: 'ConnectWiseAPI',
				message: `Too many requests. Please try again in ${retryAfterSeconds} seconds.`,
			},
		};
	}
	if (kind === 'unavailable')
		return { status: 503, body: { code: 'ConnectWiseApi', message: message ?? 'Service Unavailable' } };
	// Of the messages of a 500 only the text tells which may be tried again; this one may (recorded).
	return { status, body: { code: 'ConnectWiseApi', message: message ?? 'A timeout has occured' } };
}

/** Clients send JSON under several names, among them the vendor's versioned one and `json-patch+json`. */
function acceptAnyJson(app: ReturnType<typeof createSandboxServer>['app']): void {
	const parse = app.getDefaultJsonParser('error', 'error');
	app.addContentTypeParser(/^application\/.+\+json/, { parseAs: 'string' }, (request, body, done) => {
		void parse(request, body as string, done);
	});
	app.addContentTypeParser(
		/^multipart\/form-data/,
		{ parseAs: 'buffer', bodyLimit: MOST_OF_A_FORM },
		(request, body, done) => {
			done(null, readForm(body as Buffer, String(request.headers['content-type'])));
		},
	);
}

function asVendorError(error: unknown): VendorError {
	const { statusCode, message } = error as { statusCode?: number; message?: string };
	const text = message ?? String(error);
	if (statusCode !== undefined && statusCode < 500) {
		return statusCode === 400
			? badRequest(text)
			: new VendorError(statusCode, { code: 'ConnectWiseApi', message: text });
	}
	return new VendorError(500, { code: 'ConnectWiseApi', message: text });
}
