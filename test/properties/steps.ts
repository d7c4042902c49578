import fc from 'fast-check';
import type { Side } from '../../sync/model/entity';
import { SIDES } from '../../sync/model/entity';
import type { Fault } from './simulation/faults';
import { FIELD_NAMES, type Field } from './simulation/people';
import type { WorldOptions } from './simulation/world';

/** Somebody writes into a field of a ticket. */
export interface Edited {
	readonly side: Side;
	readonly ticket: number;
	readonly field: Field;
	readonly value: number;
	readonly text: string;
}

/** What a run meets: faults of both systems, its death, and what people do at which of its awaits. */
export interface RunConditions {
	readonly psa: readonly Fault[];
	readonly platform: readonly Fault[];
	readonly life: number | null;
	readonly meanwhile: readonly (Edited & { readonly at: number })[];
}

export type Step =
	| { readonly do: 'company'; readonly side: Side }
	| { readonly do: 'twins' }
	| { readonly do: 'ticket'; readonly side: Side; readonly title: string; readonly company: number }
	| ({ readonly do: 'edit' } & Edited)
	/** Many tickets get one value in one moment, as a bulk edit gives it: more rows with one time stamp than a page has. */
	| ({ readonly do: 'bulk' } & Edited)
	| { readonly do: 'wait'; readonly ms: number }
	/** One system answers nobody for that long, while runs and people go on. */
	| { readonly do: 'outage'; readonly side: Side; readonly ms: number; readonly edits: readonly Edited[] }
	/** A server's clock, or the engine's own, is set. */
	| { readonly do: 'clock'; readonly whose: Side | 'engine'; readonly ms: number }
	/** Webhooks: some tickets, named once or often, in any order; `99` is one that nobody has. */
	| { readonly do: 'hint'; readonly side: Side; readonly tickets: readonly number[] }
	| ({ readonly do: 'run' } & RunConditions)
	| {
			readonly do: 'overlap';
			readonly first: RunConditions;
			readonly second: RunConditions;
			readonly turns: fc.Scheduler;
	  }
	| { readonly do: 'settle' };

export interface Day {
	readonly options: WorldOptions;
	readonly steps: readonly Step[];
}

export const side = fc.constantFrom(...SIDES);

/** Texts that systems like to change: long, with spaces at the ends, empty. */
export const text = fc.oneof(
	fc.constantFrom(
		'',
		' a ',
		'exactly ten',
		'a longer title than the PSA keeps',
		'0123456789abc',
		'Zoë ✓',
		'+49 (30) 12',
	),
	fc.string({ maxLength: 20 }),
);

const edit = {
	side,
	ticket: fc.nat(5),
	field: fc.constantFrom(...FIELD_NAMES),
	value: fc.nat(3),
	text,
};
export const edited: fc.Arbitrary<Edited> = fc.record(edit);

/**
 * Faults of which one cannot tell whether the call was carried out are left out where `certain`.
 * @param more what the vendors of a scene do beside the usual
 */
export const faultsOf = (certain: boolean, more: readonly Fault[] = []): fc.Arbitrary<Fault> =>
	fc.oneof(
		{ weight: 6, arbitrary: fc.constant<Fault>('ok') },
		{
			weight: 2,
			arbitrary: certain
				? fc.constantFrom<Fault>('busy', 'refused')
				: fc.constantFrom<Fault>('busy', 'unavailable', 'failed', 'refused', 'lost', 'failedAfter', ...more),
		},
	);

export const runConditions = (certain = false, more: readonly Fault[] = []): fc.Arbitrary<RunConditions> =>
	fc.record({
		psa: fc.array(faultsOf(certain, more), { maxLength: 6 }),
		platform: fc.array(faultsOf(certain, more), { maxLength: 6 }),
		life: certain ? fc.constant(null) : fc.option(fc.nat(80), { freq: 3 }),
		meanwhile: fc.array(fc.record({ ...edit, at: fc.nat(60) }), { maxLength: 2 }),
	});

const CLOCK_MS = 90_000;
export const skew = fc.integer({ min: -CLOCK_MS, max: CLOCK_MS });

/** What can happen, and how often; `certain` leaves out everything after which a write's outcome is unknown. */
export const stepsOf = (certain = false, more: readonly Fault[] = []): fc.Arbitrary<Step> =>
	fc.oneof(
		{ weight: 2, arbitrary: fc.record({ do: fc.constant('company' as const), side }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('twins' as const) }) },
		{ weight: 4, arbitrary: fc.record({ do: fc.constant('ticket' as const), side, title: text, company: fc.nat(5) }) },
		{ weight: 9, arbitrary: fc.record({ do: fc.constant('edit' as const), ...edit }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('bulk' as const), ...edit }) },
		{
			weight: 3,
			arbitrary: fc.record({
				do: fc.constant('wait' as const),
				ms: fc.constantFrom(0, 400, 1000, 20_000, 100_000, 900_000),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				do: fc.constant('outage' as const),
				side,
				ms: fc.constantFrom(60_000, 3_600_000),
				edits: fc.array(edited, { maxLength: 3 }),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.oneof(
				fc.record({ do: fc.constant('clock' as const), whose: side, ms: skew }),
				fc.record({
					do: fc.constant('clock' as const),
					whose: fc.constant('engine' as const),
					ms: fc.constantFrom(0, -CLOCK_MS, CLOCK_MS, -3_600_000),
				}),
			),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				do: fc.constant('hint' as const),
				side,
				tickets: fc.array(fc.constantFrom(0, 1, 2, 3, 99), { minLength: 1, maxLength: 6 }),
			}),
		},
		{ weight: 7, arbitrary: runConditions(certain, more).map((conditions) => ({ do: 'run' as const, ...conditions })) },
		{
			weight: certain ? 0 : 1,
			arbitrary: fc.record({
				do: fc.constant('overlap' as const),
				first: runConditions(false, more),
				second: runConditions(false, more),
				turns: fc.scheduler(),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
	);

/** Right clocks, no lag. */
export const CALM: WorldOptions = { skewMs: { psa: 0, platform: 0 }, lagMs: 0, limit: 1 };

export const worldOptions = {
	skewMs: fc.record({ psa: skew, platform: skew }),
	lagMs: fc.constantFrom(0, 0, 800, 30_000),
	limit: fc.constantFrom(1, 3, 50),
	concurrency: fc.constantFrom(1, 3),
};

/** What people do, with no run in between: records and edits, none of them carried over yet. */
export const deeds: fc.Arbitrary<Step[]> = fc.array(
	fc.oneof(
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('company' as const), side }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('twins' as const) }) },
		{ weight: 3, arbitrary: fc.record({ do: fc.constant('ticket' as const), side, title: text, company: fc.nat(3) }) },
		{ weight: 6, arbitrary: edited.map((edit) => ({ do: 'edit' as const, ...edit })) },
		{ weight: 1, arbitrary: fc.constant({ do: 'wait' as const, ms: 2000 }) },
	),
	{ minLength: 1, maxLength: 8 },
);
