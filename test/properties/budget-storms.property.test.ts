import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import { DayRun } from './day';
import { bijection, convergence, nothingTouched, ownWords, quiescence } from './judgements';
import { judge, LawBroken } from './law';
import { Metered } from './simulation/metered';
import { edited, side, skew, type Step } from './steps';
import { trial } from './trial';

const QUIET_RUN = { do: 'run' as const, psa: [], platform: [], life: null, meanwhile: [] };

type Storm = { readonly do: 'storm'; readonly side: 'psa' | 'platform'; readonly on: boolean };

const steps: fc.Arbitrary<Step | Storm> = fc.oneof(
	{ weight: 2, arbitrary: side.map((one): Step => ({ do: 'ticket', side: one, title: 'a ticket', company: 0 })) },
	{ weight: 4, arbitrary: edited.map((edit): Step => ({ do: 'edit', ...edit })) },
	{ weight: 2, arbitrary: fc.constantFrom(1_000, 30_000, 120_000).map((ms): Step => ({ do: 'wait', ms })) },
	{ weight: 5, arbitrary: fc.constant<Step>(QUIET_RUN) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('storm' as const), side, on: fc.boolean() }) },
);

const limits = fc.record({
	limit: fc.integer({ min: 20, max: 80 }),
	windowMs: fc.constant(60_000),
	isKnown: fc.boolean(),
	retryAfterMs: fc.constantFrom(null, 1_000, 20_000, 90_000),
});

trial('limits of both systems, and storms in which they refuse every call', {
	laws: {
		S1: 'once people stop, the sync stops writing',
		S2: 'both sides end alike, as far as each can hold it',
		S3: 'every record has one counterpart',
		S4: 'what one side edited stays on that side to the letter',
		S5: 'no window holds more calls than a limit that is known',
		I2: 'a field that one side edited is never written on that side',
	},
	share: 0.3,
	scenes: fc.record({
		options: fc.record({
			skewMs: fc.record({ psa: skew, platform: skew }),
			lagMs: fc.constant(0),
			limit: fc.constantFrom(2, 50),
		}),
		psa: limits,
		platform: limits,
		steps: fc.array(steps, { minLength: 5, maxLength: 30, size: 'max' }),
	}),
	live: async ({ options, steps: lived, ...scene }) => {
		const day = new DayRun(options);
		const metered = {
			psa: new Metered(day.world, 'psa', scene.psa),
			platform: new Metered(day.world, 'platform', scene.platform),
		};
		for (const step of lived) {
			if (step.do === 'storm') metered[step.side].storm = step.on;
			else await day.step(step);
		}
		for (const one of SIDES) metered[one].storm = false;
		await day.rest();
		await judge(day.people, {
			S3: bijection,
			S2: convergence,
			S4: ownWords,
			I2: nothingTouched,
			S1: quiescence,
			S5: () => {
				const tooMany = metered.psa.tooMany + metered.platform.tooMany;
				if (tooMany > 0) throw new LawBroken('S5', `${tooMany} calls went into a window that was full`);
			},
		});
	},
});
