import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../../sandbox/demo/check/until';
import type { LoggedRequest, RequestLog } from '../../../sandbox/http';
import type { Random } from '../../../sandbox/seed/random';
import type { TestHost } from '../support/host';
import type { Scene } from '../support/scene';

/** When n8n dies. Each is drawn before n8n is started, so that death can come at any time from then on. */
export type Moment =
	/** While n8n starts, or a while after: no matter what it does. */
	| { readonly kind: 'afterMs'; readonly ms: number }
	/** After so many requests to the systems of a scene: reading, looking up, writing. */
	| { readonly kind: 'request'; readonly count: number }
	/** After so many requests that change something. */
	| { readonly kind: 'write'; readonly count: number }
	/** While a write is under way: carried out or not, n8n never hears of it. */
	| { readonly kind: 'unanswered'; readonly carriedOut: boolean; readonly skip: number }
	/** While the store writes its log: in the middle of a commit. */
	| { readonly kind: 'commit'; readonly count: number };

/** When a moment does not come, because too little is going on, death comes after so long a life. */
const LONGEST_LIFE_MS = 12_000;
const HANGS_MS = 30_000;

export function drawMoment(random: Random): Moment {
	const kind = random.weighted([
		['afterMs', 3],
		['request', 3],
		['write', 4],
		['unanswered', 4],
		['commit', 4],
	] as const);
	switch (kind) {
		case 'afterMs':
			return { kind, ms: random.integer(500, 9_000) };
		case 'request':
			return { kind, count: random.integer(1, 60) };
		case 'write':
			return { kind, count: random.integer(1, 25) };
		case 'unanswered':
			return { kind, carriedOut: random.chance(0.6), skip: random.integer(0, 15) };
		case 'commit':
			return { kind, count: random.integer(1, 120) };
	}
}

/**
 * Starts n8n, and kills it when the moment has come.
 * @returns how long it lived after it had answered, in words
 */
export async function liveUntil(moment: Moment, host: TestHost, scene: Scene, minutesLater: number): Promise<string> {
	const ending = new AbortController();
	const { signal } = ending;
	const coming = come(moment, scene, signal);
	let answeredAt: number | undefined;
	const started = host.startAgain(minutesLater).then(
		() => (answeredAt = Date.now()),
		// Killed while it was starting.
		(error: unknown) => {
			if (!signal.aborted) throw error;
		},
	);
	const longEnough = started.then(async () => await delay(LONGEST_LIFE_MS, 'too little went on', { signal }));
	const cause = await Promise.race([coming, longEnough]);
	const lived = answeredAt === undefined ? 'before n8n answered' : `${Date.now() - answeredAt} ms after n8n answered`;
	ending.abort();
	await host.kill();
	await Promise.allSettled([started, longEnough, coming]);
	// A process that was spawned between the decision and the kill.
	await host.kill();
	return `${lived} (${cause})`;
}

async function come(moment: Moment, scene: Scene, signal: AbortSignal): Promise<string> {
	const logs = [scene.connectwise.control.requests, scene.platform.control.requests];
	switch (moment.kind) {
		case 'afterMs':
			await delay(moment.ms, undefined, { signal });
			return `${moment.ms} ms after the start`;
		case 'request':
			return `after ${described(await nth(logs, moment.count, () => true, signal))}`;
		case 'write':
			return `after ${described(await nth(logs, moment.count, ({ method }) => method !== 'GET', signal))}`;
		case 'unanswered': {
			const kind = moment.carriedOut ? 'lostResponse' : 'lostRequest';
			const systems = [scene.connectwise, scene.platform];
			for (const { control } of systems) {
				control.faults.add({ kind, method: ['POST', 'PATCH'], skip: moment.skip, times: 1, delayMs: HANGS_MS });
			}
			const struck = () => systems.some(({ control }) => control.faults.list().some((fault) => fault.struck > 0));
			await until('a write that hangs', () => signal.aborted || struck(), 10 * 60_000);
			return `during a write that was ${moment.carriedOut ? '' : 'not '}carried out`;
		}
		case 'commit': {
			await changes(scene.storeFile, moment.count, signal);
			return `at change ${moment.count} of the store's log`;
		}
	}
}

/** The n-th request from now on for which `wanted` holds. */
function nth(
	logs: readonly RequestLog[],
	count: number,
	wanted: (entry: LoggedRequest) => boolean,
	signal: AbortSignal,
): Promise<LoggedRequest> {
	return new Promise((resolve, reject) => {
		let left = count;
		const stops = logs.map((log) =>
			log.subscribe((entry) => {
				if (wanted(entry) && --left === 0) resolve(entry);
			}),
		);
		signal.addEventListener('abort', () => {
			for (const stop of stops) stop();
			reject(signal.reason as Error);
		});
	});
}

/** Resolves when the write-ahead log of a store has been written to so many times. */
async function changes(storeFile: string, count: number, signal: AbortSignal): Promise<void> {
	const folder = dirname(storeFile);
	if (!existsSync(folder)) throw new Error(`${folder} is not there yet: n8n has never opened the store.`);
	const log = `${storeFile}-wal`;
	const watcher = watch(folder);
	const enough = new AbortController();
	let left = count;
	watcher.on('change', (_event, name) => {
		if (log.endsWith(String(name)) && --left === 0) enough.abort();
	});
	try {
		await once(watcher, 'close', { signal: AbortSignal.any([signal, enough.signal]) });
	} catch (error) {
		if (signal.aborted) throw error;
	} finally {
		watcher.close();
	}
}

function described({ method, path }: LoggedRequest): string {
	return `${method} ${path}`;
}
