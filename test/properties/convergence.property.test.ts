import fc from 'fast-check';
import { day, DayRun, type Day } from './day';
import { runs } from './runs';

async function lived(one: Day): Promise<DayRun> {
	const run = new DayRun(one);
	await run.live();
	return run;
}

describe('after any day of edits, faults, skewed clocks and deaths', () => {
	it('S1–S4, I2, I4: comes to rest, both sides alike, nothing doubled, missing, touched or invented', async () => {
		await fc.assert(
			fc.asyncProperty(day, async (one) => {
				const run = await lived(one);
				run.checkBijection();
				await run.checkConvergence();
				run.checkOwnWords();
				run.checkNothingTouched();
				run.checkNothingInvented();
				await run.checkQuiescence();
			}),
			runs(),
		);
	});
});
