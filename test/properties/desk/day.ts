import { SIDES, type Side } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';
import type { Rounding } from '../../../sync/model/mapping';
import type { SyncPolicy } from '../../../sync/model/policy';
import type { FlatRecord } from '../../../sync/model/record';
import { LawBroken } from '../law';
import { PAIRS } from '../pairs';
import { SwitchingDay, type Switching } from '../switching-day';
import { deskTenantOf, type ReadersMap } from './tenant';
import { CHILDREN, DESK_WORDS, mayBeShown, type ChildEntity, type DeskWords } from './words';

/** Who is to read what somebody writes; `unclear` where nobody could say, as far as the system knows such. */
export type Readers = 'public' | 'internal' | 'unclear';

/** What somebody does to notes and time, at an await counted over the whole day. */
export type Deed = { readonly at: number; readonly side: Side } & (
	| {
			readonly do: 'write';
			readonly entity: ChildEntity;
			readonly ticket: number;
			readonly readers: Readers;
			readonly minutes: number;
	  }
	| {
			readonly do: 'edit';
			readonly entity: ChildEntity;
			readonly which: number;
			readonly text: boolean;
			readonly readers: Readers | null;
			readonly minutes: number | null;
	  }
	| { readonly do: 'bill'; readonly which: number; readonly how: number; readonly billed: boolean }
);

export type DeskScene = Switching & {
	readonly deeds: readonly Deed[];
	/** Of each phase. */
	readonly rules: readonly [SyncPolicy, SyncPolicy, SyncPolicy];
	readonly rounding: Rounding | null;
	readonly readers: ReadersMap;
};

/** A note or an entry that a person made. */
export interface Child {
	readonly entity: ChildEntity;
	readonly side: Side;
	readonly id: string;
	/** Every duration that anybody gave it. */
	readonly minutes: number[];
}

const ROUND_MS = 60_000;

const wordsIn = (text: Json | undefined): string[] => String(text ?? '').match(/word\d+\./g) ?? [];

/** Two tickets that both systems have, and people who write, edit, publish, hide and bill while runs and switches go on. */
export class DeskDay extends SwitchingDay {
	readonly children: Child[] = [];
	/** Words that clients could read although nobody meant them to, in the order of the writes that showed them. */
	readonly leaks: LawBroken[] = [];
	readonly #released = new Set<string>();
	readonly #watched: Record<Side, number> = { psa: 0, platform: 0 };
	#words = 0;
	#awaits = 0;
	/** People work: neither before both systems have the tickets nor after the end of the day. */
	#open = false;

	constructor(scene: DeskScene) {
		const { options, deeds, rules, rounding, readers } = scene;
		super({ ...scene, options: { ...options, tenant: deskTenantOf(options.pair ?? PAIRS[0], { rounding, readers }) } });
		const { world } = this;
		world.policyOf = (phase) => rules[phase - 1];
		const others = world.atEveryAwait;
		world.atEveryAwait = async () => {
			await others();
			this.watch();
			if (!this.#open) return;
			const now = this.#awaits++;
			for (const deed of deeds) if (deed.at === now) this.#act(deed);
		};
	}

	/** A company and two tickets that both systems have, each with a note and an entry on it. */
	async begin(): Promise<void> {
		this.people.createCompany('psa');
		this.people.createTicket('psa', 'Printer', 0);
		this.people.createTicket('platform', 'Laptop', 0);
		await this.rest();
		for (const side of SIDES) {
			for (const entity of CHILDREN)
				this.#write({
					at: 0,
					do: 'write',
					side,
					entity,
					ticket: 0,
					readers: side === 'psa' ? 'public' : 'internal',
					minutes: 20,
				});
		}
		await this.rest();
		this.#open = true;
	}

	/** The rest of the day, in which everything works and people go on. */
	async afternoon(): Promise<void> {
		for (let round = 0; round < 5; round++) {
			await this.world.run();
			this.world.wait(ROUND_MS);
		}
	}

	override async end(): Promise<void> {
		this.#open = false;
		await super.end();
		this.watch();
	}

	wordsOn(side: Side): DeskWords {
		return DESK_WORDS[this.world.profile(side).system];
	}

	idOn({ entity, side, id }: Child, on: Side): string | undefined {
		return side === on ? id : this.world.counterpart(entity, side, id);
	}

	/** Everything that was billed is opened again. */
	reopen(): void {
		for (const side of SIDES) {
			const { isBilled, opens } = this.wordsOn(side);
			const system = this.world.system(side);
			for (const [id, record] of system.all('timeEntry'))
				if (isBilled(record)) system.personEdits('timeEntry', id, opens);
		}
	}

	/**
	 * P6: holds what was written since the last look against what people had released by then. Whatever people say, no
	 * update shows clients a record that they did not see.
	 */
	watch(): void {
		for (const side of SIDES) {
			const { writes } = this.world.system(side);
			const system = this.world.profile(side).system;
			for (const { entity, id, kind, fields, before, stoodMs } of writes.slice(this.#watched[side])) {
				if (entity !== 'note' && entity !== 'timeEntry') continue;
				// An index does not show yet what is younger than its lag: see I8.
				if (kind === 'update' && stoodMs < this.world.options.lagMs) continue;
				const after = { ...before, ...fields };
				if (!mayBeShown(system, entity, after)) continue;
				const names = DESK_WORDS[system][entity];
				const [was, is] = [before[names.readers], after[names.readers]];
				if (kind === 'update' && was !== is && was !== names.public)
					this.leaks.push(new LawBroken('P6', `${side} ${entity} ${id} was ${String(was)} and was made ${String(is)}`));
				const shown = wordsIn(after[names.text]).filter((word) => !this.#released.has(word));
				if (shown.length > 0)
					this.leaks.push(
						new LawBroken('P6', `a ${kind} of ${side} ${entity} ${id} showed clients ${shown.join(', ')}`),
					);
			}
			this.#watched[side] = writes.length;
		}
	}

	#act(deed: Deed): void {
		if (deed.do === 'write') this.#write(deed);
		else if (deed.do === 'edit') this.#edit(deed);
		else this.#bill(deed);
	}

	#write({ side, entity, ticket, readers, minutes }: Extract<Deed, { do: 'write' }>): void {
		const of = this.people.ticket(ticket);
		const ticketId = of && this.people.idOn(of, side);
		if (ticketId === undefined) return;
		const words = this.wordsOn(side);
		const child = words[entity];
		const fields: Record<string, Json> = {
			[child.ticket]: ticketId,
			[child.readers]: this.#value(side, entity, readers),
			[child.text]: this.#text(readers === 'public'),
		};
		if (entity === 'timeEntry') {
			Object.assign(fields, words.opens);
			fields[words.technician] = 'Ann';
			fields[words.startedAt] = '2026-01-01T07:00:00Z';
			fields[words.duration] = words.typed(minutes);
		}
		const id = this.world.system(side).personCreates(entity, fields);
		this.children.push({ entity, side, id, minutes: entity === 'timeEntry' ? [minutes] : [] });
	}

	#edit({ side, entity, which, text, readers, minutes }: Extract<Deed, { do: 'edit' }>): void {
		const found = this.#find(entity, side, which);
		if (!found) return;
		const { child, id, held } = found;
		const words = this.wordsOn(side);
		const names = words[entity];
		const isPublic = readers === null ? held[names.readers] === names.public : readers === 'public';
		const fields: Record<string, Json> = {};
		if (readers !== null) fields[names.readers] = this.#value(side, entity, readers);
		if (text) fields[names.text] = this.#text(isPublic);
		else if (isPublic) for (const word of wordsIn(held[names.text])) this.#released.add(word);
		if (entity === 'timeEntry' && minutes !== null) {
			fields[words.duration] = words.typed(minutes);
			child.minutes.push(minutes);
		}
		this.world.system(side).personEdits(entity, id, fields);
	}

	#bill({ side, which, how, billed }: Extract<Deed, { do: 'bill' }>): void {
		const found = this.#find('timeEntry', side, which);
		if (!found) return;
		const { bills, opens } = this.wordsOn(side);
		this.world.system(side).personEdits('timeEntry', found.id, billed ? bills[how % bills.length] : opens);
	}

	/** A child where it is already, unless it is being written: see `World.inFlight`. */
	#find(entity: ChildEntity, side: Side, which: number) {
		const { world } = this;
		const all = this.children.filter((child) => child.entity === entity);
		const child = all[which % Math.max(1, all.length)];
		const id = child && this.idOn(child, side);
		const held: FlatRecord | undefined = id === undefined ? undefined : world.system(side).all(entity).get(id);
		if (!child || id === undefined || !held) return undefined;
		const isUnderWay = [...world.inFlight.values()].some((ids) => ids.has(`${side} ${id}`));
		return isUnderWay && !world.profile(side).etags ? undefined : { child, id, held };
	}

	#value(side: Side, entity: ChildEntity, readers: Readers): Json {
		const words = this.wordsOn(side)[entity];
		if (readers !== 'unclear') return words[readers];
		return words.unclear.length > 0 ? words.unclear[this.#words % words.unclear.length] : words.internal;
	}

	#text(forClients: boolean): string {
		const word = `word${++this.#words}.`;
		if (forClients) this.#released.add(word);
		return `Note of ${word}`;
	}
}
