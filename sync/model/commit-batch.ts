import type { Entity, Side } from './entity';
import type { Json } from './json';
import type { Link, LinkState, Missing } from './link';
import type { PhaseRun } from './phase';
import type { FlatRecord } from './record';
import type { Review, ReviewDraft, ReviewKind } from './review';
import type { MappedFields } from './write';

/* What a plan asks for, and what a run commits of it: see `Store.commit`. */

/** What the plan asks to be written to one side of a link. */
export interface IntendedWrite {
	readonly target: Side;
	readonly kind: 'create' | 'update';
	readonly fields: MappedFields;
	readonly sourceChangedAt: string | null;
	readonly sourceAuthor: string | null;
	/** Creates: the target's id as the source record itself names it (its external reference), where it does. */
	readonly targetHint: string | null;
}

export interface AuditDraft {
	/** `overwritten`: a value was replaced on `side`; `lost`: a value lost a conflict and was not written. */
	readonly kind: 'overwritten' | 'lost' | 'created' | 'linked' | 'decided' | 'merged';
	readonly side: Side;
	/** In the vocabulary that `side`'s shadow has for `overwritten` and `created`, else the platform's. */
	readonly field: string;
	readonly before: Json;
	readonly after: Json;
	readonly reason: string;
}

export interface AuditEntry extends AuditDraft {
	readonly id: number;
	readonly sync: string;
	readonly linkId: string;
	readonly entity: Entity;
	readonly at: string;
}

/** The planned change of one link. Commits as a whole or not at all; `withdraw` is carried out before `writes`. */
export interface LinkChange {
	/** The link and the revision that the plan was made from; null creates a half link. */
	readonly expect: { readonly linkId: string; readonly revision: number } | null;
	readonly entity: Entity;
	/**
	 * Ids to set (of a new half link, or the other id of a half link that turned out to be known). Stale where another
	 * link has the id, except that half a link whose writes are all amendable is merged into an expected one; stale too
	 * where a create for this side may be under way and `closeCreate` does not end it.
	 */
	readonly psaId?: string;
	readonly platformId?: string;
	/** New shadows of the sides that were seen. */
	readonly psaShadow?: FlatRecord;
	readonly platformShadow?: FlatRecord;
	/** Absent: as it is; where both ids become known, `linked` with both shadows and `matched` without. */
	readonly state?: LinkState;
	/** What is known of a record that is not there, by side; null where it is there again, or its deletion is accounted for. */
	readonly missing?: Readonly<Partial<Record<Side, Missing | null>>>;
	/**
	 * Per target: merged into the youngest write of this link and target if that is amendable (no lease running and
	 * `payload` null, which means that nothing of it can be under way; status `pending`, `replan`, `held` or `dead`:
	 * `dead` becomes `pending` with attempts 0), else put behind what is there; older amendable updates then lose the
	 * fields that it carries. A create is put as an update where the target is known or another create is not over.
	 */
	readonly writes: readonly IntendedWrite[];
	/**
	 * Fields to take out of the amendable writes of this link towards `target`; an update left empty is `superseded`.
	 * Where a write that is not amendable holds one of them, the whole change is stale (unless that write is `dead`).
	 */
	readonly withdraw: readonly { readonly target: Side; readonly fields: readonly string[] }[];
	/**
	 * The link's open create is over, because the created record itself was seen: it becomes `done`. Stale while a
	 * lease is running on it.
	 */
	readonly closeCreate?: boolean;
	/** `replan` writes towards these sides whose remaining fields still stand become `pending` again. */
	readonly confirm: readonly Side[];
	/**
	 * An open entry of the same link, kind and field is brought up to date instead of a second one (`deadLetter`,
	 * `waiting`: of the same write; `flapping`, `massDeletion`: of the same side).
	 */
	readonly reviews: readonly ReviewDraft[];
	/** Open entries of this link that are settled by the plan: status `closed`. */
	readonly closeReviews: readonly { readonly kind: ReviewKind; readonly field: string }[];
	readonly audit: readonly AuditDraft[];
	/** Records to be read again (and compared) by the next run. */
	readonly revisit?: readonly { readonly side: Side; readonly recordId: string; readonly force: readonly string[] }[];
	/** Revisits that this change answers. */
	readonly revisits: readonly string[];
	/** The records that this change was made from: read again if it turns out to be stale. */
	readonly seen: readonly { readonly side: Side; readonly recordId: string; readonly force: readonly string[] }[];
}

/** An entry about many records of one entity that are gone on one side: `massDeletion`. At most one is open of each. */
export interface MissingNotice {
	readonly entity: Entity;
	readonly side: Side;
	/**
	 * Brings the open entry up to date, or opens one on the first link of this batch that becomes `asked` on this side.
	 * Null: the entry is closed, and all links that are still `asked` are read again.
	 */
	readonly draft: ReviewDraft | null;
}

export interface CommitBatch {
	readonly sync: string;
	readonly now: number;
	/** Whose commit this is: binds the sync to its phase at the first one. Absent: the phase is left alone. */
	readonly run?: PhaseRun;
	/** Pulls that are accounted for by this commit: their watermarks advance (where they still stand at `from`). */
	readonly pulls: readonly string[];
	readonly changes: readonly LinkChange[];
	/** Carried out after the changes. */
	readonly notices?: readonly MissingNotice[];
}

export interface CommitResult {
	/** Per change, in order: the link as it now stands, or null where the plan was stale and revisits were registered. */
	readonly links: readonly (Link | null)[];
	/** Entries that were opened or brought up to date by the changes, and those that a notice opened. */
	readonly reviews: readonly Review[];
}
