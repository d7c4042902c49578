import type { Entity, Side } from './entity';
import type { Json } from './json';

/**
 * What waits for a person.
 * - `conflict`: both sides changed one field differently and the strategy says that a person decides.
 * - `unmapped`: a value has no counterpart in the mapping; the field was kept out.
 * - `ambiguous`: several counterparts were found for a record that is only on one side.
 * - `deadLetter`: a write was given up, with the reason.
 * - `deleted`: one side deleted a linked record.
 * - `notLanded`: the system answered success but does not hold what was written.
 * - `waiting`: a write has been waiting long for a record that has no counterpart; it goes on once there is one.
 * - `flapping`: one side of one record was written too often; while the entry is open, nothing more is written there.
 * - `massDeletion`: so many records of one entity are gone on one side that a person is asked before it is believed. It
 *   hangs on the first of them.
 */
export const REVIEW_KINDS = [
	'conflict',
	'unmapped',
	'ambiguous',
	'deadLetter',
	'deleted',
	'notLanded',
	'waiting',
	'flapping',
	'massDeletion',
] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** One side's part of a review entry. */
export interface ReviewSide {
	readonly value: Json;
	readonly changedAt: string | null;
	readonly author: string | null;
	readonly url: string | null;
}

export interface Review {
	readonly id: string;
	readonly sync: string;
	readonly kind: ReviewKind;
	readonly linkId: string;
	readonly entity: Entity;
	readonly psaId: string | null;
	readonly platformId: string | null;
	/** The platform's name of the field; '' where the entry is about the whole record. */
	readonly field: string;
	/** `match`: found different when two existing records were linked; `edit`: both sides edited. */
	readonly origin: 'edit' | 'match' | null;
	/** The last value that both sides agreed on, in the platform's vocabulary. */
	readonly base: Json;
	readonly psa: ReviewSide | null;
	readonly platform: ReviewSide | null;
	/** The side concerned: where the value came from, or which side deleted, or the target of the write. */
	readonly side: Side | null;
	readonly writeId: string | null;
	/** What happened and what to do, for people. */
	readonly message: string;
	readonly candidates: readonly { readonly id: string; readonly label: string }[];
	readonly status: 'open' | 'resolved' | 'closed';
	readonly decision: Json;
	readonly createdAt: string;
	readonly updatedAt: string;
}

/** What an entry says, before it is one. */
export type ReviewDraft = Pick<
	Review,
	'kind' | 'field' | 'origin' | 'base' | 'psa' | 'platform' | 'side' | 'writeId' | 'message' | 'candidates'
>;

/** @returns an entry that tells a person something, where there are no values of both sides to choose from. */
export function notice(said: Pick<ReviewDraft, 'kind' | 'side' | 'message'> & Partial<ReviewDraft>): ReviewDraft {
	return { field: '', origin: null, base: null, psa: null, platform: null, writeId: null, candidates: [], ...said };
}

/** What a person can say of an open entry. */
export type Decision =
	| { readonly choice: 'psa' | 'platform' }
	| { readonly choice: 'value'; readonly value: Json }
	| { readonly choice: 'link'; readonly id: string }
	| { readonly choice: 'create' }
	| { readonly choice: 'retry' }
	| { readonly choice: 'confirm' }
	| { readonly choice: 'dismiss' };
