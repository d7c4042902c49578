import { until } from '../../sandbox/demo/check/until';
import type { FaultSwitches } from '../../sandbox/http';
import { startTestHost, type TestHost } from './support/host';
import { Scene } from './support/scene';

/** Longer than the lease of a dead worker, and than the rest of a write whose outcome is unknown. */
const LATER_MINUTES = 10;
const HANGS_MS = 20_000;

let host: TestHost;
let scene: Scene;

beforeAll(async () => {
	host = await startTestHost();
});
afterAll(async () => await host?.dispose());
afterEach(async () => await scene?.stop());

/** Resolves when a fault has struck: the request hangs in the server. */
async function struck(faults: FaultSwitches, id: number): Promise<void> {
	await until(
		'the request that hangs',
		() => faults.list().some((fault) => fault.id === id && fault.struck > 0),
		60_000,
	);
}

/** A scene with linked tickets of one client. */
async function linkedTickets(sync: string, count: number): Promise<{ company: number; psaIds: number[] }> {
	scene = await Scene.prepare(host.n8n, sync);
	const { company } = scene.psaClient('Northwind Dental', 'NORTHWIND');
	const psaIds = Array.from({ length: count }, (_, index) => scene.psaTicket(company, `Old ticket ${index}`));
	await scene.publish();
	await scene.settle();
	return { company, psaIds };
}

/** New tickets on both sides, and an edit on both sides of tickets that are linked. @returns all titles, sorted */
async function busyMoment(company: number, psaIds: readonly number[]): Promise<string[]> {
	const companyId = await scene.counterpart('company', company);
	const platformIds = await Promise.all(psaIds.map(async (id) => await scene.counterpart('ticket', id)));
	for (const [index, id] of psaIds.entries()) {
		if (index % 2 === 0) scene.connectwise.control.edit('tickets', id, { summary: `Edited in the PSA ${index}` });
		else scene.platform.control.edit('ticket', platformIds[index], { title: `Edited on the platform ${index}` });
	}
	for (const index of [0, 1, 2, 3, 4]) {
		scene.psaTicket(company, `New in the PSA ${index}`);
		scene.platform.control.create('ticket', { title: `New on the platform ${index}`, companyId });
	}
	const edited = psaIds.map((_, index) => `Edited ${index % 2 === 0 ? 'in the PSA' : 'on the platform'} ${index}`);
	const created = [0, 1, 2, 3, 4].flatMap((index) => [`New in the PSA ${index}`, `New on the platform ${index}`]);
	return [...edited, ...created].sort();
}

/** Both systems hold exactly these tickets, each once, by their own words; the sync's links are one to one. */
async function expectExactly(titles: readonly string[]): Promise<void> {
	const { connectwise, platform } = scene;
	expect(
		connectwise.control
			.records('tickets')
			.map(({ summary }) => String(summary))
			.sort(),
	).toEqual(titles);
	expect(
		platform.control
			.list('ticket')
			.map(({ title }) => String(title))
			.sort(),
	).toEqual(titles);
	expect(connectwise.control.records('companies')).toHaveLength(1);
	expect(platform.control.list('company')).toHaveLength(1);
	expect(platform.control.list('contact')).toHaveLength(1);
	const both = await scene.both();
	const links = await both.links('ticket');
	expect(links.size).toBe(titles.length);
	expect(new Set(links.values()).size).toBe(titles.length);
	for (const [psaId, platformId] of links)
		expect(scene.ticket(platformId).title).toBe(scene.psa(Number(psaId)).summary);
	const { writes, openReviews } = await both.store.status(scene.sync);
	const { pending, replan, held, dead } = writes;
	const unfinished = Object.entries({ pending, replan, held, dead, ...openReviews }).filter(([, count]) => count);
	expect(unfinished).toEqual([]);
}

test('killed between plan and apply: what was planned is written after the restart, once', async () => {
	const { company, psaIds } = await linkedTickets('between', 2);
	// The first thing that Apply asks ConnectWise, after the plan was committed: whether a new ticket is there already.
	const { faults } = scene.connectwise.control;
	const hangs = faults.add({
		kind: 'slow',
		method: 'GET',
		path: '^/service/tickets',
		skip: 1,
		times: 1,
		delayMs: HANGS_MS,
	});
	const written = scene.writes();
	const titles = await busyMoment(company, psaIds);
	await struck(faults, hangs);
	const planned = (await (await scene.store()).status(scene.sync)).writes.pending;
	expect(planned).toBe(titles.length);
	await host.kill();
	expect(scene.writes()).toBe(written);
	faults.clear();

	await host.startAgain(LATER_MINUTES, scene);
	await scene.settle();
	await expectExactly(titles);
});

test('killed in the middle of apply, with a create that ConnectWise carried out and never answered', async () => {
	const { company, psaIds } = await linkedTickets('create', 2);
	const { faults } = scene.connectwise.control;
	const silent = faults.add({
		kind: 'lostResponse',
		method: 'POST',
		path: '^/service/tickets$',
		skip: 2,
		times: 1,
		delayMs: HANGS_MS,
	});
	const titles = await busyMoment(company, psaIds);
	await struck(faults, silent);
	await host.kill();
	const there = scene.connectwise.control
		.records('tickets')
		.filter(({ summary }) => String(summary).startsWith('New on'));
	expect(there.length).toBeGreaterThanOrEqual(3);
	faults.clear();

	await host.startAgain(LATER_MINUTES, scene);
	await scene.settle();
	await expectExactly(titles);
});

test('killed in the middle of apply, with a change that the platform carried out and never answered', async () => {
	const { company, psaIds } = await linkedTickets('change', 4);
	const { faults } = scene.platform.control;
	const silent = faults.add({ kind: 'lostResponse', method: 'PATCH', path: '^/tickets/', times: 1, delayMs: HANGS_MS });
	const titles = await busyMoment(company, psaIds);
	await struck(faults, silent);
	await host.kill();
	faults.clear();

	await host.startAgain(LATER_MINUTES, scene);
	await scene.settle();
	await expectExactly(titles);
});

test('killed during the first load: every record is there once', async () => {
	scene = await Scene.prepare(host.n8n, 'load');
	const { company } = scene.psaClient('Northwind Dental', 'NORTHWIND');
	const titles = Array.from({ length: 30 }, (_, index) => `Ticket ${String(index).padStart(2, '0')}`);
	for (const title of titles) scene.psaTicket(company, title);
	const { control } = scene.platform;
	const tenth = control.requests.next(() => control.list('ticket').length === 10);
	await scene.publish();
	await tenth;
	await host.kill();
	expect(control.list('ticket').length).toBeLessThan(titles.length);

	await host.startAgain(LATER_MINUTES, scene);
	await scene.settle();
	await expectExactly(titles);
});
