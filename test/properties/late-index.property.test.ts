import fc from 'fast-check';
import { DayRun } from './day';
import { convergence, nothingTouched, ownWords, quiescence } from './judgements';
import { judge } from './law';
import { edited, side, skew, type Step } from './steps';
import { trial } from './trial';
import { crowded } from './crowd';

/** Around the lag, and within one second of the PSA's clock. */
const pauses = fc.constantFrom(300, 500, 500, 800, 30_000);
const QUIET_RUN = { do: 'run' as const, psa: [], platform: [], life: null, meanwhile: [] };

const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 3, arbitrary: edited.map((edit): Step => crowded({ do: 'edit', ...edit, ticket: 0 })) },
	{ weight: 3, arbitrary: pauses.map((ms): Step => ({ do: 'wait', ms })) },
	{ weight: 4, arbitrary: fc.constant<Step>(QUIET_RUN) },
);

trial('a list that shows what was written only a while later', {
	laws: {
		S1: 'once people stop, the sync stops writing',
		S2: 'both sides end alike, as far as each can hold it',
		S4: 'what one side edited stays on that side to the letter',
		I2: 'a field that one side edited is never written on that side',
	},
	scenes: fc.record({
		options: fc.record({
			skewMs: fc.record({ psa: skew, platform: skew }),
			lagMs: fc.constantFrom(800, 800, 1_500, 30_000),
			limit: fc.constant(50),
		}),
		made: side,
		steps: fc.array(steps, { minLength: 6, maxLength: 30, size: 'max' }),
	}),
	live: async ({ options, made, steps: lived }) => {
		const day = new DayRun(options);
		await day.step({ do: 'ticket', side: made, title: 'a ticket', company: 0 });
		await day.rest();
		await day.live(lived);
		await day.rest();
		await judge(day.people, { S2: convergence, S4: ownWords, I2: nothingTouched, S1: quiescence });
	},
});
