import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystems } from '../../sandbox/systems';
import { closeStores } from '../../nodes/shared/store';
import { runPhase1 } from '../workflows/phase-1';
import { countCalls, type Calls } from './calls';
import type { Say } from './say';

/** Counts the calls of the phase 1 template, run in this process between both simulators. */
export async function templateCalls(n: number, say: Say): Promise<Calls> {
	say(`calls: ${n} changes`);
	const folder = await mkdtemp(join(tmpdir(), 'psa-sync-bench-'));
	process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
	const systems = await startSystems({ companies: 10, contactsPerCompany: 3, tickets: n, alreadyOnPlatform: 0 });
	try {
		return await countCalls(
			systems,
			async () => {
				const { error } = await runPhase1(systems);
				if (error) throw error;
			},
			n,
		);
	} finally {
		await closeStores();
		await systems.close();
		delete process.env.PSA_SYNC_STORE;
		await rm(folder, { recursive: true });
	}
}
