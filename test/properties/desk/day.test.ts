import fc from 'fast-check';
import { PAIRS, called } from '../pairs';
import { SYNC } from '../simulation/tenant';
import { DeskDay } from './day';
import { scenesOf } from './scenes';

test.each(PAIRS.map((pair) => [called(pair), pair] as const))(
	'days between %s reach what they are about: switches, and people who are asked about billed time and about readers',
	async (_, pair) => {
		const reached = new Map<string, number>();
		const count = (what: string): unknown => reached.set(what, (reached.get(what) ?? 0) + 1);
		for (const scene of fc.sample(scenesOf(pair), { numRuns: 8, seed: 1 })) {
			const day = new DeskDay(scene);
			await day.begin();
			await day.live(scene.steps);
			await day.afternoon();
			await day.end();
			for (const what of day.reached) count(what);
			const open = await day.world.memory.reviews(SYNC, { status: 'open', limit: 1000 });
			for (const { kind, message } of open) {
				if (message.includes('closed for billing')) count('billed');
				if (kind === 'notLanded' || message.includes('internal where it comes from')) count('readers');
			}
			for (const { entity, kind } of [...day.world.psa.writes, ...day.world.platform.writes])
				count(`${kind} ${entity}`);
		}
		for (const what of ['switched', 'billed', 'readers', 'create note', 'update note', 'update timeEntry'])
			expect([...reached.keys()]).toContain(what);
	},
);
