import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { ConnectWiseTrigger } from '../../../nodes/ConnectWise/ConnectWiseTrigger.node';
import { closeStores, openStore } from '../../../nodes/shared/store';
import { onWakeUp, wakeUp } from '../../../nodes/shared/wake-up';
import { startConnectWise, type ConnectWiseSimulator } from '../../../sandbox/connectwise';
import type { Store } from '../../../sync/store/store';
import { TriggerHost, type TriggerHostOptions } from '../../support/trigger-host';

const TRAFFIC = resolve(__dirname, '../../.traffic/connectwise-trigger.jsonl');
const entities = ['company', 'contact', 'ticket'];
let simulator: ConnectWiseSimulator;
let folder: string;
let host: TriggerHost;
let number = 0;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'psa-sync-trigger-'));
	process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
	simulator = await startConnectWise({
		record: TRAFFIC,
		seed: { companies: 3, contactsPerCompany: 1, tickets: 3 },
		callbackRetryMs: [1, 2],
	});
});
beforeEach(() => simulator.control.reset());
afterEach(async () => await host.stop());
afterAll(async () => {
	await closeStores();
	delete process.env.PSA_SYNC_STORE;
	rmSync(folder, { recursive: true });
	await simulator.close();
});

/** A node of its own in each test; n8n knows two nodes apart by their ids. */
async function prepare(parameters: IDataObject = {}, options: TriggerHostOptions = {}): Promise<TriggerHost> {
	host = await TriggerHost.start(new ConnectWiseTrigger(), {
		nodeName: `Trigger ${++number}`,
		parameters: { purpose: 'events', syncKey: 'north', entities, ...parameters },
		credentials: {
			psaSyncConnectWiseApi: { environment: 'onPremise', siteUrl: simulator.url, ...simulator.credentials },
		},
		...options,
	});
	return host;
}

const edit = (id: number, poNumber: string) => simulator.control.edit('tickets', id, { poNumber });
const settled = async () => await simulator.control.callbacks.settled();
const registered = () =>
	simulator.control.records('callbacks').map(({ url, type }) => `${String(type)} ${String(url)}`);
const pause = async (ms: number) => await new Promise((done) => setTimeout(done, ms));

/** A callback of the simulated tenant, as somebody who knows the key signs it. */
async function callback(more: object = {}): Promise<{ body: string; headers: Record<string, string> }> {
	const url = `${simulator.url}/v4_6_release/system/callbackkey/index.rails?companyName=sandboxmsp`;
	const { signing_key: key } = (await (await fetch(url)).json()) as { signing_key: string };
	const body = JSON.stringify({ Action: 'updated', ID: 1, Type: 'ticket', Metadata: { key_url: url }, ...more });
	const signature = createHmac('sha256', createHash('sha256').update(key).digest()).update(body).digest('base64');
	return { body, headers: { 'x-content-signature': signature } };
}

test('time that somebody enters starts the workflow where time is asked for', async () => {
	await prepare({ entities: ['timeEntry', 'agreement', 'invoice'] });
	await host.publish();
	expect(
		registered()
			.map((one) => one.split(' ')[0])
			.sort(),
	).toEqual(['agreement', 'invoice', 'time']);
	const { id } = simulator.control.create('timeEntries', {
		chargeToType: 'ServiceTicket',
		chargeToId: 2,
		member: { id: simulator.control.records('members')[0].id },
		timeStart: '2026-03-02T09:00:00Z',
		actualHours: 1,
	});
	await host.untilRuns(1);
	expect(host.runs[0].items).toMatchObject([{ entity: 'timeEntry', id: String(id), action: 'created' }]);
});

test('a change starts the workflow with which record it was, and nothing of what it holds', async () => {
	await prepare();
	await host.publish();
	edit(2, 'PO-1');
	await host.untilRuns(1);
	expect(host.runs[0].items).toEqual([
		{ system: 'connectwise', entity: 'ticket', id: '2', action: 'updated', receivedAt: expect.any(String) },
	]);
	expect(host.answers).toEqual([200]);
	expect(host.lastResult).toEqual({ noWebhookResponse: true });
});

test('a burst of 500 changes ends in a handful of runs, one at a time, that name them all', async () => {
	await prepare();
	await host.publish();
	// In portions, so that a busy machine does not keep the vendor waiting for more than its five seconds.
	for (let change = 0; change < 500; change++) {
		edit(1 + (change % 3), `PO-${change}`);
		if (change % 50 === 49) await settled();
	}
	await host.untilRuns(1);
	expect(host.answers).toEqual(Array(500).fill(200));
	// While the first one is going on, no other begins.
	await pause(1_200);
	expect(host.runs).toHaveLength(1);
	host.runs[0].end();
	for (let named = host.runs[0].items.length; named < 500; ) {
		const next = host.runs.length + 1;
		await host.untilRuns(next);
		named += host.runs[next - 1].items.length;
		host.runs[next - 1].end();
	}
	expect(host.runs.length).toBeLessThanOrEqual(4);
	expect(host.runs.flatMap(({ items }) => items)).toHaveLength(500);
});

test('where the sync has a schedule, events wake that one and start nothing here', async () => {
	await prepare({ purpose: 'sync' });
	await host.publish();
	const heard = await new Promise<string>((done) => {
		const stop = onWakeUp('north', (reason) => {
			stop();
			done(reason);
		});
		edit(1, 'PO-1');
	});
	expect(heard).toBe('webhook');
	await settled();
	expect(host.runs).toEqual([]);
});

test('where the sync has no schedule, the trigger runs it, also when a run has left work over', async () => {
	await prepare({ purpose: 'sync' });
	await host.publish();
	edit(1, 'PO-1');
	await host.untilRuns(1);
	expect(host.runs[0].items).toMatchObject([{ syncKey: 'north', reason: 'webhook', id: '1' }]);
	wakeUp('north');
	host.runs[0].end();
	await host.untilRuns(2);
	expect(host.runs[1].items).toEqual([{ syncKey: 'north', reason: 'moreIsWaiting' }]);
});

test('a linked record that was deleted is asked for by id in the next run, and no other', async () => {
	const store = await openStore();
	const tenant = `${new URL(simulator.url).host}/sandboxmsp`;
	await store.bindTenant('north', 'psa', 'connectwise', tenant);
	await store.bindTenant('south', 'psa', 'connectwise', 'another.example/tenant');
	for (const sync of ['north', 'south']) await link(store, sync, 2);
	for (const syncKey of ['north', 'south']) {
		await prepare({ purpose: 'sync', syncKey });
		await host.publish();
		for (const [ID, Action] of [
			[2, 'deleted'],
			[3, 'deleted'],
			[4, 'updated'],
		] as const) {
			const { body, headers } = await callback({ ID, Action, Entity: null, MessageId: `${syncKey} ${ID}` });
			await host.deliver(body, headers);
		}
		await host.untilRuns(1);
		expect(host.warnings).toEqual([]);
		await host.stop();
	}
	expect(await store.revisits('north', 'psa', 10)).toMatchObject([{ entity: 'ticket', recordId: '2', force: [] }]);
	expect(await store.revisits('south', 'psa', 10)).toEqual([]);
});

async function link(store: Store, sync: string, number: number): Promise<void> {
	const nothing = {
		writes: [],
		withdraw: [],
		confirm: [],
		reviews: [],
		closeReviews: [],
		audit: [],
		revisits: [],
		seen: [],
	};
	const ids = { psaId: String(number), platformId: `tk-${number}`, state: 'linked' } as const;
	const change = { expect: null, entity: 'ticket', ...ids, psaShadow: {}, platformShadow: {}, ...nothing } as const;
	await store.commit({ sync, now: Date.now(), pulls: [], changes: [change] });
}

test('a webhook that ConnectWise has switched off is switched on again; one that is gone is told of once', async () => {
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
	try {
		await prepare();
		await host.publish();
		const [{ id }] = simulator.control.records('callbacks');
		simulator.control.corrupt('callbacks', Number(id), { inactiveFlag: true });
		jest.advanceTimersByTime(60_000);
		await until(() => simulator.control.record('callbacks', Number(id))?.inactiveFlag === false);
		simulator.control.remove('callbacks', Number(id));
		for (let look = 0; look < 3; look++) {
			const asked = simulator.control.requests.entries().length;
			jest.advanceTimersByTime(15 * 60_000);
			await until(() => simulator.control.requests.entries().length > asked);
			await until(() => host.warnings.length > 0);
		}
		expect(host.warnings).toEqual([expect.stringMatching(/not told of changes any more.*publish it again/)]);
	} finally {
		jest.useRealTimers();
	}
});

async function until(holds: () => boolean): Promise<void> {
	for (const deadline = Date.now() + 10_000; !holds(); ) {
		if (Date.now() > deadline) throw new Error('Waited in vain.');
		await new Promise((done) => setImmediate(done));
	}
}

test('events that another process of n8n has received are found through the store', async () => {
	await prepare();
	await host.publish();
	const hint = { system: 'connectwise', entity: 'contact', id: '9', action: 'deleted', receivedAt: 'then' };
	await (await openStore()).leaveNotes(`webhook:workflow/Trigger ${number}`, [hint, 'not a hint'], Date.now());
	await host.untilRuns(1);
	expect(host.runs[0].items).toEqual([hint]);
});

test('an event that comes twice, or again after hours, starts one run', async () => {
	await prepare();
	await host.publish();
	const { body, headers } = await callback({ MessageId: 'one' });
	const other = await callback({ MessageId: 'two', ID: 2 });
	expect(await host.deliver(body, headers)).toBe(200);
	expect(await host.deliver(body, headers)).toBe(200);
	await host.untilRuns(1);
	host.runs[0].end();
	expect(await host.deliver(body, headers)).toBe(200);
	expect(await host.deliver(other.body, other.headers)).toBe(200);
	await host.untilRuns(2);
	expect(host.runs.map(({ items }) => items.map(({ id }) => id))).toEqual([['1'], ['2']]);
});

test('an event is answered whatever becomes of it afterwards', async () => {
	await prepare();
	await host.publish();
	const { body, headers } = await callback({ ID: 6 });
	const store = await openStore();
	const full = jest.spyOn(store, 'leaveNotes').mockRejectedValue(new Error('the disk is full'));
	expect(await host.deliver(body, headers)).toBe(200);
	await until(() => host.warnings.length > 0);
	expect(host.warnings).toEqual([expect.stringMatching(/could not be kept.*the disk is full/)]);
	full.mockRestore();
	expect(host.runs).toEqual([]);
});

test('a forged event is refused, starts nothing, and fills no log', async () => {
	await prepare();
	await host.publish();
	const { body, headers } = await callback();
	for (let forged = 0; forged < 50; forged++) {
		expect(await host.deliver(body.replace('"ID":1', `"ID":${forged + 2}`), headers)).toBe(401);
	}
	expect(await host.deliver('', {})).toBe(401);
	const sound = await callback({ ID: 77 });
	await host.deliver(sound.body, sound.headers);
	await host.untilRuns(1);
	expect(host.runs[0].items).toMatchObject([{ id: '77' }]);
	expect(host.warnings).toEqual([expect.stringContaining('its signature is wrong')]);
});

test('events of entities that are not asked for are none', async () => {
	await prepare({ entities: ['company'] });
	await host.publish();
	expect(registered()).toEqual([`company ${host.webhookUrl}?recordId=`]);
	const ticket = await callback();
	expect(await host.deliver(ticket.body, ticket.headers)).toBe(200);
	const company = await callback({ Type: 'company', ID: 3 });
	await host.deliver(company.body, company.headers);
	await host.untilRuns(1);
	expect(host.runs[0].items).toMatchObject([{ entity: 'company', id: '3' }]);
});

test('a test in the editor shows the event that came, or a sample', async () => {
	await prepare({ purpose: 'sync' });
	expect(await host.test()).toMatchObject([{ syncKey: 'north', system: 'connectwise', entity: 'ticket', id: '1234' }]);
	const { body, headers } = await callback({ ID: 5 });
	expect(await host.deliver(body, headers, 'manual')).toBe(200);
	expect(host.lastResult).toMatchObject({ noWebhookResponse: true, workflowData: [[{ json: { id: '5' } }]] });
	expect(await host.test()).toMatchObject([{ id: '5', action: 'updated' }]);
	// It stays a test: the published trigger hears nothing of it.
	await host.publish();
	await pause(1_100);
	expect(host.runs).toHaveLength(2);
});

test('publishing twice registers once, and unpublishing leaves only what others have registered', async () => {
	const foreign = { url: 'https://other.example/hook?recordId=', objectId: 1, type: 'ticket', level: 'owner' };
	simulator.control.create('callbacks', foreign);
	await prepare();
	await host.publish();
	await host.publish();
	expect(registered()).toHaveLength(4);
	await host.unpublish();
	expect(registered()).toEqual([`ticket ${foreign.url}`]);
	expect(host.staticData).toEqual({});
});

test('where n8n comes up at another address, the new one takes the place of the old', async () => {
	await prepare();
	await host.publish();
	const old = host.webhookUrl;
	host.webhookUrl = old.replace('127.0.0.1', 'localhost');
	await host.publish('init');
	expect(registered()).toEqual(entities.map((type) => `${type} ${host.webhookUrl}?recordId=`));
});

test('n8n comes up with the workflow although ConnectWise is down, but does not begin with a registration unmade', async () => {
	await prepare();
	await host.publish();
	simulator.control.faults.add({ kind: 'unavailable', path: '^/system/callbacks' });
	await host.publish('init');
	expect(host.warnings).toEqual([expect.stringMatching(/could not check its webhook/)]);
	host.staticData = {};
	await expect(host.publish('init')).rejects.toThrow(/ConnectWise.*callbacks/);
	await host.unpublish();
	expect(host.warnings[1]).toMatch(/could not remove its webhook/);
});

test('an n8n that can only be reached by itself is told what to do', async () => {
	await prepare(
		{},
		{
			webhookUrl: 'http://localhost:5678/webhook/x',
			credentials: {
				psaSyncConnectWiseApi: {
					environment: 'onPremise',
					siteUrl: 'https://cw.example.com',
					...simulator.credentials,
				},
			},
		},
	);
	await expect(host.publish()).rejects.toThrow(/WEBHOOK_URL/);
});

test.each([
	[{ entities: [] }, /at least one entity/],
	[{ purpose: 'sync', syncKey: '' }, /sync key is empty/],
])('refuses %j', async (parameters, message) => {
	await prepare(parameters);
	await expect(host.publish()).rejects.toThrow(message);
});
