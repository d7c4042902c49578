import type { INode, IDataObject } from 'n8n-workflow';
import type { PlatformOptions, RunningPlatform } from '../../../sandbox/platform';
import { startPlatform } from '../../../sandbox/platform';
import { byId, NODE, NodeBench } from '../node-bench';

let server: RunningPlatform;

async function start(options: PlatformOptions = {}): Promise<void> {
	server = await startPlatform(options);
}

afterEach(async () => await server.close());

const node = new NodeBench('unifiedPlatform', () => ({
	psaSyncUnifiedPlatformApi: { baseUrl: server.url, apiKey: server.apiKey },
}));
const run = node.run.bind(node);
const items = (...json: IDataObject[]) => json.map((one) => ({ json: one }));

describe('the Unified Platform node', () => {
	it('creates a company with additional and custom fields in their own types', async () => {
		await start();
		const result = await run({
			resource: 'company',
			operation: 'create',
			name: 'Acme',
			additionalFields: { identifier: 'ACME', externalReference: 'connectwise:12' },
			customFields: { fields: [{ name: 'customFields/Contract Tier', value: 'Gold' }] },
		});
		expect(result.json(NODE)).toMatchObject([
			{ id: 'co-1', name: 'Acme', identifier: 'ACME', externalRefs: [{ system: 'connectwise', id: '12' }] },
		]);
		expect(server.control.get('company', 'co-1').customFields).toMatchObject({ 'Contract Tier': 'Gold' });
	});

	it('creates one ticket for each item, with numbers, truth values, tags and times in the contract’s form', async () => {
		await start({ seed: { company: [{ name: 'Acme' }] } });
		const result = await run(
			{
				resource: 'ticket',
				operation: 'create',
				title: '={{ $json.title }}',
				companyId: byId('co-1'),
				additionalFields: { tags: 'vip, printer ,', dueAt: '2026-03-01T09:30:00+02:00', priority: 'High' },
				customFields: {
					fields: [
						{ name: 'customFields/Estimated Hours', value: '2.5' },
						{ name: 'customFields/Change Approved', value: 'true' },
					],
				},
			},
			{ input: items({ title: 'One' }, { title: 'Two' }) },
		);
		expect(result.json(NODE).map(({ title }) => title)).toEqual(['One', 'Two']);
		expect(result.output(NODE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const [ticket] = server.control.list('ticket');
		expect(ticket).toMatchObject({
			tags: ['vip', 'printer'],
			dueAt: '2026-03-01T07:30:00.000Z',
			priority: 'High',
			customFields: { 'Estimated Hours': 2.5, 'Change Approved': true },
		});
	});

	it('gets a record, and says so where there is none', async () => {
		await start({ seed: { company: [{ name: 'Acme' }] } });
		const found = await run({ resource: 'company', operation: 'get', companyId: byId('co-1') });
		expect(found.json(NODE)).toMatchObject([{ id: 'co-1', name: 'Acme', etag: expect.stringMatching(/^"/) }]);
		const missing = await run({ resource: 'company', operation: 'get', companyId: byId('co-9') });
		expect(missing.error?.message).toContain('no company with the ID co-9');
	});

	it('gets many records: up to the limit, all pages, filtered', async () => {
		const contact = Array.from({ length: 120 }, (_, i) => ({
			companyId: i % 2 ? 'co-1' : 'co-2',
			firstName: `P${i}`,
			email: `p${i}@a.example`,
		}));
		await start({ seed: { company: [{ name: 'A' }, { name: 'B' }], contact } });
		const get = async (more: IDataObject) =>
			(await run({ resource: 'contact', operation: 'getMany', ...more } as INode['parameters'])).json(NODE);
		expect(await get({ returnAll: false, limit: 7 })).toHaveLength(7);
		expect(await get({ returnAll: true })).toHaveLength(120);
		expect(await get({ returnAll: true, filters: { companyId: byId('co-2') } })).toHaveLength(60);
		expect(await get({ returnAll: true, filters: { email: 'P3@A.example', active: true } })).toMatchObject([
			{ firstName: 'P3' },
		]);
		expect(await get({ returnAll: true, filters: { q: 'p119' } })).toMatchObject([{ firstName: 'P119' }]);
	});

	it('updates only the given fields and empties those left empty', async () => {
		await start({ seed: { company: [{ name: 'Acme', city: 'Tampa', phone: '1' }] } });
		const result = await run({
			resource: 'company',
			operation: 'update',
			companyId: byId('co-1'),
			updateFields: { city: '', phone: '2' },
		});
		expect(result.json(NODE)).toMatchObject([{ name: 'Acme', city: null, phone: '2' }]);
		const patch = server.control.requests.entries({ method: 'PATCH' })[0];
		expect(patch.body).toEqual({ city: null, phone: '2' });
	});

	it('changes nothing when the record has another ETag than the one given', async () => {
		await start({ seed: { company: [{ name: 'Acme' }] } });
		const result = await run({
			resource: 'company',
			operation: 'update',
			companyId: byId('co-1'),
			updateFields: { city: 'Tampa' },
			options: { etag: '"0"' },
		});
		expect(result.error?.message).toContain('not what was expected');
		expect(server.control.get('company', 'co-1').city).toBeNull();
	});

	it('refuses an update of nothing', async () => {
		await start({ seed: { company: [{ name: 'Acme' }] } });
		const result = await run({ resource: 'company', operation: 'update', companyId: byId('co-1'), updateFields: {} });
		expect(result.error?.message).toContain('nothing to update');
		expect(server.control.requests.entries()).toEqual([]);
	});

	it('deletes a record', async () => {
		await start({ seed: { company: [{ name: 'Acme' }] } });
		const result = await run({ resource: 'company', operation: 'delete', companyId: byId('co-1') });
		expect(result.json(NODE)).toEqual([{ id: 'co-1', deleted: true }]);
		expect(server.control.list('company')).toEqual([]);
	});

	it('goes on with the next item where the user wants it to, and says what failed', async () => {
		await start({ seed: { company: [{ name: 'Acme' }] } });
		const result = await run(
			{ resource: 'company', operation: 'get', companyId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } },
			{ input: items({ id: 'co-9' }, { id: 'co-1' }), settings: { onError: 'continueRegularOutput' } },
		);
		expect(result.error).toBeUndefined();
		expect(result.json(NODE)).toMatchObject([{ error: expect.stringContaining('co-9') }, { id: 'co-1' }]);
	});

	it('names the refused field and what to do', async () => {
		await start();
		const result = await run({ resource: 'company', operation: 'create', name: 'x'.repeat(201) });
		expect(result.error?.message).toContain('name: may have at most 200 characters');
		expect(result.error).toMatchObject({ description: expect.stringContaining('Correct the value'), httpCode: '422' });
	});

	it('makes one record when it is retried after a lost answer', async () => {
		await start();
		server.control.faults.add({ kind: 'lostResponse', method: 'POST', times: 2, delayMs: 1 });
		const failed = await run({
			resource: 'company',
			operation: 'create',
			name: 'Acme',
			options: { idempotencyKey: 'mine' },
		});
		expect(failed.status).toBe('error');
		await run({ resource: 'company', operation: 'create', name: 'Acme', options: { idempotencyKey: 'mine' } });
		expect(server.control.list('company')).toHaveLength(1);
	});

	it('makes one record when n8n itself tries it again', async () => {
		await start();
		server.control.faults.add({ kind: 'lostResponse', method: 'POST', times: 2, delayMs: 1 });
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const result = await run({ resource: 'company', operation: 'create', name: 'Acme' }, { settings });
		expect(result.json(NODE)).toMatchObject([{ id: 'co-1', name: 'Acme' }]);
		expect(server.control.list('company')).toHaveLength(1);
	});

	it('speaks to a platform with another path, header and field names', async () => {
		await start({
			basePath: '/rest',
			authHeader: { name: 'x-key', prefix: '' },
			fieldNames: { company: { name: 'accountName' } },
		});
		const result = await run(
			{
				resource: 'company',
				operation: 'create',
				name: 'Acme',
				options: {
					fieldNames: { fields: [{ entity: 'company', contractField: 'name', platformField: 'accountName' }] },
				},
			},
			{ credential: { customApi: true, basePath: '/rest', authHeader: 'X-Key', authPrefix: '' } },
		);
		expect(result.json(NODE)).toMatchObject([{ name: 'Acme' }]);
		expect(server.control.requests.entries()[0].body).toEqual({ accountName: 'Acme' });
	});

	it('tells which credential field is missing', async () => {
		await start();
		const result = await run(
			{ resource: 'company', operation: 'get', companyId: byId('co-1') },
			{ credential: { apiKey: '' } },
		);
		expect(result.error?.message).toContain('API key is empty');
	});
});
