import fc from 'fast-check';
import { otherSide, type Side } from '../../sync/model/entity';
import { PHASES, type Phase } from '../../sync/model/phase';
import { CHECKS } from '../../sync/model/readiness';
import { switchPhase } from '../../sync/pipeline';
import { DayRun } from './day';
import { MORE_FAULTS, worldsOf } from './pairs';
import type { Field, Known } from './simulation/people';
import type { Pair } from './simulation/profiles';
import { SYNC } from './simulation/tenant';
import { stepsOf, type Step } from './steps';

/** Somebody switches at an await of a run, counted over the whole day but for its rests. */
export interface Switch {
	readonly at: number;
	readonly to: Phase;
	/** Overrides everything that can be overridden. */
	readonly although: boolean;
}

export interface Switching {
	readonly options: ConstructorParameters<typeof DayRun>[0];
	readonly steps: readonly Step[];
	readonly switches: readonly Switch[];
	/** By run: the workflow of another phase is active as well, and it is this one's turn. */
	readonly others: readonly (Phase | null)[];
}

const phase = fc.constantFrom<Phase>(...PHASES);

/** A day of a pairing with switches in it. */
export const switchingOf = (pair: Pair) => ({
	options: worldsOf(pair),
	steps: fc.array(stepsOf(false, MORE_FAULTS), { minLength: 3, maxLength: 30 }),
	// Many: what a switch could spoil happens within a few awaits of a run.
	switches: fc.array(fc.record({ at: fc.nat(300), to: phase, although: fc.boolean() }), {
		minLength: 1,
		maxLength: 40,
		size: 'max',
	}),
	others: fc.array(fc.option(phase, { freq: 2 }), { maxLength: 20 }),
});

/** A day in which somebody switches phases now and then, and workflows of other phases run as well. */
export class SwitchingDay extends DayRun {
	/** What came of switches, and whether runs of other phases were made. */
	readonly reached = new Set<string>();
	#awaits = 0;
	#runs = 0;
	#switching = false;
	readonly #aloneUntil = new Map<Known, number>();
	/** Since how many writes of each side the sync has been in which phase. */
	readonly #since: { readonly phase: Phase; readonly writes: Readonly<Record<Side, number>> }[] = [];
	/** No other workflow is active any more, and nobody switches. */
	#calm = false;

	constructor(private readonly scene: Switching) {
		super(scene.options);
		this.world.atEveryAwait = async () => await this.#atAwait();
		this.world.phaseOfNextRun = () => {
			const other = (this.#calm ? null : scene.others[this.#runs++]) ?? null;
			if (other !== null && other !== this.phase) this.reached.add('a run of another phase');
			return other ?? this.phase;
		};
	}

	/** The phase that people know the sync to be in. */
	phase: Phase = 1;

	override async step(step: Step): Promise<void> {
		this.#meet();
		await super.step(step);
		this.#meet();
		await this.#look();
	}

	/** Whether people of the other side typed into a field of a ticket of theirs before it had a counterpart on this one. */
	typedWhileAlone(side: Side, id: string, field: Field): boolean {
		const known = this.people.records.find((one) => one.entity === 'ticket' && this.people.idOn(one, side) === id);
		if (!known || known.side === side) return false;
		const until = this.#aloneUntil.get(known) ?? Number.POSITIVE_INFINITY;
		const [, ...typed] = known.edits.get(field) ?? [];
		return typed.some((edit) => edit.side === known.side && edit.at <= until);
	}

	/** A counterpart is noticed at the latest at the end of the step that made it. */
	#meet(): void {
		for (const known of this.people.records) {
			if (this.#aloneUntil.has(known) || this.people.idOn(known, otherSide(known.side)) === undefined) continue;
			this.#aloneUntil.set(known, this.world.now);
		}
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
		if ((await world.memory.phase(SYNC)) === null) return this.#came('not begun');
		const { outcome } = await switchPhase(
			{ store: world.memory, clock: world.clock },
			{ sync: SYNC, to, by: 'ann', although: although ? CHECKS : [], maps: null },
		);
		await this.#look();
		return this.#came(outcome);
	}

	#came(outcome: string): string {
		this.reached.add(outcome);
		return outcome;
	}

	/** The phase that the sync was in when the write of that number landed. */
	phaseOf(side: Side, index: number): Phase {
		return this.#since.findLast(({ writes }) => writes[side] <= index)?.phase ?? this.phase;
	}

	async #look(): Promise<void> {
		const { world } = this;
		const phase = (await world.memory.phase(SYNC))?.phase;
		if (phase === undefined) return;
		this.phase = phase;
		if (this.#since.at(-1)?.phase === phase) return;
		this.#since.push({ phase, writes: { psa: world.psa.writes.length, platform: world.platform.writes.length } });
	}

	async #atAwait(): Promise<void> {
		await this.#look();
		if (this.#switching || this.#calm) return;
		const at = this.#awaits++;
		for (const { at: due, to, although } of this.scene.switches) {
			if (due !== at) continue;
			this.#switching = true;
			await this.switch(to, although);
			this.#switching = false;
		}
	}
}
