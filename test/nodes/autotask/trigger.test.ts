import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AutotaskTrigger } from '../../../nodes/Autotask/AutotaskTrigger.node';
import { closeStores, openStore } from '../../../nodes/shared/store';
import { startAutotask, type AutotaskSimulator, type SignedForm } from '../../../sandbox/autotask';
import { TriggerHost } from '../../support/trigger-host';

const TRAFFIC = resolve(__dirname, '../../.traffic/autotask-trigger.jsonl');
let simulator: AutotaskSimulator;
let folder: string;
let host: TriggerHost;
let number = 0;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'psa-sync-trigger-'));
	process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
	simulator = await startAutotask({
		record: TRAFFIC,
		seed: { companies: 3, contactsPerCompany: 1, tickets: 3 },
		webhookRetryMs: [1, 1, 1, 1],
	});
});
beforeEach(async () => {
	simulator.control.reset();
	host = await TriggerHost.start(new AutotaskTrigger(), {
		nodeName: `Autotask ${++number}`,
		parameters: { purpose: 'events', entities: ['company', 'contact', 'ticket', 'note'] },
		credentials: { psaSyncAutotaskApi: { ...simulator.credentials, zone: 'other', zoneUrl: simulator.url } },
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
const firstTicket = (): number => Number(simulator.control.records('Tickets')[0].id);
const hinted = () => host.runs.flatMap(({ items }) => items.map(({ entity, id, action }) => [entity, id, action]));

test.each<SignedForm>(['raw', 'escapedUpper', 'escapedLower'])(
	'an edit that is told of, signed %s, starts the workflow',
	async (form) => {
		await host.publish();
		simulator.control.set({ webhookSigning: form });
		const id = firstTicket();
		simulator.control.edit('Tickets', id, { title: 'Drücker "defekt" & <laut> + 😀' });
		await settled();
		expect(host.answers).toEqual([200]);
		await host.untilRuns(1);
		expect(hinted()).toEqual([['ticket', String(id), 'updated']]);
	},
);

test('what the API user writes itself is not told of, and an event that comes twice starts one run', async () => {
	await host.publish();
	const id = firstTicket();
	simulator.control.edit('Tickets', id, { title: 'By us' }, { by: simulator.resource });
	await settled();
	expect(host.answers).toEqual([]);
	simulator.control.set({ webhooksTwice: true });
	simulator.control.edit('Tickets', id, { title: 'By a person' });
	await settled();
	expect(host.answers).toEqual([200, 200]);
	await host.untilRuns(1);
	expect(hinted()).toEqual([['ticket', String(id), 'updated']]);
});

test('a notice of deactivation is refused and changes nothing', async () => {
	await host.publish();
	const before = structuredClone(host.staticData);
	const body = JSON.stringify({ Action: 'Deactivated', Guid: 'a', EntityType: 'Ticket', EventTime: 'now' });
	expect(await host.deliver(body, {})).toBe(401);
	expect(host.staticData).toEqual(before);
	expect(host.runs).toEqual([]);
	expect(host.warnings).toEqual([expect.stringContaining('switched the webhook off')]);
});

test('publishing twice sets up once; unpublishing removes all of it', async () => {
	await host.publish();
	await host.publish();
	const count = () =>
		(['Company', 'Contact', 'Ticket', 'TicketNote'] as const).map(
			(kind) => simulator.control.records(`${kind}Webhooks`).length,
		);
	expect(count()).toEqual([1, 1, 1, 1]);
	const { registration } = host.staticData as { registration: { state: { secret: string } } };
	expect(JSON.stringify([host.runs, host.warnings])).not.toContain(registration.state.secret);
	await host.unpublish();
	expect(count()).toEqual([0, 0, 0, 0]);
	expect(simulator.control.records('TicketWebhookFields')).toEqual([]);
});

test('a note that a person writes or deletes is told of where notes are asked for', async () => {
	const own = await TriggerHost.start(new AutotaskTrigger(), {
		nodeName: `Autotask ${++number}`,
		parameters: { purpose: 'events', entities: ['note'] },
		credentials: { psaSyncAutotaskApi: { ...simulator.credentials, zone: 'other', zoneUrl: simulator.url } },
	});
	try {
		await own.publish();
		expect(simulator.control.records('TicketWebhooks')).toEqual([]);
		const note = { title: 'Called', description: 'Rang the client', noteType: 3, ticketID: firstTicket(), publish: 1 };
		const id = Number(simulator.control.create('TicketNotes', note).id);
		simulator.control.remove('TicketNotes', id);
		await settled();
		await own.untilRuns(1);
		expect(own.runs[0].items.map(({ entity, id: told, action }) => [entity, told, action])).toEqual([
			['note', String(id), 'created'],
			['note', String(id), 'deleted'],
		]);
		await own.unpublish();
		expect(simulator.control.records('TicketNoteWebhooks')).toEqual([]);
	} finally {
		await own.stop().catch(() => undefined);
	}
});

test('nothing is registered with, asked of or removed from a PSA that was retired', async () => {
	const sync = `retired-${number}`;
	const own = await TriggerHost.start(new AutotaskTrigger(), {
		nodeName: `Autotask ${++number}`,
		parameters: { purpose: 'sync', syncKey: sync, entities: ['ticket'] },
		credentials: { psaSyncAutotaskApi: { ...simulator.credentials, zone: 'other', zoneUrl: simulator.url } },
	});
	try {
		await own.publish();
		const retired = { at: 'now', by: 'Jane', folder: '/x', exportedAt: 'now', although: [] };
		await (await openStore()).changeSetting(sync, 'retired', retired, { by: 'Jane', now: 0 });
		simulator.control.requests.clear();
		await own.unpublish();
		await expect(own.publish()).rejects.toThrow('was retired by Jane');
		expect(simulator.control.requests.entries()).toEqual([]);
	} finally {
		await own.stop().catch(() => undefined);
	}
});
