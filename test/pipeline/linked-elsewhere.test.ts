import { SYNC } from '../properties/simulation/tenant';
import { World } from '../properties/simulation/world';

/** A platform that answers the next create with a record that was there before, as one does whose keys have met. */
function answerWithAnother(world: World, id: string): { readonly keys: string[]; mend(): void } {
	const create = world.platform.create.bind(world.platform);
	const keys: string[] = [];
	world.platform.create = async (entity, _payload, _sourceId, key) => {
		keys.push(key);
		const known = (await world.platform.read(entity, [id])).get(id);
		if (!known) throw new Error(`there is no ${entity} ${id}`);
		return known;
	};
	return {
		keys,
		mend: () => {
			world.platform.create = async (...call) => {
				keys.push(call[3]);
				return await create(...call);
			};
		},
	};
}

test("a create that is answered with another record's counterpart is asked about once, and makes a record of its own when a person says so", async () => {
	const world = new World({ skewMs: { psa: 0, platform: 0 }, lagMs: 0, limit: 50 });
	const first = world.psa.personCreates('ticket', { summary: 'first', status: 'New' });
	await world.settle();
	const taken = world.counterpart('ticket', 'psa', first) ?? '';
	const platform = answerWithAnother(world, taken);
	const second = world.psa.personCreates('ticket', { summary: 'second', status: 'New' });
	world.wait(2_000);
	for (let run = 0; run < 5; run++) {
		await world.run();
		world.wait(600_000);
	}
	expect(platform.keys).toHaveLength(1);
	const open = await world.memory.reviews(SYNC, { status: 'open', limit: 10 });
	expect(open).toMatchObject([{ kind: 'ambiguous', psaId: second, platformId: null }]);
	expect(open[0].message).toContain(`answered with ticket ${taken}, which is linked to another record`);
	expect(world.counterpart('ticket', 'psa', first)).toBe(taken);

	platform.mend();
	await world.memory.resolveReview(open[0].id, { choice: 'create' }, world.clock.now(), 'Nora');
	await world.settle();
	const own = world.counterpart('ticket', 'psa', second);
	expect(own).toBeDefined();
	expect(own).not.toBe(taken);
	expect(world.platform.all('ticket').size).toBe(2);
	expect(new Set(platform.keys).size).toBe(2);
	expect(await world.memory.reviews(SYNC, { status: 'open', limit: 10 })).toEqual([]);
});
