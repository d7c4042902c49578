import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHost, type N8nHost } from '../../support/n8n-host';

/** An n8n that can be killed and come up again later than the clock on the wall says. */
export interface TestHost {
	readonly n8n: N8nHost;
	/** SIGKILL: what a power cut leaves behind. */
	kill(): Promise<void>;
	/** Starts it again, so many minutes after it was killed. */
	startAgain(minutesLater: number): Promise<void>;
	dispose(): Promise<void>;
}

/** Starts n8n with the packed package in it. Its log tells all it can, so that a secret in it would be found. */
export async function startTestHost(): Promise<TestHost> {
	const folder = mkdtempSync(join(tmpdir(), 'psa-sync-clock-'));
	const clock = join(folder, 'minutes-ahead');
	let minutesAhead = 0;
	writeFileSync(clock, '0');
	const n8n = await startHost({
		env: {
			N8N_LOG_LEVEL: 'debug',
			NODE_OPTIONS: `--require ${join(__dirname, 'clock.cjs')}`,
			PSA_SYNC_TEST_CLOCK: clock,
		},
	});
	return {
		n8n,
		kill: () => n8n.kill(),
		startAgain: async (minutesLater) => {
			minutesAhead += minutesLater;
			writeFileSync(clock, String(minutesAhead));
			await n8n.restart();
		},
		dispose: async () => {
			await n8n.dispose();
			rmSync(folder, { recursive: true });
		},
	};
}
