import fc from 'fast-check';
import type { Side } from '../../sync/model/entity';
import type { Review, ReviewKind } from '../../sync/model/review';
import { NUM_RUNS } from './runs';
import type { Fault } from './simulation/faults';
import { SYNC } from './simulation/tenant';
import type { World, WorldOptions } from './simulation/world';

/** A scene is worth dozens of runs of the workflow; few are enough, though not fewer than reach every end. */
export const SCENES = Math.max(60, Math.ceil(NUM_RUNS * 0.05));
/** Longer than any run, a deep one included. */
export const PATIENCE_MS = 24 * 3_600_000;
export const MINUTE = 60_000;

const skew = fc.integer({ min: -90_000, max: 90_000 });
export const options: fc.Arbitrary<WorldOptions> = fc.record({
	skewMs: fc.record({ psa: skew, platform: skew }),
	lagMs: fc.constantFrom(0, 0, 800, 30_000),
	limit: fc.constantFrom(3, 50),
});

/** One time in so many, else null. */
export function seldom<T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | null> {
	return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

export const faults = fc.array(
	fc.oneof(
		{ weight: 8, arbitrary: fc.constant<Fault>('ok') },
		{ weight: 1, arbitrary: fc.constantFrom<Fault>('busy', 'unavailable', 'refused', 'lost') },
	),
	{ maxLength: 6 },
);

export async function open(world: World, kind: ReviewKind): Promise<Review[]> {
	return await world.memory.reviews(SYNC, { kind, status: 'open', limit: 1000 });
}

/** Runs until nothing moves any more, whatever waits for a person. */
export async function calm(world: World): Promise<void> {
	world.mend();
	for (let quiet = 0, round = 0; quiet < 3; round++) {
		if (round === 200) throw new Error(`no rest: ${JSON.stringify(await world.memory.status(SYNC))}`);
		const before = world.writeCount();
		await world.run();
		world.wait(6 * MINUTE);
		const { revisits } = await world.memory.status(SYNC);
		quiet = world.writeCount() === before && revisits === 0 ? quiet + 1 : 0;
	}
}

/** Tickets of people on the PSA's side, linked. @returns their ids there */
export async function linkedTickets(world: World, count: number): Promise<string[]> {
	const ids = Array.from({ length: count }, (_, index) =>
		world.psa.personCreates('ticket', { summary: `ticket ${index}`, status: 'New', owner: 'nobody' }),
	);
	await calm(world);
	return ids;
}

export function valueOf(
	world: World,
	side: Side,
	psaId: string,
	field: { readonly psa: string; readonly platform: string },
) {
	const id = side === 'psa' ? psaId : (world.counterpart('ticket', 'psa', psaId) ?? '');
	return world.system(side).all('ticket').get(id)?.[field[side]] ?? null;
}
