import type { FieldDefinition } from '../model/catalogue';
import { SYSTEM_NAMES, type Entity, type System } from '../model/entity';
import { SyncError } from '../model/errors';
import type { Json } from '../model/json';
import type { FlatRecord, NativeRecord } from '../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner, RecordLister, WriteOptions } from './connector';

/** One kind of record of one system: what a `Connector` does, for that kind alone. */
export interface EntityConnector {
	changes(state: Json | null, limit: number): Promise<ChangePage>;
	read(ids: readonly string[]): Promise<Map<string, NativeRecord>>;
	find(keys: readonly MatchKeys[]): Promise<Candidate[][]>;
	create(payload: FlatRecord, sourceId: string, idempotencyKey: string, options: WriteOptions): Promise<NativeRecord>;
	update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord>;
	fields(): Promise<FieldDefinition[]>;
	/** See `RecordLister`. */
	list?(owner: Owner, most: number): Promise<NativeRecord[]>;
}

/** Which kinds of records a system carries, and by what. */
export type EntityConnectors = Readonly<Partial<Record<Entity, EntityConnector>>>;

/** What lists the records of those of the kinds that can be listed. */
export function listerOf(system: System, entities: EntityConnectors): RecordLister {
	return {
		async list(entity, owner, most) {
			const listed = await entities[entity]?.list?.(owner, most);
			if (listed !== undefined) return listed;
			const message = `${SYSTEM_NAMES[system]}: ${entity} is not listed this way`;
			throw new SyncError('BAD_INPUT', message, { system, entity });
		},
	};
}

/**
 * The id of the ticket whose records are wanted.
 * @param form what an id of the system looks like
 * @throws SyncError BAD_INPUT where there is none, or it is no id: it becomes part of an address
 */
export function ticketOf(system: System, entity: Entity, { ticketId = '' }: Owner, form: RegExp): string {
	return mustBeId(system, entity, 'ticket', ticketId, form);
}

/** The id of the company whose records are wanted; undefined for those of all. @throws SyncError BAD_INPUT for no id */
export function companyOf(system: System, entity: Entity, { companyId }: Owner, form: RegExp): string | undefined {
	return companyId === undefined ? undefined : mustBeId(system, entity, 'company', companyId, form);
}

function mustBeId(system: System, entity: Entity, owner: Entity, id: string, form: RegExp): string {
	if (form.test(id)) return id;
	const message = `${SYSTEM_NAMES[system]}: "${id.slice(0, 60)}" is not the id of a ${owner}; choose the ${owner}, or enter its id`;
	throw new SyncError('BAD_INPUT', message, { system, entity });
}
