import fc from 'fast-check';
import { MemoryStore } from '../model/memory-store';
import { DayRun } from './day';
import { bijection, convergence, momentOf, nothingOverwritten, quiescence } from './judgements';
import { judge } from './law';
import { stepsOf, worldOptions } from './steps';
import { trial } from './trial';

/** Longer than any index lags: nobody restores a store faster. */
const RESTORING_MS = 300_000;

const scenes = {
	options: fc.record(worldOptions),
	early: fc.array(stepsOf(), { minLength: 3, maxLength: 12 }),
	between: fc.array(stepsOf(), { maxLength: 8 }),
	late: fc.array(stepsOf(), { maxLength: 8 }),
};

const judgements = { S3: bijection, S2: convergence, S1: quiescence };

trial('a store that is lost', {
	laws: {
		I10: 'nothing is overwritten because of it: equal values are linked, different ones wait for a person',
		S1: 'the sync comes to rest again',
		S2: 'what does not wait for a person ends alike on both sides',
		S3: 'records find their counterparts again: none is doubled',
	},
	scenes: fc.record(scenes),
	live: async ({ options, early, between, late }) => {
		const day = new DayRun(options);
		await day.live(early);
		await day.rest();
		await day.live(between);
		day.world.wait(RESTORING_MS);
		day.world.memory = new MemoryStore().countOnFrom(day.world.memory);
		const since = momentOf(day.world);
		await day.live(late);
		await day.rest();
		await judge(day.people, { ...judgements, I10: (people) => nothingOverwritten(people, since) });
	},
});

trial("a store that was restored from yesterday's backup", {
	laws: {
		I10: 'nothing is overwritten that was not edited since the backup',
		S1: 'the sync comes to rest again',
		S2: 'what does not wait for a person ends alike on both sides',
		S3: 'records that were linked since find each other again: none is doubled',
	},
	scenes: fc.record(scenes),
	live: async ({ options, early, between, late }) => {
		const day = new DayRun(options);
		await day.live(early);
		await day.rest();
		const backup = day.world.memory.clone();
		const backedUpAt = day.world.now;
		await day.live(between);
		day.world.wait(RESTORING_MS);
		day.world.memory = backup.countOnFrom(day.world.memory);
		const since = { ...momentOf(day.world), at: backedUpAt };
		await day.live(late);
		await day.rest();
		await judge(day.people, { ...judgements, I10: (people) => nothingOverwritten(people, since) });
	},
});
