import type { Entity, Side } from './entity';
import type { Json } from './json';
import type { FlatRecord } from './record';

/** Values in the platform's field names: the vocabulary in which plans, conflicts and intended values are kept. */
export type MappedFields = { readonly [field: string]: Json };

/**
 * - `pending`: due when `notBefore` has passed, no lease is running, and nothing older for the same target waits.
 * - `replan`: the target moved since the plan; waits until the target has been read again and planned anew.
 * - `held`: waits for a person (several counterparts found).
 * - `done`, `superseded`: over. `dead`: given up, with the reason; a person may send it again.
 */
export type WriteStatus = 'pending' | 'replan' | 'held' | 'done' | 'superseded' | 'dead';

/** One planned change to one side, durable until acknowledged. */
export interface Write {
	readonly id: string;
	readonly sync: string;
	readonly linkId: string;
	readonly entity: Entity;
	readonly target: Side;
	readonly kind: 'create' | 'update';
	/** Intended values in the platform's vocabulary; references may be `UnlinkedReference`s. */
	readonly fields: MappedFields;
	/**
	 * What is about to be or may have been sent, in the target's own field names: set before the call, cleared when it
	 * is certain that the call did not land. Null means that nothing of this write can be under way.
	 */
	readonly payload: FlatRecord | null;
	/** What the target held where `payload` differs from it; with `payload`, so that the audit can tell without an answer. */
	readonly replaces: FlatRecord | null;
	/** When the last call was about to be made, by the target's clock, ISO 8601 UTC; null before the first. */
	readonly sentAt: string | null;
	readonly status: WriteStatus;
	/** Calls made so far. */
	readonly attempts: number;
	readonly notBefore: string | null;
	readonly leaseUntil: string | null;
	/** Identifies the holder of the lease; acknowledgements of another holder are refused. */
	readonly leaseToken: string | null;
	/** When the source record was changed, on the engine's clock (skew removed); for last write wins. */
	readonly sourceChangedAt: string | null;
	readonly sourceAuthor: string | null;
	/** Creates: the target's id as the source record itself names it (its external reference), where it does. */
	readonly targetHint: string | null;
	/** Creates: a person said that none of the counterparts found is meant; it is created without matching. */
	readonly createAnyway?: boolean;
	readonly lastError: string | null;
	readonly createdAt: string;
}

/** Stands for the id of a parent that has no counterpart on the target side yet. Resolved when the write is applied. */
export interface UnlinkedReference {
	readonly $unlinked: { readonly entity: Entity; readonly side: Side; readonly id: string };
}

/** @returns true for the placeholder of a parent that is not linked yet. */
export function isUnlinkedReference(value: unknown): value is UnlinkedReference {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, '$unlinked');
}
