import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import { sameValue } from '../../sync/model/json';
import { crowded } from './crowd';
import { DayRun } from './day';
import { judge, LawBroken } from './law';
import type { People } from './simulation/people';
import { stepsOf, worldOptions, type Step } from './steps';
import { trial } from './trial';

/** Each field of each write held something else before. */
function eachChangesSomething({ world }: People): void {
	for (const side of SIDES) {
		for (const { kind, id, fields, before } of world.system(side).writes) {
			for (const [name, value] of kind === 'update' ? Object.entries(fields) : []) {
				if (sameValue(before[name], value))
					throw new LawBroken(
						'S5',
						`${side} ${id} "${name}" held ${JSON.stringify(value)} already and was written again`,
					);
			}
		}
	}
}

// A list that lags may hide what a system holds by now, so that it is written once more.
trial('any day on systems whose lists show at once what they hold', {
	laws: { S5: 'no write tells a system what it holds already' },
	scenes: fc.record({
		options: fc.record(worldOptions).map((options) => ({ ...options, lagMs: 0 })),
		steps: fc.array(
			stepsOf().map((step): Step => crowded(step)),
			{ minLength: 3, maxLength: 25 },
		),
	}),
	live: async ({ options, steps }) => {
		const day = new DayRun(options);
		await day.live(steps);
		await day.rest();
		await judge(day.people, { S5: eachChangesSomething });
	},
});
