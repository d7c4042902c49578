import { otherSide, SIDES, type Entity, type Side, type System } from '../../model/entity';
import { isEmpty, type Json } from '../../model/json';
import { linkedId, shadowOf, type Link } from '../../model/link';
import type { FlatRecord } from '../../model/record';
import type { LinkContext, Store } from '../../store/store';
import type { Customer } from './ledger';
import type { Parent } from './reasons';
import type { BilledEntity } from './report';
import { BILLING_WORDS } from './words';

/** Nobody can say whose it is: its ticket or company was never read. */
const NOBODY: Customer = { key: '', name: '', psaId: null, platformId: null };

/** Finds out whose a record is: looks up a page of tickets and companies at a time, and keeps them. */
export class Customers {
	readonly #store: Pick<Store, 'linksBySide'>;
	readonly #sync: string;
	readonly #systems: Readonly<Record<Side, System>>;
	readonly #known = new Map<string, Link | null>();

	constructor(store: Pick<Store, 'linksBySide'>, sync: string, systems: Readonly<Record<Side, System>>) {
		this.#store = store;
		this.#sync = sync;
		this.#systems = systems;
	}

	/** Reads the links of these records, so that the questions below can be answered. */
	async learn(entity: Entity, side: Side, ids: Iterable<string>): Promise<void> {
		const wanted = [...new Set(ids)].filter((id) => !this.#known.has(keyOf(entity, side, id)));
		if (wanted.length === 0) return;
		const found = await this.#store.linksBySide(this.#sync, entity, side, wanted);
		for (const id of wanted) this.#known.set(keyOf(entity, side, id), found.get(id)?.link ?? null);
	}

	/** Reads what a page of time entries or invoices needs. */
	async learnPage(entity: BilledEntity, page: readonly LinkContext[]): Promise<void> {
		for (const side of SIDES) {
			const words = BILLING_WORDS[this.#systems[side]];
			const pointsTo = entity === 'timeEntry' ? words.timeEntry.ticket : words.invoice.company;
			const ids = page.flatMap(({ link }) => idIn(shadowOf(link, side), pointsTo) ?? []);
			await this.learn(entity === 'timeEntry' ? 'ticket' : 'company', side, ids);
			if (entity === 'invoice') continue;
			const tickets = ids.flatMap((id) => this.#known.get(keyOf('ticket', side, id)) ?? []);
			await this.learn(
				'company',
				side,
				tickets.flatMap((link) => idIn(shadowOf(link, side), words.ticketCompany) ?? []),
			);
		}
	}

	/** Whose time an entry is, as its side has it: that of the company of its ticket. */
	ofTime(side: Side, record: FlatRecord): Customer {
		const words = BILLING_WORDS[this.#systems[side]];
		const ticket = idIn(record, words.timeEntry.ticket);
		const link = ticket === null ? null : this.#known.get(keyOf('ticket', side, ticket));
		return this.#company(side, idIn(link ? shadowOf(link, side) : null, words.ticketCompany));
	}

	ofInvoice(side: Side, record: FlatRecord): Customer {
		return this.#company(side, idIn(record, BILLING_WORDS[this.#systems[side]].invoice.company));
	}

	/** True where a parent has no counterpart on the side that a write goes to. It must have been learnt. */
	isUnlinked({ entity, side, id }: Parent, target: Side): boolean {
		if (side === target) return false;
		const link = this.#known.get(keyOf(entity, side, id));
		return !link || linkedId(link, target) === null;
	}

	#company(side: Side, id: string | null): Customer {
		if (id === null) return NOBODY;
		const link = this.#known.get(keyOf('company', side, id)) ?? null;
		const ids = { psaId: side === 'psa' ? id : null, platformId: side === 'platform' ? id : null };
		if (!link) return { key: keyOf('company', side, id), name: '', ...ids };
		const { psaId, platformId } = link;
		return { key: link.id, name: this.#nameOf(link, side) || this.#nameOf(link, otherSide(side)), psaId, platformId };
	}

	#nameOf(link: Link, side: Side): string {
		const name = shadowOf(link, side)?.[BILLING_WORDS[this.#systems[side]].companyName];
		return typeof name === 'string' ? name : '';
	}
}

function keyOf(entity: Entity, side: Side, id: string): string {
	return JSON.stringify([entity, side, id]);
}

/** The id in a field, as links keep it. */
export function idIn(record: FlatRecord | null, field: string): string | null {
	const value: Json = record && Object.hasOwn(record, field) ? record[field] : null;
	if (isEmpty(value) || (typeof value !== 'string' && typeof value !== 'number')) return null;
	return String(value).trim() || null;
}
