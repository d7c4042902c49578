import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { installWorkflow, SYNC_KEY } from '../../sandbox/demo/workflow';
import { startHost } from '../../sandbox/host';
import { startSystems } from '../../sandbox/systems';
import { openSqliteStore } from '../../sync/store/sqlite';
import type { SyncStatus } from '../../sync/store/reported';
import type { Store } from '../../sync/store/store';
import { calm, GroupMemory } from './memory';
import type { Say } from './say';

export interface FirstLoad {
	readonly tickets: number;
	/** From publishing the workflow until every record is linked and nothing is due any more. */
	readonly wallS: number;
	/** Of n8n and everything it started, while it worked. */
	readonly peakRssMb: number;
	/** The same, before the workflow was published. */
	readonly idleRssMb: number;
}

export interface FirstLoadOptions {
	readonly tickets: number;
	/** More environment variables for n8n, for a profiler. */
	readonly env?: Readonly<Record<string, string>>;
}

/** An MSP of a realistic shape: a hundred tickets a company. */
const TICKETS_PER_COMPANY = 100;
const CONTACTS_PER_COMPANY = 5;
/** The template's own interval; runs that leave work over are followed at once. */
const INTERVAL_S = 60;
const POLL_MS = 500;
const REPORT_MS = 15_000;
const PATIENCE_MS = 30_000;

/**
 * The first load of a new sync in a real n8n with the packed package: the phase 1 template as it is shipped, a
 * ConnectWise simulator with so many tickets, an empty platform.
 */
export async function firstLoad({ tickets, env }: FirstLoadOptions, say: Say): Promise<FirstLoad> {
	const companies = Math.max(1, Math.ceil(tickets / TICKETS_PER_COMPANY));
	say(`first load: seeding ${tickets} tickets of ${companies} companies`);
	const systems = await startSystems({
		companies,
		contactsPerCompany: CONTACTS_PER_COMPANY,
		tickets,
		alreadyOnPlatform: 0,
	});
	const stops: (() => Promise<void>)[] = [() => systems.close()];
	try {
		const host = await startHost({ env, onProgress: (what) => say(`first load: ${what}`) });
		stops.unshift(() => host.dispose());
		if (host.pid === undefined) throw new Error('n8n has ended.');
		const memory = new GroupMemory(host.pid);
		const idleRssMb = await calm(memory);
		await memory.watch();
		const startedAt = performance.now();
		await installWorkflow(host, systems, INTERVAL_S);
		const store = await openSqliteStore(join(host.userFolder, '.n8n', 'psa-sync', 'sync.sqlite'));
		stops.unshift(() => store.close());
		const expected = {
			company: companies,
			contact: companies * CONTACTS_PER_COMPANY,
			ticket: tickets,
		};
		await complete(store, expected, say);
		const wallS = Math.round((performance.now() - startedAt) / 100) / 10;
		const peakRssMb = await memory.peakMb();
		for (const [entity, count] of Object.entries(expected)) {
			const there = systems.platform.control.list(entity as keyof typeof expected).length;
			if (there !== count) throw new Error(`The platform has ${there} records of ${entity} instead of ${count}.`);
		}
		return { tickets, wallS, peakRssMb, idleRssMb };
	} finally {
		for (const stop of stops) await stop();
	}
}

/** Resolves when all records are linked and no write is left; fails where nothing moves any more. */
async function complete(store: Store, expected: Readonly<Record<string, number>>, say: Say): Promise<void> {
	const startedAt = performance.now();
	let [last, movedAt, saidAt] = ['', startedAt, startedAt];
	for (;;) {
		const status = await store.status(SYNC_KEY);
		if (isComplete(status, expected)) return;
		const [now, seen] = [performance.now(), JSON.stringify([status.links, status.writes])];
		if (seen !== last) [last, movedAt] = [seen, now];
		if (now - movedAt > PATIENCE_MS + INTERVAL_S * 1000) throw new Error(`The first load stands still at ${seen}.`);
		if (now - saidAt > REPORT_MS) {
			saidAt = now;
			const linked = Object.entries(status.links).map(([entity, states]) => `${states.linked} ${entity}`);
			say(`first load: ${Math.round((now - startedAt) / 1000)} s: linked ${linked.join(', ')}`);
		}
		await delay(POLL_MS);
	}
}

function isComplete({ links, writes }: SyncStatus, expected: Readonly<Record<string, number>>): boolean {
	const linked = Object.entries(expected).every(([entity, count]) => links[entity]?.linked === count);
	return linked && writes.pending === 0;
}
