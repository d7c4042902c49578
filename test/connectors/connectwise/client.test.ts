import Fastify from 'fastify';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import {
	API_VERSION,
	ConnectWiseClient,
	createConnectWiseConnector,
	siteUrl,
	tenantOf,
} from '../../../sync/connectors/connectwise';
import { failureOf, optionsFor, startRecorded } from './support';

describe('siteUrl', () => {
	it.each([
		['na.myconnectwise.net', 'https://api-na.myconnectwise.net'],
		['https://api-eu.myconnectwise.net/v4_6_release/', 'https://api-eu.myconnectwise.net'],
		['staging.connectwisedev.com', 'https://staging.connectwisedev.com'],
		[' https://cw.example.com:8443/ ', 'https://cw.example.com:8443'],
		['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
	])('%s is %s', (entered, expected) => {
		expect(siteUrl(entered)).toBe(expected);
	});

	it.each(['', 'ftp://cw.example.com', 'https://'])('refuses "%s"', (entered) => {
		expect(() => siteUrl(entered)).toThrow('ConnectWise');
	});

	it('drops what somebody put before the host', () => {
		expect(siteUrl('https://user:pass@cw.example.com')).toBe('https://cw.example.com');
	});
});

describe('ConnectWiseClient', () => {
	let simulator: ConnectWiseSimulator;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => simulator.control.reset());
	afterAll(() => simulator.close());

	it('finds the codebase, once for many instances', async () => {
		const other = await startRecorded({ codebase: 'v2025_1' });
		try {
			const first = new ConnectWiseClient(optionsFor(other));
			expect(await first.get('company', '1')).toMatchObject({ id: 1 });
			expect(first.calls()).toBe(2);
			const second = new ConnectWiseClient(optionsFor(other));
			await second.get('company', '1');
			expect(second.calls()).toBe(1);
		} finally {
			await other.close();
		}
	});

	it.each(['get', 'list', 'patch'] as const)('finds the new codebase after a release (%s)', async (what) => {
		const client = new ConnectWiseClient(optionsFor(simulator));
		await client.get('company', '1');
		simulator.control.set({ codebase: `v2099_${what}` });
		if (what === 'get') expect(await client.get('company', '1')).toMatchObject({ id: 1 });
		if (what === 'list') expect(await client.list('company', {})).toHaveLength(4);
		if (what === 'patch') {
			const changed = await client.patch('company', '1', [{ op: 'replace', path: 'city', value: 'Leeds' }]);
			expect(changed['city']).toBe('Leeds');
		}
	});

	it('knows a record that does not exist from an address that leads nowhere', async () => {
		const client = new ConnectWiseClient(optionsFor(simulator));
		await client.get('company', '1');
		const before = client.calls();
		expect(await client.get('ticket', '999999')).toBeUndefined();
		expect(client.calls() - before).toBe(1);
	});

	it.each([
		['404 page of the web server', 404, '<html><title>404 - File or directory not found.</title></html>'],
		['plain text 400', 400, 'Cannot route the request'],
	])('reports a server that has no such API: %s', async (_what, status, body) => {
		const app = Fastify();
		app.get('/login/companyinfo/:id', () => ({ Codebase: 'v2025_1/' }));
		app.get('/v2025_1/*', (_request, reply) => reply.status(status).send(body));
		const site = await app.listen({ port: 0, host: '127.0.0.1' });
		try {
			const error = await failureOf(new ConnectWiseClient(optionsFor(simulator, { site })).get('company', '1'));
			expect(error.code).toBe('UNREACHABLE');
			expect(error.message).toContain('company ID');
		} finally {
			await app.close();
		}
	});

	it('goes through the router where a server has no company look-up', async () => {
		const app = Fastify();
		app.get('/v4_6_release/apis/3.0/company/companies/7', () => ({ id: 7 }));
		const site = await app.listen({ port: 0, host: '127.0.0.1' });
		try {
			expect(await new ConnectWiseClient(optionsFor(simulator, { site })).get('company', '7')).toMatchObject({ id: 7 });
		} finally {
			await app.close();
		}
	});

	it('says that a company is unknown, and which credentials are refused, without any secret', async () => {
		const unknown = await failureOf(
			new ConnectWiseClient(optionsFor(simulator, { companyId: 'nobody' })).list('company', {}),
		);
		expect(unknown.code).toBe('AUTHENTICATION');
		expect(unknown.message).toContain('"nobody"');
		const wrong = optionsFor(simulator, { privateKey: 'not-the-private-key' });
		const refused = await failureOf(new ConnectWiseClient(wrong).list('company', {}));
		expect(refused.code).toBe('AUTHENTICATION');
		expect(`${refused.message} ${refused.stack} ${JSON.stringify(refused)}`).not.toContain('not-the-private-key');
	});

	it('understands a plain-text 401', async () => {
		const app = Fastify();
		app.get('/login/companyinfo/:id', () => ({ Codebase: 'v2025_1/' }));
		app.get('/v2025_1/*', (_request, reply) => reply.status(401).send('Unauthorized'));
		const site = await app.listen({ port: 0, host: '127.0.0.1' });
		try {
			const error = await failureOf(new ConnectWiseClient(optionsFor(simulator, { site })).get('company', '1'));
			expect(error.code).toBe('AUTHENTICATION');
			expect(error.message).toContain('client ID');
		} finally {
			await app.close();
		}
	});

	it('signs in as the vendor asks, with version and client id', async () => {
		const app = Fastify();
		let seen: Record<string, unknown> = {};
		let discovery: Record<string, unknown> = {};
		app.get('/login/companyinfo/:id', (request) => {
			discovery = request.headers;
			return { Codebase: 'v2025_1/' };
		});
		app.get('/v2025_1/*', (request) => {
			seen = request.headers;
			return [];
		});
		const site = await app.listen({ port: 0, host: '127.0.0.1' });
		try {
			const keys = { companyId: 'acme', publicKey: 'pub', privateKey: 'priv+ate', clientId: 'guid' };
			await new ConnectWiseClient({ site, ...keys }).list('ticket', {});
			expect(Buffer.from(String(seen['authorization']).replace('Basic ', ''), 'base64').toString()).toBe(
				'acme+pub:priv+ate',
			);
			expect(seen).toMatchObject({
				clientid: 'guid',
				accept: `application/vnd.connectwise.com+json; version=${API_VERSION}`,
				'pagination-type': 'forward-only',
			});
			expect(discovery['authorization']).toBeUndefined();
		} finally {
			await app.close();
		}
	});

	it('never lets a hostile codebase choose where the keys go', async () => {
		const app = Fastify();
		app.get('/login/companyinfo/:id', () => ({ Codebase: '../../evil.example.com/' }));
		const site = await app.listen({ port: 0, host: '127.0.0.1' });
		try {
			const error = await failureOf(new ConnectWiseClient(optionsFor(simulator, { site })).get('company', '1'));
			expect(error.message).toContain('codebase');
		} finally {
			await app.close();
		}
	});

	it('reads all pages, by id', async () => {
		simulator.control.reset({ companies: 2, contactsPerCompany: 1, tickets: 1203 });
		const client = new ConnectWiseClient(optionsFor(simulator));
		const rows = await client.list('ticket', {});
		expect(rows).toHaveLength(1203);
		expect(client.calls()).toBeLessThanOrEqual(3);
		expect(await client.list('ticket', {}, 7)).toHaveLength(7);
	});

	it('refuses an id that is no number', async () => {
		const error = await failureOf(
			new ConnectWiseClient(optionsFor(simulator)).get('ticket', '1/../../system/members/1'),
		);
		expect(error.code).toBe('BAD_INPUT');
	});

	it.each([
		['rateLimited', 'RATE_LIMITED', false],
		['serverError', 'UNAVAILABLE', true],
		['unavailable', 'UNAVAILABLE', true],
		['lostResponse', 'UNREACHABLE', true],
		['html', 'UNEXPECTED_ANSWER', true],
		['truncated', 'UNREACHABLE', true],
	] as const)('a write struck by %s fails once with %s', async (kind, code, uncertain) => {
		const client = new ConnectWiseClient(optionsFor(simulator, { retry: { attempts: 3, baseMs: 1, maxWaitMs: 1000 } }));
		await client.get('company', '1');
		simulator.control.faults.add({ kind, method: 'PATCH', delayMs: 0 });
		const error = await failureOf(client.patch('company', '1', [{ op: 'replace', path: 'city', value: 'York' }]));
		expect(error.code).toBe(code);
		expect(error.subject.uncertain).toBe(uncertain);
		expect(simulator.control.requests.entries({ method: 'PATCH' })).toHaveLength(1);
	});

	it('tells bad data from a server in trouble, both of which are 500', async () => {
		const client = new ConnectWiseClient(optionsFor(simulator));
		const body = { summary: 'x', company: { id: 1 }, budgetHours: 'many' };
		const error = await failureOf(client.create('ticket', body));
		expect(error.code).toBe('REJECTED');
		expect(error.subject).toMatchObject({ status: 500, uncertain: false, field: 'budgetHours' });
	});

	it('gives the contact that takes over as a query parameter', async () => {
		const app = Fastify();
		let asked = '';
		app.get('/login/companyinfo/:id', () => ({ Codebase: 'v2025_1/' }));
		app.delete('/v2025_1/*', (request, reply) => {
			asked = request.url;
			return reply.status(204).send();
		});
		const site = await app.listen({ port: 0, host: '127.0.0.1' });
		try {
			await new ConnectWiseClient(optionsFor(simulator, { site })).remove('contact', '5', '6');
			expect(asked).toBe('/v2025_1/apis/3.0/company/contacts/5?transferContactId=6');
		} finally {
			await app.close();
		}
	});
});

describe('fingerprint', () => {
	it('is host and company, and nothing secret', () => {
		const keys = { publicKey: 'p', privateKey: 's', clientId: 'c' };
		expect(createConnectWiseConnector({ site: 'eu.myconnectwise.net', companyId: 'Acme ', ...keys }).fingerprint).toBe(
			'api-eu.myconnectwise.net/acme',
		);
		expect(tenantOf({ site: 'https://cw.example.com', companyId: 'Acme' })).toBe('cw.example.com/acme');
	});
});
