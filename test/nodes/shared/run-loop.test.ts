import { RunLoop, type RunEnd, type RunLoopOptions, type RunReason } from '../../../nodes/shared/run-loop';

const INTERVAL = 60_000;
const GAP = 1_000;
const LONGEST = 3_600_000;

/** A loop on a clock of its own, whose runs end when the test says so. */
function bench(options: Partial<RunLoopOptions> = {}) {
	const started: { reason: RunReason; at: number; end: (how: RunEnd) => Promise<void> }[] = [];
	let going = 0;
	let most = 0;
	const loop = new RunLoop({
		intervalMs: INTERVAL,
		leastGapMs: GAP,
		longestRunMs: LONGEST,
		now: () => Date.now(),
		...options,
		run: async (reason) =>
			await new Promise<RunEnd>((resolve) => {
				most = Math.max(most, ++going);
				started.push({
					reason,
					at: Date.now(),
					end: async (how) => {
						going--;
						resolve(how);
						await jest.advanceTimersByTimeAsync(0);
					},
				});
			}),
	});
	return { loop, started, mostAtOnce: () => most };
}

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

test('starts a run at each interval, counted from start to start', async () => {
	const { loop, started } = bench();
	loop.start();
	await jest.advanceTimersByTimeAsync(0);
	await jest.advanceTimersByTimeAsync(20_000);
	await started[0]?.end('success');
	await jest.advanceTimersByTimeAsync(39_999);
	expect(started).toHaveLength(1);
	await jest.advanceTimersByTimeAsync(1);
	expect(started.map(({ reason, at }) => ({ reason, at }))).toEqual([
		{ reason: 'interval', at: 0 },
		{ reason: 'interval', at: 60_000 },
	]);
	loop.stop();
});

test('never starts a second run while one is going on, and follows a long one at once', async () => {
	const { loop, started, mostAtOnce } = bench();
	loop.start();
	await jest.advanceTimersByTimeAsync(5 * INTERVAL);
	loop.wake();
	await jest.advanceTimersByTimeAsync(INTERVAL);
	expect(started).toHaveLength(1);
	await started[0]?.end('success');
	expect(started).toHaveLength(2);
	expect(mostAtOnce()).toBe(1);
	loop.stop();
});

test('starts at once when more is waiting, but not faster than the least gap', async () => {
	const { loop, started } = bench();
	loop.start();
	await jest.advanceTimersByTimeAsync(0);
	loop.wake();
	loop.wake();
	await started[0]?.end('success');
	await jest.advanceTimersByTimeAsync(GAP - 1);
	expect(started).toHaveLength(1);
	await jest.advanceTimersByTimeAsync(1);
	expect(started[1]).toMatchObject({ reason: 'moreIsWaiting', at: GAP });
	await started[1]?.end('success');
	await jest.advanceTimersByTimeAsync(INTERVAL - 1);
	expect(started).toHaveLength(2);
	loop.stop();
});

test('starts at once when it is woken while no run is going on', async () => {
	const { loop, started } = bench();
	loop.start();
	await jest.advanceTimersByTimeAsync(0);
	await started[0]?.end('success');
	await jest.advanceTimersByTimeAsync(10_000);
	loop.wake();
	await jest.advanceTimersByTimeAsync(0);
	expect(started[1]).toMatchObject({ reason: 'moreIsWaiting', at: 10_000 });
	loop.stop();
});

test('waits for its interval after a run that failed, whatever that run asked for', async () => {
	const { loop, started } = bench();
	loop.start();
	await jest.advanceTimersByTimeAsync(0);
	loop.wake();
	await started[0]?.end('failure');
	await jest.advanceTimersByTimeAsync(INTERVAL - 1);
	expect(started).toHaveLength(1);
	await jest.advanceTimersByTimeAsync(1);
	expect(started[1]?.reason).toBe('interval');
	loop.stop();
});

test('goes on when the end of a run is never reported', async () => {
	const { loop, started } = bench();
	loop.start();
	await jest.advanceTimersByTimeAsync(LONGEST + 1);
	expect(started).toHaveLength(2);
	loop.stop();
});

test('starts nothing after it was stopped', async () => {
	const { loop, started } = bench();
	loop.start();
	await jest.advanceTimersByTimeAsync(0);
	loop.stop();
	loop.wake();
	await started[0]?.end('success');
	await jest.advanceTimersByTimeAsync(10 * INTERVAL);
	expect(started).toHaveLength(1);
	expect(jest.getTimerCount()).toBe(0);
});

test('answers all webhooks that come during a run with one run, later each time while they go on, and soon again after', async () => {
	const { loop, started } = bench({ longestGapMs: 5 * GAP });
	loop.start();
	await jest.advanceTimersByTimeAsync(0);
	for (let run = 0; run < 5; run++) {
		for (let event = 0; event < 100; event++) loop.wake('webhook');
		await started[run]?.end('success');
		while (started.length === run + 1) await jest.advanceTimersByTimeAsync(GAP);
	}
	const gaps = started.slice(1).map(({ at }, run) => at - started[run].at);
	expect(gaps).toEqual([GAP, 2 * GAP, 4 * GAP, 5 * GAP, 5 * GAP]);
	await started[5]?.end('success');
	await jest.advanceTimersByTimeAsync(10 * GAP);
	loop.wake('webhook');
	await jest.advanceTimersByTimeAsync(0);
	expect(started[6]).toMatchObject({ reason: 'webhook', at: (started[5]?.at ?? 0) + 10 * GAP });
	loop.stop();
});

test('does not wait longer for webhooks where a run says itself that more is waiting', async () => {
	const { loop, started } = bench({ longestGapMs: 60 * GAP });
	loop.start();
	await jest.advanceTimersByTimeAsync(0);
	for (let run = 0; run < 5; run++) {
		loop.wake('webhook');
		loop.wake('moreIsWaiting');
		loop.wake('webhook');
		await started[run]?.end('success');
		await jest.advanceTimersByTimeAsync(GAP);
	}
	expect(started.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5].map((run) => run * GAP));
	expect(started[5].reason).toBe('moreIsWaiting');
	loop.stop();
});

test('without an interval it starts when asked only, also after a failure', async () => {
	const { loop, started } = bench({ intervalMs: null });
	loop.start();
	await jest.advanceTimersByTimeAsync(10 * INTERVAL);
	expect(started).toHaveLength(0);
	loop.wake('webhook');
	await jest.advanceTimersByTimeAsync(0);
	loop.wake('webhook');
	await started[0]?.end('failure');
	await jest.advanceTimersByTimeAsync(GAP);
	expect(started).toHaveLength(2);
	await started[1]?.end('failure');
	await jest.advanceTimersByTimeAsync(10 * INTERVAL);
	expect(started).toHaveLength(2);
	loop.stop();
});
