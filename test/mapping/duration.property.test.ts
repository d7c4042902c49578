import * as fc from 'fast-check';
import type { Side } from '../../sync/model/entity';
import { NUM_RUNS, runs } from '../properties/runs';
import { bound, carried, decimals, durationMapping, rounding, roundsTo, someMinutes } from './durations';

const number = (value: unknown): number => {
	expect(typeof value).toBe('number');
	return value as number;
};

/** Minutes that hours stand for, to the nearest whole one: what a person reads. */
const minutesOf = (hours: number): number => Math.sign(hours) * Math.round(Math.abs(hours) * 60 + 1e-9);

const rules = fc.record(
	{ psaDecimals: decimals, rounding: fc.option(rounding, { nil: undefined }) },
	{ requiredKeys: [] },
);
const otherUnits = fc.record({
	psaDecimals: decimals,
	platformDecimals: decimals,
	rounding: fc.option(rounding, { nil: undefined }),
});

describe('a duration without a rule of rounding', () => {
	it('P7, L2: gets every minute that was put, whatever digits the system keeps', () => {
		fc.assert(
			fc.property(decimals, someMinutes, (psaDecimals, minutes) => {
				const mapping = durationMapping({ psaDecimals, platformUnit: 'minutes' });
				const hours = number(carried(mapping, 'platform', minutes));
				expect(carried(mapping, 'psa', hours)).toBe(minutes);
				expect(carried(mapping, 'platform', minutes)).toBe(hours);
			}),
			runs(),
		);
	});

	it('P7, L1: is off by half a minute at the most, and never twice', () => {
		let finer = 0;
		fc.assert(
			fc.property(decimals, fc.integer({ min: -240_000, max: 240_000 }), (psaDecimals, tenThousandths) => {
				const mapping = durationMapping({ psaDecimals, platformUnit: 'minutes' });
				const hours = tenThousandths / 10_000;
				const minutes = number(carried(mapping, 'psa', hours));
				// In ten thousandths of a minute, so that the test itself does not err.
				expect(Math.abs(minutes * 10_000 - tenThousandths * 60)).toBeLessThanOrEqual(5_000);
				if (minutes * 10_000 !== tenThousandths * 60) finer++;
				expect(carried(mapping, 'psa', number(carried(mapping, 'platform', minutes)))).toBe(minutes);
			}),
			runs(),
		);
		expect(finer).toBeGreaterThan(NUM_RUNS / 4);
	});

	it('P7: sums of a month agree to the minute', () => {
		fc.assert(
			fc.property(decimals, fc.array(someMinutes, { maxLength: 200 }), (psaDecimals, entries) => {
				const mapping = durationMapping({ psaDecimals, platformUnit: 'minutes' });
				const back = entries.map((minutes) =>
					number(carried(mapping, 'psa', carried(mapping, 'platform', minutes) ?? null)),
				);
				const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
				expect(sum(back)).toBe(sum(entries));
			}),
			runs(NUM_RUNS / 4),
		);
	});
});

describe('a duration with a rule of rounding', () => {
	it('P7: lies on the steps, above the least, and within the declared bound', () => {
		let changed = 0;
		fc.assert(
			fc.property(decimals, rounding, someMinutes, (psaDecimals, rule, minutes) => {
				const mapping = durationMapping({ psaDecimals, platformUnit: 'minutes', rounding: { ...rule, to: 'psa' } });
				const billed = minutesOf(number(carried(mapping, 'platform', minutes)));
				expect(Math.abs(billed - minutes)).toBeLessThanOrEqual(bound(rule));
				if (minutes === 0) expect(billed).toBe(0);
				else expect(Math.abs(billed)).toBeGreaterThanOrEqual(rule.minimum);
				expect(Math.abs(billed % rule.increment)).toBe(0);
				if (rule.mode === 'up') expect(Math.abs(billed)).toBeGreaterThanOrEqual(Math.abs(minutes));
				if (rule.mode === 'down' && Math.abs(minutes) >= rule.minimum) {
					expect(Math.abs(billed)).toBeLessThanOrEqual(Math.abs(minutes));
				}
				if (billed !== minutes) changed++;
			}),
			runs(),
		);
		expect(changed).toBeGreaterThan(NUM_RUNS / 4);
	});

	it('P7: many of them are off by no more than their bounds together', () => {
		fc.assert(
			fc.property(decimals, rounding, fc.array(someMinutes, { maxLength: 100 }), (psaDecimals, rule, entries) => {
				const mapping = durationMapping({ psaDecimals, platformUnit: 'minutes', rounding: { ...rule, to: 'psa' } });
				const off = entries.reduce(
					(total, minutes) => total + minutesOf(number(carried(mapping, 'platform', minutes))) - minutes,
					0,
				);
				expect(Math.abs(off)).toBeLessThanOrEqual(bound(rule) * entries.length);
			}),
			runs(NUM_RUNS / 4),
		);
	});

	/** Both sides hold the duration; each edit is carried over to the other, as the sync does. */
	it('P7: never walks away, however often it is edited back and forth', () => {
		const edits = fc.array(fc.record({ side: fc.constantFrom<Side>('psa', 'platform'), minutes: someMinutes }), {
			minLength: 1,
			maxLength: 12,
		});
		fc.assert(
			fc.property(
				rules,
				edits,
				fc.array(fc.constantFrom<Side>('psa', 'platform'), { maxLength: 8 }),
				(given, all, echoes) => {
					const mapping = durationMapping({ ...given, platformUnit: 'minutes' });
					const held = { psa: 0, platform: 0 };
					const carry = (from: Side) => {
						const to = from === 'psa' ? 'platform' : 'psa';
						held[to] = number(carried(mapping, from, held[from]));
					};
					for (const { side, minutes } of all) {
						held[side] = side === 'psa' ? Math.round((minutes / 60) * 100) / 100 : minutes;
						carry(side);
					}
					const last = all[all.length - 1];
					const off = (side: Side) => Math.abs((side === 'psa' ? minutesOf(held.psa) : held.platform) - last.minutes);
					// The other side may be rounded once by its own rule; being carried back may round once more, by the rule of
					// the side that the edit came from. After that nothing moves, whatever is sent to and fro.
					const allowed = (side: Side) => (roundsTo(given.rounding, side) ? bound(given.rounding) : 0);
					for (const side of ['psa', 'platform'] as const) {
						expect(off(side)).toBeLessThanOrEqual(side === last.side ? 0 : allowed(side));
					}
					for (const from of [last.side === 'psa' ? 'platform' : 'psa', last.side] as const) carry(from);
					const settled = { ...held };
					for (const side of ['psa', 'platform'] as const) {
						expect(off(side)).toBeLessThanOrEqual(allowed('psa') + allowed('platform'));
					}
					for (const from of echoes) {
						carry(from);
						expect(held).toEqual(settled);
					}
				},
			),
			runs(),
		);
	});

	it('L1, L2: what came back counts as the same value', () => {
		let lossy = 0;
		fc.assert(
			fc.property(rules, someMinutes, (given, minutes) => {
				const mapping = durationMapping({ ...given, platformUnit: 'minutes' });
				const once = number(carried(mapping, 'psa', carried(mapping, 'platform', minutes) ?? null));
				if (once !== minutes) lossy++;
				expect(mapping.equivalent('minutes', once, minutes)).toBe(true);
				expect(mapping.equivalent('minutes', minutes, once)).toBe(true);
			}),
			runs(),
		);
		expect(lossy).toBeGreaterThan(NUM_RUNS / 8);
	});
});

describe('a duration between two PSAs, hours on both sides', () => {
	it('P7, L1, L2: loses at most once, never a whole minute, and then stays', () => {
		fc.assert(
			fc.property(otherUnits, someMinutes, ({ rounding: rule, ...given }, minutes) => {
				const mapping = durationMapping({ ...given, platformUnit: 'hours', ...(rule ? { rounding: rule } : {}) });
				const hours = Math.round((minutes / 60) * 100) / 100;
				const there = number(carried(mapping, 'psa', hours));
				const allowed = roundsTo(rule, 'platform') ? bound(rule) : 0;
				expect(Math.abs(minutesOf(there) - minutes)).toBeLessThanOrEqual(allowed);
				const back = number(carried(mapping, 'platform', there));
				const again = number(carried(mapping, 'psa', back));
				expect(minutesOf(again)).toBe(
					minutesOf(number(carried(mapping, 'psa', number(carried(mapping, 'platform', again))))),
				);
				expect(carried(mapping, 'psa', number(carried(mapping, 'platform', again)))).toBe(again);
			}),
			runs(),
		);
	});
});
