import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../sandbox/seed/random';
import type { LoggedRequest } from '../../sandbox/http';
import { auditBooks, type Writes } from './deaths/books';
import { drawMoment, liveUntil } from './deaths/moments';
import { People } from './deaths/people';
import { startTestHost, type TestHost } from './support/host';
import { Scene } from './support/scene';

/** `DEATHS=200` for more, `DEATH_SEED=…` for the people and the moments of an earlier run. */
const DEATHS = Number(process.env.DEATHS ?? 50);
const SEED = Number(process.env.DEATH_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** After so many deaths everything comes to rest and the books are held against each other. */
const BETWEEN_AUDITS = 10;
const LATENCY_MS = 15;
const REST_MS = 10 * 60_000;
/** Longer than the lease of a dead worker, and than the rest of a write whose outcome is unknown. */
const LATER_MINUTES = 10;

/** One MSP: its two systems, its people, and a sync of its own in the shared n8n. */
interface Msp {
	readonly scene: Scene;
	readonly people: People;
	readonly writes: Record<'psa' | 'platform', LoggedRequest[]>;
}

const random = new Random(SEED);
/** Of its own, so that how fast this machine is does not change what is drawn for the deaths. */
const pace = new Random(SEED + 1);
let host: TestHost;
const msps: Msp[] = [];

beforeAll(async () => {
	host = await startTestHost();
});
afterAll(async () => {
	for (const { scene } of msps) await scene.stop();
	await host?.dispose();
});

/** Opens another MSP with what it has gathered over the years; its first load is under way when this resolves. */
async function open(name: string): Promise<Msp> {
	const scene = await Scene.prepare(host.n8n, `deaths-${name}`, { latencyMs: LATENCY_MS, record: false });
	const people = new People(scene, new Random(random.integer(0, 2 ** 31)), name);
	people.moveIn(4, 25);
	const writes: Msp['writes'] = { psa: [], platform: [] };
	const isWrite = ({ method, status, fault }: LoggedRequest) =>
		method !== 'GET' && ((status >= 200 && status < 300) || fault === 'lostResponse');
	scene.connectwise.control.requests.subscribe((entry) => isWrite(entry) && writes.psa.push(entry));
	scene.platform.control.requests.subscribe((entry) => isWrite(entry) && writes.platform.push(entry));
	const msp = { scene, people, writes };
	msps.push(msp);
	await scene.publish();
	return msp;
}

/** People work, now here, now there, until they are told to go home. */
async function work(signal: AbortSignal): Promise<void> {
	while (!signal.aborted) {
		pace.pick(msps).people.act();
		await delay(pace.integer(10, 200));
	}
}

/** Everything comes to rest; both systems of each MSP are held against what its people did. */
async function audit(): Promise<void> {
	await host.startAgain(LATER_MINUTES);
	for (const { scene, people, writes } of msps) {
		await scene.settle(REST_MS);
		const atRest = scene.writes();
		await scene.runs(2);
		expect(scene.writes()).toBe(atRest);
		await scene.closeStore();
		const found = auditBooks(people, writes as Writes, { file: scene.storeFile, sync: scene.sync });
		if (found.length > 0) keepEvidence(scene, people, writes, found);
		expect(found).toEqual([]);
		expect(await scene.failedRuns()).toEqual([]);
		people.changeHands();
	}
}

function keepEvidence(scene: Scene, people: People, writes: Writes, found: readonly string[]): void {
	const file = join(tmpdir(), `psa-sync-deaths-${SEED}-${scene.sync}.json`);
	writeFileSync(file, JSON.stringify({ seed: SEED, found, diary: people.diary, writes }, null, '\t'));
	say(`the diary of the people and the writes of the sync are in ${file}`);
}

function say(line: string): void {
	process.stderr.write(`${line}\n`);
}

test(
	`killed ${DEATHS} times at any moment while people work on both sides: nothing is lost, doubled or echoed`,
	async () => {
		say(`DEATH_SEED=${SEED}`);
		for (let death = 1; death <= DEATHS; death++) {
			if (death % BETWEEN_AUDITS === 1) {
				const msp = await open(`m${Math.ceil(death / BETWEEN_AUDITS)}`);
				// The store is there from the first commit of the first run on.
				await msp.scene.runs(1);
				await host.kill();
			}
			for (let act = random.integer(0, 10); act > 0; act--) random.pick(msps).people.act();
			const leave = new AbortController();
			const working = work(leave.signal);
			const { scene } = random.pick(msps);
			const died = await liveUntil(drawMoment(random), host, scene, random.integer(0, 3));
			for (const { scene: any } of msps)
				for (const { control } of [any.connectwise, any.platform]) control.faults.clear();
			leave.abort();
			await working;
			say(`death ${death} of ${DEATHS}: ${died}`);
			if (death % BETWEEN_AUDITS !== 0 && death !== DEATHS) continue;
			await audit();
			const made = msps.reduce((sum, { people }) => sum + people.made.length, 0);
			const written = msps.reduce((sum, { writes }) => sum + writes.psa.length + writes.platform.length, 0);
			say(`at rest after ${death} deaths: ${made} records on both sides, ${written} writes, the books agree`);
			if (msps.length > 1) await msps.shift()?.scene.stop();
		}
	},
	DEATHS * 120_000 + 20 * 60_000,
);
