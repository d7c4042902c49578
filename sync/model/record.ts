import type { Json } from './json';
import type { Entity } from './entity';

/**
 * One row of one side, flat, in that side's own field names (`summary`, `company/id`, `customFields/Asset Tag`).
 * Always created without a prototype or from literals; keys come from the field catalogue.
 */
export type FlatRecord = { readonly [field: string]: Json };

/** By field: other values that say the same as the one that is to be written, for a system that cannot take that one. */
export type Synonyms = { readonly [field: string]: readonly Json[] };

/**
 * Under this name a shadow keeps the server's change time of the state that it holds. It is no field of any system: it
 * tells a row that is older than what we know (an index that lags behind) from an edit.
 */
export const CHANGED_AT = '$changedAt';

/** A record as a connector read it. */
export interface NativeRecord {
	readonly entity: Entity;
	readonly id: string;
	readonly record: FlatRecord;
	/** When the record was last changed, by the server's clock, ISO 8601 UTC. Null where the vendor does not say. */
	readonly changedAt: string | null;
	/** Who changed it last, in the vendor's words, for people to read. */
	readonly author: string | null;
	/** Version for optimistic concurrency, where the vendor has one. */
	readonly etag: string | null;
	/** Ids under which the *other* side knows this record, as stored in the record itself. */
	readonly externalIds: readonly string[];
	/** True when the vendor says that the record was deleted (a tombstone). */
	readonly deleted: boolean;
	/** Where a person can open the record; null where unknown. */
	readonly url: string | null;
}

/**
 * A record to be filled field by field. It has no prototype, so that a field that is called `__proto__` or
 * `constructor` is a field like any other.
 */
export function emptyRecord(): Record<string, Json> {
	return Object.create(null) as Record<string, Json>;
}
