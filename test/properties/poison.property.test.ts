import fc from 'fast-check';
import { otherSide } from '../../sync/model/entity';
import type { Json } from '../../sync/model/json';
import { DayRun } from './day';
import { quiescence } from './judgements';
import { judge, LawBroken } from './law';
import { SYNC } from './simulation/tenant';
import { edited, runConditions, side, worldOptions } from './steps';
import { trial } from './trial';

trial('records that a system refuses for good', {
	laws: {
		S6: 'stop no other record, wherever they stand, and each is shown to a person',
		S1: 'are not tried for ever',
	},
	scenes: fc.record({
		options: fc.record(worldOptions),
		tickets: fc.array(fc.record({ where: side, poisoned: fc.boolean(), onceLinked: fc.boolean() }), {
			minLength: 2,
			maxLength: 10,
		}),
		edits: fc.array(edited, { maxLength: 6 }),
		runs: fc.array(runConditions(true), { maxLength: 3 }),
	}),
	live: async ({ options, tickets, edits, runs }) => {
		const day = new DayRun(options);
		const { world, people } = day;
		const made = tickets.map(({ where, poisoned, onceLinked }, index) => {
			const name = `t${index}`;
			const known = people.createTicket(where, name, 0);
			const poison = (): void => void world.system(otherSide(where)).poisoned.add(name);
			if (poisoned && !onceLinked) poison();
			return { known, where, poisoned, poison };
		});
		await day.rest();
		for (const { poisoned, poison } of made) if (poisoned) poison();
		// Every ticket is edited where it began, so that there is something to write.
		for (const [index, { known, where }] of made.entries()) people.edit(known, where, 'extra', 0, `extra ${index}`);
		for (const edit of edits.filter(({ field }) => field !== 'title' && field !== 'extra')) {
			const one = made[edit.ticket % made.length];
			if (one.where === edit.side) people.edit(one.known, edit.side, edit.field, edit.value, edit.text);
		}
		for (const run of runs) await day.step({ do: 'run', ...run, meanwhile: [] });
		await day.rest();

		const extra = world.mappings.find(({ entity }) => entity === 'ticket');
		const open = await world.memory.reviews(SYNC, { status: 'open', kind: 'deadLetter', limit: 1000 });
		await judge(people, {
			S6: () => {
				for (const { known, where, poisoned } of made) {
					if (poisoned) {
						if (open.some((entry) => (where === 'psa' ? entry.psaId : entry.platformId) === known.id)) continue;
						throw new LawBroken('S6', `${where} ticket ${known.id} is refused, and nobody is told`);
					}
					const [here, there] = [people.heldOn(known, where), people.heldOn(known, otherSide(where))];
					const values = where === 'psa' ? [here?.extra, there?.extra] : [there?.extra, here?.extra];
					if (there && extra?.equivalent('extra', ...(values as [Json, Json]))) continue;
					throw new LawBroken('S6', `${where} ticket ${known.id} was stopped by another one: ${JSON.stringify(there)}`);
				}
			},
			S1: quiescence,
		});
	},
});
