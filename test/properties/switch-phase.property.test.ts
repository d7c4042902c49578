import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import { PHASES, type Phase } from '../../sync/model/phase';
import type { FieldPolicy, SyncPolicy } from '../../sync/model/policy';
import { CHECKS } from '../../sync/model/readiness';
import { switchPhase } from '../../sync/pipeline';
import { DayRun } from './day';
import {
	bijection,
	convergence,
	nothingForgotten,
	nothingInvented,
	nothingTouched,
	nothingUnseen,
	ownWords,
	parentsFirst,
	quiescence,
} from './judgements';
import { judge, LawBroken } from './law';
import { ENTITIES_IN_PLAY, SYNC } from './simulation/tenant';
import { stepsOf, worldOptions, type Step } from './steps';
import { trial } from './trial';

/** Somebody switches at an await of a run, counted over the whole day. */
interface Switch {
	readonly at: number;
	readonly to: Phase;
	/** Overrides everything that can be overridden. */
	readonly although: boolean;
}

interface Scene {
	readonly options: ConstructorParameters<typeof DayRun>[0];
	readonly steps: readonly Step[];
	readonly switches: readonly Switch[];
	/** By run: the workflow of another phase is active as well, and it is this one's turn. */
	readonly others: readonly (Phase | null)[];
}

const phase = fc.constantFrom<Phase>(...PHASES);

const scene = {
	options: fc.record(worldOptions),
	steps: fc.array(stepsOf(), { minLength: 3, maxLength: 30 }),
	switches: fc.array(fc.record({ at: fc.nat(600), to: phase, although: fc.boolean() }), { minLength: 1, maxLength: 8 }),
	others: fc.array(fc.option(phase, { freq: 2 }), { maxLength: 20 }),
};

/** What happened at least once in all scenes: a generator that stopped reaching it would check nothing. */
const reached = new Set<string>();

/** A day in which somebody switches phases now and then, and workflows of other phases run as well. */
class SwitchingDay extends DayRun {
	#awaits = 0;
	#runs = 0;
	#switching = false;
	/** No other workflow is active any more, and nobody switches. */
	#calm = false;

	constructor(private readonly scene: Scene) {
		super(scene.options);
		this.world.atEveryAwait = async () => await this.#atAwait();
		this.world.phaseOfNextRun = () => {
			const other = (this.#calm ? null : scene.others[this.#runs++]) ?? null;
			if (other !== null && other !== this.phase) reached.add('a run of another phase');
			return other ?? this.phase;
		};
	}

	/** The phase that people know the sync to be in. */
	phase: Phase = 1;

	override async step(step: Step): Promise<void> {
		await super.step(step);
		await this.#look();
	}

	override async rest(): Promise<void> {
		const before = this.#calm;
		this.#calm = true;
		await super.rest();
		this.#calm = before;
	}

	/** The last rest of the day. */
	async end(): Promise<void> {
		this.#calm = true;
		await this.rest();
	}

	async switch(to: Phase, although: boolean): Promise<string> {
		const { world } = this;
		if ((await world.memory.phase(SYNC)) === null) return 'not begun';
		const { outcome } = await switchPhase(
			{ store: world.memory, clock: world.clock },
			{ sync: SYNC, to, by: 'ann', although: although ? CHECKS : [], maps: null },
		);
		await this.#look();
		return outcome;
	}

	async #look(): Promise<void> {
		this.phase = (await this.world.memory.phase(SYNC))?.phase ?? this.phase;
	}

	async #atAwait(): Promise<void> {
		const at = this.#awaits++;
		if (this.#switching || this.#calm) return;
		for (const { at: due, to, although } of this.scene.switches) {
			if (due !== at) continue;
			this.#switching = true;
			reached.add(await this.switch(to, although));
			this.#switching = false;
		}
	}
}

/** Everything is read again, as after a webhook for each record. */
async function readAllAgain({ world }: DayRun): Promise<void> {
	for (const entity of ENTITIES_IN_PLAY) {
		for (const side of SIDES) await world.hint(side, entity, [...world.system(side).all(entity).keys()]);
	}
	await world.settle();
}

/** P2: forth and back, at rest, whatever the rules of the phases are. */
async function switchesWriteNothing(day: SwitchingDay): Promise<void> {
	const { world } = day;
	const start = day.phase;
	for (const to of [...PHASES.filter((one) => one !== start), start]) {
		const before = world.writeCount();
		const outcome = await day.switch(to, true);
		if (outcome === 'refused') {
			const standing = await world.memory.standing(SYNC, world.clock.now());
			throw new LawBroken('P2', `at rest, phase ${to} was refused: ${JSON.stringify(standing.undone)}`);
		}
		if (outcome === 'switched') reached.add('switched at rest');
		await readAllAgain(day);
		if (world.writeCount() !== before)
			throw new LawBroken('P2', `${world.writeCount() - before} writes after the switch to phase ${to}`);
	}
}

/** P1: no run writes while the sync is in another phase than its own. */
function nobodyAstray({ world }: DayRun): void {
	if (world.astray.length > 0) throw new LawBroken('P1', world.astray.join('; '));
}

trial<Scene>('phases that are switched at random moments of any day, with the same rules in each', {
	laws: {
		P1: 'no run writes while the sync is in another phase than its own',
		P2: 'a switch writes nothing by itself, forth or back',
		S1: 'once people stop, the sync stops writing',
		S2: 'both sides end alike, as far as each can hold it',
		S3: 'every record ends with exactly one counterpart: nothing doubled, nothing missing',
		S4: 'what one side edited stays on that side to the letter',
		I2: 'a field that one side edited is never written on that side',
		I4: 'a field that both sides edited ends as something that a person wrote',
		I8: 'no write runs over a value that its writer has not read',
		I12: 'every overwritten value can be read in the audit',
		I14: 'no record is written before its parent, and none loses it',
	},
	scenes: fc.record(scene),
	share: 0.5,
	live: async (lived) => {
		const day = new SwitchingDay(lived);
		await day.live(lived.steps);
		await day.end();
		const { people } = day;
		await judge(day, {
			P1: nobodyAstray,
			S3: () => bijection(people),
			S2: () => convergence(people),
			S4: () => ownWords(people),
			I2: () => nothingTouched(people),
			I4: () => nothingInvented(people),
			I8: () => nothingUnseen(people),
			I12: () => nothingForgotten(people),
			I14: () => parentsFirst(people),
			S1: () => quiescence(people),
			P2: switchesWriteNothing,
		});
	},
});

const rule = fc.constantFrom<FieldPolicy>(
	{ strategy: 'lastWriteWins' },
	{ strategy: 'manual' },
	{ strategy: 'newestNonEmpty' },
	{ strategy: 'sourceOfTruth', truth: 'psa', mode: 'prefer' },
	{ strategy: 'sourceOfTruth', truth: 'platform', mode: 'prefer' },
	{ strategy: 'sourceOfTruth', truth: 'psa', mode: 'enforce' },
	{ strategy: 'sourceOfTruth', truth: 'platform', mode: 'enforce' },
);

/** The rules of one phase: of two fields their own, of all others the same. */
const rules: fc.Arbitrary<SyncPolicy> = fc
	.record({ title: rule, state: rule, others: rule, tieBreaker: fc.constantFrom(...SIDES) })
	.map(({ title, state, others, tieBreaker }) => ({
		entities: { ticket: { default: others, fields: { title, state } } },
		fallback: others,
		tieBreaker,
	}));

trial<Scene & { readonly rules: readonly [SyncPolicy, SyncPolicy, SyncPolicy] }>(
	'phases that are switched at random moments of any day, each with rules of its own',
	{
		laws: {
			P1: 'no run writes while the sync is in another phase than its own',
			P2: 'a switch writes nothing by itself, forth or back, whatever the rules of both phases are',
			S1: 'once people stop, the sync stops writing',
			S3: 'every record ends with exactly one counterpart: nothing doubled, nothing missing',
			I12: 'every overwritten value can be read in the audit',
			I14: 'no record is written before its parent, and none loses it',
		},
		scenes: fc.record({ ...scene, rules: fc.tuple(rules, rules, rules) }),
		share: 0.5,
		live: async (lived) => {
			const day = new SwitchingDay(lived);
			day.world.policyOf = (of) => lived.rules[of - 1];
			await day.live(lived.steps);
			await day.end();
			const { people } = day;
			await judge(day, {
				P1: nobodyAstray,
				S3: () => bijection(people),
				I12: () => nothingForgotten(people),
				I14: () => parentsFirst(people),
				S1: () => quiescence(people),
				P2: switchesWriteNothing,
			});
		},
	},
);

test('the scenes reach what they are about: switches carried out and refused, runs of other phases', () => {
	expect([...reached].sort()).toEqual([
		'a run of another phase',
		'not begun',
		'refused',
		'switched',
		'switched at rest',
		'unchanged',
	]);
});
