import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { openSqliteStore } from '../../sync/store/sqlite';
import type { Store } from '../../sync/store/store';
import { startHost, type N8nHost } from '../host';
import { startSystems, type Systems } from '../systems';
import { untilStopped } from '../until-stopped';
import { Both } from './check/both';
import { playDay, type DayReport } from './check/day';
import { servePage } from './page/server';
import { installWorkflow, SYNC_KEY, type InstalledWorkflow } from './workflow';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const INTERVAL_SECONDS = values.check ? 2 : 5;

/** Everything goes to the error stream, so that the last line of a check is its result alone. */
function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

interface Running {
	readonly systems: Systems;
	readonly host: N8nHost;
	readonly store: Store;
	readonly workflow: InstalledWorkflow;
}

/** What stops everything again, in the order in which it was started. */
type Stops = (() => Promise<void>)[];
type Act = (running: Running, stops: Stops) => Promise<void>;

/** Ctrl-C, at whatever moment. */
class Interrupted extends Error {}

/** Starts both systems and n8n, and puts the workflow to work; what was started is stopped again, whatever happens. */
async function withEverything(act: Act): Promise<void> {
	const stops: Stops = [];
	const interrupted = untilStopped().then(() => {
		throw new Interrupted();
	});
	try {
		await Promise.race([interrupted, startAndAct(stops, act)]);
	} catch (error) {
		if (!(error instanceof Interrupted)) throw error;
		say('Stopping …');
	} finally {
		for (const stop of stops.reverse()) await stop();
	}
}

async function startAndAct(stops: Stops, act: Act): Promise<void> {
	say('Starting the ConnectWise simulator and the reference platform …');
	const systems = await startSystems({ companies: 8, contactsPerCompany: 3, tickets: 24, alreadyOnPlatform: 2 });
	stops.push(() => systems.close());
	const host = await startHost({ onProgress: (what) => say(`n8n: ${what} …`) });
	stops.push(() => host.dispose());
	say('Entering credentials, importing the phase 1 template, publishing it …');
	const workflow = await installWorkflow(host, systems, INTERVAL_SECONDS);
	const store = await openSqliteStore(join(host.userFolder, '.n8n', 'psa-sync', 'sync.sqlite'));
	stops.push(() => store.close());
	await act({ systems, host, store, workflow }, stops);
}

/** Shows both systems side by side until somebody stops it. */
async function show({ systems, host, store, workflow }: Running, stops: Stops): Promise<never> {
	const page = await servePage(systems, store, { editorUrl: workflow.url, intervalSeconds: INTERVAL_SECONDS });
	stops.push(() => page.close());
	say('');
	say(`  Side by side     ${page.url}`);
	say(`  n8n editor       ${workflow.url}`);
	say(`  sign in with     ${host.owner.email}  ${host.owner.password}`);
	say('');
	say('Edit a ticket on either side of the page. Ctrl-C stops everything.');
	return new Promise<never>(() => {});
}

async function check(running: Running, startedAt: number): Promise<void> {
	const both = new Both(running.systems, running.store);
	const report = await playDay({ both, intervalMs: INTERVAL_SECONDS * 1000, say });
	const failed = await failedRuns(running);
	const status = await running.store.status(SYNC_KEY);
	const ok = report.echoWrites === 0 && report.scenes.every((scene) => scene.ok);
	if (!ok) say(running.host.logs.split('\n').slice(-40).join('\n'));
	const result = {
		ok,
		linked: Object.fromEntries(Object.entries(status.links).map(([entity, states]) => [entity, states.linked])),
		writes: both.writes(),
		echoWrites: report.echoWrites,
		calls: both.calls(),
		latencyMs: percentiles(report),
		openReviews: status.openReviews,
		failedRuns: failed,
		scenes: Object.fromEntries(report.scenes.map((scene) => [scene.name, scene.ok])),
		seconds: Math.round((Date.now() - startedAt) / 1000),
	};
	process.stdout.write(`${JSON.stringify(result)}\n`);
	process.exitCode = ok ? 0 : 1;
}

async function failedRuns({ host, workflow }: Running): Promise<number> {
	const executions = await host.client.executions(workflow.id, 100);
	return executions.filter(({ status }) => status === 'error' || status === 'crashed').length;
}

function percentiles({ latenciesMs }: DayReport): { p50: number | null; p95: number | null } {
	const sorted = [...latenciesMs].sort((a, b) => a - b);
	const at = (share: number): number | null =>
		sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
	return { p50: at(0.5), p95: at(0.95) };
}

const startedAt = Date.now();
withEverything((running, stops) => (values.check ? check(running, startedAt) : show(running, stops)))
	// n8n may still be starting when somebody interrupts: leaving ends it too.
	.then(() => process.exit())
	.catch((error: unknown) => {
		say(error instanceof Error ? (error.stack ?? error.message) : String(error));
		process.exit(1);
	});
