import type { Random } from '../../../sandbox/seed/random';
import type { Systems } from '../../../sandbox/systems';
import {
	FIELDS,
	IMPACTED_USERS,
	NEIGHBOURS,
	otherSide,
	SIDES,
	tagged,
	tagOf,
	type Entity,
	type Field,
	type Loose,
	type Side,
	type Value,
} from './fields';

/** What people typed into one field of one record. */
export interface Story {
	/** The side whose people edit it now; the other side's leave it alone until it has come to rest. Null: nobody does. */
	owner: Side | null;
	/** The newest edit, and so what must stand in the end; null as long as the field is as the creation left it. */
	last: { readonly side: Side; readonly value: Value } | null;
	/** Everything that people typed, on which side. */
	readonly typed: { readonly side: Side; readonly value: Value }[];
	/** What lost against an edit of the same field that was made at the same moment on the other side. */
	readonly losers: Value[];
}

/** A record that people made, as they know it. */
export interface Made {
	readonly entity: Entity;
	readonly tag: string;
	readonly bornOn: Side;
	/** The tag of its client. */
	readonly company: string | null;
	readonly contact: string | null;
	readonly stories: ReadonlyMap<string, Story>;
	/** What they typed into the fields that no field map knows. */
	readonly neighbours: Map<string, Value>;
}

const TABLES = { company: 'companies', contact: 'contacts', ticket: 'tickets' } as const;

/**
 * The people of one MSP: they make and edit records on both sides through the systems' own screens, as chance has it,
 * and remember what they did. They never look at the sync.
 */
export class People {
	readonly made: Made[] = [];
	/** What was done, for the report of a failure. */
	readonly diary: string[] = [];
	readonly #ids = new Map<string, string>();
	#serial = 0;

	constructor(
		private readonly systems: Pick<Systems, 'connectwise' | 'platform'>,
		private readonly random: Random,
		/** Keeps the tags of two MSPs apart. */
		private readonly name: string,
	) {}

	/** What stands there before the first run: clients of the PSA, some of whom the platform knows too, and tickets. */
	moveIn(clients: number, tickets: number): void {
		for (let index = 0; index < clients; index++) {
			const client = this.#newClient('psa');
			if (index % 2 === 1) this.#alsoThere(client);
		}
		for (let index = 0; index < tickets; index++) this.#newTicket('psa');
	}

	/** Somebody does something. */
	act(): void {
		const act = this.random.weighted<() => void>([
			[() => this.#editSomething(), 14],
			[() => this.#newTicket(this.random.pick(SIDES)), 3],
			[() => this.#newBusiness(this.random.pick(SIDES)), 1],
			[() => this.#bothEdit(), 2],
			[() => this.#editNeighbour(), 2],
		]);
		act();
	}

	/**
	 * After everything has come to rest: another side's people may take over any field.
	 * @param choose who does; `drawn` is what chance says
	 */
	changeHands(choose: (story: Story, drawn: Side) => Side | null = (_story, drawn) => drawn): void {
		for (const { stories } of this.made) {
			for (const story of stories.values()) story.owner = choose(story, this.random.pick(SIDES));
		}
	}

	/** A record as it stands on a side, or undefined where it is not there (yet). */
	see(side: Side, { entity, tag }: Pick<Made, 'entity' | 'tag'>): { id: string; record: Loose } | undefined {
		const key = `${side} ${entity} ${tag}`;
		if (!this.#ids.has(key)) {
			const found = this.all(side, entity).find((record) => tagOf(side, entity, record) === tag);
			if (found) this.#ids.set(key, String(found.id));
		}
		const id = this.#ids.get(key);
		if (id === undefined) return undefined;
		const { connectwise, platform } = this.systems;
		const record =
			side === 'psa'
				? connectwise.control.record(TABLES[entity], Number(id))
				: (platform.control.get(entity, id) as unknown as Loose);
		return record && { id, record };
	}

	all(side: Side, entity: Entity): Loose[] {
		const { connectwise, platform } = this.systems;
		if (side === 'psa') return connectwise.control.records(TABLES[entity]);
		return platform.control.list(entity) as unknown as Loose[];
	}

	// --- what they do ---

	/** A new client rings: the client, a contact and a ticket are made within one moment. */
	#newBusiness(side: Side): void {
		const client = this.random.chance(0.5) ? this.#newClient(side) : this.#clientOn(side);
		if (!client) return;
		const contact = this.#newContact(side, client);
		this.#newTicket(side, client, contact);
	}

	#newClient(side: Side): Made {
		const tag = this.#tag('c');
		const name = `${tag} Dental Surgery`;
		const made = this.#remember('company', side, tag, null, null);
		const { connectwise, platform } = this.systems;
		if (side === 'platform') platform.control.create('company', { name });
		else connectwise.control.create('companies', { name, identifier: tag, site: { name: 'Main' } });
		return made;
	}

	/** The platform knows a client of the PSA already, by name. */
	#alsoThere({ tag }: Made): void {
		this.systems.platform.control.create('company', { name: `${tag} Dental Surgery` });
	}

	#newContact(side: Side, client: Made): Made | null {
		const company = this.see(side, client)?.id;
		if (company === undefined) return null;
		const tag = this.#tag('p');
		const made = this.#remember('contact', side, tag, client.tag, null);
		const person = { firstName: 'Nora', lastName: `Winter ${tag}` };
		const email = `${tag}@people.example`;
		const { connectwise, platform } = this.systems;
		if (side === 'platform') platform.control.create('contact', { ...person, email, companyId: company });
		else {
			const communicationItems = [{ type: { id: 1 }, value: email, defaultFlag: true }];
			connectwise.control.create('contacts', { ...person, company: { id: Number(company) }, communicationItems });
		}
		return made;
	}

	#newTicket(side: Side, client = this.#clientOn(side), contact: Made | null = null): void {
		const company = client && this.see(side, client)?.id;
		if (!client || company === undefined) return;
		const tag = this.#tag('t');
		const made = this.#remember('ticket', side, tag, client.tag, contact?.tag ?? null);
		const title = tagged(tag, `${this.#next()} as it was reported`);
		this.#story(made, 'title', side, title);
		const caller = contact && this.see(side, contact)?.id;
		const { connectwise, platform } = this.systems;
		if (side === 'platform') {
			platform.control.create('ticket', { title, companyId: company, ...(caller && { contactId: caller }) });
		} else {
			connectwise.control.create('tickets', {
				summary: title,
				board: { name: 'Service Desk' },
				company: { id: Number(company) },
				...(caller && { contact: { id: Number(caller) } }),
				customFields: [{ caption: 'Impacted Users', value: IMPACTED_USERS }],
			});
			made.neighbours.set('Impacted Users', IMPACTED_USERS);
		}
	}

	#editSomething(): void {
		const made = this.#anything();
		const field = this.random.pick(FIELDS[made.entity]);
		const { owner } = storyOf(made, field);
		if (owner !== null) this.#edit(made, field, owner);
	}

	/**
	 * Both sides edit one field at the same moment, after it had come to rest. The PSA is right in the template; what
	 * the platform's people typed must be found in the audit.
	 */
	#bothEdit(): void {
		const made = this.#anything();
		const fields = FIELDS[made.entity].filter(({ unique }) => unique);
		const field = this.random.pick(fields);
		const story = storyOf(made, field);
		const [psa, platform] = SIDES.map((side) => this.see(side, made)?.record);
		if (!psa || !platform || story.last === null || story.last.value === null || story.owner === null) return;
		const { side, value } = story.last;
		const there = field.shown(otherSide(side), side === 'psa' ? platform : psa);
		if (!field.arrives(side, value, there)) return;
		const loser = this.#edit(made, field, 'platform', false);
		this.#edit(made, field, 'psa', false);
		story.owner = 'psa';
		if (loser !== undefined) story.losers.push(loser);
	}

	#editNeighbour(): void {
		const tickets = this.made.filter(({ entity }) => entity === 'ticket');
		if (tickets.length === 0) return;
		const made = this.random.pick(tickets);
		const { name, side, shown, change } = this.random.pick(NEIGHBOURS);
		const seen = this.see(side, made);
		if (!seen || !change) return;
		made.neighbours.set(name, shown(this.#type(side, 'ticket', seen.id, change(++this.#serial))));
	}

	/** @returns what was typed; undefined where the record has not arrived on that side yet */
	#edit(made: Made, field: Field, side: Side, mayClear = true): Value | undefined {
		const seen = this.see(side, made);
		if (!seen) return undefined;
		let value = field.typed(this.random, side, this.#next());
		if (value === null && !mayClear) value = `LT-${this.#next()}`;
		if (field.name === 'title') value = tagged(made.tag, String(value));
		this.#type(side, made.entity, seen.id, field.change(side, seen.record, value));
		this.#story(made, field.name, side, value);
		return value;
	}

	#type(side: Side, entity: Entity, id: string, change: Record<string, unknown>): Loose {
		const { connectwise, platform } = this.systems;
		if (side === 'psa') return connectwise.control.edit(TABLES[entity], Number(id), change);
		return platform.control.edit(entity, id, change) as unknown as Loose;
	}

	// --- what they remember ---

	#remember(entity: Entity, bornOn: Side, tag: string, company: string | null, contact: string | null): Made {
		const stories = new Map(
			FIELDS[entity].map(({ name }) => [
				name,
				{ owner: this.random.pick(SIDES), last: null, typed: [], losers: [] } satisfies Story,
			]),
		);
		const neighbours = new Map<string, Value>();
		const made: Made = { entity, tag, bornOn, company, contact, stories, neighbours };
		this.made.push(made);
		this.diary.push(`${new Date().toISOString()} ${entity} ${tag} made on ${bornOn}`);
		return made;
	}

	#story(made: Made, field: string, side: Side, value: Value): void {
		const story = made.stories.get(field);
		if (!story) throw new Error(`${made.entity} has no field ${field}`);
		story.last = { side, value };
		story.typed.push(story.last);
		this.diary.push(
			`${new Date().toISOString()} ${made.entity} ${made.tag} ${field} on ${side}: ${JSON.stringify(value)}`,
		);
	}

	/** Mostly something recent, as at work: what is new is edited before the sync has brought it over. */
	#anything(): Made {
		const recent = this.random.chance(0.4) ? this.made.slice(-8) : this.made;
		return this.random.pick(recent);
	}

	#clientOn(side: Side): Made | undefined {
		const clients = this.made.filter((one) => one.entity === 'company' && this.see(side, one));
		return clients.length === 0 ? undefined : this.random.pick(clients);
	}

	#tag(kind: string): string {
		return `${this.name}${kind}${++this.#serial}`;
	}

	#next(): string {
		return `e${++this.#serial}`;
	}
}

export function storyOf(made: Made, { name }: Pick<Field, 'name'>): Story {
	const story = made.stories.get(name);
	if (!story) throw new Error(`${made.entity} has no field ${name}`);
	return story;
}
