import fc from 'fast-check';
import { liveDay } from './autotask-day';

const LIMIT = 10_000;

/** Another tool's 6,000 calls an hour: evenly, or in a burst every so many minutes. */
const sixtyPercent = fc.record({ every: fc.constantFrom(1, 5, 15, 30, 60), offset: fc.nat(59) }).map(
	({ every, offset }) =>
		(minute: number) =>
			minute % every === offset % every ? 100 * every : 0,
);

test('a day in which another tool burns 60 % of the calls: nothing is ever suspended, and the syncs go on', async () => {
	await fc.assert(
		fc.asyncProperty(sixtyPercent, fc.nat(600), async (othersInMinute, morning) => {
			// As much as ever goes: a first load in the morning, and changes all day.
			const changesInMinute = (minute: number) => (minute === 60 ? 5_000 + morning : minute % 2);
			const day = await liveDay({ othersInMinute, changesInMinute });
			expect(day.suspensions).toBe(0);
			expect(day.worstWindow).toBeLessThan(0.9 * LIMIT);
			expect(day.interactive).toEqual({ calls: expect.any(Number) as number, refused: 0 });
			// A tenth of the limit is left to us, while there is something to do with it.
			expect(day.used).toBeGreaterThan(0.8 * 0.1 * LIMIT * 16);
			expect(day.backlog).toBeLessThan(10);
			expect(day.measurements).toBeLessThan(24 * 12);
		}),
		{ numRuns: 2 },
	);
}, 240_000);

test('a day in which the other tool goes wild: none of our calls goes into a full window, and they go on afterwards', async () => {
	const othersInMinute = (minute: number) => (minute >= 120 && minute < 180 ? 160 : 20);
	const day = await liveDay({ othersInMinute, changesInMinute: () => 20, hours: 8 });
	expect(day.suspensions).toBe(0);
	expect(day.used).toBeGreaterThan(10_000);
}, 120_000);

test('a day alone: the syncs stay below half of the calls, and use most of it', async () => {
	const day = await liveDay({ othersInMinute: () => 0, changesInMinute: () => 100, hours: 6 });
	expect(day.suspensions).toBe(0);
	expect(day.worstWindow).toBeLessThanOrEqual(0.5 * LIMIT + 100);
	expect(day.used).toBeGreaterThan(0.85 * 0.5 * LIMIT * 6);
}, 120_000);
