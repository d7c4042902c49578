import fc from 'fast-check';
import { DayRun } from './day';
import { bijection, convergence, nothingTouched, ownWords, quiescence } from './judgements';
import { judge } from './law';
import { REFORMATS } from './simulation/tenant';
import { stepsOf, worldOptions } from './steps';
import { trial } from './trial';

// Calls without an answer are left out: a value that came back in another form then looks like an edit, and nobody can
// tell. docs/architecture.md names that limit.
trial('systems that write values in a form of their own, without saying so', {
	laws: {
		S1: 'are not corrected for ever',
		S2: 'end alike, as far as their forms allow',
		S3: 'double nothing',
		S4: 'never bend what was written on the other side',
		I2: 'never write back the form that they made of it',
	},
	scenes: fc.record({
		options: fc.record(worldOptions).map((options) => ({ ...options, lagMs: 0, reformats: REFORMATS })),
		steps: fc.array(stepsOf(true), { minLength: 3, maxLength: 20 }),
	}),
	live: async ({ options, steps }) => {
		const day = new DayRun(options);
		await day.live(steps);
		await day.rest();
		await judge(day.people, {
			S3: bijection,
			S2: convergence,
			S4: ownWords,
			I2: nothingTouched,
			S1: quiescence,
		});
	},
});
