import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import { shadowOf, linkedId } from '../../sync/model/link';
import { pull } from '../../sync/pipeline';
import { differences } from '../../sync/pipeline/native';
import { DayRun } from './day';
import { convergence } from './judgements';
import { judge, LawBroken } from './law';
import type { People } from './simulation/people';
import { ENTITIES_IN_PLAY, SYNC } from './simulation/tenant';
import { edited, side, stepsOf, worldOptions } from './steps';
import { trial } from './trial';

/** W2–W4: the last state of every record has been accounted for, whatever moved while it was read. */
function nothingPassedOver({ world }: People): void {
	for (const entity of ENTITIES_IN_PLAY) {
		for (const link of world.links(entity)) {
			for (const where of SIDES) {
				const id = linkedId(link, where);
				const record = id === null ? undefined : world.system(where).all(entity).get(id);
				const shadow = shadowOf(link, where);
				if (!record || !shadow) continue;
				const passed = differences(record, shadow);
				if (passed.length === 0) continue;
				throw new LawBroken('W4', `${where} ${entity} ${id}: ${passed.join(', ')} of its last state was never read`);
			}
		}
	}
}

trial('records that change while they are read', {
	laws: {
		W3: 'many records with one time stamp all arrive, over however many pages',
		W4: 'a record that moves to another page meanwhile is not skipped, nor is what was edited in it',
	},
	scenes: fc.record({
		options: fc.record(worldOptions),
		tickets: fc.integer({ min: 1, max: 12 }),
		where: side,
		bulk: edited,
		runs: fc.array(fc.array(fc.record({ edit: edited, at: fc.nat(40) }), { maxLength: 6 }), {
			minLength: 1,
			maxLength: 5,
		}),
	}),
	live: async ({ options, tickets, where, bulk, runs }) => {
		const day = new DayRun(options);
		for (let ticket = 0; ticket < tickets; ticket++) {
			await day.step({ do: 'ticket', side: where, title: `ticket ${ticket}`, company: 0 });
		}
		await day.rest();
		await day.step({ do: 'bulk', ...bulk });
		for (const meanwhile of runs) {
			const edits = meanwhile.map(({ edit, at }) => ({ ...edit, at }));
			await day.step({ do: 'run', psa: [], platform: [], life: null, meanwhile: edits });
		}
		await day.rest();
		await judge(day.people, {
			W3: ({ world }) => {
				if (world.links('ticket').length !== tickets) throw new Error(`${world.links('ticket').length} of ${tickets}`);
			},
			W4: nothingPassedOver,
			S2: convergence,
		});
	},
});

trial('what was read but not committed', {
	laws: { W1: 'is read again, as often as it takes: a watermark moves with the commit only' },
	scenes: fc.record({
		options: fc.record(worldOptions),
		// A request for a record that nobody has is over at once, and makes room for the next one.
		steps: fc.array(
			stepsOf().filter((step) => step.do !== 'hint'),
			{ minLength: 2, maxLength: 15 },
		),
		where: side,
		times: fc.integer({ min: 2, max: 4 }),
	}),
	live: async ({ options, steps, where, times }) => {
		const day = new DayRun(options);
		await day.live(steps);
		const { world } = day;
		const read = async (): Promise<string> => {
			const dependencies = { connector: world.system(where), store: world.memory, clock: world.clock };
			const { items } = await pull(dependencies, {
				sync: SYNC,
				side: where,
				entities: ENTITIES_IN_PLAY,
				limit: options.limit,
			});
			// A wake-up carries nothing that could be lost.
			return JSON.stringify(
				items.flatMap(({ _sync: item }) => (item.kind === 'change' ? [[item.entity, item.id]] : [])),
			);
		};
		const marks = async (): Promise<string> => JSON.stringify([...(await world.memory.watermarks(SYNC, where))]);
		let [first, before] = [await read(), await marks()];
		// A pull that found nothing to commit has nothing to wait for: it may move on until something is there.
		for (let empty = 0; first === '[]' && empty < 20; empty++) [first, before] = [await read(), await marks()];
		for (let again = 0; again < times; again++) {
			const second = await read();
			if (second !== first) throw new LawBroken('W1', `read ${first}, and then, without a commit, ${second}`);
			if (first !== '[]' && (await marks()) !== before) throw new LawBroken('W1', `the watermark left ${before}`);
		}
	},
});
