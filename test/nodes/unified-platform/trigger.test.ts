import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeStores } from '../../../nodes/shared/store';
import { UnifiedPlatformTrigger } from '../../../nodes/UnifiedPlatform/UnifiedPlatformTrigger.node';
import { startPlatform, type RunningPlatform } from '../../../sandbox/platform';
import { TriggerHost } from '../../support/trigger-host';

let server: RunningPlatform;
let folder: string;
let host: TriggerHost;
let number = 0;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'psa-sync-trigger-'));
	process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
	server = await startPlatform({ webhookTiming: { retryDelaysMs: [1, 1], timeoutMs: 2_000 } });
});
beforeEach(async () => {
	server.control.reset();
	host = await prepare();
});
afterEach(async () => await host.stop());
afterAll(async () => {
	await closeStores();
	delete process.env.PSA_SYNC_STORE;
	rmSync(folder, { recursive: true });
	await server.close();
});

async function prepare(entities = ['company', 'contact', 'ticket']): Promise<TriggerHost> {
	return await TriggerHost.start(new UnifiedPlatformTrigger(), {
		nodeName: `Platform ${++number}`,
		parameters: { purpose: 'events', entities },
		credentials: { psaSyncUnifiedPlatformApi: { baseUrl: server.url, apiKey: server.apiKey } },
	});
}

const company = (name: string): string => String(server.control.create('company', { name, identifier: name }).id);
const hinted = () => host.runs.flatMap(({ items }) => items.map(({ entity, id, action }) => [entity, id, action]));

test('a record that a person creates, edits and deletes starts the workflow, and one that we write ourselves does not', async () => {
	await host.publish();
	const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' };
	const body = JSON.stringify({ name: 'Ours', identifier: 'OURS' });
	await fetch(`${server.url}/api/v1/companies`, { method: 'POST', headers, body });
	await server.control.settled();
	expect(host.answers).toEqual([]);
	const id = company('Theirs');
	server.control.edit('company', id, { name: 'Edited' });
	server.control.remove('company', id);
	await server.control.settled();
	await host.untilRuns(1);
	host.runs[0].end();
	expect(hinted().slice().sort()).toEqual([
		['company', id, 'created'],
		['company', id, 'deleted'],
		['company', id, 'updated'],
	]);
});

test('a note that a person writes starts the workflow where notes are asked for', async () => {
	const own = await prepare(['note']);
	try {
		await own.publish();
		const companyId = company('Noted');
		const ticketId = String(server.control.create('ticket', { title: 'Printer', companyId }).id);
		const { id } = server.control.create('note', { ticketId, text: 'Rang the client' });
		await server.control.settled();
		await own.untilRuns(1);
		expect(own.runs[0].items).toMatchObject([{ entity: 'note', id, action: 'created' }]);
	} finally {
		await own.stop();
	}
});

test('what is delivered twice starts one run', async () => {
	await host.publish();
	server.control.deliveryMode = 'twice';
	const id = company('Twice');
	await server.control.settled();
	await host.untilRuns(1);
	expect(host.answers).toEqual([200, 200]);
	expect(hinted()).toEqual([['company', id, 'created']]);
});

test('the key of the registration is kept by n8n, over a restart, and never shown', async () => {
	await host.publish();
	const { registration } = host.staticData as { registration: { state: { secret: string } } };
	await host.publish('init');
	expect(host.staticData).toEqual({ registration });
	const id = company('After the restart');
	await host.untilRuns(1);
	expect(hinted()).toEqual([['company', id, 'created']]);
	expect(JSON.stringify([host.runs, host.warnings])).not.toContain(registration.state.secret);
	await host.unpublish();
	expect(host.staticData).toEqual({});
	company('Nobody listens');
	await server.control.settled();
	expect(host.answers).toEqual([200]);
});

test('one whose key was lost is refused, and registers anew when it is published', async () => {
	await host.publish();
	host.staticData = {};
	company('Not verified');
	await server.control.settled();
	expect(host.answers).toEqual([401, 401, 401]);
	expect(host.warnings).toEqual([expect.stringContaining('is not known')]);
	await host.publish();
	const id = company('Verified');
	await host.untilRuns(1);
	expect(hinted()).toEqual([['company', id, 'created']]);
});
