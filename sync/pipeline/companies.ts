import { CATALOGUES } from '../connectors/catalogues';
import type { Catalogue } from '../model/catalogue';
import { SIDES, type Entity, type Side } from '../model/entity';
import { isEmpty } from '../model/json';
import type { Link } from '../model/link';
import type { Company } from '../model/moved';
import type { FlatRecord } from '../model/record';
import type { Store } from '../store/store';

/** A record, or both of a pair, whose company is asked for. */
export interface Subject extends Company {
	readonly entity: Entity;
}

/** How the records of both sides look; a side that is not bound yet is absent. */
export type CataloguePair = Readonly<Partial<Record<Side, Catalogue>>>;

/** The pair of a link, as it was last seen. */
export function subjectOf(link: Link): Subject {
	const { entity, psaId, platformId, psaShadow, platformShadow } = link;
	return { entity, psaId, platformId, psa: psaShadow, platform: platformShadow };
}

/** The catalogues of the systems that a sync's sides are bound to. */
export async function cataloguesOf(store: Store, sync: string): Promise<CataloguePair> {
	const found: Partial<Record<Side, Catalogue>> = {};
	for (const { side, system } of await store.tenants(sync)) {
		const catalogue = Object.values(CATALOGUES).find((known) => known.system === system);
		if (catalogue) found[side] = catalogue;
	}
	return found;
}

/**
 * The company that each record belongs to: a company to itself; a note, time entry or attachment to that of its ticket;
 * anything else to the one that it names. Where both sides name one, the PSA's word counts. Two questions to the store,
 * however many records.
 *
 * @param present records that are newer than what the store holds: those that arrived in this run
 * @returns one for each subject; null where it names none
 */
export async function companiesOf(
	store: Store,
	sync: string,
	subjects: readonly Subject[],
	catalogues: CataloguePair,
	present: readonly Subject[] = [],
): Promise<(Company | null)[]> {
	const tickets = new Pairs(store, sync, 'ticket', present);
	const companies = new Pairs(store, sync, 'company', present);
	const ticketOf = (subject: Subject) => referenceOf(catalogues, subject, 'ticket');
	await tickets.load(subjects.map(ticketOf));
	const owners = subjects.map((subject) => {
		const ticket = ticketOf(subject);
		return (ticket && tickets.get(ticket)) ?? subject;
	});
	const companyOf = (owner: Subject) => (owner.entity === 'company' ? null : referenceOf(catalogues, owner, 'company'));
	await companies.load(owners.map(companyOf));
	return owners.map((owner) => {
		if (owner.entity === 'company') return owner;
		const reference = companyOf(owner);
		return reference && (companies.get(reference) ?? unlinked(reference));
	});
}

/** The id of another record, on the side whose record names it. */
interface Reference {
	readonly side: Side;
	readonly id: string;
}

/** Records of one entity by their ids: those at hand, and those that the store has links of. */
class Pairs {
	readonly #found = new Map<string, Subject>();

	constructor(
		private readonly store: Store,
		private readonly sync: string,
		private readonly entity: Entity,
		present: readonly Subject[],
	) {
		for (const subject of present) if (subject.entity === entity) this.#keep(subject);
	}

	async load(references: readonly (Reference | null)[]): Promise<void> {
		for (const side of SIDES) {
			const missing = references.flatMap((one) => (one?.side === side && !this.get(one) ? [one.id] : []));
			if (missing.length === 0) continue;
			const links = await this.store.linksBySide(this.sync, this.entity, side, [...new Set(missing)]);
			for (const { link } of links.values()) this.#keep(subjectOf(link));
		}
	}

	get({ side, id }: Reference): Subject | undefined {
		return this.#found.get(keyOf(side, id));
	}

	#keep(subject: Subject): void {
		if (subject.psaId !== null) this.#found.set(keyOf('psa', subject.psaId), subject);
		if (subject.platformId !== null) this.#found.set(keyOf('platform', subject.platformId), subject);
	}
}

function keyOf(side: Side, id: string): string {
	return `${side} ${id}`;
}

function unlinked({ side, id }: Reference): Company {
	const nobody = { psaId: null, platformId: null, psa: null, platform: null };
	return side === 'psa' ? { ...nobody, psaId: id } : { ...nobody, platformId: id };
}

/** The record of another entity that a pair names: in the PSA's words, or else in the platform's. */
function referenceOf(catalogues: CataloguePair, subject: Subject, to: Entity): Reference | null {
	for (const side of SIDES) {
		const id = referencedId(catalogues[side], subject.entity, subject[side], to);
		if (id !== null) return { side, id };
	}
	return null;
}

/** The id of the record of another entity that a record names, by the first field of its catalogue that names such. */
export function referencedId(
	catalogue: Catalogue | undefined,
	entity: Entity,
	record: FlatRecord | null,
	to: Entity,
): string | null {
	const field = catalogue?.entities[entity]?.find(({ references }) => references === to);
	if (!field || record === null || !Object.hasOwn(record, field.name)) return null;
	const value = record[field.name];
	if (isEmpty(value) || (typeof value !== 'string' && typeof value !== 'number')) return null;
	return String(value).trim() || null;
}
