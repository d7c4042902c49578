import fc from 'fast-check';
import { MemoryStore } from '../model/memory-store';
import { DayRun } from './day';
import {
	bijection,
	convergence,
	momentOf,
	nothingInvented,
	nothingOverwritten,
	nothingTouched,
	ownWords,
} from './judgements';
import { judge } from './law';
import { Run } from './simulation/run';
import type { WorldOptions } from './simulation/world';
import { CALM, deeds, edited, worldOptions, type Edited, type Step } from './steps';
import { trial } from './trial';

interface Scene {
	readonly options: WorldOptions;
	readonly settled: readonly Step[];
	readonly deeds: readonly Step[];
	/** The store is lost before the first run. */
	readonly lost: boolean;
	readonly runsBefore: number;
	/** The second run dies at this await, between plan and apply for example. */
	readonly life: number | null;
	/** What somebody writes just before the second run. */
	readonly edit: Edited;
}

// Each scene is lived through once for every await of the first run. (The interleavings of a day are drawn by
// fast-check's scheduler; these are all that there are of a second run that goes through at once.)
trial<Scene>('a second run that goes through in the middle of a first one', {
	laws: {
		S2: 'at any await, leaves both sides alike',
		S3: 'at any await, doubles nothing and misses nothing',
		S4: 'at any await, leaves what people wrote to the letter',
		I2: 'at any await, writes nothing back where it was edited',
		I4: 'at any await, lets a field end as something that a person wrote',
		I10: 'at any await, overwrites nothing for want of a lost store',
	},
	share: 0.05,
	scenes: fc.record({
		options: fc.record(worldOptions),
		settled: deeds,
		deeds,
		lost: fc.boolean(),
		runsBefore: fc.nat(2),
		life: fc.option(fc.nat(60)),
		edit: edited,
	}),
	found: {
		'an edit was lost that was added to a write after it had been handed out': {
			options: CALM,
			settled: [],
			deeds: [{ do: 'ticket', side: 'platform', title: '', company: 0 }],
			lost: false,
			runsBefore: 0,
			life: 49,
			edit: { side: 'platform', ticket: 0, field: 'title', value: 0, text: '!' },
		},
		'a matched pair that another run had compared was taken for an edit, and overwritten': {
			options: CALM,
			settled: [
				{ do: 'ticket', side: 'psa', title: '', company: 0 },
				{ do: 'wait', ms: 2000 },
			],
			deeds: [
				{ do: 'edit', side: 'psa', ticket: 0, field: 'title', value: 0, text: 'a longer title than the PSA keeps' },
			],
			lost: true,
			runsBefore: 1,
			life: null,
			edit: { side: 'psa', ticket: 0, field: 'phone', value: 0, text: '' },
		},
	},
	live: async ({ options, settled, deeds: lately, lost, runsBefore, life, edit }) => {
		const day = new DayRun(options);
		await day.live(settled);
		await day.rest();
		await day.live(lately);
		day.world.wait(options.lagMs + 1000);
		const since = momentOf(day.world);
		if (lost) day.world.memory = new MemoryStore().countOnFrom(day.world.memory);
		for (let run = 0; run < runsBefore; run++) await day.world.run();

		const alone = new Run(day.world.clone(), {});
		await alone.live();
		for (let place = 0; place <= alone.steps; place++) {
			const copy = new DayRun(options, day.people.beside(day.world.clone()));
			const { world, people } = copy;
			let awaits = 0;
			await world.run({
				pause: async () => {
					if (awaits++ !== place) return;
					// Between its last read of a PSA record and the write nothing can tell an edit there.
					if (world.inFlight.size === 0) await copy.step({ do: 'edit', ...edit });
					await world.run(life === null ? {} : { life });
				},
			});
			await copy.rest();
			await judge(people, {
				S3: bijection,
				S2: convergence,
				...(lost
					? { I10: () => nothingOverwritten(people, since) }
					: { S4: ownWords, I2: nothingTouched, I4: nothingInvented }),
			});
		}
	},
});
