import type { Catalogue, FieldDefinition } from '../model/catalogue';
import type { Entity, System } from '../model/entity';
import type { Json } from '../model/json';
import type { Content, ContentStore } from '../model/content';
import type { FlatRecord, NativeRecord, Synonyms } from '../model/record';

/** One page of changes. */
export interface ChangePage {
	readonly rows: readonly NativeRecord[];
	/** Where the next page starts; opaque to the engine. To be kept only once the rows are accounted for. */
	readonly state: Json;
	/** False when everything up to `at` has been read. */
	readonly more: boolean;
	/** Server time up to which everything is accounted for once `more` is false; ISO 8601 UTC. */
	readonly at: string | null;
}

/** What a record on one side is known by when its counterpart on the other side is looked for. */
export interface MatchKeys {
	/**
	 * The id of the record on its own side, as the target would store it as an external reference. '' where nobody's
	 * counterpart is looked for: a record is then found whomever it belongs to, and by several keys.
	 */
	readonly sourceId: string;
	/** The target's own id, where the source record carries it as its external reference. */
	readonly targetId: string | null;
	/** The values intended for the target, in the target's own field names. */
	readonly payload: FlatRecord;
}

export type MatchRule = 'targetId' | 'externalId' | 'identifier' | 'domain' | 'name' | 'email' | 'text' | 'content';

export interface Candidate {
	readonly record: NativeRecord;
	readonly rule: MatchRule;
	/** For people: what the record is called. */
	readonly label: string;
}

/** What a write needs to be told beside its values. */
export interface WriteOptions {
	/** By field: values to be taken where this very record cannot have the first one. */
	readonly synonyms?: Synonyms;
	/** The system must not mail clients about this write, by whatever means the vendor has. Absent: as it pleases. */
	readonly quiet?: boolean;
	/** Attachments: where the bytes are that the payload's `sha256` names. */
	readonly contents?: Pick<ContentStore, 'open'>;
}

/** How a system gives away the bytes of its attachments. */
export interface ContentReader {
	/**
	 * Opens the bytes of an attachment for reading once, from beginning to end; they are never held whole in memory.
	 * @throws SyncError NOT_FOUND where the attachment or its bytes are gone
	 */
	open(id: string): Promise<Content>;
	/** Largest attachment that the system takes, in bytes; absent: it names none. */
	readonly maxBytes?: number;
}

/** Whose records are wanted: those of a ticket or of a company, by its id. */
export interface Owner {
	readonly ticketId?: string;
	readonly companyId?: string;
}

/** How people who work with single records have them listed; a sync asks for changes. */
export interface RecordLister {
	/**
	 * Up to `most` records by ascending id. Notes, time entries and attachments are those of one ticket; agreements and
	 * invoices those of one company, or all.
	 * @throws SyncError BAD_INPUT where the owner is missing, or is no id
	 */
	list(entity: Entity, owner: Owner, most: number): Promise<NativeRecord[]>;
}

/** A system that the engine can read and write. One instance belongs to one tenant and one set of credentials. */
export interface Connector {
	readonly system: System;
	readonly catalogue: Catalogue;
	/** So many updates at a time go out together in one call; absent: each is a call of its own. */
	readonly updatesTogether?: number;
	/** Records of these kinds are made internal by a quiet create: nothing else keeps the system from mailing about them. */
	readonly hidesQuiet?: readonly Entity[];
	/** Present where the connector carries attachments. */
	readonly contents?: ContentReader;
	/** Present where records can be listed for people. */
	readonly lists?: RecordLister;
	/** Stable text that tells this tenant from every other one; holds no secret. */
	readonly fingerprint: string;
	/** Measured server clock minus local clock in milliseconds; 0 until the first answer. */
	skewMs(): number;
	/** Requests sent so far by this instance. */
	calls(): number;
	/**
	 * Reads up to `limit` changed records after `state` (null: from the beginning). At least once, in an order that
	 * loses no row that moves meanwhile. Records that can only be read parent by parent may be more: those of the last
	 * parent come whole.
	 */
	changes(entity: Entity, state: Json | null, limit: number): Promise<ChangePage>;
	/**
	 * Reads records by id. Several are asked for in batches, which may come from an index that lags behind; one alone is
	 * asked for by itself and is current. An id without a record is absent from the answer.
	 */
	read(entity: Entity, ids: readonly string[]): Promise<Map<string, NativeRecord>>;
	/**
	 * Looks for existing counterparts before anything is created, in batches, strongest rule first: a rule is only
	 * asked where the stronger ones found nothing.
	 * @returns one list of candidates per key, in the order of `keys`.
	 */
	find(entity: Entity, keys: readonly MatchKeys[]): Promise<Candidate[][]>;
	/**
	 * Creates a record. `sourceId` is stored as external reference where the vendor has a place for it; '' for a record
	 * that has no counterpart.
	 */
	create(
		entity: Entity,
		payload: FlatRecord,
		sourceId: string,
		idempotencyKey: string,
		options?: WriteOptions,
	): Promise<NativeRecord>;
	/**
	 * Writes exactly the fields of `changes` onto the record that was read as `current`.
	 * @returns the record as the system holds it afterwards.
	 * @throws SyncError PRECONDITION when the record moved since `current` was read (where the vendor can tell).
	 */
	update(entity: Entity, current: NativeRecord, changes: FlatRecord, options?: WriteOptions): Promise<NativeRecord>;
	/** The fields of an entity as the live system describes them: custom fields, options. */
	fields(entity: Entity): Promise<FieldDefinition[]>;
}
