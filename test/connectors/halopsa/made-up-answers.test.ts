import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HaloPsaOptions } from '../../../sync/connectors/halopsa';
import { createHaloPsaConnector, HaloPsaClient } from '../../../sync/connectors/halopsa';
import { failureOf } from './support';

interface MadeUpAnswer {
	readonly status?: number;
	/** Sent as JSON; a text as it is. */
	readonly body: unknown;
}

const TOKEN = 'a-token-that-nobody-may-see';

/** Runs work against a server that gives tokens, and one answer to everything else. */
async function answered(
	answer: MadeUpAnswer | ((method: string, token: string) => MadeUpAnswer),
	work: (options: HaloPsaOptions) => Promise<void>,
): Promise<void> {
	const server = createServer((request, response) => {
		const method = request.method ?? '';
		const given = typeof answer === 'function' ? answer(method, request.headers.authorization ?? '') : answer;
		const { status = 200, body } = request.url?.startsWith('/auth/')
			? { body: { access_token: TOKEN, expires_in: 3600 } }
			: given;
		const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
		request.resume().on('end', () => response.writeHead(status, { connection: 'close' }).end(text));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	try {
		await work({
			url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			clientId: 'made-up',
			clientSecret: 'made-up-secret',
			sleep: async () => undefined,
			retry: { attempts: 1 },
		});
	} finally {
		await new Promise<void>((done) => server.close(() => done()));
	}
}

describe('a record', () => {
	it.each([
		['nothing', undefined],
		['null', null],
		['an empty object', {}],
		['an empty list', []],
		['a wrapped list without rows', { record_count: 0, tickets: [] }],
	])('is not there where a good answer holds %s', async (_what, body) => {
		await answered({ body }, async (options) => {
			expect(await new HaloPsaClient(options).get('ticket', '1')).toBeUndefined();
		});
	});

	it.each([
		['a bare message', { Message: 'An error has occurred.' }],
		['an error word', { error: 'server_error' }],
		['a text', 'null and void' as unknown],
		['another thing', { tickets: 'none' }],
	])('is not taken for deleted where a good answer is %s', async (_what, body) => {
		await answered({ body }, async (options) => {
			expect((await failureOf(new HaloPsaClient(options).get('ticket', '1'))).code).toBe('UNEXPECTED_ANSWER');
		});
	});

	it.each([
		['a web page', '<html><title>404 Not Found</title></html>'],
		['the words of a router', { Message: "No HTTP resource was found that matches the request URI '/api/Tickets/1'." }],
	])('is not taken for deleted where a 404 is %s', async (_what, body) => {
		await answered({ status: 404, body }, async (options) => {
			expect((await failureOf(new HaloPsaClient(options).get('ticket', '1'))).code).toBe('UNEXPECTED_ANSWER');
		});
	});

	it.each([
		['says nothing', undefined],
		['names it', { resultCode: 404, errorMessage: 'Ticket 1 could not be found' }],
	])('is not there where a 404 %s', async (_what, body) => {
		await answered({ status: 404, body }, async (options) => {
			expect(await new HaloPsaClient(options).get('ticket', '1')).toBeUndefined();
		});
	});
});

describe('a list', () => {
	it('comes to an end where a server answers all of it for every page', async () => {
		const body = Array.from({ length: 120 }, (_, index) => ({ id: index + 1 }));
		await answered({ body }, async (options) => {
			expect(await new HaloPsaClient(options).list('contact', {})).toHaveLength(120);
		});
	});
});

describe('a write', () => {
	it.each([
		['an empty list', []],
		['nothing', undefined],
		['an error', { Message: 'An error has occurred.' }],
	])('whose answer is %s may have been carried out', async (_what, body) => {
		await answered({ body }, async (options) => {
			const error = await failureOf(createHaloPsaConnector(options).create('company', { name: 'Acme' }, 'x', 'key'));
			expect([error.code, error.subject.uncertain]).toEqual(['UNEXPECTED_ANSWER', true]);
		});
	});

	it('whose answer is as short as a row of a list was carried out, though the record cannot be read then', async () => {
		const short = (method: string) =>
			method === 'POST' ? { status: 201, body: [{ id: 7, name: 'Acme' }] } : { status: 503, body: undefined };
		await answered(short, async (options) => {
			const error = await failureOf(createHaloPsaConnector(options).create('company', { name: 'Acme' }, 'x', 'key'));
			expect(error.subject).toMatchObject({ system: 'halopsa', entity: 'company', id: '7', uncertain: true });
			expect(error.message).toContain('company 7 was created before that');
		});
	});
});

describe('a token', () => {
	it('is struck out where a server repeats it', async () => {
		const echo = (_method: string, token: string) => ({ status: 400, body: { Message: `cannot use ${token}` } });
		await answered(echo, async (options) => {
			const error = await failureOf(new HaloPsaClient(options).page('ticket', {}, 1, 1));
			expect(error.message).toContain('cannot use Bearer');
			expect(error.message).not.toContain(TOKEN);
		});
	});
});
