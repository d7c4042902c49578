import fc from 'fast-check';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { linkedId } from '../../sync/model/link';
import { EVERYTHING, type Scope } from '../../sync/model/scope';
import { DayRun } from './day';
import { bijection, convergence, nothingForgotten, ownWords, parentsFirst, quiescence } from './judgements';
import { judge, LawBroken } from './law';
import { companyField, ENTITIES_IN_PLAY, PLATFORM_STATES, PSA_STATUSES, SYNC } from './simulation/tenant';
import { stepsOf, worldOptions, type Step } from './steps';
import { trial } from './trial';

/** What is carried of each side while these things happen. */
interface Chapter {
	readonly scopes: Readonly<Record<Side, Scope>>;
	readonly steps: readonly Step[];
	/** The next scope comes at rest, or in the midst of everything. */
	readonly rests: boolean;
}

interface Scene {
	readonly options: ConstructorParameters<typeof DayRun>[0];
	readonly chapters: readonly Chapter[];
}

class PilotDay extends DayRun {
	scopes: Readonly<Record<Side, Scope>> = { psa: EVERYTHING, platform: EVERYTHING };

	constructor(options: Scene['options']) {
		super(options);
		this.world.scopeOf = (side) => this.scopes[side];
	}

	/** Sets what is carried from now on. A list of companies names those that are there; one that would name none is left as it was. */
	choose(scopes: PilotDay['scopes']): void {
		const next = (side: Side): Scope => {
			const { companies } = scopes[side];
			const known = new Set([...this.world.system(side).all('company').values()].map(({ name }) => name));
			const there = companies.filter((name) => known.has(name));
			return companies.length > 0 && there.length === 0 ? this.scopes[side] : { ...scopes[side], companies: there };
		};
		this.scopes = { psa: next('psa'), platform: next('platform') };
	}

	/** S3 and S2 for what is carried: it has exactly one counterpart; and whatever the scopes were, nothing is doubled. */
	judgeScope(): void {
		const { world } = this;
		for (const entity of ENTITIES_IN_PLAY) {
			for (const side of SIDES) {
				const ids = world.links(entity).flatMap((link) => linkedId(link, side) ?? []);
				if (new Set(ids).size !== ids.length)
					throw new LawBroken('S3', `a ${side} ${entity} has two links: ${ids.join(' ')}`);
				const made = world.system(side).writes.filter((write) => write.kind === 'create' && write.entity === entity);
				const sources = made.map(({ id }) => world.links(entity).find((link) => linkedId(link, side) === id));
				if (sources.some((link) => !link || linkedId(link, otherSide(side)) === null))
					throw new LawBroken('S3', `a ${entity} that the sync made on ${side} is nobody's counterpart`);
				for (const [id, record] of world.system(side).all(entity)) {
					if (!this.#isWithin(side, entity, id, record) || world.counterpart(entity, side, id) !== undefined) continue;
					throw new LawBroken('S3', `${side} ${entity} ${id} is within the scope and has no counterpart`);
				}
			}
		}
	}

	/** In the test's own words, so that a gate that is wrong is not measured by itself. */
	#isWithin(side: Side, entity: string, id: string, record: Readonly<Record<string, unknown>>): boolean {
		const { companies, statuses } = this.scopes[side];
		const companyId = entity === 'company' ? id : String(record[companyField(this.world.tenant.catalogues[side])]);
		const name = this.world.system(side).all('company').get(companyId)?.name;
		if (companies.length > 0 && !companies.includes(String(name))) return false;
		const status = record[side === 'psa' ? 'status' : 'state'];
		return entity === 'company' || statuses.length === 0 || statuses.includes(String(status));
	}

	/** What is left out on purpose waits for nothing, and nobody is asked about it. */
	async judgeSilence(): Promise<void> {
		const open = await this.world.memory.reviews(SYNC, { status: 'open', limit: 1000 });
		const noise = open.find(({ kind }) => kind === 'waiting' || kind === 'deadLetter');
		if (noise) throw new LawBroken('silence', noise.message);
		const { undone } = await this.world.memory.standing(SYNC, this.world.clock.now());
		if (undone.waitingForParents + undone.unlinked > 0) throw new LawBroken('silence', JSON.stringify(undone));
	}
}

const names = Array.from({ length: 6 }, (_, index) => [`company ${index}`, `twin ${index}`]).flat();
const scope = (statuses: readonly string[]): fc.Arbitrary<Scope> =>
	fc
		.record({
			companies: fc.oneof(fc.constant([]), fc.subarray(names, { minLength: 1 })),
			statuses: fc.oneof(fc.constant([]), fc.subarray([...statuses], { minLength: 1 })),
		})
		.map((chosen) => ({ ...EVERYTHING, ...chosen }));
const chapter: fc.Arbitrary<Chapter> = fc.record({
	scopes: fc.record({ psa: scope(PSA_STATUSES), platform: scope(PLATFORM_STATES) }),
	steps: fc.array(stepsOf(), { minLength: 1, maxLength: 15 }),
	rests: fc.boolean(),
});

trial<Scene>('scopes that are changed on any day, wider, narrower, or to something else', {
	laws: {
		S1: 'once people stop, the sync stops writing',
		S2: 'both sides of what is linked end alike, whatever the scope says by then',
		S3: 'what is within the scope has exactly one counterpart; nothing is doubled; without a scope nothing is missing',
		S4: 'what one side edited stays on that side to the letter',
		I12: 'every overwritten value can be read in the audit',
		I14: 'no record is written before its parent, and none loses it',
		silence: 'what is left out on purpose waits for nothing, and nobody is asked about it',
	},
	scenes: fc.record({
		options: fc.record(worldOptions),
		chapters: fc.array(chapter, { minLength: 1, maxLength: 4 }),
	}),
	share: 0.25,
	live: async ({ options, chapters }) => {
		const day = new PilotDay(options);
		const { people } = day;
		for (const { scopes, steps, rests } of chapters) {
			day.choose(scopes);
			await day.live(steps);
			if (rests) await day.rest();
		}
		await day.rest();
		await judge(day, {
			S3: () => day.judgeScope(),
			S2: () => convergence(people),
			silence: () => day.judgeSilence(),
			S1: () => quiescence(people),
		});
		day.scopes = { psa: EVERYTHING, platform: EVERYTHING };
		await day.rest();
		await judge(day, {
			S3: () => bijection(people),
			S2: () => convergence(people),
			S4: () => ownWords(people),
			I12: () => nothingForgotten(people),
			I14: () => parentsFirst(people),
			silence: () => day.judgeSilence(),
			S1: () => quiescence(people),
		});
	},
});
