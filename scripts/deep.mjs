// `npm run test:deep [-- <runs>]`: every law, tried far more often than in `npm test` (100,000 times without a number).
// Says on stderr how far it has come, and with which seed it can be repeated.
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { main } from './lib/bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground } from './lib/process.mjs';

const LAWS = String.raw`\.property\.test\.ts$`;
/** A law may take as long as it takes. */
const PATIENCE_MS = 7 * 24 * 3_600_000;

await main(async () => {
	const runs = Number(process.argv[2] ?? 100_000);
	if (!Number.isInteger(runs) || runs < 1) throw new Error('Usage: npm run test:deep -- <runs of each law>');
	const seed = process.env.PROPERTY_SEED ?? String(randomInt(2 ** 31));
	console.error(`${runs.toLocaleString('en')} runs of each law, seed ${seed}`);
	const script = join(root, 'scripts', 'test.mjs');
	return await runInForeground(process.execPath, [script, LAWS, '--verbose', `--testTimeout=${PATIENCE_MS}`], {
		cwd: root,
		env: { ...process.env, PROPERTY_RUNS: String(runs), PROPERTY_SEED: seed },
	});
});
