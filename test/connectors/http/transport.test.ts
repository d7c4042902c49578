import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { HttpTransport } from '../../../sync/connectors/http';
import type { ApiBudget, BudgetCall, CallReport, HttpCall, TransportOptions } from '../../../sync/connectors/http';
import { SyncError } from '../../../sync/model/errors';

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

const closers: Array<() => Promise<unknown>> = [];

async function serve(handler: Handler): Promise<{ url: string; app: FastifyInstance; seen: FastifyRequest[] }> {
	const app = Fastify({ forceCloseConnections: true });
	const seen: FastifyRequest[] = [];
	app.all('/*', async (request, reply) => {
		seen.push(request);
		return await handler(request, reply);
	});
	const url = await app.listen({ port: 0, host: '127.0.0.1' });
	closers.push(() => app.close());
	return { url, app, seen };
}

/** A server that answers with the given bytes and closes the connection. */
async function serveRaw(...answers: string[]): Promise<{ url: string; connections: () => number }> {
	let count = 0;
	const server: Server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', () => socket.end(answers[Math.min(count++, answers.length - 1)]));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closers.push(() => new Promise((resolve) => server.close(resolve)));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => count };
}

/** A transport on a clock of its own, which only sleeping moves. */
function transport(options: Partial<TransportOptions> = {}) {
	let now = Date.parse('2026-03-01T10:00:00Z');
	const slept: number[] = [];
	const http = new HttpTransport({
		system: 'connectwise',
		clock: { now: () => now },
		sleep: async (ms) => {
			slept.push(ms);
			now += ms;
		},
		random: () => 0.5,
		retry: { attempts: 3, baseMs: 100, maxWaitMs: 30_000 },
		...options,
	});
	return { http, slept };
}

async function failure(promise: Promise<unknown>): Promise<SyncError> {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SyncError);
	return error as SyncError;
}

const get = (url: string, more: Partial<HttpCall> = {}): HttpCall => ({ method: 'GET', url, ...more });
const post = (url: string, more: Partial<HttpCall> = {}): HttpCall => ({
	method: 'POST',
	url,
	body: { a: 1 },
	...more,
});

afterEach(async () => {
	for (const close of closers.splice(0)) await close();
});

describe('a form', () => {
	it('is sent as one, whatever its values hold', async () => {
		const bodies: unknown[] = [];
		const server = Fastify({ forceCloseConnections: true });
		server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
			done(null, Object.fromEntries(new URLSearchParams(body as string))),
		);
		server.post('/token', async (request) => {
			bodies.push(request.body);
			return {};
		});
		const address = await server.listen({ port: 0, host: '127.0.0.1' });
		closers.push(() => server.close());
		const form = { grant_type: 'client_credentials', client_secret: 'a&b=c d+é' };
		await transport().http.request({ method: 'POST', url: `${address}/token`, form });
		expect(bodies).toEqual([form]);
	});
});

describe('a good answer', () => {
	it('is parsed, with headers, and the query is encoded without plus signs', async () => {
		const { url, seen } = await serve((_request, reply) => reply.header('X-Total', '7').send([{ id: 1 }]));
		const { http } = transport({ headers: () => ({ clientId: 'abc' }) });
		const answer = await http.request(
			get(`${url}/tickets`, { query: { conditions: 'summary = "a b+c&d"', page: 2, no: undefined } }),
		);
		expect(answer.data).toEqual([{ id: 1 }]);
		expect(answer.headers['x-total']).toBe('7');
		expect(seen[0].url).toBe('/tickets?conditions=summary%20%3D%20%22a%20b%2Bc%26d%22&page=2');
		expect(seen[0].headers.clientid).toBe('abc');
		expect(http.calls()).toBe(1);
	});

	it('may be empty', async () => {
		const { url } = await serve((_request, reply) => reply.status(204).send());
		expect((await transport().http.request({ method: 'DELETE', url })).data).toBeUndefined();
	});

	it('comes over one connection for many calls', async () => {
		const ports = new Set<number | undefined>();
		const { url } = await serve((request, reply) => {
			ports.add(request.socket.remotePort);
			return reply.send({});
		});
		const { http } = transport();
		for (let call = 0; call < 10; call++) await http.request(get(url));
		expect(ports.size).toBe(1);
	});
});

describe('retries', () => {
	it('repeat a read that failed, with full jitter', async () => {
		let calls = 0;
		const { url } = await serve((_request, reply) =>
			++calls < 3 ? reply.status(503).send() : reply.send({ ok: true }),
		);
		const { http, slept } = transport();
		expect((await http.request(get(url))).data).toEqual({ ok: true });
		expect(slept).toEqual([50, 100]);
		expect(http.calls()).toBe(3);
	});

	it('give up after the set number of calls', async () => {
		const { url, seen } = await serve((_request, reply) => reply.status(500).send({ message: 'down' }));
		const error = await failure(transport().http.request(get(url)));
		expect(error.code).toBe('UNAVAILABLE');
		expect(error.subject.uncertain).toBe(false);
		expect(seen).toHaveLength(3);
	});

	it.each(['POST', 'PATCH', 'PUT', 'DELETE'] as const)(
		'never repeat a %s, and say that its outcome is unknown',
		async (method) => {
			const { url, seen } = await serve((_request, reply) => reply.status(500).send());
			const error = await failure(transport().http.request({ method, url }));
			expect(error.subject.uncertain).toBe(true);
			expect(seen).toHaveLength(1);
		},
	);

	it('repeat a POST that is declared safe', async () => {
		const { url, seen } = await serve((_request, reply) =>
			seen.length < 2 ? reply.status(503).send() : reply.send([]),
		);
		expect((await transport().http.request(post(url, { safe: true }))).data).toEqual([]);
	});

	it('never repeat what was rejected', async () => {
		const { url, seen } = await serve((_request, reply) => reply.status(400).send({ message: 'no such field' }));
		const error = await failure(transport().http.request(get(url)));
		expect(error.code).toBe('REJECTED');
		expect(error.message).toContain('no such field');
		expect(seen).toHaveLength(1);
	});

	it.each([
		['seconds', '7'],
		['a date, held against the server’s own clock', 'Thu, 01 Jan 2026 00:00:07 GMT'],
	])('honour Retry-After in %s', async (_form, value) => {
		let calls = 0;
		const { url } = await serve((_request, reply) => {
			void reply.header('date', 'Thu, 01 Jan 2026 00:00:00 GMT');
			return ++calls === 1 ? reply.status(429).header('Retry-After', value).send() : reply.send(1);
		});
		const { http, slept } = transport();
		await http.request(get(url));
		expect(slept[0]).toBeGreaterThanOrEqual(7000);
		expect(slept[0]).toBeLessThanOrEqual(7050);
	});

	it('pass a pause on that is too long to wait for, and send nothing meanwhile', async () => {
		const { url, seen } = await serve((_request, reply) => reply.status(429).header('Retry-After', '3600').send());
		const { http, slept } = transport();
		const error = await failure(http.request(get(url)));
		expect(error.code).toBe('RATE_LIMITED');
		expect(error.subject.retryAfterMs).toBe(3_600_000);
		const second = await failure(http.request(post(url)));
		expect(second.code).toBe('RATE_LIMITED');
		expect(second.subject.uncertain).toBe(false);
		expect(seen).toHaveLength(1);
		expect(slept).toEqual([]);
	});

	it.each(['31536000', '9'.repeat(30), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
		'take a wish of Retry-After: %s for one of an hour: what is to be written is due again after it',
		async (value) => {
			const { url } = await serve((_request, reply) => reply.status(429).header('Retry-After', value).send());
			const error = await failure(transport().http.request(post(url)));
			expect(error.subject.retryAfterMs).toBe(3_600_000);
		},
	);

	it('make a write wait for the pause that a read was told of', async () => {
		let calls = 0;
		const { url } = await serve((_request, reply) =>
			++calls === 1 ? reply.status(429).header('Retry-After', '5').send() : reply.status(201).send({ id: 1 }),
		);
		const { http, slept } = transport();
		await failure(http.request(post(url)));
		await http.request(post(url));
		expect(slept).toEqual([5000]);
	});
});

describe('an answer that is none', () => {
	it('is told apart: a web page', async () => {
		const { url } = await serve((_request, reply) =>
			reply.type('application/json').send('<html><title>Sign in</title></html>'),
		);
		const error = await failure(transport().http.request(post(url)));
		expect(error.code).toBe('UNEXPECTED_ANSWER');
		expect(error.message).toContain('web page');
		expect(error.subject.uncertain).toBe(true);
	});

	it('is told apart: JSON cut off in the middle', async () => {
		const { url } = await serve((_request, reply) => reply.type('application/json').send('[{"id":1},{"id":'));
		const error = await failure(transport().http.request(post(url)));
		expect(error.code).toBe('UNREACHABLE');
		expect(error.message).toContain('breaks off');
		expect(error.subject.uncertain).toBe(true);
	});

	it('is told apart: fewer bytes than promised, and a read is repeated', async () => {
		const { url, connections } = await serveRaw(
			'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{"id":1},',
			'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]',
		);
		expect((await transport().http.request(get(url))).data).toEqual([]);
		expect(connections()).toBe(2);
	});

	it('is told apart: plain text', async () => {
		const { url } = await serve((_request, reply) => reply.send('Cannot route'));
		expect((await failure(transport().http.request(post(url)))).message).toContain('not JSON');
	});

	it('is told apart: no answer in time', async () => {
		const { url } = await serve(() => new Promise(() => undefined));
		const error = await failure(transport().http.request(post(url, { timeoutMs: 60 })));
		expect(error.code).toBe('TIMEOUT');
		expect(error.subject.uncertain).toBe(true);
	});

	it('is told apart: a connection that dies', async () => {
		const { url } = await serve((request) => {
			request.raw.socket.destroy();
			return new Promise(() => undefined);
		});
		const error = await failure(transport().http.request(post(url)));
		expect(error.code).toBe('UNREACHABLE');
		expect(error.subject.uncertain).toBe(true);
	});

	it('is told apart: a connection that was never made, so that nothing was written', async () => {
		const { url, app } = await serve(() => undefined);
		await app.close();
		const error = await failure(transport().http.request(post(url)));
		expect(error.code).toBe('UNREACHABLE');
		expect(error.subject.uncertain).toBe(false);
	});

	it('is told apart: too large', async () => {
		const { url } = await serve((_request, reply) => reply.send(['x'.repeat(5000)]));
		const error = await failure(transport({ maxBytes: 1000 }).http.request(post(url)));
		expect(error.message).toContain('too large');
	});
});

describe('redirects', () => {
	it('are followed on the same host', async () => {
		const { url } = await serve((request, reply) =>
			request.url === '/new?x=1' ? reply.send({ here: true }) : reply.redirect('/new?x=1', 302),
		);
		expect((await transport().http.request(get(`${url}/old`))).data).toEqual({ here: true });
	});

	it('never carry the credentials to another host', async () => {
		const other = await serve((_request, reply) => reply.send({}));
		const { url } = await serve((_request, reply) => reply.redirect(`${other.url}/x`, 307));
		const error = await failure(
			transport({ headers: () => ({ authorization: 'Basic s3cret' }) }).http.request(get(url)),
		);
		expect(error.message).toContain('another host');
		expect(other.seen).toHaveLength(0);
	});
});

describe('errors', () => {
	it('hold no secret, even one that the server echoes, and no request to look into', async () => {
		const { url } = await serve((_request, reply) => reply.status(401).send({ message: 'bad key hunter2hunter2' }));
		const secret = 'hunter2hunter2';
		const { http } = transport({ secrets: [secret], headers: () => ({ authorization: secret }) });
		const error = await failure(
			http.request(get(url, { query: { token: secret }, subject: { entity: 'ticket', id: '7' } })),
		);
		expect(error.code).toBe('AUTHENTICATION');
		expect(error.message).toContain('ticket 7');
		expect(error.cause).toBeUndefined();
		expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(secret);
	});

	it('are classified by the vendor first', async () => {
		const { url } = await serve((_request, reply) => reply.status(500).send({ message: 'Error converting value' }));
		const { http } = transport({ classify: () => ({ code: 'REJECTED', message: 'was rejected', field: 'summary' }) });
		const error = await failure(http.request(post(url)));
		expect(error.code).toBe('REJECTED');
		expect(error.subject).toMatchObject({ field: 'summary', uncertain: false, status: 500 });
	});

	it('are not thrown for accepted statuses', async () => {
		const { url } = await serve((_request, reply) => reply.status(404).send('gone'));
		expect(await transport().http.request(get(url, { accept: [404] }))).toMatchObject({ status: 404, data: undefined });
	});
});

describe('clock skew', () => {
	it('is measured from the Date header, to half a second', async () => {
		const { url } = await serve((_request, reply) =>
			reply.header('date', new Date(Date.parse('2026-03-01T11:00:00Z')).toUTCString()).send({}),
		);
		const { http } = transport();
		expect(http.skewMs()).toBe(0);
		await http.request(get(url));
		expect(Math.abs(http.skewMs() - 3_600_000)).toBeLessThanOrEqual(500);
	});
});

describe('a budget before the transport', () => {
	interface Asked {
		readonly call: BudgetCall;
		report?: CallReport;
	}

	/** A budget that gives leave `times` times. */
	function budgetOf(times: number): { budget: ApiBudget; asked: Asked[] } {
		const asked: Asked[] = [];
		const budget: ApiBudget = {
			measuredBy: () => undefined,
			take: async ({ endpoint, metering }) => {
				if (asked.length >= times)
					return { refused: { code: 'PAUSED', message: 'was not sent: spent', retryAfterMs: 7_000 } };
				const one: Asked = { call: { endpoint, metering } };
				asked.push(one);
				return { done: async (report) => void (one.report = report) };
			},
		};
		return { budget, asked };
	}

	test('is asked before each request, retries too, and told what became of it', async () => {
		let calls = 0;
		const { url } = await serve((_, reply) =>
			++calls === 1
				? reply.status(429).header('retry-after', '2').send({ message: 'slow down' })
				: reply.send({ ok: true }),
		);
		const { budget, asked } = budgetOf(9);
		await transport({ budget }).http.request({ method: 'GET', url, endpoint: 'Tickets' });
		expect(asked).toMatchObject([
			{
				call: { endpoint: 'Tickets' },
				report: { failure: 'RATE_LIMITED', retryAfterMs: 2_000, said: expect.stringContaining('slow down') as string },
			},
			{ call: { endpoint: 'Tickets' }, report: { dateMs: expect.any(Number) as number } },
		]);
		expect(asked[1].report).not.toHaveProperty('failure');
	});

	test('tells the wait of a Retry-After that is a date', async () => {
		const { url } = await serve((_, reply) =>
			reply
				.status(429)
				.header('date', 'Sun, 01 Mar 2026 10:00:00 GMT')
				.header('retry-after', 'Sun, 01 Mar 2026 10:02:00 GMT')
				.send({}),
		);
		const { budget, asked } = budgetOf(9);
		await failure(transport({ budget }).http.request({ method: 'GET', url }));
		expect(asked).toMatchObject([{ report: { failure: 'RATE_LIMITED', retryAfterMs: 120_000 } }]);
	});

	test('is told of a call that got no answer', async () => {
		const { budget, asked } = budgetOf(1);
		await failure(
			transport({ budget, retry: { attempts: 1 } }).http.request({ method: 'GET', url: 'http://127.0.0.1:9' }),
		);
		expect(asked).toMatchObject([{ report: { failure: 'UNREACHABLE', dateMs: null } }]);
	});

	test('keeps a call back without sending it, and without trying again', async () => {
		const { url, seen } = await serve((_, reply) => reply.send({}));
		const { budget } = budgetOf(0);
		const { http, slept } = transport({ budget });
		const error = await failure(http.request({ method: 'POST', url, body: {} }));
		expect(error).toMatchObject({
			code: 'PAUSED',
			retryable: true,
			subject: { retryAfterMs: 7_000, uncertain: false },
		});
		expect(error.message).toMatch(/ConnectWise POST \/ was not sent: spent/);
		expect([seen.length, http.calls(), slept.length]).toEqual([0, 0, 0]);
	});
});
