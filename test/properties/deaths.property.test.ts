import fc from 'fast-check';
import { DayRun } from './day';
import { bijection, convergence, ownWords } from './judgements';
import { judge, LawBroken } from './law';
import type { People } from './simulation/people';
import { picture } from './simulation/picture';
import { Run } from './simulation/run';
import { deeds, worldOptions } from './steps';
import { trial } from './trial';

async function rested(people: People): Promise<string> {
	await people.world.settle();
	return picture(people.world);
}

// Each scene is lived through once for every await that it has, some 60 to 150 times: 50 of them are thousands of deaths.
trial('a process that dies', {
	laws: {
		I7: 'at any await, and is started again, ends where one ends that never died',
		S3: 'at any await, and is started again, doubles nothing and misses nothing',
		S4: 'at any await, and is started again, leaves what people wrote to the letter',
	},
	share: 0.025,
	scenes: fc.record({
		options: fc.record(worldOptions),
		settled: fc.option(deeds),
		deeds,
		/** The restarted process dies too, at this await. */
		again: fc.option(fc.nat(80)),
		pauseMs: fc.constantFrom(0, 30_000, 200_000),
	}),
	live: async ({ options, settled, deeds: lately, again, pauseMs }) => {
		const day = new DayRun(options);
		if (settled) {
			await day.live(settled);
			await day.rest();
		}
		await day.live(lately);
		day.world.wait(options.lagMs + 1000);

		const undisturbed = day.people.beside(day.world.clone());
		const longLife = new Run(undisturbed.world, {});
		await longLife.live();
		const expected = await rested(undisturbed);

		for (let life = 0; life <= longLife.steps; life++) {
			const people = day.people.beside(day.world.clone());
			const { world } = people;
			await world.run({ life });
			world.wait(pauseMs);
			if (again !== null) await world.run({ life: again });
			const found = await rested(people);
			await judge(people, { S3: bijection, S2: convergence, S4: ownWords });
			if (found === expected) continue;
			throw new LawBroken('I7', `death at await ${life} of ${longLife.steps} ended as ${found}, not as ${expected}`);
		}
	},
});
