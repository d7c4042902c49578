import { SCOPE_FIELDS, type ScopeFields } from '../../connectors/scope-fields';
import { otherSide, SYSTEM_NAMES, type Entity, type Side } from '../../model/entity';
import { SyncError } from '../../model/errors';
import { shadowOf } from '../../model/link';
import type { FlatRecord, NativeRecord } from '../../model/record';
import { choosesTickets, fingerprintOf, type Scope } from '../../model/scope';
import type { LeftOut } from '../../store/store';
import { referencedId } from '../companies';
import type { PullDependencies } from '../pull';
import { choosesTicket, namesCompany } from './own-fields';
import { ParentRecords } from './parent-records';

/** Entities that live under a ticket. */
const CHILDREN: ReadonlySet<Entity> = new Set(['note', 'timeEntry', 'attachment']);

export interface Passed {
	/** Ids of the rows that the scope lets in. */
	readonly within: ReadonlySet<string>;
	/** What would have to be read again, were its ticket to come in. */
	readonly leftOut: readonly LeftOut[];
}

/**
 * Decides which records of one side that are not linked yet a scope lets in. Parents are read in batches, each once in
 * a run.
 */
export class ScopeGate {
	readonly parents: ParentRecords;
	readonly #fields: ScopeFields;

	constructor(
		private readonly dependencies: PullDependencies,
		private readonly options: { readonly sync: string; readonly side: Side; readonly scope: Scope },
	) {
		this.parents = new ParentRecords(dependencies.connector);
		const { system } = dependencies.connector;
		this.#fields = dependencies.scopeFields ?? SCOPE_FIELDS[system];
		if (options.scope.approvedTimeOnly && this.#fields.isApproved === null) {
			throw new SyncError(
				'BAD_INPUT',
				`${SYSTEM_NAMES[system]} does not tell which time was approved: take "Approved Time Only" out of the scope of this Get Changes operation.`,
				{ system },
			);
		}
	}

	/** @param isTaken tickets that this run takes are in, whatever brought them */
	async pass(
		entity: Entity,
		rows: readonly NativeRecord[],
		isTaken: (entity: Entity, id: string) => boolean,
	): Promise<Passed> {
		const chosen = CHILDREN.has(entity)
			? await this.#children(entity, rows, isTaken)
			: await this.#others(entity, rows);
		const out = rows.filter(({ id }) => !chosen.has(id));
		const named = await this.#namedByCounterparts(entity, out);
		const within = new Set([...chosen, ...named]);
		const leftOut = out.flatMap(({ id, record }) => {
			const ticketId = CHILDREN.has(entity) && !within.has(id) ? this.#reference(entity, record, 'ticket') : null;
			return ticketId === null ? [] : [{ entity, ticketId, id }];
		});
		return { within, leftOut };
	}

	async #others(entity: Entity, rows: readonly NativeRecord[]): Promise<Set<string>> {
		const { scope } = this.options;
		const tickets =
			entity === 'ticket' ? rows.filter((row) => choosesTicket(scope, this.#fields, row, this.#now())) : rows;
		if (scope.companies.length === 0) return new Set(tickets.map(({ id }) => id));
		if (entity === 'company') {
			return new Set(tickets.filter(({ id, record }) => namesCompany(scope, id, record)).map(({ id }) => id));
		}
		const companyOf = ({ record }: NativeRecord) => this.#reference(entity, record, 'company');
		const companies = await this.#companies(tickets.flatMap((row) => companyOf(row) ?? []));
		return new Set(tickets.filter((row) => companies.has(companyOf(row) ?? '')).map(({ id }) => id));
	}

	async #children(
		entity: Entity,
		rows: readonly NativeRecord[],
		isTaken: (entity: Entity, id: string) => boolean,
	): Promise<Set<string>> {
		const { store } = this.dependencies;
		const { sync, side, scope } = this.options;
		const ticketOf = ({ record }: NativeRecord) => this.#reference(entity, record, 'ticket');
		const ids = [...new Set(rows.flatMap((row) => ticketOf(row) ?? []))];
		const within = new Set(ids.filter((id) => isTaken('ticket', id)));
		const linked = await store.linksBySide(sync, 'ticket', side, ids);
		for (const id of linked.keys()) within.add(id);
		if (scope.companies.length === 0 && !choosesTickets(scope)) for (const id of ids) within.add(id);
		const asked = ids.filter((id) => !within.has(id));
		const tickets = [...(await this.parents.read('ticket', asked)).values()].filter(({ deleted }) => !deleted);
		for (const id of await this.#others('ticket', tickets)) within.add(id);
		const isWanted = ({ record }: NativeRecord): boolean =>
			entity !== 'timeEntry' || !scope.approvedTimeOnly || this.#fields.isApproved?.(record) === true;
		// What stands under no ticket is judged by the company that it names.
		const free = await this.#others(
			entity,
			rows.filter((row) => ticketOf(row) === null),
		);
		const isIn = (row: NativeRecord): boolean => {
			const ticketId = ticketOf(row);
			return ticketId === null ? free.has(row.id) : within.has(ticketId);
		};
		return new Set(rows.filter((row) => isIn(row) && isWanted(row)).map(({ id }) => id));
	}

	/** Those of the companies that the scope names; a linked one is known by what was last seen of it. */
	async #companies(ids: readonly string[]): Promise<ReadonlySet<string>> {
		const { store } = this.dependencies;
		const { sync, side, scope } = this.options;
		const unique = [...new Set(ids)];
		const within = new Set(unique.filter((id) => namesCompany(scope, id, null)));
		const asked = unique.filter((id) => !within.has(id));
		const linked = await store.linksBySide(sync, 'company', side, asked);
		const records = new Map<string, FlatRecord | null>();
		for (const [id, { link }] of linked) records.set(id, shadowOf(link, side));
		const missing = asked.filter((id) => !records.get(id));
		for (const [id, { record }] of await this.parents.read('company', missing)) records.set(id, record);
		for (const [id, record] of records) if (namesCompany(scope, id, record)) within.add(id);
		return within;
	}

	/** A record that says which record of the other side it belongs to, where that one is in sync. */
	async #namedByCounterparts(entity: Entity, rows: readonly NativeRecord[]): Promise<string[]> {
		const { store } = this.dependencies;
		const { sync, side } = this.options;
		const ids = rows.flatMap(({ externalIds }) => externalIds);
		if (ids.length === 0) return [];
		const known = await store.linksBySide(sync, entity, otherSide(side), [...new Set(ids)]);
		return rows.filter(({ externalIds }) => externalIds.some((id) => known.has(id))).map(({ id }) => id);
	}

	#reference(entity: Entity, record: FlatRecord, to: Entity): string | null {
		return referencedId(this.dependencies.connector.catalogue, entity, record, to);
	}

	#now(): number {
		const { clock, connector } = this.dependencies;
		return clock.now() + connector.skewMs();
	}
}

/** @returns null where the scope leaves everything in. */
export function gateOf(
	dependencies: PullDependencies,
	{ sync, side, scope }: { readonly sync: string; readonly side: Side; readonly scope?: Scope },
): ScopeGate | null {
	return scope && fingerprintOf(scope) !== '' ? new ScopeGate(dependencies, { sync, side, scope }) : null;
}
