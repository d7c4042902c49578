import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHost, type N8nHost } from '../../support/n8n-host';
import type { Scene } from './scene';

/** An n8n that can be killed and come up again later than the clock on the wall says. */
export interface TestHost {
	readonly n8n: N8nHost;
	/** The store of all syncs in it. */
	readonly storeFile: string;
	/** SIGKILL: what a power cut leaves behind. */
	kill(): Promise<void>;
	/**
	 * Starts it again, so many minutes after it was killed; stops it first where it runs.
	 * @param scenes whose systems have grown older by as much
	 */
	startAgain(minutesLater: number, ...scenes: readonly Pick<Scene, 'passTime'>[]): Promise<void>;
	/** Sets its clock alone while it runs, ahead or (below zero) back. */
	setClock(minutes: number): void;
	dispose(): Promise<void>;
}

/**
 * An n8n that dies while it activates a workflow holds a lease on that for two minutes, by the clock of SQLite, which no
 * test moves; until then the next one leaves the workflow alone (n8n 2.41, WorkflowPublicationOutboxConsumer). Not too
 * short: an activation that takes most of the lease is given up for good, and on a busy machine one takes ten seconds.
 */
const SHORT_LEASE = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '20',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
};

/**
 * Starts n8n with the packed package in it. Its log tells all it can, so that a secret in it would be found.
 * @param storeFile elsewhere than in n8n's own folder
 */
export async function startTestHost(storeFile?: string): Promise<TestHost> {
	const folder = mkdtempSync(join(tmpdir(), 'psa-sync-clock-'));
	const clock = join(folder, 'minutes-ahead');
	let minutesAhead = 0;
	const setClock = (minutes: number): void => {
		minutesAhead += minutes;
		writeFileSync(clock, String(minutesAhead));
	};
	setClock(0);
	const n8n = await startHost({
		env: {
			N8N_LOG_LEVEL: 'debug',
			NODE_OPTIONS: `--require ${join(__dirname, 'clock.cjs')}`,
			PSA_SYNC_TEST_CLOCK: clock,
			...SHORT_LEASE,
			...(storeFile !== undefined && { PSA_SYNC_STORE: storeFile }),
		},
	});
	return {
		n8n,
		storeFile: storeFile ?? join(n8n.userFolder, '.n8n', 'psa-sync', 'sync.sqlite'),
		kill: () => n8n.kill(),
		startAgain: async (minutesLater, ...scenes) => {
			setClock(minutesLater);
			for (const scene of scenes) scene.passTime(minutesLater);
			await n8n.restart();
		},
		setClock,
		dispose: async () => {
			await n8n.dispose();
			rmSync(folder, { recursive: true });
		},
	};
}
