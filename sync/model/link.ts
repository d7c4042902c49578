import type { Entity, Side } from './entity';
import type { FlatRecord } from './record';

/**
 * - `half`: only one side's record is known; a create for the other side is planned (or waits for a person).
 * - `matched`: both ids are known because a counterpart was found; its values have not been compared yet.
 * - `linked`: both ids are known and both shadows hold what was accounted for.
 * - `tombstone`: one side deleted its record; nothing is written any more until a person decides.
 */
export type LinkState = 'half' | 'matched' | 'linked' | 'tombstone';

/**
 * A record that is not there, where too many are gone at once to believe that they were deleted (law W5). Its link stays
 * what it is, and nothing is written to that side.
 * - `asked`: a person is asked.
 * - `confirmed`: a person says that it was deleted; it becomes a tombstone when it has been looked for once more.
 * - `ignored`: a person says to leave it alone until it comes back.
 */
export type Missing = 'asked' | 'confirmed' | 'ignored';

/** psa id ↔ platform id of one record, with the two shadows. */
export interface Link {
	readonly id: string;
	readonly sync: string;
	readonly entity: Entity;
	readonly psaId: string | null;
	readonly platformId: string | null;
	/** Last state of each side that was accounted for, in that side's own field names. */
	readonly psaShadow: FlatRecord | null;
	readonly platformShadow: FlatRecord | null;
	readonly state: LinkState;
	/** Null on a side whose record is there, or whose deletion is accounted for. */
	readonly psaMissing: Missing | null;
	readonly platformMissing: Missing | null;
	/** Counts every change of this link; a plan commits only against the revision it was made from. */
	readonly revision: number;
	readonly createdAt: string;
	readonly updatedAt: string;
}

/** @returns the id that this link has on a side, or null. */
export function linkedId(link: Link, side: Side): string | null {
	return side === 'psa' ? link.psaId : link.platformId;
}

/** @returns the shadow that this link has of a side, or null. */
export function shadowOf(link: Link, side: Side): FlatRecord | null {
	return side === 'psa' ? link.psaShadow : link.platformShadow;
}

/** @returns what is known of a record that is missing on a side, or null. */
export function missingOn(link: Link, side: Side): Missing | null {
	return side === 'psa' ? link.psaMissing : link.platformMissing;
}
