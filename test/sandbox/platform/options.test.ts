import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningPlatform, startPlatform } from '../../../sandbox/platform';
import { ContractClient } from './client';

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
			// eslint-disable-next-line @typescript-eslint/no-explicit-any
			return { status: response.status, body: (await response.json()) as any };
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

	test('a rate limit of its own', async () => {
		platform = await startPlatform({ requestsPerMinute: 3 });
		const client = new ContractClient(platform);
		for (let call = 0; call < 3; call++) expect((await client.get('/me')).status).toBe(200);
		const limited = await client.post('/companies', { name: 'x' });
		expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
		const wait = Number(limited.headers.get('retry-after'));
		expect(wait).toBeGreaterThan(50);
		expect(wait).toBeLessThanOrEqual(60);
		expect(platform.control.list('company')).toEqual([]);
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
