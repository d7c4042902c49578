import { SIDES, type Entity, type Side } from '../../../sync/model/entity';
import { sameValue, type Json } from '../../../sync/model/json';
import { linkedId, type Link } from '../../../sync/model/link';
import type { FlatRecord } from '../../../sync/model/record';
import { companyField, PLATFORM_STATES, PSA_STATUSES } from './tenant';
import type { World } from './world';

/** Ticket fields as people think of them, and what each side calls them. */
export const FIELDS = {
	title: { psa: 'summary', platform: 'title' },
	state: { psa: 'status', platform: 'state' },
	note: { psa: 'note', platform: 'note' },
	extra: { psa: 'extra', platform: 'extra' },
	owner: { psa: 'owner', platform: 'owner' },
	phone: { psa: 'callback', platform: 'phone' },
} as const;
export type Field = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as Field[];

/** What somebody left in a field. */
export interface Edit {
	readonly side: Side;
	readonly held: Json;
	/** True time. */
	readonly at: number;
	/** Everything before it had been carried over when it was made. */
	readonly calm: boolean;
}

/** A record that a person made, and what people did to it since. */
export interface Known {
	readonly entity: Entity;
	/** Where it was made, and its id there. */
	readonly side: Side;
	readonly id: string;
	readonly edits: Map<Field, Edit[]>;
}

/** The people of both systems: what they do, and what they remember of it. */
export class People {
	readonly records: Known[] = [];
	readonly counted: Record<string, number> = { company: 0, ticket: 0 };
	#names = 0;
	#sinceCalm = new Set<string>();

	constructor(readonly world: World) {}

	/** @returns the same people beside a copy of their world. */
	beside(world: World): People {
		const copy = new People(world);
		for (const known of this.records) {
			copy.records.push({ ...known, edits: new Map([...known.edits].map(([field, edits]) => [field, [...edits]])) });
		}
		Object.assign(copy.counted, this.counted);
		copy.#names = this.#names;
		copy.#sinceCalm = new Set(this.#sinceCalm);
		return copy;
	}

	createCompany(side: Side): Known {
		return this.#create('company', side, { name: `company ${this.#names++}`, phone: null });
	}

	/** A company that both systems have had all along. */
	createTwins(): void {
		const fields = { name: `twin ${this.#names++}`, phone: null };
		this.#create('company', 'psa', fields);
		this.world.platform.personCreates('company', fields);
	}

	createTicket(side: Side, title: string, companyIndex: number): Known {
		const companies = this.records.filter(({ entity }) => entity === 'company');
		const company = companies[companyIndex % Math.max(1, companies.length)];
		const known = this.#create('ticket', side, {
			[FIELDS.title[side]]: title.trim() === '' ? 'untitled' : title,
			[FIELDS.state[side]]: side === 'psa' ? PSA_STATUSES[0] : PLATFORM_STATES[0],
			[companyField(this.world.tenant.catalogues[side])]: (company && this.idOn(company, side)) ?? null,
		});
		for (const field of FIELD_NAMES) this.#note(known, side, field, known.id);
		return known;
	}

	ticket(index: number): Known | undefined {
		const tickets = this.records.filter(({ entity }) => entity === 'ticket');
		return tickets[index % Math.max(1, tickets.length)];
	}

	/** Writes into a field of a ticket where it is already; nothing happens where it is not. */
	edit(known: Known | undefined, side: Side, field: Field, value: number, text: string): void {
		const id = known && this.idOn(known, side);
		if (id === undefined || !known) return;
		const name = FIELDS[field][side];
		const system = this.world.system(side);
		const before = system.all('ticket').get(id);
		if (!before) return;
		system.personEdits('ticket', id, { [name]: this.#typed(side, field, value, text) });
		if (sameValue(before[name], system.all('ticket').get(id)?.[name])) return;
		this.#note(known, side, field, id);
	}

	/** Writes a value into a field of a ticket as it stands, as somebody does who puts back what the audit shows. */
	putBack(known: Known, side: Side, field: Field, value: Json): void {
		const id = this.idOn(known, side);
		if (id === undefined) return;
		this.world.system(side).personEdits('ticket', id, { [FIELDS[field][side]]: value });
		this.#note(known, side, field, id);
	}

	/** Everything has been carried over: what is edited from now on is a new beginning. */
	calm(): void {
		this.#sinceCalm = new Set();
	}

	/** The id that a record has on a side; undefined while it has none there. */
	idOn(known: Known, side: Side): string | undefined {
		return known.side === side ? known.id : this.world.counterpart(known.entity, known.side, known.id);
	}

	linkOf(known: Known): Link | undefined {
		return this.world.links(known.entity).find((one) => linkedId(one, known.side) === known.id);
	}

	/** What a side holds of a record now. */
	heldOn(known: Known, side: Side): FlatRecord | undefined {
		const id = this.idOn(known, side);
		return id === undefined ? undefined : this.world.system(side).all(known.entity).get(id);
	}

	/** Fields that were edited on one side only, with that side. */
	*oneSided(): Iterable<{ known: Known; field: Field; side: Side; edits: readonly Edit[] }> {
		for (const known of this.records) {
			for (const [field, edits] of known.edits) {
				for (const side of SIDES) {
					if (edits.length > 0 && edits.every((edit) => edit.side === side)) yield { known, field, side, edits };
				}
			}
		}
	}

	#create(entity: Entity, side: Side, fields: Record<string, Json>): Known {
		const id = this.world.system(side).personCreates(entity, fields);
		const known: Known = { entity, side, id, edits: new Map() };
		this.records.push(known);
		this.counted[entity] += 1;
		return known;
	}

	#typed(side: Side, field: Field, value: number, text: string): Json {
		const states = side === 'psa' ? PSA_STATUSES : PLATFORM_STATES;
		if (field === 'state') return states[value % states.length];
		return field === 'title' && text.trim() === '' ? 'untitled' : text;
	}

	#note(known: Known, side: Side, field: Field, id: string): void {
		const held = this.world.system(side).all(known.entity).get(id)?.[FIELDS[field][side]] ?? null;
		const key = `${known.entity} ${known.side} ${known.id} ${field}`;
		const edits = known.edits.get(field) ?? [];
		known.edits.set(field, [...edits, { side, held, at: this.world.now, calm: !this.#sinceCalm.has(key) }]);
		this.#sinceCalm.add(key);
	}
}
