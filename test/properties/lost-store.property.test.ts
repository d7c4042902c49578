import fc from 'fast-check';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { isEmpty, sameValue } from '../../sync/model/json';
import { MemoryStore } from '../model/memory-store';
import { DayRun } from './day';
import { bijection, convergence, quiescence } from './judgements';
import { judge, LawBroken } from './law';
import { FIELD_NAMES, FIELDS, type People } from './simulation/people';
import { stepsOf, worldOptions } from './steps';
import { trial } from './trial';

/** Longer than any index lags: nobody restores a store faster. */
const RESTORING_MS = 300_000;

/**
 * I10: no value was overwritten after the loss, unless somebody edited that field (on either side) since a moment that
 * the store still knows nothing of, or will hear of.
 */
function nothingOverwritten(people: People, since: number, before: Readonly<Record<Side, number>>): void {
	for (const side of SIDES) {
		for (const write of people.world.system(side).writes.slice(before[side])) {
			const known = people.records.find((one) => one.entity === write.entity && people.idOn(one, side) === write.id);
			for (const name of Object.keys(write.fields)) {
				if (isEmpty(write.before[name]) || sameValue(write.before[name], write.fields[name])) continue;
				const field = FIELD_NAMES.find((one) => FIELDS[one][side] === name);
				const edits = (field && known?.edits.get(field)) ?? [];
				if (edits.some((edit) => edit.at >= since)) continue;
				throw new LawBroken(
					'I10',
					`${side} ${write.entity} ${write.id} "${name}" held ${JSON.stringify(write.before[name])} and was overwritten with ${JSON.stringify(write.fields[name])}, which nobody edited on ${otherSide(side)} since`,
				);
			}
		}
	}
}

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
		day.world.memory = new MemoryStore();
		const since = day.world.now;
		const before = { psa: day.world.psa.writes.length, platform: day.world.platform.writes.length };
		await day.live(late);
		await day.rest();
		await judge(day.people, { ...judgements, I10: (people) => nothingOverwritten(people, since, before) });
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
		const since = day.world.now;
		await day.live(between);
		day.world.wait(RESTORING_MS);
		day.world.memory = backup;
		const before = { psa: day.world.psa.writes.length, platform: day.world.platform.writes.length };
		await day.live(late);
		await day.rest();
		await judge(day.people, { ...judgements, I10: (people) => nothingOverwritten(people, since, before) });
	},
});
