import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import { DayRun } from './day';
import { LawBroken } from './law';
import { picture } from './simulation/picture';
import { side, stepsOf, worldOptions } from './steps';
import { trial } from './trial';

trial('changes that are told of more than once', {
	laws: { I6: 'have the effect of one, told in whatever order, doubled, late, or of records that nobody has' },
	scenes: fc.record({
		options: fc.record(worldOptions),
		early: fc.array(stepsOf(true), { minLength: 2, maxLength: 10 }),
		late: fc.array(
			stepsOf(true).filter((step) => !['run', 'settle', 'clock', 'outage', 'hint', 'overlap'].includes(step.do)),
			{ maxLength: 8 },
		),
		told: fc.array(
			fc.record({ side, tickets: fc.array(fc.constantFrom(0, 1, 2, 3, 4, 99), { minLength: 1, maxLength: 8 }) }),
			{
				minLength: 1,
				maxLength: 6,
			},
		),
	}),
	live: async ({ options, early, late, told }) => {
		const once = new DayRun(options);
		await once.live(early);
		await once.rest();
		await once.live(late);
		// Whatever is told of is in every index by then.
		once.world.wait(options.lagMs + 1000);

		const often = new DayRun(options, once.people.beside(once.world.clone()));
		for (const { side: where, tickets } of told) {
			await often.step({ do: 'hint', side: where, tickets });
			await often.step({ do: 'run', psa: [], platform: [], life: null, meanwhile: [] });
			await often.step({ do: 'hint', side: where, tickets: [...tickets].reverse() });
		}
		await often.rest();
		await once.rest();
		const [found, expected] = [picture(often.world), picture(once.world)];
		if (found !== expected) throw new LawBroken('I6', `ended as ${found}; told of once as ${expected}`);
		for (const where of SIDES) {
			const [more, few] = [often.world, once.world].map((world) => world.system(where).writes.length);
			if (more > few) throw new LawBroken('I6', `${more} writes to ${where} instead of ${few}`);
		}
	},
});
