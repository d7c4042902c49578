import type { Entity, Side } from '../model/entity';
import type { Link, LinkState } from '../model/link';
import type { SyncPhase } from '../model/phase';

/* What a store tells of a sync as a whole: see `Store.status` and `Store.standing`. */

export interface SyncStatus {
	readonly sync: string;
	/** By entity (those that have links), then by state. */
	readonly links: Readonly<Record<string, Readonly<Record<LinkState, number>>>>;
	readonly writes: Readonly<Record<string, number>>;
	readonly openReviews: Readonly<Record<string, number>>;
	readonly revisits: number;
	/** Links of which a side is missing, tombstones aside. */
	readonly missing: number;
	readonly watermarks: readonly { readonly side: Side; readonly entity: Entity; readonly at: string | null }[];
	/** Writes acknowledged since the store began, by target. */
	readonly acknowledged: Readonly<Record<Side, number>>;
	readonly lastCommitAt: string | null;
}

/** What a sync has decided and not brought to an end. */
export interface Undone {
	/** Writes whose call is being made, or was made without an answer that tells how it ended. */
	readonly inFlight: number;
	/**
	 * Writes that runs carry out by themselves, soon: nobody is asked about them, their target is there, and what they
	 * wait for is time. Those behind a create that a person decides about are not among them.
	 */
	readonly due: number;
	/** Writes that name a parent without a counterpart, and those behind them. */
	readonly waitingForParents: number;
	/** Half links for which nothing is on its way, and about which nobody is asked. */
	readonly unlinked: number;
}

/** Records on one side only that a standing tells; all are counted. */
export const ALONE_TOLD = 20;

/** Everything that a change of phase is judged by, as of one moment. */
export interface Standing {
	readonly phase: SyncPhase | null;
	readonly status: SyncStatus;
	readonly undone: Undone;
	/** Up to `ALONE_TOLD` of the links that `undone.unlinked` counts, by entity and id. */
	readonly alone: readonly Link[];
}

/** `moved`: the sync is not in the phase any more that the wish came from. */
export type SwitchOutcome =
	| { readonly kind: 'switched'; readonly phase: SyncPhase }
	| { readonly kind: 'moved'; readonly phase: SyncPhase | null }
	| { readonly kind: 'refused'; readonly standing: Standing };
