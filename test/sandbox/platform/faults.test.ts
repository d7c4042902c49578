import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningPlatform, startPlatform } from '../../../sandbox/platform';
import { ContractClient } from './client';
import { useBench } from './setup';

const bench = useBench();

describe('authentication', () => {
	test.each([
		['no key', {}],
		['a wrong key', { authorization: 'Bearer wrong' }],
		['a key without its prefix', { authorization: 'sandbox-platform-key' }],
	])('refuses %s with a problem', async (_what, headers) => {
		const { platform } = bench();
		for (const path of ['/me', '/companies', '/companies/changes', '/webhooks', '/attachments/at-1/content']) {
			const response = await fetch(`${platform.apiUrl}${path}`, { headers });
			expect(response.status).toBe(401);
			expect(response.headers.get('content-type')).toContain('application/problem+json');
			expect(await response.json()).toMatchObject({ code: 'unauthorized', status: 401 });
		}
	});

	test('tells who is asking', async () => {
		const { client } = bench();
		expect((await client.get('/me')).body).toMatchObject({ name: 'integration', contractVersion: '1.0.0' });
	});
});

describe('faults in the words of the contract', () => {
	test('429 says how long to wait, and nothing was done', async () => {
		const { client, platform, companyId } = bench();
		platform.control.faults.add({ kind: 'rateLimited', times: 1, retryAfterSeconds: 7 });
		const limited = await client.post('/tickets', { companyId, title: 'x' });
		expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
		expect(limited.headers.get('retry-after')).toBe('7');
		expect(platform.control.list('ticket')).toHaveLength(1);
		expect((await client.post('/tickets', { companyId, title: 'x' })).status).toBe(201);
	});

	test.each([
		['serverError', 500, 'internal_error'],
		['unavailable', 503, 'unavailable'],
	] as const)('%s is a %i before anything is changed', async (kind, status, code) => {
		const { client, platform, ticketId } = bench();
		platform.control.faults.add({ kind, times: 1, method: 'PATCH', path: '^/tickets' });
		expect(await client.patch(`/tickets/${ticketId}`, { title: 'x' })).toMatchObject({ status, body: { code } });
		expect(platform.control.get('ticket', ticketId).title).toBe('Printer is on fire');
	});

	test('a lost answer hides a change that was carried out', async () => {
		const { client, platform, ticketId } = bench();
		platform.control.faults.add({ kind: 'lostResponse', times: 1, method: 'PATCH', delayMs: 1 });
		await expect(client.patch(`/tickets/${ticketId}`, { title: 'landed' })).rejects.toThrow('fetch failed');
		expect((await client.get(`/tickets/${ticketId}`)).body.title).toBe('landed');
	});

	test('a lost request leaves no trace', async () => {
		const { client, platform, ticketId } = bench();
		platform.control.faults.add({ kind: 'lostRequest', times: 1, method: 'PATCH', delayMs: 1 });
		await expect(client.patch(`/tickets/${ticketId}`, { title: 'lost' })).rejects.toThrow('fetch failed');
		expect((await client.get(`/tickets/${ticketId}`)).body.title).toBe('Printer is on fire');
	});

	test('a skewed clock shows in the Date header, in /me and in the records', async () => {
		const { client, platform, ticketId } = bench();
		platform.control.clock.set({ frozenAt: '2026-03-01T09:30:00.250Z', skewMs: 90_000 });
		const me = await client.get('/me');
		expect(me.headers.get('date')).toBe('Sun, 01 Mar 2026 09:31:30 GMT');
		expect(me.body.serverTime).toBe('2026-03-01T09:31:30.250Z');
		const { body } = await client.patch(`/tickets/${ticketId}`, { title: 'x' });
		expect(body.updatedAt).toBe('2026-03-01T09:31:30.250Z');
	});
});

describe('the control API', () => {
	const call = async (method: string, path: string, body?: unknown) => {
		const { platform } = bench();
		const response = await fetch(`${platform.url}/_sandbox${path}`, {
			method,
			...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		const text = await response.text();
		return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
	};

	test('creates, edits and deletes as a person, by the rules of the platform', async () => {
		const { companyId } = bench();
		const { body: made } = await call('POST', '/records/ticket', {
			by: 'Sam',
			fields: { title: 'By hand', companyId },
		});
		expect(made).toMatchObject({ title: 'By hand', updatedBy: 'Sam' });
		const { body: edited } = await call('PATCH', `/records/ticket/${made.id}`, { fields: { status: 'closed' } });
		expect(edited).toMatchObject({ status: 'closed', updatedBy: 'Pat Person' });
		expect(await call('PATCH', `/records/ticket/${made.id}`, { fields: { status: 'nope' } })).toMatchObject({
			status: 422,
			body: { code: 'validation_failed' },
		});
		expect((await call('GET', `/records/ticket/${made.id}`)).body.history).toHaveLength(2);
		expect((await call('DELETE', `/records/ticket/${made.id}`)).status).toBe(204);
		const { body: all } = await call('GET', '/records/ticket');
		expect(all.records).toHaveLength(1);
		expect(all.deleted).toMatchObject([{ id: made.id, deleted: true }]);
	});

	test('logs what clients asked, and counts it by operation', async () => {
		const { client, ticketId } = bench();
		await client.get(`/tickets/${ticketId}`);
		await client.get('/tickets', { ids: ticketId });
		await client.patch(`/tickets/${ticketId}`, { title: 'x' });
		const { body } = await call('GET', '/requests');
		expect(body.counts).toEqual({ 'GET /tickets': 1, 'GET /tickets/{id}': 1, 'PATCH /tickets/{id}': 1 });
		expect(body.requests[1]).toMatchObject({ method: 'GET', path: '/tickets', query: { ids: ticketId }, status: 200 });
		expect(body.requests[2]).toMatchObject({ body: { title: 'x' } });
	});

	test('switches lag, lost webhooks and faults on and off, and resets everything', async () => {
		const { client, platform } = bench();
		expect(await call('PUT', '/index', { lagMs: 5_000 })).toMatchObject({ status: 200, body: { lagMs: 5_000 } });
		expect((await client.get('/tickets')).body.items).toEqual([]);
		expect(await call('PUT', '/webhooks', { mode: 'lose' })).toMatchObject({ body: { mode: 'lose' } });
		expect(await call('PUT', '/webhooks', { mode: 'eat' })).toMatchObject({ status: 400 });
		expect(await call('PUT', '/index', { lagMs: -1 })).toMatchObject({ status: 400 });
		await call('POST', '/faults', { kind: 'unavailable' });
		expect((await client.get('/me')).status).toBe(503);
		expect((await call('POST', '/reset')).status).toBe(204);
		expect((await client.get('/me')).status).toBe(200);
		expect((await client.get('/tickets')).body.items).toEqual([]);
		expect(platform.control.indexLagMs).toBe(0);
		expect((await call('GET', '/webhooks')).body).toEqual({ mode: 'deliver', deliveries: [] });
	});

	test('takes a seed, parents first', async () => {
		const { platform } = bench();
		await call('POST', '/reset');
		const seed = { ticket: [{ title: 'Seeded', companyId: 'co-1' }], company: [{ name: 'Seeded Ltd' }] };
		expect((await call('POST', '/seed', seed)).status).toBe(204);
		expect(platform.control.get('ticket', 'tk-1')).toMatchObject({ title: 'Seeded', companyId: 'co-1' });
	});
});

describe('options', () => {
	let platform: RunningPlatform | undefined;
	afterEach(async () => {
		await platform?.close();
		platform = undefined;
	});

	test('another base path and another authentication header', async () => {
		platform = await startPlatform({ basePath: '/rest/2', authHeader: { name: 'X-Api-Key', prefix: '' }, apiKey: 'k' });
		expect(platform.apiUrl).toBe(`${platform.url}/rest/2`);
		expect((await fetch(`${platform.apiUrl}/me`, { headers: { 'x-api-key': 'k' } })).status).toBe(200);
		expect((await fetch(`${platform.apiUrl}/me`, { headers: { authorization: 'Bearer k' } })).status).toBe(401);
		expect((await fetch(`${platform.url}/api/v1/me`, { headers: { 'x-api-key': 'k' } })).status).toBe(404);
	});

	test('other field names, in records, bodies, filters, metadata and problems', async () => {
		platform = await startPlatform({ fieldNames: { ticket: { title: 'subject', companyId: 'clientId' } } });
		platform.control.create('company', { name: 'Northwind' });
		const { apiUrl, apiKey, control } = platform;
		const send = async (method: string, path: string, body?: object) => {
			const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
			const headers = { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': type }) };
			const response = await fetch(`${apiUrl}${path}`, { method, headers, body: body && JSON.stringify(body) });
			return { status: response.status, body: await response.json() };
		};
		const created = await send('POST', '/tickets', { subject: 'Hello', clientId: 'co-1' });
		expect(created).toMatchObject({ status: 201, body: { subject: 'Hello', clientId: 'co-1' } });
		expect(created.body).not.toHaveProperty('title');
		expect(control.get('ticket', created.body.id)).toMatchObject({ title: 'Hello', companyId: 'co-1' });
		expect(await send('PATCH', `/tickets/${created.body.id}`, { subject: '' })).toMatchObject({
			status: 422,
			body: { errors: [{ field: 'subject', code: 'required' }] },
		});
		expect(await send('PATCH', `/tickets/${created.body.id}`, { title: 'x' })).toMatchObject({
			status: 422,
			body: { errors: [{ field: 'title', code: 'unknown_field' }] },
		});
		expect((await send('GET', '/tickets?clientId=co-1')).body.items).toEqual([created.body]);
		expect((await send('GET', '/tickets/changes')).body.items).toEqual([created.body]);
		const names = (await send('GET', '/metadata/fields?entity=ticket')).body.fields.map(
			({ name }: { name: string }) => name,
		);
		expect(names).toEqual(expect.arrayContaining(['subject', 'clientId', 'customFields/Asset Tag']));
		expect(names).not.toContain('title');
	});

	test('recorded traffic', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'platform-'));
		const record = join(folder, 'traffic.jsonl');
		try {
			platform = await startPlatform({ record });
			const client = new ContractClient(platform);
			await client.post('/companies', { name: 'Northwind' });
			await client.get('/companies', { name: 'northwind' });
			await platform.close();
			const lines = readFileSync(record, 'utf8')
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line));
			expect(lines).toMatchObject([
				{ vendor: 'platform', method: 'POST', path: '/companies', requestBody: { name: 'Northwind' }, status: 201 },
				{ method: 'GET', path: '/companies', query: { name: 'northwind' }, responseBody: { items: [{ id: 'co-1' }] } },
			]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
