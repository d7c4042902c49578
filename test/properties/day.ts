import fc from 'fast-check';
import type { Entity, Side } from '../../sync/model/entity';
import { SIDES } from '../../sync/model/entity';
import { sameValue, type Json } from '../../sync/model/json';
import { linkedId, type Link } from '../../sync/model/link';
import type { MappedFields } from '../../sync/model/write';
import type { Fault } from './simulated-system';
import { mappings, PLATFORM_STATES, PSA_STATUSES } from './tenant';
import { ENTITIES_IN_PLAY, SYNC, World, type WorldOptions } from './world';

/** Ticket fields as people think of them, and what each side calls them. */
const FIELDS = {
	title: { psa: 'summary', platform: 'title' },
	state: { psa: 'status', platform: 'state' },
	note: { psa: 'note', platform: 'note' },
	extra: { psa: 'extra', platform: 'extra' },
	owner: { psa: 'owner', platform: 'owner' },
} as const;
type Field = keyof typeof FIELDS;

interface Edited {
	readonly do: 'edit';
	readonly side: Side;
	readonly ticket: number;
	readonly field: Field;
	readonly value: number;
	readonly text: string;
}

export type Step =
	| { readonly do: 'company'; readonly side: Side }
	| { readonly do: 'twins' }
	| { readonly do: 'ticket'; readonly side: Side; readonly title: string; readonly company: number }
	| Edited
	| { readonly do: 'wait'; readonly ms: number }
	| {
			readonly do: 'run';
			readonly psa: readonly Fault[];
			readonly platform: readonly Fault[];
			readonly life: number | null;
			readonly meanwhile: readonly (Edited & { readonly at: number })[];
	  }
	| { readonly do: 'settle' };

export interface Day {
	readonly options: WorldOptions;
	readonly steps: readonly Step[];
}

const side = fc.constantFrom(...SIDES);
const fault = fc.oneof(
	{ weight: 6, arbitrary: fc.constant<Fault>('ok') },
	{ weight: 2, arbitrary: fc.constantFrom<Fault>('busy', 'unavailable', 'refused', 'lost') },
);
/** Texts that systems like to change: long, with spaces at the ends, empty. */
const text = fc.oneof(
	fc.constantFrom('', ' a ', 'exactly ten', 'a longer title than the PSA keeps', '0123456789abc', 'Zoë ✓'),
	fc.string({ maxLength: 20 }),
);
const edited = {
	do: fc.constant('edit' as const),
	side,
	ticket: fc.nat(5),
	field: fc.constantFrom(...(Object.keys(FIELDS) as Field[])),
	value: fc.nat(3),
	text,
};
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('company' as const), side }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('twins' as const) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('ticket' as const), side, title: text, company: fc.nat(5) }) },
	{ weight: 8, arbitrary: fc.record(edited) },
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			ms: fc.constantFrom(0, 400, 1000, 20_000, 100_000, 900_000),
		}),
	},
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('run' as const),
			psa: fc.array(fault, { maxLength: 6 }),
			platform: fc.array(fault, { maxLength: 6 }),
			life: fc.option(fc.nat(60), { freq: 3 }),
			meanwhile: fc.array(fc.record({ ...edited, at: fc.nat(60) }), { maxLength: 2 }),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
);

const skew = fc.integer({ min: -90_000, max: 90_000 });

/** A day at an MSP: people on both sides, runs, faults, deaths. */
export const day: fc.Arbitrary<Day> = fc.record({
	options: fc.record({
		skewMs: fc.record({ psa: skew, platform: skew }),
		lagMs: fc.constantFrom(0, 0, 800, 30_000),
		limit: fc.constantFrom(1, 3, 50),
	}),
	steps: fc.array(step, { minLength: 3, maxLength: 30 }),
});

interface Edit {
	readonly side: Side;
	readonly held: Json;
	/** Everything before it had been carried over when it was made. */
	readonly calm: boolean;
}

interface Known {
	readonly entity: Entity;
	readonly side: Side;
	readonly id: string;
	readonly edits: Map<string, Edit[]>;
}

/** Lives through a day and holds the outcome against what people did. */
export class DayRun {
	readonly world: World;
	readonly #records: Known[] = [];
	#names = 0;
	#counted: Record<string, number> = { company: 0, ticket: 0 };
	#sinceSettle = new Set<string>();

	constructor(readonly day: Day) {
		this.world = new World(day.options);
	}

	async live(): Promise<void> {
		for (const one of this.day.steps) await this.#step(one);
		await this.world.settle();
	}

	async #step(one: Step): Promise<void> {
		switch (one.do) {
			case 'company':
				this.#create('company', one.side, { name: `company ${this.#names++}`, phone: null });
				return;
			case 'twins': {
				const fields = { name: `twin ${this.#names++}`, phone: null };
				this.#create('company', 'psa', fields);
				this.world.platform.personCreates('company', fields);
				return;
			}
			case 'ticket':
				return this.#ticket(one.side, one.title, one.company);
			case 'edit':
				return this.#edit(one);
			case 'wait':
				this.world.wait(one.ms);
				return;
			case 'run':
				this.world.break('psa', one.psa);
				this.world.break('platform', one.platform);
				await this.world.run(
					one.life ?? undefined,
					one.meanwhile.map((edit) => ({ at: edit.at, side: edit.side, act: () => this.#edit(edit) })),
				);
				this.world.mend();
				return;
			case 'settle':
				await this.world.settle();
				this.#sinceSettle = new Set();
		}
	}

	#create(entity: Entity, where: Side, fields: Record<string, Json>): Known {
		const id = this.world.system(where).personCreates(entity, fields);
		const known: Known = { entity, side: where, id, edits: new Map() };
		this.#records.push(known);
		this.#counted[entity] += 1;
		return known;
	}

	#ticket(where: Side, title: string, companyIndex: number): void {
		const companies = this.#records.filter(({ entity }) => entity === 'company');
		const company = companies[companyIndex % Math.max(1, companies.length)];
		const companyId = company && this.#idOn(company, where);
		const names = FIELDS;
		const known = this.#create('ticket', where, {
			[names.title[where]]: title.trim() === '' ? 'untitled' : title,
			[names.state[where]]: where === 'psa' ? PSA_STATUSES[0] : PLATFORM_STATES[0],
			[where === 'psa' ? 'company' : 'companyId']: companyId ?? null,
		});
		for (const field of Object.keys(FIELDS)) this.#note(known, where, field as Field);
	}

	#edit(one: Edited): void {
		const tickets = this.#records.filter(({ entity }) => entity === 'ticket');
		const known = tickets[one.ticket % Math.max(1, tickets.length)];
		if (!known) return;
		const id = this.#idOn(known, one.side);
		if (id === undefined) return;
		const states = one.side === 'psa' ? PSA_STATUSES : PLATFORM_STATES;
		const words = one.field === 'title' && one.text.trim() === '' ? 'untitled' : one.text;
		const value: Json = one.field === 'state' ? states[one.value % states.length] : words;
		const name = FIELDS[one.field][one.side];
		const before: Json | undefined = this.world.system(one.side).all('ticket').get(id)?.[name];
		this.world.system(one.side).personEdits('ticket', id, { [name]: value });
		if (sameValue(before, this.world.system(one.side).all('ticket').get(id)?.[name])) return;
		this.#note(known, one.side, one.field, id);
	}

	#note(known: Known, where: Side, field: Field, id = known.id): void {
		const held = this.world.system(where).all(known.entity).get(id)?.[FIELDS[field][where]] ?? null;
		const key = `${known.side} ${known.id} ${field}`;
		const edits = known.edits.get(field) ?? [];
		known.edits.set(field, [...edits, { side: where, held, calm: !this.#sinceSettle.has(key) }]);
		this.#sinceSettle.add(key);
	}

	#idOn(known: Known, where: Side): string | undefined {
		return known.side === where ? known.id : this.world.counterpart(known.entity, known.side, known.id);
	}

	// --- what must hold at the end of the day ---

	/** S3: every record has exactly one counterpart; nothing doubled, nothing missing. */
	checkBijection(): void {
		for (const entity of ENTITIES_IN_PLAY) {
			for (const where of SIDES) {
				const there = this.world.system(where).all(entity).size;
				if (there !== this.#counted[entity])
					throw new Error(`S3: ${this.#counted[entity]} ${entity} records were made by people, ${where} has ${there}`);
			}
			const links = this.#links(entity);
			for (const where of SIDES) {
				const ids = links.map((link) => linkedId(link, where));
				if (ids.includes(null) || new Set(ids).size !== this.#counted[entity])
					throw new Error(`S3: links of ${entity} are no bijection: ${JSON.stringify(ids)}`);
			}
		}
	}

	/** S2: both sides hold the same up to the normal form, but for fields that wait for a person. */
	async checkConvergence(): Promise<void> {
		const open = await this.world.memory.reviews(SYNC, { status: 'open', limit: 1000 });
		for (const entity of ENTITIES_IN_PLAY) {
			const mapping = mappings.find((one) => one.entity === entity);
			const companies = new Map(this.#links('company').map((link) => [link.psaId, link.platformId]));
			for (const link of this.#links(entity)) {
				const left = this.world.psa.all(entity).get(link.psaId ?? '') ?? {};
				const right = this.world.platform.all(entity).get(link.platformId ?? '') ?? {};
				const view: MappedFields = mapping?.forward(left, (_, id) => companies.get(id) ?? undefined).view ?? {};
				for (const [field, value] of Object.entries(view)) {
					const waits = open.some((entry) => entry.linkId === link.id && entry.field === field);
					if (!waits && !mapping?.equivalent(field, value, right[field])) {
						throw new Error(
							`S2: ${entity} ${link.psaId} ↔ ${link.platformId} "${field}": ${JSON.stringify(value)} ≠ ${JSON.stringify(right[field])}`,
						);
					}
				}
			}
		}
	}

	/**
	 * S4: what was edited on one side only is, on that side, to the letter what the person left there; and so is an edit
	 * that was made in calm, with nothing else under way, whichever side it was on.
	 */
	checkOwnWords(): void {
		for (const known of this.#records) {
			for (const [field, edits] of known.edits) {
				const last = edits.at(-1);
				if (!last) continue;
				const oneSided = edits.every((edit) => edit.side === last.side);
				if (!oneSided && !last.calm) continue;
				const link = this.#links(known.entity).find((one) => linkedId(one, known.side) === known.id);
				const id = last.side === known.side ? known.id : link && linkedId(link, last.side);
				const held = this.world
					.system(last.side)
					.all(known.entity)
					.get(id ?? '')?.[FIELDS[field as Field][last.side]];
				if (!sameValue(held, last.held)) {
					throw new Error(
						`S4: ${last.side} ${known.entity} ${id} "${field}" should be ${JSON.stringify(last.held)} but is ${JSON.stringify(held)}`,
					);
				}
			}
		}
	}

	/** I2: a field that was edited on one side only is never written on that side. */
	checkNothingTouched(): void {
		for (const known of this.#records) {
			for (const [field, edits] of known.edits) {
				const [first] = edits;
				if (!first || !edits.every((edit) => edit.side === first.side)) continue;
				const id = this.#idOn(known, first.side);
				const name = FIELDS[field as Field][first.side];
				const touched = this.world
					.system(first.side)
					.writes.find(
						(write) => write.entity === known.entity && write.id === id && Object.hasOwn(write.fields, name),
					);
				if (touched)
					throw new Error(
						`I2: "${field}" was edited on ${first.side} only, but was written there: ${JSON.stringify(touched)}`,
					);
			}
		}
	}

	/** I4: a field that both sides changed ends as something that a person wrote, in the form that the side keeps. */
	checkNothingInvented(): void {
		const mapping = mappings.find(({ entity }) => entity === 'ticket');
		for (const known of this.#records) {
			const link = this.#links(known.entity).find((one) => linkedId(one, known.side) === known.id);
			for (const [field, edits] of known.edits) {
				const held = this.world.platform.all(known.entity).get(link?.platformId ?? '')?.[
					FIELDS[field as Field].platform
				];
				const words = edits.map((edit) => {
					if (edit.side === 'platform') return edit.held;
					const name = FIELDS[field as Field];
					return mapping?.forward({ [name.psa]: edit.held }, () => undefined).view[name.platform] ?? null;
				});
				if (!words.some((word) => mapping?.equivalent(FIELDS[field as Field].platform, word, held))) {
					throw new Error(
						`I4: "${field}" ended as ${JSON.stringify(held)}, which nobody wrote: ${JSON.stringify(words)}`,
					);
				}
			}
		}
	}

	/** S1: once people stop, nothing is written any more. */
	async checkQuiescence(): Promise<void> {
		const before = this.world.writeCount();
		for (let cycle = 0; cycle < 3; cycle++) {
			await this.world.run();
			this.world.wait(60_000);
		}
		if (this.world.writeCount() !== before) {
			throw new Error(`S1: ${this.world.writeCount() - before} writes after everything had come to rest`);
		}
	}

	#links(entity: Entity): Link[] {
		return this.world.memory.allLinks().filter((link) => link.entity === entity);
	}
}
