import { setTimeout as delay } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { ServerClock } from './clock';
import { type Fault, FaultSwitches } from './faults';
import { RateLimit } from './rateLimit';
import { TrafficRecorder } from './recorder';
import { RequestLog } from './requestLog';

/** The answer of a fault in the words of the simulated system. */
export interface FaultAnswer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body: unknown;
}

export interface SandboxServerOptions {
	/** Named in recorded traffic. */
	readonly vendor: string;
	/** How long every answer takes at least. */
	readonly latencyMs?: number;
	/** A JSON Lines file to which every exchange is appended. */
	readonly record?: string;
	/** What recorded paths begin with, where a specification counts the version among its paths (`/v1.0`). */
	readonly recordedBelow?: string;
	/** Longest accepted body; 16 MiB by default. */
	readonly bodyLimit?: number;
	/** The path below the API root, or undefined for a request that is none of the API (neither logged nor struck). */
	readonly apiPath: (url: string) => string | undefined;
	/** Paths that are logged and struck by faults, but neither recorded nor counted against the limit (signing in). */
	readonly besideApi?: (path: string) => boolean;
	/** How the system words the refusals `rateLimited`, `serverError` and `unavailable`. */
	readonly refuse: (fault: Fault) => FaultAnswer;
}

export interface SandboxServer {
	readonly app: FastifyInstance;
	readonly clock: ServerClock;
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly rateLimit: RateLimit;
	/** Listens on 127.0.0.1. @returns the port taken (`port` 0 takes a free one) */
	listen(port?: number): Promise<number>;
	/** Breaks open connections, stops listening, closes the traffic file. */
	close(): Promise<void>;
}

interface Exchange {
	readonly at: number;
	readonly path: string;
	fault?: Fault;
	/** What the handler answered, before a fault spoilt it. */
	answer?: { status: number; body: string | undefined };
	broken?: boolean;
}

const DEFAULT_HANG_MS = 1_000;
const PROXY_PAGE =
	'<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body><h1>Maintenance</h1></body></html>';

/**
 * A fastify server with what every simulated system has: a clock of its own, switchable faults, a log of requests,
 * recorded traffic. Routes are the caller's.
 */
export function createSandboxServer(options: SandboxServerOptions): SandboxServer {
	const app = fastify({
		forceCloseConnections: true,
		bodyLimit: options.bodyLimit ?? 16 * 1024 * 1024,
		routerOptions: { maxParamLength: 2_000, ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
	});
	const clock = new ServerClock();
	const faults = new FaultSwitches();
	const requests = new RequestLog();
	const rateLimit = new RateLimit();
	const recorder = options.record === undefined ? undefined : new TrafficRecorder(options.record);
	const exchanges = new WeakMap<FastifyRequest, Exchange>();
	const closing = new AbortController();
	/** Waits; a server that is closed wakes up at once. */
	const wait = (ms: number): Promise<void> => delay(ms, undefined, { signal: closing.signal }).catch(() => undefined);

	const limited = (path: string): Fault | undefined =>
		options.besideApi?.(path) ? undefined : overLimit(rateLimit.take(Date.now()));

	const finish = (request: FastifyRequest, exchange: Exchange): void => {
		const { at, path, fault, answer, broken } = exchange;
		const query = request.query as Record<string, unknown>;
		const body = request.body ?? undefined;
		const status = broken ? 0 : (answer?.status ?? 0);
		requests.add({ at, method: request.method, path, query, body, status, ms: Date.now() - at, fault: fault?.kind });
		if (answer === undefined || options.besideApi?.(path)) return;
		recorder?.write({
			vendor: options.vendor,
			method: request.method,
			path: `${options.recordedBelow ?? ''}${path}`,
			query,
			requestBody: body,
			status: answer.status,
			// A refusal with a good status is nothing that a specification knows: what was asked is recorded all the same.
			responseBody: fault?.kind === 'serverError' && answer.status < 400 ? undefined : json(answer.body),
		});
	};

	const breakConnection = async (request: FastifyRequest, exchange: Exchange, fault: Fault): Promise<void> => {
		exchange.broken = true;
		await wait(fault.delayMs ?? DEFAULT_HANG_MS);
		finish(request, exchange);
		request.raw.socket.destroy();
	};

	app.addHook('onRequest', async (request, reply) => {
		reply.header('date', new Date(clock.now()).toUTCString());
		const path = options.apiPath(request.raw.url ?? '/');
		if (path !== undefined) exchanges.set(request, { at: Date.now(), path });
	});

	// Before the handler: everything that must not change anything. After body parsing, so that the body is logged.
	app.addHook('preHandler', async (request, reply) => {
		const exchange = exchanges.get(request);
		if (!exchange) return;
		if (options.latencyMs) await wait(options.latencyMs);
		const fault = limited(exchange.path) ?? faults.strike(request.method, exchange.path);
		if (!fault) return;
		exchange.fault = fault;
		if (fault.kind === 'slow') return await wait(fault.delayMs ?? DEFAULT_HANG_MS);
		if (fault.kind === 'lostRequest') {
			reply.hijack();
			return await breakConnection(request, exchange, fault);
		}
		if (fault.kind === 'html') {
			return reply
				.status(fault.status ?? 200)
				.type('text/html')
				.send(PROXY_PAGE);
		}
		if (fault.kind === 'rateLimited' || fault.kind === 'serverError' || fault.kind === 'unavailable') {
			const answer = options.refuse(fault);
			return reply
				.status(answer.status)
				.headers(answer.headers ?? {})
				.send(answer.body);
		}
	});

	app.addHook('onSend', async (request, reply, payload) => {
		const exchange = exchanges.get(request);
		if (!exchange) return payload;
		const body = typeof payload === 'string' ? payload : undefined;
		exchange.answer = { status: reply.statusCode, body };
		if (exchange.fault?.kind === 'lostResponse') {
			await breakConnection(request, exchange, exchange.fault);
			return payload;
		}
		if (exchange.fault?.kind === 'truncated' && body) {
			reply.removeHeader('content-length');
			return body.slice(0, Math.ceil(body.length / 2));
		}
		return payload;
	});

	app.addHook('onResponse', async (request) => {
		const exchange = exchanges.get(request);
		if (exchange && !exchange.broken) finish(request, exchange);
	});

	return {
		app,
		clock,
		faults,
		requests,
		rateLimit,
		async listen(port = 0) {
			const address = await app.listen({ port, host: '127.0.0.1' });
			return Number(new URL(address).port);
		},
		async close() {
			closing.abort();
			await app.close();
			recorder?.close();
		},
	};
}

function overLimit(retryAfterSeconds: number | undefined): Fault | undefined {
	return retryAfterSeconds === undefined ? undefined : { kind: 'rateLimited', retryAfterSeconds };
}

function json(body: string | undefined): unknown {
	if (!body) return undefined;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return undefined;
	}
}
