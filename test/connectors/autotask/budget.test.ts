import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { AutotaskClient, autotaskBudget } from '../../../sync/connectors/autotask';
import { TenantBudget, type BudgetUse } from '../../../sync/connectors/http';
import { SyncError } from '../../../sync/model/errors';
import { openSqliteStore } from '../../../sync/store/sqlite';
import type { Store } from '../../../sync/store/store';
import { optionsFor, startRecorded } from './support';

const folder = mkdtempSync(join(tmpdir(), 'psa-sync-autotask-budget-'));
let simulator: AutotaskSimulator;
let stores: Store[];
beforeEach(async () => {
	simulator = await startRecorded({ latencyMs: 5 });
	const path = join(folder, `${simulator.port}.sqlite`);
	stores = [await openSqliteStore(path), await openSqliteStore(path)];
});
afterEach(async () => {
	await simulator.close();
	for (const store of stores) await store.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A client as another process has it: with a budget of its own, which meets the others in the store. */
function clientOf(process: 0 | 1, use: BudgetUse = 'sync'): AutotaskClient {
	const budget = new TenantBudget('autotask', stores[process]).for(use, autotaskBudget());
	return new AutotaskClient(optionsFor(simulator, { budget, sleep: undefined }));
}

/** Reads one ticket after the other. @returns how many calls passed until one was refused, and the refusal */
async function readUntilRefused(client: AutotaskClient, most: number): Promise<[number, SyncError | null]> {
	for (let calls = 0; calls < most; calls++) {
		try {
			await client.get('ticket', '1');
		} catch (error) {
			if (error instanceof SyncError) return [calls, error];
			throw error;
		}
	}
	return [most, null];
}

test('two processes together never have more than three calls at a time on one endpoint', async () => {
	const clients = [clientOf(0), clientOf(1)];
	await Promise.all(
		clients.flatMap((client) => Array.from({ length: 15 }, async () => await client.get('ticket', '1'))),
	);
	const { threadRefusals, own } = simulator.control.usage;
	expect(threadRefusals).toBe(0);
	expect(own).toBeGreaterThanOrEqual(30);
});

test('a tool that has used 60 % of the hour leaves runs a tenth of it, and nothing is suspended', async () => {
	simulator.control.set({ hourlyThreshold: 1_000, othersCalls: 600 });
	const [calls, error] = await readUntilRefused(clientOf(0), 500);
	expect(calls).toBeGreaterThan(80);
	expect(calls).toBeLessThanOrEqual(100);
	expect(error).toMatchObject({
		code: 'PAUSED',
		message: expect.stringMatching(/1000 calls in any 60 minutes/) as string,
	});
	const [more] = await readUntilRefused(clientOf(1), 500);
	expect(more).toBeLessThanOrEqual(10);
	expect(simulator.control.usage).toMatchObject({ suspensions: 0 });
	expect(await readUntilRefused(clientOf(1, 'interactive'), 5)).toEqual([5, null]);
});

test('where other tools have used nine tenths, people are told so too, and nothing is suspended', async () => {
	simulator.control.set({ hourlyThreshold: 1_000, othersCalls: 950 });
	const [calls, error] = await readUntilRefused(clientOf(0, 'interactive'), 500);
	expect(calls).toBeLessThanOrEqual(10);
	expect(error).toMatchObject({ code: 'PAUSED' });
	expect(simulator.control.usage).toMatchObject({ suspensions: 0 });
});
