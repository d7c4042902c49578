import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { closeStores } from '../../../nodes/shared/store';
import type { RunningPlatform } from '../../../sandbox/platform';
import { startPlatform } from '../../../sandbox/platform';
import { readEnvelope } from '../../../sync/pipeline';
import { runWorkflow } from '../../support/workflow-runner';

const NODE = 'Platform: Get Changes';
let server: RunningPlatform;
let folder: string;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'unified-platform-'));
	process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
	server = await startPlatform({
		seed: { company: [{ name: 'Acme' }], ticket: [{ companyId: 'co-1', title: 'Printer', description: 'on\nfire' }] },
	});
});

afterEach(async () => {
	await server.close();
	await closeStores();
	delete process.env.PSA_SYNC_STORE;
	rmSync(folder, { recursive: true });
});

async function getChanges(parameters: INode['parameters'] = {}) {
	const node = (name: string, type: string, values: INode['parameters']): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: values,
	});
	return await runWorkflow(
		{
			nodes: [
				node('When Due', 'n8n-nodes-base.scheduleTrigger', {}),
				node(NODE, 'n8n-nodes-psa-sync.unifiedPlatform', {
					resource: 'sync',
					operation: 'getChanges',
					syncKey: 'acme',
					...parameters,
				}),
			],
			connections: { 'When Due': { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		},
		{ credentials: { psaSyncUnifiedPlatformApi: { baseUrl: server.url, apiKey: server.apiKey } } },
	);
}

describe('Get Changes of the platform', () => {
	it('gives each changed record with its own fields at the root and what the engine knows of it below', async () => {
		const result = await getChanges();
		expect(result.error).toBeUndefined();
		const items = result.json(NODE);
		expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(['co-1']));
		const ticket = items.find(({ title }) => title === 'Printer');
		expect(ticket).toMatchObject({ description: 'on\nfire', companyId: 'co-1' });
		expect(readEnvelope(ticket ?? {})).toMatchObject({
			kind: 'change',
			sync: 'acme',
			side: 'platform',
			system: 'platform',
			entity: 'ticket',
			author: 'Import',
		});
	});

	it('reads only the entities that were chosen', async () => {
		const items = (await getChanges({ entities: ['company'] })).json(NODE);
		expect(items.map(({ name }) => name)).toEqual(['Acme']);
	});

	it('gives the same again as long as nothing was committed', async () => {
		const first = (await getChanges()).json(NODE).map(({ id }) => id);
		const second = (await getChanges()).json(NODE).map(({ id }) => id);
		expect(second).toEqual(first);
	});

	it('says what is wrong with the platform, and loses nothing', async () => {
		const fault = server.control.faults.add({ kind: 'html', method: 'GET' });
		const failed = await getChanges();
		expect(failed.error?.message).toContain('web page instead of data');
		server.control.faults.remove(fault);
		expect((await getChanges()).json(NODE)).toHaveLength(2);
	});
});
