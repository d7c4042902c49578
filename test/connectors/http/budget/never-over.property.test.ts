import fc from 'fast-check';
import { LocalState, TenantBudget, type ApiBudget, type BudgetPolicy } from '../../../../sync/connectors/http';
import { SimulatedVendor } from './simulated-vendor';
import { VirtualTime } from './virtual-time';

const HOUR = 60 * 60_000;

interface Caller {
	readonly worker: number;
	readonly use: 'sync' | 'interactive';
	/** Pause between calls; 0: as fast as it goes. */
	readonly pauseMs: number;
	readonly latencyMs: number;
	readonly startMs: number;
}

const callers = fc.array(
	fc.record({
		worker: fc.nat(2),
		use: fc.constantFrom('sync' as const, 'sync' as const, 'interactive' as const),
		pauseMs: fc.constantFrom(0, 0, 50, 1_000),
		latencyMs: fc.integer({ min: 1, max: 4_000 }),
		startMs: fc.nat(90_000),
	}),
	{ minLength: 1, maxLength: 8 },
);

/** How far the clocks of three workers, and the vendor's, are from the real time. */
const clock = fc.oneof(fc.constant(0), fc.integer({ min: -3 * HOUR, max: 3 * HOUR }));

const windows = fc.constantFrom(
	{ limit: 100, windowMs: 60_000 },
	{ limit: 300, windowMs: 5 * 60_000 },
	{ limit: 60, windowMs: 10_000 },
);

async function live(
	{ windowMs, limit }: { windowMs: number; limit: number },
	clocks: readonly number[],
	skewMs: number,
	who: readonly Caller[],
	deaths: readonly { worker: number; atMs: number }[],
	forMs: number,
) {
	const time = new VirtualTime();
	const vendor = new SimulatedVendor(time, { limit, windowMs, skewMs });
	const shared = new LocalState();
	const policy: BudgetPolicy = { limit, windowMs, share: 0.75 };
	const start = time.now;
	const born = (worker: number): TenantBudget =>
		new TenantBudget('tenant', shared, {
			clock: { now: () => time.now + clocks[worker] },
			sleep: time.sleep,
			random: () => 0.5,
		});
	const workers = clocks.map((_, worker) => born(worker));
	const refusals: { use: Caller['use']; at: number }[] = [];
	const passed: { use: Caller['use']; at: number }[] = [];

	const call = async (caller: Caller): Promise<void> => {
		await time.sleep(caller.startMs);
		for (;;) {
			const budget: ApiBudget = workers[caller.worker].for(caller.use, policy);
			const answer = await budget.take({});
			if ('refused' in answer) {
				refusals.push({ use: caller.use, at: time.now });
				await time.sleep(Math.max(100, answer.refused.retryAfterMs / 4));
				continue;
			}
			passed.push({ use: caller.use, at: time.now });
			await answer.done(await vendor.call(caller.latencyMs));
			await time.sleep(Math.max(1, caller.pauseMs));
		}
	};
	for (const caller of who) void call(caller);
	for (const { worker, atMs } of deaths) {
		void time.sleep(atMs).then(() => {
			workers[worker] = born(worker);
		});
	}
	await time.runUntil(start + forMs);
	return { vendor, refusals, passed, start };
}

test('no window of the vendor ever holds more than its limit: workers side by side, dying, their clocks hours apart', async () => {
	await fc.assert(
		fc.asyncProperty(
			windows,
			fc.tuple(clock, clock, clock),
			clock,
			callers,
			fc.array(fc.record({ worker: fc.nat(2), atMs: fc.nat(4 * 60_000) }), { maxLength: 2 }),
			async (window, clocks, skewMs, who, deaths) => {
				const { vendor } = await live(window, clocks, skewMs, who, deaths, 3 * window.windowMs);
				expect(vendor.worst).toBeLessThanOrEqual(window.limit);
				expect(vendor.refused).toBe(0);
			},
		),
		{ numRuns: 40 },
	);
}, 120_000);

test('people get their calls at once while runs ask for as many as they can get', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.tuple(clock, clock, clock),
			fc.integer({ min: 1, max: 300 }),
			fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }),
			async (clocks, latencyMs, runs) => {
				const who: Caller[] = [
					...runs.map((worker) => ({ worker, use: 'sync' as const, pauseMs: 0, latencyMs, startMs: 0 })),
					// 10 % of the limit lie between the two ceilings: one call in eight seconds is less.
					{ worker: 0, use: 'interactive', pauseMs: 8_000, latencyMs, startMs: 30_000 },
				];
				const { refusals, passed, start } = await live({ limit: 100, windowMs: 60_000 }, clocks, 0, who, [], 300_000);
				expect(refusals.filter(({ use }) => use === 'interactive')).toEqual([]);
				const interactive = passed.filter(({ use }) => use === 'interactive').map(({ at }) => at - start);
				expect(interactive.length).toBeGreaterThanOrEqual(30);
				const gaps = interactive.slice(1).map((at, index) => at - interactive[index]);
				expect(Math.max(...gaps)).toBeLessThanOrEqual(8_000 + 2 * latencyMs);
			},
		),
		{ numRuns: 20 },
	);
}, 120_000);

test('runs use most of their share: what is held back stays small', async () => {
	const who = [0, 1].map((worker) => ({ worker, use: 'sync' as const, pauseMs: 0, latencyMs: 100, startMs: 0 }));
	const { passed } = await live({ limit: 1_000, windowMs: 60_000 }, [0, HOUR], -HOUR, who, [], 30 * 60_000);
	// 75 % of 1,000 a minute for 30 minutes; a call counts for two slots of five seconds longer than the vendor counts it.
	expect(passed.length).toBeGreaterThan(0.8 * 750 * 30);
	expect(passed.length).toBeLessThanOrEqual(750 * 31);
});
