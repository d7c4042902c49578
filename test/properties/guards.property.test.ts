import fc from 'fast-check';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { linkedId } from '../../sync/model/link';
import type { SyncPolicy } from '../../sync/model/policy';
import type { Review, ReviewKind } from '../../sync/model/review';
import { DEFAULT_SETTINGS } from '../../sync/pipeline';
import { Hiding } from './hiding';
import { NUM_RUNS, runs } from './runs';
import type { Fault } from './simulated-system';
import { SYNC, World, type WorldOptions } from './world';

/** A scene is worth dozens of runs of the workflow. */
const SCENES = Math.ceil(NUM_RUNS * 0.05);
const PATIENCE_MS = 24 * 3_600_000;
const MINUTE = 60_000;
const { writesPerWindow, writeWindowMs, deletionsUnasked, deletionShare } = DEFAULT_SETTINGS;

const skew = fc.integer({ min: -90_000, max: 90_000 });
const options: fc.Arbitrary<WorldOptions> = fc.record({
	skewMs: fc.record({ psa: skew, platform: skew }),
	lagMs: fc.constantFrom(0, 0, 800, 30_000),
	limit: fc.constantFrom(3, 50),
});
/** One time in so many, else null. */
function seldom<T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | null> {
	return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

const faults = fc.array(
	fc.oneof(
		{ weight: 8, arbitrary: fc.constant<Fault>('ok') },
		{ weight: 1, arbitrary: fc.constantFrom<Fault>('busy', 'unavailable', 'refused', 'lost') },
	),
	{ maxLength: 6 },
);

async function open(world: World, kind: ReviewKind): Promise<Review[]> {
	return await world.memory.reviews(SYNC, { kind, status: 'open', limit: 1000 });
}

/** Runs until nothing moves any more, whatever waits for a person. */
async function calm(world: World): Promise<void> {
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
async function linkedTickets(world: World, count: number): Promise<string[]> {
	const ids = Array.from({ length: count }, (_, index) =>
		world.psa.personCreates('ticket', { summary: `ticket ${index}`, status: 'New', owner: 'nobody' }),
	);
	await calm(world);
	return ids;
}

function valueOf(world: World, side: Side, psaId: string, field: { readonly psa: string; readonly platform: string }) {
	const id = side === 'psa' ? psaId : (world.counterpart('ticket', 'psa', psaId) ?? '');
	return world.system(side).all('ticket').get(id)?.[field[side]] ?? null;
}

describe('another automation that changes back what is written', () => {
	const OWNER = { psa: 'owner', platform: 'owner' } as const;
	/** The platform is right: what the PSA makes of an owner is put back. */
	const policy: SyncPolicy = {
		fallback: { strategy: 'lastWriteWins' },
		tieBreaker: 'psa',
		entities: {
			ticket: {
				default: { strategy: 'lastWriteWins' },
				fields: { owner: { strategy: 'sourceOfTruth', truth: 'platform', mode: 'enforce' } },
			},
		},
	};

	interface Round {
		readonly waitMs: number;
		readonly strikes: boolean;
		readonly psa: readonly Fault[];
		readonly platform: readonly Fault[];
		readonly life: number | null;
		readonly edit: { readonly side: Side; readonly ticket: 0 | 1 } | null;
	}
	const round: fc.Arbitrary<Round> = fc.record({
		waitMs: fc.oneof(
			{ weight: 30, arbitrary: fc.constantFrom(0, 1000, MINUTE, MINUTE, 2 * MINUTE) },
			{ weight: 1, arbitrary: fc.constant(20 * MINUTE) },
		),
		strikes: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
		psa: faults,
		platform: faults,
		life: seldom(fc.nat(60), 12),
		edit: seldom(fc.record({ side: fc.constantFrom(...SIDES), ticket: fc.constantFrom<0 | 1>(0, 1) }), 4),
	});

	/** One record under an automation's hand, another one beside it. */
	class Scene {
		readonly world: World;
		/** When each write of the PSA's side of the first ticket landed. */
		readonly landed: number[] = [];
		/** Calls of which we may not know that they landed. */
		doubts = 0;
		ids: string[] = [];
		#edits = 0;

		constructor(worldOptions: WorldOptions) {
			this.world = new World({ ...worldOptions, policy });
		}

		async live(rounds: readonly Round[]): Promise<void> {
			this.ids = await linkedTickets(this.world, 2);
			for (const one of rounds) await this.#round(one);
		}

		async #round({ waitMs, strikes, psa, platform, life, edit }: Round): Promise<void> {
			const { world } = this;
			if (strikes) this.strike();
			if (edit) this.#edit(edit.side, this.ids[edit.ticket]);
			world.break('psa', psa);
			world.break('platform', platform);
			const before = world.psa.writes.length;
			const survived = await world.run(life ?? undefined);
			if (!survived) this.doubts += 1;
			this.doubts += psa.filter((fault) => fault === 'lost').length;
			for (const write of world.psa.writes.slice(before)) {
				if (write.kind === 'update' && write.entity === 'ticket' && write.id === this.ids[0])
					this.landed.push(world.now);
			}
			world.mend();
			world.wait(waitMs);
		}

		/** The rule: the owner of the first ticket is the dispatcher, always. */
		strike(): void {
			if (valueOf(this.world, 'psa', this.ids[0], OWNER) !== 'dispatch') {
				this.world.psa.personEdits('ticket', this.ids[0], { owner: 'dispatch' });
			}
		}

		/** Fields that no automation touches, each with a value of its own. */
		#edit(side: Side, psaId: string): void {
			const id = side === 'psa' ? psaId : this.world.counterpart('ticket', 'psa', psaId);
			if (id !== undefined) this.world.system(side).personEdits('ticket', id, { extra: `e${this.#edits++}` });
		}

		/** Most writes of the first ticket within one window. */
		most(): number {
			return Math.max(
				0,
				...this.landed.map((from) => this.landed.filter((at) => at >= from && at < from + writeWindowMs).length),
			);
		}
	}

	let tripped = 0;

	it(
		'I16: writes a record at most so often within the window, then asks once; other records go on, nothing is lost',
		async () => {
			await fc.assert(
				fc.asyncProperty(options, fc.array(round, { minLength: 30, maxLength: 50 }), async (worldOptions, rounds) => {
					const scene = new Scene(worldOptions);
					await scene.live(rounds);
					const { world, ids } = scene;
					expect(scene.most()).toBeLessThanOrEqual(writesPerWindow + scene.doubts);
					await calm(world);

					const entries = await world.memory.reviews(SYNC, { kind: 'flapping', limit: 100 });
					expect(entries.length).toBeLessThanOrEqual(1);
					expect(valueOf(world, 'psa', ids[1], { psa: 'extra', platform: 'extra' })).toEqual(
						valueOf(world, 'platform', ids[1], { psa: 'extra', platform: 'extra' }),
					);
					for (const entry of entries) {
						tripped += 1;
						expect(entry).toMatchObject({ status: 'open', side: 'psa', psaId: ids[0] });
						// While a person is asked, the rule may go on for as long as it likes.
						const before = world.psa.writes.length;
						for (let again = 0; again < 3; again++) {
							scene.strike();
							await calm(world);
						}
						expect(world.psa.writes.slice(before).filter(({ id }) => id === ids[0])).toEqual([]);
						await world.memory.resolveReview(entry.id, { choice: 'retry' }, world.now, 'ann');
					}
					await calm(world);
					for (const field of ['owner', 'extra']) {
						const name = { psa: field, platform: field };
						expect(valueOf(world, 'psa', ids[0], name)).toEqual(valueOf(world, 'platform', ids[0], name));
					}
					expect(await open(world, 'flapping')).toEqual([]);
				}),
				runs(SCENES),
			);
			expect(tripped).toBeGreaterThan(0);
		},
		PATIENCE_MS,
	);

	it(
		'I16: a person who edits one record as often as the window allows is not taken for an automation',
		async () => {
			const waits = fc.array(fc.integer({ min: 0, max: 10 * MINUTE }), {
				minLength: writesPerWindow,
				maxLength: writesPerWindow,
			});
			await fc.assert(
				fc.asyncProperty(options, waits, fc.constantFrom(...SIDES), async (worldOptions, between, side) => {
					const world = new World(worldOptions);
					const [psaId] = await linkedTickets(world, 1);
					const id = side === 'psa' ? psaId : (world.counterpart('ticket', 'psa', psaId) ?? '');
					for (const [edit, ms] of between.entries()) {
						world.system(side).personEdits('ticket', id, { owner: `o${edit}` });
						await world.run();
						world.wait(ms);
					}
					await calm(world);
					expect(await world.memory.reviews(SYNC, { limit: 10 })).toEqual([]);
					expect(valueOf(world, otherSide(side), psaId, OWNER)).toBe(`o${writesPerWindow - 1}`);
				}),
				runs(SCENES),
			);
		},
		PATIENCE_MS,
	);
});

describe('records that are not there any more', () => {
	type Step =
		| { readonly do: 'vanish'; readonly side: Side; readonly from: number; readonly count: number }
		| { readonly do: 'return'; readonly from: number; readonly count: number }
		| { readonly do: 'edit'; readonly side: Side; readonly ticket: number }
		| {
				readonly do: 'run';
				readonly psa: readonly Fault[];
				readonly platform: readonly Fault[];
				readonly life: number | null;
		  }
		| { readonly do: 'wait'; readonly ms: number };
	const step = (vanishing: Side): fc.Arbitrary<Step> =>
		fc.oneof(
			{
				weight: 3,
				arbitrary: fc.record({
					do: fc.constant('vanish' as const),
					side: fc.constant(vanishing),
					from: fc.nat(29),
					count: fc.integer({ min: 1, max: 15 }),
				}),
			},
			{ weight: 1, arbitrary: fc.record({ do: fc.constant('return' as const), from: fc.nat(29), count: fc.nat(8) }) },
			{
				weight: 3,
				arbitrary: fc.record({ do: fc.constant('edit' as const), side: fc.constantFrom(...SIDES), ticket: fc.nat(29) }),
			},
			{
				weight: 6,
				arbitrary: fc.record({
					do: fc.constant('run' as const),
					psa: faults,
					platform: faults,
					life: seldom(fc.nat(80), 6),
				}),
			},
			{
				weight: 2,
				arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1000, MINUTE, 11 * MINUTE) }),
			},
		);
	const scenes = fc
		.record({
			options,
			side: fc.constantFrom(...SIDES),
			count: fc.integer({ min: 12, max: 30 }),
			end: fc.constantFrom('return', 'confirm', 'dismiss'),
		})
		.chain(
			(scene) =>
				fc.record({
					...Object.fromEntries(Object.entries(scene).map(([name, value]) => [name, fc.constant(value)])),
					steps: fc.array(step(scene.side), { minLength: 5, maxLength: 25 }),
				}) as unknown as fc.Arbitrary<typeof scene & { steps: Step[] }>,
		);

	const reached = new Set<string>();

	/** Linked tickets of which one side loses sight, by a webhook that says so, and finds them again without a change. */
	class Scene {
		readonly world: World;
		readonly hidden: Hiding;
		ids: string[] = [];
		#edits = 0;

		constructor(
			worldOptions: WorldOptions,
			private readonly side: Side,
		) {
			this.world = new World(worldOptions);
			this.hidden = new Hiding(this.world.system(side));
		}

		async live(count: number, steps: readonly Step[]): Promise<void> {
			this.ids = await linkedTickets(this.world, count);
			for (const one of steps) {
				await this.#step(one);
				await this.check();
			}
		}

		async #step(one: Step): Promise<void> {
			const { world } = this;
			switch (one.do) {
				case 'vanish':
					for (const id of this.#some(one.from, one.count)) await this.vanish(id);
					return;
				case 'return':
					for (const id of this.#some(one.from, one.count)) this.hidden.show(id);
					return;
				case 'edit': {
					const id = this.idOn(one.side, this.ids[one.ticket % this.ids.length]);
					if (one.side === this.side && this.hidden.ids.has(id)) return;
					world.system(one.side).personEdits('ticket', id, { extra: `e${this.#edits++}` });
					return;
				}
				case 'run':
					world.break('psa', one.psa);
					world.break('platform', one.platform);
					await world.run(one.life ?? undefined);
					world.mend();
					return;
				case 'wait':
					world.wait(one.ms);
			}
		}

		async vanish(id: string): Promise<void> {
			this.hidden.hide(id);
			const { side } = this;
			await this.world.memory.addRevisits([
				{ sync: SYNC, side, entity: 'ticket', recordId: id, force: [], reason: 'webhook' },
			]);
		}

		idOn(side: Side, psaId: string): string {
			return side === 'psa' ? psaId : (this.world.counterpart('ticket', 'psa', psaId) ?? '');
		}

		#some(from: number, count: number): string[] {
			return this.ids
				.slice(from % this.ids.length)
				.slice(0, count)
				.map((psaId) => this.idOn(this.side, psaId));
		}

		/** W5, at any time: more than the share is never believed unasked; one question, and nobody is deleted for it. */
		async check(): Promise<void> {
			const believed = this.world.memory.allLinks().filter(({ state }) => state === 'tombstone');
			expect(believed.length).toBeLessThanOrEqual(Math.max(deletionsUnasked, deletionShare * this.ids.length));
			expect((await open(this.world, 'massDeletion')).length).toBeLessThanOrEqual(1);
			expect(this.world.system(otherSide(this.side)).all('ticket').size).toBe(this.ids.length);
		}
	}

	it(
		'W5: more than a set share is not believed to be deleted until a person says so; what comes back was not harmed',
		async () => {
			await fc.assert(
				fc.asyncProperty(scenes, async ({ options: worldOptions, side, count, end, steps }) => {
					const scene = new Scene(worldOptions, side);
					const { world, hidden } = scene;
					await scene.live(count, steps);
					await calm(world);
					await scene.check();
					const asking = await open(world, 'massDeletion');
					const gone = hidden.ids.size;
					if (asking.length > 0) reached.add(end);
					if (gone > deletionsUnasked) expect(asking).toHaveLength(1);
					if (end === 'return') for (const id of [...hidden.ids]) hidden.show(id);
					else if (asking[0]) {
						await world.memory.resolveReview(
							asking[0].id,
							{ choice: end === 'confirm' ? 'confirm' : 'dismiss' },
							world.now,
							'ann',
						);
					}
					world.wait(11 * MINUTE);
					await calm(world);
					world.wait(11 * MINUTE);
					await calm(world);

					expect(await open(world, 'massDeletion')).toEqual([]);
					const { links, missing } = await world.memory.status(SYNC);
					if (end === 'return' && asking.length > 0) {
						expect(links.ticket).toMatchObject({ linked: count, tombstone: 0 });
						expect(await open(world, 'deleted')).toEqual([]);
					}
					if (end === 'return') expect(missing).toBe(0);
					if (end === 'confirm' && asking.length > 0) {
						// What was believed before the question, and came back without a change since, may still rest beside them.
						const resting = world.memory.allLinks().filter(({ state }) => state === 'tombstone');
						expect(resting.map((link) => linkedId(link, side))).toEqual(expect.arrayContaining([...hidden.ids]));
						expect(resting.length).toBeLessThanOrEqual(gone + deletionsUnasked);
						expect(await open(world, 'deleted')).toHaveLength(resting.length);
						expect(missing).toBe(0);
					}
					if (end === 'dismiss' && asking.length > 0) expect(missing).toBeGreaterThan(0);
					expect(world.system(otherSide(side)).all('ticket').size).toBe(count);
					const asked = await open(world, 'conflict');
					for (const link of world.memory.allLinks().filter(({ state }) => state === 'linked')) {
						const id = linkedId(link, side) ?? '';
						// A tombstone that came back after an edit of its counterpart has a conflict for a person: nothing is lost.
						if (hidden.ids.has(id) || asked.some(({ linkId }) => linkId === link.id)) continue;
						const name = { psa: 'extra', platform: 'extra' };
						const psaId = link.psaId ?? '';
						expect(valueOf(world, 'psa', psaId, name)).toEqual(valueOf(world, 'platform', psaId, name));
					}
				}),
				runs(SCENES),
			);
			expect([...reached].sort()).toEqual(['confirm', 'dismiss', 'return']);
		},
		PATIENCE_MS,
	);
});
