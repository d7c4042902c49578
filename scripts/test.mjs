// `npm test [-- <jest arguments>]`: everything that needs no n8n first, then what runs in the real host.
// The last line adds both up: `N passed, N failed`.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from './lib/binary.mjs';
import { bootstrap, main } from './lib/bootstrap.mjs';
import { ensureHost } from './lib/host.mjs';
import { buildAndPack } from './lib/pack.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground, runQuietly } from './lib/process.mjs';

const FAST = 'jest.config.js';
/** What runs in the real host: one by one, and what takes long two at a time. */
const HOSTS = ['jest.host.config.js', 'jest.long.config.js'];
const args = process.argv.slice(2);

await main(async () => {
	await bootstrap();
	if (args.length === 0) await rm(join(root, 'test', '.traffic'), { recursive: true, force: true });
	const reports = join(root, 'node_modules', '.cache', 'test-reports');
	await mkdir(reports, { recursive: true });
	const folder = await mkdtemp(join(reports, 'run-'));
	try {
		const wanted = [];
		for (const config of HOSTS) if (await selectsAny(config)) wanted.push(config);
		// The first time n8n takes minutes to install, most of them spent waiting: the others run meanwhile.
		const host = wanted.length > 0 ? ensureHost() : undefined;
		host?.catch(() => undefined);
		const totals = [await run(FAST, join(folder, 'fast.json'), {})];
		if (host) totals.push(...(await runInHost(wanted, folder, host)));
		return report(totals);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});

/** Runs Jest with one configuration; what it counted is read from its JSON report, not from its exit code alone. */
async function run(config, file, environment) {
	const code = await runInForeground(
		process.execPath,
		[binary('jest'), '--config', config, '--passWithNoTests', '--json', '--outputFile', file, ...args],
		// Jest prints its report for people on stderr; --json would put the JSON on stdout without --outputFile.
		{ cwd: root, env: { ...process.env, ...environment } },
	);
	const result = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
	if (result === undefined) return { passed: 0, failed: 1, skipped: 0 };
	const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
	return {
		passed: result.numPassedTests,
		// A run that ends badly without a failed test (a leak, a crash on exit) has failed all the same.
		failed: failed === 0 && code !== 0 ? 1 : failed,
		skipped: result.numPendingTests + result.numTodoTests,
	};
}

/** The tests of the packed package. When it cannot be made, that counts as one failure and the rest still counts. */
async function runInHost(configs, folder, host) {
	const totals = [];
	try {
		const environment = { PSA_SYNC_TARBALL: await buildAndPack(), PSA_SYNC_HOST: await host };
		for (const config of configs) totals.push(await run(config, join(folder, `${config}.json`), environment));
	} catch (error) {
		console.error(error.message);
		totals.push({ passed: 0, failed: 1, skipped: 0 });
	}
	return totals;
}

async function selectsAny(config) {
	const output = await runQuietly(
		'jest --listTests',
		process.execPath,
		[binary('jest'), '--config', config, '--listTests', '--json', ...args],
		{ cwd: root },
	);
	return JSON.parse(output).length > 0;
}

function report(totals) {
	const sum = (key) => totals.reduce((total, entry) => total + entry[key], 0);
	const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
	if (passed + failed === 0) console.error('No test matched.');
	console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
	return passed > 0 && failed === 0 ? 0 : 1;
}
