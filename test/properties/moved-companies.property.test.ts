import fc from 'fast-check';
import { SIDES, type Side } from '../../sync/model/entity';
import { MOVED_COMPANIES, type MovedCompanies } from '../../sync/model/moved';
import type { FieldPolicy, SyncPolicy } from '../../sync/model/policy';
import { DayRun } from './day';
import { bijection, nothingForgotten, parentsFirst, quiescence } from './judgements';
import { judge, LawBroken } from './law';
import { called, MORE_FAULTS, PAIRS, worldsOf } from './pairs';
import type { Landed } from './simulation/simulated-system';
import { companyField, ENTITIES_IN_PLAY, SYNC } from './simulation/tenant';
import { stepsOf, type Step } from './steps';
import { trial } from './trial';

/** One side owns a field, edits made on the other one are put back. */
const owned = (truth: Side): FieldPolicy => ({ strategy: 'sourceOfTruth', truth, mode: 'enforce' });

/** Of two fields; whatever happens to the others must not matter. */
const rules = (truth: Side): SyncPolicy => ({
	entities: {
		ticket: { default: { strategy: 'lastWriteWins' }, fields: { title: owned(truth), state: owned(truth) } },
	},
	fallback: { strategy: 'lastWriteWins' },
	tieBreaker: 'psa',
});
const OWNED = { psa: ['summary', 'status'], platform: ['title', 'state'] } as const;

/** Which companies have moved while these things happen, by their number; or those whose telephone says so. */
interface Chapter {
	readonly moved: readonly number[] | 'byField';
	readonly steps: readonly Step[];
}

interface Scene {
	readonly options: ConstructorParameters<typeof DayRun>[0];
	readonly chapters: readonly Chapter[];
}

/** The telephone number of every second company says that it has moved. */
const BY_FIELD: MovedCompanies = { kind: 'field', side: 'platform', field: 'phone', values: ['pilot'] };

class MovingDay extends DayRun {
	readonly broken: LawBroken[] = [];

	constructor(options: Scene['options']) {
		super(options);
		this.world.phaseOfNextRun = () => 2;
		this.world.policyOf = () => rules('psa');
		this.world.movedPolicyOf = () => rules('platform');
	}

	/** At rest before and after: what is on its way when somebody moves a company is carried out as it was planned. */
	async chapter({ moved, steps }: Chapter): Promise<void> {
		const before = this.world.writeCount();
		await this.#set(moved);
		await this.#readAllAgain();
		if (this.world.writeCount() !== before)
			this.broken.push(new LawBroken('P2', `${this.world.writeCount() - before} writes after the list was changed`));
		const seen = { psa: this.world.psa.writes.length, platform: this.world.platform.writes.length };
		await this.live(steps);
		await this.rest();
		for (const side of SIDES)
			for (const write of this.world.system(side).writes.slice(seen[side])) this.#judge(side, write);
	}

	async #set(moved: Chapter['moved']): Promise<void> {
		const companies = this.world.links('company').filter((_, index) => moved !== 'byField' && moved.includes(index));
		const list = companies.map(({ psaId, platformId }) => ({ psaId, platformId, name: '', at: '', by: 'ann' }));
		const setting: MovedCompanies = moved === 'byField' ? BY_FIELD : { kind: 'list', companies: list };
		await this.world.memory.changeSetting(SYNC, MOVED_COMPANIES, setting, { by: 'ann', now: this.world.clock.now() });
		this.#isMoved = ({ psaId, platformId }) =>
			moved === 'byField'
				? this.world.platform.all('company').get(platformId ?? '')?.phone === 'pilot'
				: companies.some((one) => one.psaId === psaId);
	}

	#isMoved: (company: { readonly psaId: string | null; readonly platformId: string | null }) => boolean = () => false;

	async #readAllAgain(): Promise<void> {
		const { world } = this;
		for (const entity of ENTITIES_IN_PLAY)
			for (const side of SIDES) await world.hint(side, entity, [...world.system(side).all(entity).keys()]);
		await world.settle();
	}

	/** P1 by company, and that clients are told once: by the system that serves them. */
	#judge(side: Side, { kind, entity, id, fields, quiet }: Landed): void {
		const { world } = this;
		const held = world.system(side).all(entity).get(id);
		const named = held?.[companyField(world.tenant.catalogues[side])];
		const companyId = entity === 'company' ? id : String(named);
		const company = world
			.links('company')
			.find((link) => (side === 'psa' ? link.psaId : link.platformId) === companyId);
		const moved = company !== undefined && this.#isMoved(company);
		const what = `${kind} of ${side} ${entity} ${id} of a company that has ${moved ? '' : 'not '}moved`;
		// A company that begins on the platform is linked by its create only.
		const isNew = entity === 'company' && kind === 'create';
		const due = side === 'platform' || moved;
		if (quiet !== due && !(isNew && side === 'psa')) this.broken.push(new LawBroken('quiet', `${what}: ${quiet}`));
		if (entity !== 'ticket' || kind === 'create' || side !== (moved ? 'platform' : 'psa')) return;
		const wrong = OWNED[side].filter((field) => Object.hasOwn(fields, field));
		if (wrong.length > 0) this.broken.push(new LawBroken('P1', `${what} wrote ${wrong.join(', ')}`));
	}
}

/** Companies first, so that there is somebody to move; every second one says so itself. */
async function begin(day: MovingDay): Promise<void> {
	for (const side of [...SIDES, ...SIDES]) day.people.createCompany(side);
	await day.rest();
	for (const [index, { platformId }] of day.world.links('company').entries()) {
		if (index % 2 === 0) day.world.platform.personEdits('company', platformId ?? '', { phone: 'pilot' });
	}
	for (const side of SIDES) for (const company of [0, 1, 2, 3]) day.people.createTicket(side, 'Printer', company);
	await day.rest();
}

const chapter: fc.Arbitrary<Chapter> = fc.record({
	moved: fc.oneof(
		{ weight: 3, arbitrary: fc.uniqueArray(fc.nat(3), { maxLength: 3 }) },
		{ weight: 1, arbitrary: fc.constant('byField' as const) },
	),
	steps: fc.array(stepsOf(false, MORE_FAULTS), { minLength: 1, maxLength: 12 }),
});

for (const pair of PAIRS) {
	trial<Scene>(`companies between ${called(pair)} that move over, and back, on any day of phase 2`, {
		laws: {
			P1: 'no edit is written into a field that the rules of its company give to that side',
			P2: 'changing which companies have moved writes nothing by itself',
			quiet: 'the PSA is asked to mail nobody of moved companies, and of no other one; the platform nobody at all',
			S1: 'once people stop, the sync stops writing',
			S3: 'every record ends with exactly one counterpart: nothing doubled, nothing missing',
			I12: 'every overwritten value can be read in the audit',
			I14: 'no record is written before its parent, and none loses it',
		},
		scenes: fc.record({
			options: worldsOf(pair),
			chapters: fc.array(chapter, { minLength: 1, maxLength: 3 }),
		}),
		share: 0.05,
		live: async ({ options, chapters }) => {
			const day = new MovingDay(options);
			await begin(day);
			for (const one of chapters) await day.chapter(one);
			const { people } = day;
			const of = (law: string) => () => {
				const first = day.broken.find((one) => one.law === law);
				if (first) throw first;
			};
			await judge(day, {
				P1: of('P1'),
				P2: of('P2'),
				quiet: of('quiet'),
				S3: () => bijection(people),
				I12: () => nothingForgotten(people),
				I14: () => parentsFirst(people),
				S1: () => quiescence(people),
			});
		},
	});
}
