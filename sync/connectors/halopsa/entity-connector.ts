import type { FieldDefinition } from '../../model/catalogue';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, MatchKeys, WriteOptions } from '../connector';

/** How one entity is read and written; the methods promise what those of `Connector` promise. */
export interface EntityConnector {
	changes(state: Json | null, limit: number): Promise<ChangePage>;
	read(ids: readonly string[]): Promise<Map<string, NativeRecord>>;
	find(keys: readonly MatchKeys[]): Promise<Candidate[][]>;
	create(payload: FlatRecord, sourceId: string, options: WriteOptions): Promise<NativeRecord>;
	update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord>;
	fields(): Promise<FieldDefinition[]>;
}
