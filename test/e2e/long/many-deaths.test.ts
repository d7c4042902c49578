import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../../sandbox/seed/random';
import { drawMoment, liveUntil } from '../deaths/moments';
import { expectBooksToAgree, openMsp, type Msp } from '../deaths/msp';
import { startTestHost, type TestHost } from '../support/host';

/** `DEATHS=200` for more, `DEATH_SEED=…` for the people and the moments of an earlier run. */
const DEATHS = Number(process.env.DEATHS ?? 50);
const SEED = Number(process.env.DEATH_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** After so many deaths everything comes to rest and the books are held against each other. */
const BETWEEN_AUDITS = 10;
/** Long enough that death finds requests under way. */
const LATENCY_MS = 15;
/** Longer than the lease of a dead worker, and than the rest of a write whose outcome is unknown. */
const LATER_MINUTES = 10;

const random = new Random(SEED);
/** Of its own, so that how fast this machine is does not change what is drawn for the deaths. */
const pace = new Random(SEED + 1);
let host: TestHost;
/** Those that are under load: two at most times, the older of which leaves after an audit. */
const msps: Msp[] = [];

beforeAll(async () => {
	host = await startTestHost();
});
afterAll(async () => {
	try {
		for (const { scene } of msps) await scene.stop();
	} finally {
		await host?.dispose();
	}
});

/** People work, now here, now there, until they are told to go home. */
async function work(signal: AbortSignal): Promise<void> {
	while (!signal.aborted) {
		pace.pick(msps).people.act();
		await delay(pace.integer(10, 200));
	}
}

/** n8n is started, lives until the moment that was drawn for it, and is dead when this resolves. */
async function liveAndDie(): Promise<string> {
	for (let act = random.integer(0, 10); act > 0; act--) random.pick(msps).people.act();
	const leave = new AbortController();
	const working = work(leave.signal);
	const { scene } = random.pick(msps);
	const died = await liveUntil(drawMoment(random), host, scene, random.integer(0, 3));
	leave.abort();
	await working;
	scene.connectwise.control.faults.clear();
	scene.platform.control.faults.clear();
	return died;
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
				const name = `m${Math.ceil(death / BETWEEN_AUDITS)}`;
				msps.push(await openMsp(host.n8n, name, random.integer(0, 2 ** 31), { latencyMs: LATENCY_MS }));
				// Death finds it in the middle of its first load.
				await msps.at(-1)?.scene.runs(1);
				await host.kill();
			}
			say(`death ${death} of ${DEATHS}: ${await liveAndDie()}`);
			if (death % BETWEEN_AUDITS !== 0 && death !== DEATHS) continue;
			await host.startAgain(LATER_MINUTES, ...msps.map(({ scene }) => scene));
			for (const msp of msps) {
				await expectBooksToAgree(msp);
				expect(await msp.scene.failedRuns()).toEqual([]);
				msp.people.changeHands();
			}
			const made = msps.reduce((sum, { people }) => sum + people.made.length, 0);
			const written = msps.reduce((sum, { writes }) => sum + writes.psa.length + writes.platform.length, 0);
			say(`at rest after ${death} deaths: ${made} records on both sides, ${written} writes, the books agree`);
			if (msps.length > 1) await msps.shift()?.scene.stop();
		}
	},
	DEATHS * 120_000 + 20 * 60_000,
);
