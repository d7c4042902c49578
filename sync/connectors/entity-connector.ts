import type { FieldDefinition } from '../model/catalogue';
import type { Entity } from '../model/entity';
import type { Json } from '../model/json';
import type { FlatRecord, NativeRecord } from '../model/record';
import type { Candidate, ChangePage, MatchKeys, WriteOptions } from './connector';

/** One kind of record of one system: what a `Connector` does, for that kind alone. */
export interface EntityConnector {
	changes(state: Json | null, limit: number): Promise<ChangePage>;
	read(ids: readonly string[]): Promise<Map<string, NativeRecord>>;
	find(keys: readonly MatchKeys[]): Promise<Candidate[][]>;
	create(payload: FlatRecord, sourceId: string, idempotencyKey: string, options: WriteOptions): Promise<NativeRecord>;
	update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord>;
	fields(): Promise<FieldDefinition[]>;
}

/** Which kinds of records a system carries, and by what. */
export type EntityConnectors = Readonly<Partial<Record<Entity, EntityConnector>>>;
