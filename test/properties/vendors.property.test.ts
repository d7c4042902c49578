import fc from 'fast-check';
import { DayRun } from './day';
import { DAY_JUDGEMENTS, DAY_LAWS } from './day-laws';
import { judge } from './law';
import { called, MORE_FAULTS, PAIRS, worldsOf } from './pairs';
import { PROFILES } from './simulation/profiles';
import { edited, runConditions, side, stepsOf, worldOptions, type Day, type Step } from './steps';
import { trial } from './trial';

for (const pair of PAIRS) {
	trial<Day>(`any day between ${called(pair)}, each with what is peculiar to it`, {
		laws: DAY_LAWS,
		scenes: fc.record({
			options: worldsOf(pair),
			steps: fc.array(stepsOf(false, MORE_FAULTS), { minLength: 3, maxLength: 30 }),
		}),
		share: 0.5,
		live: async ({ options, steps }) => {
			const day = new DayRun(options);
			await day.live(steps);
			await day.rest();
			await judge(day, DAY_JUDGEMENTS);
		},
	});
}

/** Edits of many tickets in one moment, and runs between them that meet faults. */
const together: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: edited.map((edit): Step => ({ do: 'bulk', ...edit })) },
	{ weight: 2, arbitrary: edited.map((edit): Step => ({ do: 'edit', ...edit })) },
	{ weight: 5, arbitrary: runConditions().map((conditions): Step => ({ do: 'run', ...conditions })) },
	{ weight: 2, arbitrary: fc.constantFrom(1_000, 20_000, 100_000).map((ms): Step => ({ do: 'wait', ms })) },
);

trial('updates that travel in one call, and fail in one', {
	laws: DAY_LAWS,
	scenes: fc.record({
		pair: fc.constantFrom(...PAIRS.filter((one) => one.psa.batchesUpdates || one.platform.batchesUpdates)),
		options: fc.record({ ...worldOptions, limit: fc.constant(50), concurrency: fc.constant(3) }),
		made: side,
		steps: fc.array(together, { minLength: 2, maxLength: 12 }),
	}),
	share: 0.5,
	found: {
		'a batch that lags behind shows what is meant, and the answer shows what a person has made of it since': {
			pair: { psa: PROFILES.halopsa, platform: PROFILES.platform },
			options: { skewMs: { psa: 0, platform: 0 }, lagMs: 800, limit: 50, concurrency: 3 },
			made: 'psa',
			steps: [
				{ do: 'bulk', side: 'platform', ticket: 0, field: 'title', value: 0, text: '' },
				{ do: 'bulk', side: 'platform', ticket: 0, field: 'state', value: 1, text: '' },
				{ do: 'bulk', side: 'psa', ticket: 0, field: 'state', value: 2, text: '' },
				{ do: 'wait', ms: 1000 },
				{ do: 'run', psa: [], platform: [], life: 0, meanwhile: [] },
				{
					do: 'run',
					psa: [],
					platform: [],
					life: null,
					meanwhile: [{ side: 'psa', ticket: 0, field: 'state', value: 0, text: '', at: 0 }],
				},
			],
		},
	},
	live: async ({ pair, options, made, steps }) => {
		const day = new DayRun({ ...options, pair });
		for (let ticket = 0; ticket < 6; ticket++) {
			await day.step({ do: 'ticket', side: made, title: `ticket ${ticket}`, company: 0 });
		}
		await day.rest();
		await day.live(steps);
		await day.rest();
		await judge(day, DAY_JUDGEMENTS);
	},
});
