import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { AuditEntry } from '../../sync/model/commit-batch';
import { startTestHost, type TestHost } from './support/host';
import { Scene } from './support/scene';

let host: TestHost;
let scene: Scene;
let tickets: { psaId: number; platformId: string }[];

beforeAll(async () => {
	host = await startTestHost();
	scene = await Scene.prepare(host.n8n, 'strategies');
	const { company } = scene.psaClient('Northwind Dental', 'NORTHWIND');
	const psaIds = Array.from({ length: 6 }, (_, index) => scene.psaTicket(company, `Ticket ${index}`));
	await scene.publish();
	await scene.settle();
	tickets = await Promise.all(
		psaIds.map(async (psaId) => ({ psaId, platformId: await scene.counterpart('ticket', psaId) })),
	);
});
afterAll(async () => {
	try {
		await scene?.stop();
	} finally {
		await host?.dispose();
	}
});

type Pair = (typeof tickets)[number];

/** A ticket that no other test has touched. */
function nextTicket(): Pair {
	const ticket = tickets.shift();
	if (!ticket) throw new Error('Link more tickets in beforeAll.');
	return ticket;
}

/** Puts one rule in the place of the template's, as a person does in the node, and waits until it is in force. */
async function rule(field: string, strategy: string): Promise<void> {
	await scene.configure({ rules: { rule: [{ entity: 'ticket', field, strategy }] } });
	await scene.settle();
}

/** Both sides edit the title before either is read again, one of them ten seconds after the other. */
function bothEdit({ psaId, platformId }: Pair, later: 'psa' | 'platform'): void {
	const { connectwise, platform } = scene;
	const earlier = later === 'psa' ? platform : connectwise;
	earlier.control.clock.set({ skewMs: -10_000 });
	connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
	platform.control.edit('ticket', platformId, { title: 'Platform title' });
	earlier.control.clock.set({ skewMs: 0 });
}

const titles = ({ psaId, platformId }: Pair) => [scene.psa(psaId).summary, scene.ticket(platformId).title];

async function lost({ psaId }: Pair): Promise<AuditEntry[]> {
	const store = await scene.store();
	const link = (await store.linksBySide(scene.sync, 'ticket', 'psa', [String(psaId)])).get(String(psaId))?.link;
	const entries = await store.audit(scene.sync, { linkId: link?.id, limit: 50 });
	return entries.filter(({ kind }) => kind === 'lost');
}

test('last write wins keeps the later edit, whichever side it was made on', async () => {
	await rule('title', 'lastWriteWins');
	const [one, other] = [nextTicket(), nextTicket()];
	bothEdit(one, 'psa');
	bothEdit(other, 'platform');
	await scene.settle();
	expect(titles(one)).toEqual(['PSA title', 'PSA title']);
	expect(titles(other)).toEqual(['Platform title', 'Platform title']);
	expect(await lost(one)).toMatchObject([{ side: 'platform', before: 'Platform title', after: 'PSA title' }]);
	expect(await lost(other)).toMatchObject([{ side: 'psa', before: 'PSA title', after: 'Platform title' }]);
});

test('source of truth, prefer: wins the conflict only; an edit that nobody contradicts travels', async () => {
	await rule('title', 'preferPsa');
	const ticket = nextTicket();
	bothEdit(ticket, 'platform');
	await scene.settle();
	expect(titles(ticket)).toEqual(['PSA title', 'PSA title']);
	expect(await lost(ticket)).toMatchObject([{ side: 'platform', before: 'Platform title', after: 'PSA title' }]);
	scene.platform.control.edit('ticket', ticket.platformId, { title: 'Second thought' });
	await scene.settle();
	expect(titles(ticket)).toEqual(['Second thought', 'Second thought']);
});

test('source of truth, enforce: puts back an edit of the other side, and keeps it in the audit', async () => {
	await rule('title', 'enforcePsa');
	const ticket = nextTicket();
	const before = scene.psa(ticket.psaId).summary;
	scene.platform.control.edit('ticket', ticket.platformId, { title: 'Platform title' });
	await scene.settle();
	expect(titles(ticket)).toEqual([before, before]);
	expect(await lost(ticket)).toMatchObject([{ side: 'platform', before: 'Platform title' }]);
});

test('manual merge: only the conflicting field waits; a decision made in another workflow travels by the next run', async () => {
	await rule('title', 'manual');
	const ticket = nextTicket();
	scene.connectwise.control.edit('tickets', ticket.psaId, { priority: { name: 'Priority 2 - High' } });
	bothEdit(ticket, 'platform');
	await scene.settle();
	expect(titles(ticket)).toEqual(['PSA title', 'Platform title']);
	expect(scene.ticket(ticket.platformId).priority).toBe('High');

	const [entry] = await runPsaSync({ resource: 'conflict', operation: 'getMany', returnAll: true, filters: {} });
	expect(entry).toMatchObject({
		kind: 'conflict',
		entity: 'ticket',
		field: 'title',
		psaId: String(ticket.psaId),
		platformId: ticket.platformId,
		psaValue: 'PSA title',
		platformValue: 'Platform title',
		platformAuthor: 'Pat Person',
	});
	const conflict = { __rl: true, mode: 'id', value: String(entry?.id) };
	const decision = { choice: 'value', value: 'Agreed title', decidedBy: 'jane' };
	await runPsaSync({ resource: 'conflict', operation: 'resolve', conflict, ...decision });
	await scene.settle();
	expect(titles(ticket)).toEqual(['Agreed title', 'Agreed title']);
	const [status] = await runPsaSync({ resource: 'sync', operation: 'status' });
	expect(status).toMatchObject({ openReviews: {} });
});

test('newest non-empty: a value wins over a field that was emptied later', async () => {
	await rule('customFields/Asset Tag', 'newestNonEmpty');
	const { psaId, platformId } = nextTicket();
	const { connectwise, platform } = scene;
	const tag = (value: string | null) =>
		connectwise.control.edit('tickets', psaId, { customFields: [{ id: 1, caption: 'Asset Tag', value }] });
	tag('NW-PRT-01');
	await scene.settle();
	expect(scene.ticket(platformId).customFields).toMatchObject({ 'Asset Tag': 'NW-PRT-01' });
	platform.control.clock.set({ skewMs: -10_000 });
	platform.control.edit('ticket', platformId, { customFields: { 'Asset Tag': 'NW-PRT-02' } });
	platform.control.clock.set({ skewMs: 0 });
	tag(null);
	await scene.settle();
	expect(scene.ticket(platformId).customFields).toMatchObject({ 'Asset Tag': 'NW-PRT-02' });
	expect(scene.psa(psaId).customFields).toEqual(
		expect.arrayContaining([expect.objectContaining({ caption: 'Asset Tag', value: 'NW-PRT-02' })]),
	);
});

/** Runs a workflow of its own with one PSA Sync node in it. @returns what the node put out */
async function runPsaSync(parameters: INodeParameters): Promise<IDataObject[]> {
	const { client } = host.n8n;
	const start = 'When Clicked';
	const node = 'PSA Sync';
	const id = await client.importWorkflow({
		name: `${parameters.operation}`,
		nodes: [
			{ id: 'a', name: start, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: 'b',
				name: node,
				type: 'n8n-nodes-psa-sync.psaSync',
				typeVersion: 1,
				position: [200, 0],
				parameters: { syncKey: scene.sync, ...parameters },
			},
		],
		connections: { [start]: { main: [[{ node, type: 'main', index: 0 }]] } },
	});
	const execution = await client.run(id, start);
	expect(execution.status).toBe('success');
	const items = execution.data.resultData.runData[node]?.[0]?.data?.main[0] ?? [];
	return items.map(({ json }) => json);
}
