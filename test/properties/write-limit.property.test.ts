import fc from 'fast-check';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import type { SyncPolicy } from '../../sync/model/policy';
import { DEFAULT_SETTINGS } from '../../sync/pipeline';
import {
	calm,
	faults,
	linkedTickets,
	MINUTE,
	open,
	options,
	PATIENCE_MS,
	SCENES,
	seldom,
	valueOf,
} from './guard-scenes';
import { runs } from './runs';
import type { Fault } from './simulation/faults';
import { SYNC } from './simulation/tenant';
import { World, type WorldOptions } from './simulation/world';

const { writesPerWindow, writeWindowMs } = DEFAULT_SETTINGS;

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
			const survived = await world.run(life === null ? {} : { life });
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
