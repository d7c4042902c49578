import fc from 'fast-check';
import { DayRun } from './day';
import { LawBroken } from './law';
import { ENTITIES_IN_PLAY } from './simulation/tenant';
import { worldOptions } from './steps';
import { trial } from './trial';

const pages = (rows: number, size: number): number => Math.max(1, Math.ceil(rows / size));

trial('what a run costs', {
	laws: {
		S5: 'one list call per entity and side when nothing changed; with changes the pages, one batch read per chunk, and the writes',
	},
	scenes: fc.record({
		skewMs: worldOptions.skewMs,
		tickets: fc.integer({ min: 1, max: 12 }),
		onPsa: fc.nat(12),
		onPlatform: fc.nat(12),
		concurrency: worldOptions.concurrency,
	}),
	live: async ({ tickets, onPsa, onPlatform, ...options }) => {
		const day = new DayRun({ ...options, lagMs: 0, limit: 50 });
		const { world, people } = day;
		for (let ticket = 0; ticket < tickets; ticket++) people.createTicket('psa', `ticket ${ticket}`, 0);
		await day.rest();
		const calls = (): number => world.psa.calls() + world.platform.calls();
		const cost = async (): Promise<number> => {
			world.wait(3_600_000);
			const before = calls();
			await world.run();
			return calls() - before;
		};
		await cost();
		const lists = ENTITIES_IN_PLAY.length * 2;
		const idle = await cost();
		if (idle !== lists) throw new LawBroken('S5', `an idle run made ${idle} calls instead of ${lists}`);

		const [changedPsa, changedPlatform] = [
			Math.min(onPsa, tickets),
			Math.min(onPlatform, tickets - Math.min(onPsa, tickets)),
		];
		for (let ticket = 0; ticket < changedPsa; ticket++)
			people.edit(people.ticket(ticket), 'psa', 'title', 0, `psa ${ticket}`);
		for (let ticket = 0; ticket < changedPlatform; ticket++)
			people.edit(people.ticket(tickets - 1 - ticket), 'platform', 'title', 0, `here ${ticket}`);
		const { chunk } = world.settings;
		const { pageSize } = world.psa.behaviour;
		const written = (changes: number): number => (changes === 0 ? 0 : Math.ceil(changes / chunk) + changes);
		const floor =
			lists -
			2 +
			pages(changedPsa, pageSize) +
			pages(changedPlatform, pageSize) +
			written(changedPsa) +
			written(changedPlatform);
		const spent = await cost();
		if (spent > floor)
			throw new LawBroken(
				'S5',
				`${changedPsa} and ${changedPlatform} changes cost ${spent} calls; the floor is ${floor}`,
			);
	},
});
