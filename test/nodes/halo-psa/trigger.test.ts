import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HaloPsaTrigger } from '../../../nodes/HaloPsa/HaloPsaTrigger.node';
import { closeStores } from '../../../nodes/shared/store';
import { startHaloPsa, type HaloPsaSimulator } from '../../../sandbox/halopsa';
import { HaloPsaClient } from '../../../sync/connectors/halopsa';
import { TriggerHost } from '../../support/trigger-host';

const TRAFFIC = resolve(__dirname, '../../.traffic/halopsa-trigger.jsonl');
let simulator: HaloPsaSimulator;
let folder: string;
let host: TriggerHost;
let number = 0;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'psa-sync-trigger-'));
	process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
	simulator = await startHaloPsa({ record: TRAFFIC, seed: { companies: 3, contactsPerCompany: 1, tickets: 3 } });
});
beforeEach(async () => {
	simulator.control.reset();
	host = await TriggerHost.start(new HaloPsaTrigger(), {
		nodeName: `HaloPSA ${++number}`,
		parameters: { purpose: 'events', entities: ['company', 'contact', 'ticket'] },
		credentials: { psaSyncHaloPsaApi: { url: simulator.url, ...simulator.credentials } },
	});
});
afterEach(async () => await host.stop());
afterAll(async () => {
	await closeStores();
	delete process.env.PSA_SYNC_STORE;
	rmSync(folder, { recursive: true });
	await simulator.close();
});

const settled = async (): Promise<void> => await simulator.control.webhooks.settled();
const ticket = (): number => Number(simulator.control.records('Tickets')[0].id);
const hinted = () => host.runs.flatMap(({ items }) => items.map(({ entity, id, action }) => [entity, id, action]));
const webhooks = async (): Promise<unknown[]> => {
	const client = new HaloPsaClient({ url: simulator.url, ...simulator.credentials });
	return (await client.send({ method: 'GET', path: '/Webhook' })).data as unknown[];
};

test('a changed status starts the workflow with which ticket it was, and nothing of what it holds', async () => {
	await host.publish();
	simulator.control.edit('Tickets', ticket(), { status_id: 2 });
	await settled();
	expect(host.answers).toEqual([200]);
	await host.untilRuns(1);
	expect(hinted()).toEqual([['ticket', String(ticket()), 'updated']]);
	expect(Object.keys(host.runs[0].items[0]).sort()).toEqual(['action', 'entity', 'id', 'receivedAt', 'system']);
});

test('what is delivered many times at once ends in one run', async () => {
	await host.publish();
	simulator.control.set({ webhookCopies: 20 });
	simulator.control.edit('Tickets', ticket(), { status_id: 2 });
	await settled();
	await host.untilRuns(1);
	host.runs[0].end();
	expect(host.answers).toEqual(Array(20).fill(200));
	await new Promise((done) => setTimeout(done, 300));
	expect(host.runs.length).toBeLessThanOrEqual(2);
});

test('without the secret it is refused, whatever it says', async () => {
	await host.publish();
	const body = JSON.stringify({ event: 'New Ticket Logged', ticket: { id: ticket() } });
	expect(await host.deliver(body, {})).toBe(401);
	expect(await host.deliver(body, { authorization: 'Basic bjhuOg==' }, 'webhook', { key: '' })).toBe(401);
	expect(host.runs).toEqual([]);
});

test('a payload in which nothing can be recognised wakes all the same', async () => {
	await host.publish();
	const { registration } = host.staticData as { registration: { state: { secret: string } } };
	expect(await host.deliver('number=1042', {}, 'webhook', { key: registration.state.secret })).toBe(200);
	await host.untilRuns(1);
	expect(hinted()).toEqual([[null, null, 'updated']]);
	expect(JSON.stringify([host.runs, host.warnings])).not.toContain(registration.state.secret);
});

test('publishing twice registers once, and unpublishing removes it', async () => {
	await host.publish();
	await host.publish();
	expect(await webhooks()).toHaveLength(1);
	await host.unpublish();
	expect(await webhooks()).toEqual([]);
	simulator.control.edit('Tickets', ticket(), { status_id: 2 });
	await settled();
	expect(host.answers).toEqual([]);
});
