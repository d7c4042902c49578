import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Phase } from '../../sync/model/phase';
import { PHASES } from '../../sync/model/phase';
import { Bench } from './bench';
import { byHand, runPhase, templateOf } from './phases';

/* An MSP swaps the templates of the three phases, as they are shipped, and goes a step back. */

let bench: Bench;
let root: string;
// n8n reads once what workflows may write to: at the first run.
beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), 'psa-sync-export-'));
	process.env.N8N_RESTRICT_FILE_ACCESS_TO = root;
});
afterAll(() => {
	delete process.env.N8N_RESTRICT_FILE_ACCESS_TO;
	rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

async function run(phase: Phase) {
	bench.pass(60);
	return await runPhase(phase, bench.credentials());
}

async function settle(phase: Phase): Promise<void> {
	for (let runs = 0; runs < 10; runs++) {
		const before = bench.writeRequests();
		expect((await run(phase)).error).toBeUndefined();
		if (bench.writeRequests() === before && runs > 1) return;
	}
	throw new Error(`The workflow of phase ${phase} does not come to rest.`);
}

/** Clicks on *When Switching Phase* in the template of a phase. */
async function switchTo(phase: Phase, change: IDataObject = {}): Promise<IDataObject> {
	const [verdict] = await byHand(templateOf(phase), 'When Switching Phase', {}, change);
	return verdict ?? {};
}

async function linkedTicket() {
	const client = bench.psaClient();
	const psaId = bench.psaTicket(client.company, 'Printer is on fire');
	await settle(1);
	return { ...client, psaId, platformId: bench.counterpart('ticket', psaId).id };
}

const summary = (psaId: number): unknown => bench.psa('tickets', psaId).summary;
const title = (platformId: string): unknown => bench.platform.control.get('ticket', platformId).title;
const editPsa = (psaId: number, text: string): void => {
	bench.connectwise.control.edit('tickets', psaId, { summary: text });
};
const editPlatform = (platformId: string, text: string): void => {
	bench.platform.control.edit('ticket', platformId, { title: text });
};

test('1 → 2 → 3 → 2: no switch writes anything, and the template of every other phase is refused', async () => {
	const { psaId, platformId } = await linkedTicket();
	for (const phase of [2, 3, 2] as const) {
		const before = bench.writeRequests();
		expect(await switchTo(phase)).toMatchObject({ switched: true, toPhase: phase });
		await settle(phase);
		expect(bench.writeRequests()).toBe(before);

		editPlatform(platformId, `Edited on the platform in phase ${phase}`);
		for (const other of PHASES.filter((one) => one !== phase)) {
			expect((await run(other)).error?.message).toMatch(`belongs to phase ${other}`);
		}
		expect(bench.writeRequests()).toBe(before);
		await settle(phase);
		expect(summary(psaId)).toBe(`Edited on the platform in phase ${phase}`);
	}
	expect(bench.connectwise.control.records('tickets')).toHaveLength(1);
	expect(bench.platform.control.list('ticket')).toHaveLength(1);
});

test('who is right when both edit a title: the PSA in phase 1, the platform in phase 3', async () => {
	const { psaId, platformId } = await linkedTicket();
	editPsa(psaId, 'Theirs');
	editPlatform(platformId, 'Ours');
	await settle(1);
	expect([summary(psaId), title(platformId)]).toEqual(['Theirs', 'Theirs']);

	expect(await switchTo(2)).toMatchObject({ switched: true });
	expect(await switchTo(3)).toMatchObject({ switched: true });
	editPsa(psaId, 'Theirs again');
	editPlatform(platformId, 'Ours again');
	await settle(3);
	expect([summary(psaId), title(platformId)]).toEqual(['Ours again', 'Ours again']);
});

test('phase 2: for a company that was moved at a click the platform is right, for the other one the PSA still is', async () => {
	const moved = await linkedTicket();
	const other = bench.psaClient('Fabrikam', 'FABRIKAM');
	const otherId = bench.psaTicket(other.company, 'Mouse is missing');
	await settle(1);
	const otherTicket = bench.counterpart('ticket', otherId).id;
	await switchTo(2);
	const before = bench.writeRequests();
	const list = await byHand(templateOf(2), 'When Moving Companies', {}, { companies: 'Northwind Dental' });
	expect(list.map(({ company }) => company)).toEqual(['Northwind Dental']);
	await settle(2);
	expect(bench.writeRequests()).toBe(before);

	for (const [psaId, platformId] of [
		[moved.psaId, moved.platformId],
		[otherId, otherTicket],
	] as const) {
		editPsa(psaId, 'As the PSA has it');
		editPlatform(platformId, 'As the platform has it');
	}
	await settle(2);
	expect([summary(moved.psaId), title(moved.platformId)]).toEqual(Array(2).fill('As the platform has it'));
	expect([summary(otherId), title(otherTicket)]).toEqual(Array(2).fill('As the PSA has it'));
});

test('phase 3 puts back what somebody edits in the PSA, and brings over what somebody makes there', async () => {
	const { psaId, platformId, company } = await linkedTicket();
	await switchTo(3, { although: ['order'] });
	editPsa(psaId, 'An old habit');
	await settle(3);
	expect([summary(psaId), title(platformId)]).toEqual(['Printer is on fire', 'Printer is on fire']);
	const made = bench.psaTicket(company, 'Mailed to the old address');
	await settle(3);
	expect(bench.counterpart('ticket', made).title).toBe('Mailed to the old address');
});

test.each([1, 3] as const)(
	'phase %d: a company that is made on the platform gets its ID in ConnectWise, on both sides, and is no drift',
	async (phase) => {
		await linkedTicket();
		if (phase === 3) await switchTo(3, { although: ['order'] });
		const { id } = bench.platform.control.create('company', { name: 'Tailspin Toys' });
		await settle(phase);
		const made = bench.connectwise.control.records('companies').find(({ name }) => name === 'Tailspin Toys');
		expect(made?.identifier).toBe('TailspinToys');
		expect(bench.platform.control.get('company', id).identifier).toBe('TailspinToys');
		const checks = await byHand(templateOf(phase), 'When Switching Phase', {}, { toPhase: 2, although: [] });
		expect(checks.find(({ check }) => check === 'drift')).toMatchObject({ state: 'ok', count: 0 });
	},
);

test('export and retire, each at its click in phase 3: after that, no run asks the PSA anything', async () => {
	await linkedTicket();
	await switchTo(3, { although: ['order'] });
	await settle(3);
	const folder = join(root, 'export');
	const click = async (trigger: string, change: IDataObject = {}) =>
		await byHand(templateOf(3), trigger, bench.credentials(), { folder, ...change });
	// As the template has it, it only looks; and there is no export yet.
	expect((await click('When Retiring', { retireAction: 'look' }))[0]).toMatchObject({ retired: false });
	for (let runs = 0; (await click('When Exporting'))[0]?.done !== true; runs++) expect(runs).toBeLessThan(10);
	expect((await click('When Retiring', { retireAction: 'retire' }))[0]).toMatchObject({ retired: true });
	const before = bench.connectwise.control.requests.entries().length;
	expect((await run(3)).error).toBeUndefined();
	expect(bench.connectwise.control.requests.entries()).toHaveLength(before);
});

test('readiness is one click away in phases 1 and 2, with drift looked at through the Map nodes of the workflow', async () => {
	await linkedTicket();
	for (const phase of [1, 2] as const) {
		const before = bench.writeRequests();
		const [verdict, ...checks] = await byHand(templateOf(phase), 'When Checking Readiness');
		expect(verdict).toMatchObject({ toPhase: phase + 1, switched: false });
		expect(checks.find(({ check }) => check === 'drift')).toMatchObject({ state: 'ok' });
		expect(bench.writeRequests()).toBe(before);
	}
});
