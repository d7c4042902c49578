import { SyncError } from '../../sync/model/errors';
import type { MatchKeys } from '../../sync/connectors/connector';
import { SYNC } from '../properties/simulation/tenant';
import { World } from '../properties/simulation/world';

/* A record whose very look-up the other system refuses keeps nobody else waiting, alone or in company. */

const refusesLookUpOf = (world: World, name: string | null): void => {
	const { platform } = world;
	const find = platform.find.bind(platform);
	platform.find = async (entity, keys: readonly MatchKeys[]) => {
		const poisoned = keys.find(({ payload }) => name === null || payload.name === name);
		if (poisoned) throw new SyncError('REJECTED', `a filter on "${String(poisoned.payload.name)}" is not understood`);
		return await find(entity, keys);
	};
};

const world = () => new World({ skewMs: { psa: 0, platform: 0 }, lagMs: 0, limit: 50 });

async function rounds(w: World, count: number): Promise<void> {
	for (let round = 0; round < count; round++) {
		await w.run();
		w.wait(60_000);
	}
}

const names = (w: World) => [...w.platform.all('company').values()].map(({ name }) => name).sort();

test('among others: they are written in the same run, and a person is told of the one, in the words of the system', async () => {
	const w = world();
	for (const name of ['A', 'Poison', 'B']) w.psa.personCreates('company', { name });
	refusesLookUpOf(w, 'Poison');
	await w.run();
	expect(names(w)).toEqual(['A', 'B']);
	expect(await w.memory.reviews(SYNC, { status: 'open', limit: 5 })).toMatchObject([
		{
			kind: 'deadLetter',
			entity: 'company',
			psaId: '2',
			message: expect.stringMatching(/a filter on "Poison" is not understood/) as string,
		},
	]);
});

test('alone: tickets of other companies go on after its second refusal at the latest', async () => {
	const w = world();
	const good = w.psa.personCreates('company', { name: 'A' });
	await w.settle();
	refusesLookUpOf(w, 'Poison');
	w.psa.personCreates('company', { name: 'Poison' });
	const ticket = w.psa.personCreates('ticket', { summary: 'Printer', company: good });
	await rounds(w, 4);
	expect(w.counterpart('ticket', 'psa', ticket)).toBeDefined();
	expect(await w.memory.reviews(SYNC, { status: 'open', limit: 5 })).toMatchObject([
		{ kind: 'deadLetter', entity: 'company' },
	]);
});

test('a system that refuses every look-up is itself at fault: nothing is given up, and all of it goes on once it answers', async () => {
	const w = world();
	for (const name of ['A', 'B', 'C']) w.psa.personCreates('company', { name });
	const mended = w.platform.find.bind(w.platform);
	refusesLookUpOf(w, null);
	await rounds(w, 20);
	expect(names(w)).toEqual([]);
	expect(await w.memory.reviews(SYNC, { status: 'open', limit: 5 })).toEqual([]);
	w.platform.find = mended;
	await w.settle();
	expect(names(w)).toEqual(['A', 'B', 'C']);
});

test('mended where it came from, it is looked up again and arrives', async () => {
	const w = world();
	const poisoned = w.psa.personCreates('company', { name: 'Poison' });
	w.psa.personCreates('company', { name: 'A' });
	refusesLookUpOf(w, 'Poison');
	await rounds(w, 3);
	w.psa.personEdits('company', poisoned, { name: 'Mended' });
	await w.settle();
	expect(names(w)).toEqual(['A', 'Mended']);
	expect(await w.memory.reviews(SYNC, { status: 'open', limit: 5 })).toEqual([]);
});
