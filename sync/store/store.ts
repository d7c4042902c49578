import type { Entity, Side } from '../model/entity';
import type { Json } from '../model/json';
import type { Link } from '../model/link';
import type { PhaseSwitch, PhaseSwitchEntry, SyncPhase } from '../model/phase';
import type { FlatRecord } from '../model/record';
import type { Decision, Review, ReviewDraft, ReviewKind } from '../model/review';
import type { SettingChange, SettingEntry } from '../model/setting';
import type { SharedState } from '../model/shared-state';
import type { Pull, Watermark } from '../model/watermark';
import type { Write } from '../model/write';
import type { AuditDraft, AuditEntry, CommitBatch, CommitResult } from '../model/commit-batch';
import type { Standing, SwitchOutcome, SyncStatus } from './reported';

/** Asks for a record to be read again by id, whatever its change time says. Durable until a commit has answered it. */
export interface Revisit {
	readonly id: string;
	readonly sync: string;
	readonly side: Side;
	readonly entity: Entity;
	readonly recordId: string;
	/** Platform field names that count as changed; '*' for all. */
	readonly force: readonly string[];
	readonly reason: string;
}

/** A record that was left out because of its ticket. */
export interface LeftOut {
	readonly entity: Entity;
	readonly ticketId: string;
	readonly id: string;
}

export type { ReviewDraft } from '../model/review';

/** How the records of one entity stand on one side, for the guard against deletions in bulk. */
export interface DeletionCount {
	/** Links that have an id on this side and are no tombstones, missing ones among them. */
	readonly linked: number;
	/** Deletions that were accounted for lately and that nobody has looked at: open entries `deleted` of this side, unless confirmed. */
	readonly recent: number;
	/** Missing records that a person is asked about. */
	readonly asked: number;
}

export interface LinkContext {
	readonly link: Link;
	/** Not yet over, oldest first (statuses pending, replan, held, dead). */
	readonly writes: readonly Write[];
	readonly openReviews: readonly Review[];
	/**
	 * The store was restored from a backup, and the link stands as the backup has it: both sides may hold what the sync
	 * itself wrote since. Absent otherwise.
	 */
	readonly restored?: true;
}

/** What is known just before a call, and what could not be found out afterwards. */
export interface BeforeCall {
	/** What the target holds in the fields that are about to be overwritten. */
	readonly replaces?: FlatRecord;
	/** The target's time, ISO 8601 UTC. */
	readonly sentAt?: string;
	/** The engine's time, milliseconds: with it, what an earlier call without an answer may have replaced is kept. */
	readonly now?: number;
}

/** A write that a worker may carry out, with what it needs. */
export interface ClaimedWrite {
	readonly write: Write;
	readonly link: Link;
}

export interface BoundTenant {
	readonly side: Side;
	readonly system: string;
	readonly fingerprint: string;
}

/**
 * The memory of a sync. Each method is one transaction: after it has resolved, its effect survives the death of the
 * process and (`changeState` aside) of the machine; before that, nothing of it does. All times are milliseconds given by
 * the caller.
 * @throws SyncError STORE for every failure of the storage itself.
 */
export interface Store extends SharedState {
	close(): Promise<void>;

	/**
	 * Remembers which tenant a side of a sync belongs to, at the first call. Two syncs may share one tenant, not two.
	 * @throws SyncError WRONG_TENANT when the side was bound to another one, or the other side to this very one;
	 * SYNC_KEY_CHANGED when this tenant and that of the other side are both sides of another sync already.
	 */
	bindTenant(sync: string, side: Side, system: string, fingerprint: string): Promise<void>;
	/**
	 * Refuses what `bindTenant` would refuse, and remembers nothing.
	 * @returns whether the side is bound (to this tenant) already.
	 */
	checkTenant(sync: string, side: Side, system: string, fingerprint: string): Promise<boolean>;
	/** Which tenants the sides of a sync are bound to; sides that are not bound are absent. */
	tenants(sync: string): Promise<BoundTenant[]>;
	/** The phase that a sync is in; null before the first commit that named one. */
	phase(sync: string): Promise<SyncPhase | null>;
	standing(sync: string, now: number): Promise<Standing>;
	/**
	 * Puts a sync into another phase and keeps who did so; no link, write or entry changes. All in one transaction:
	 * that the sync still is in `from`, what stands in the way by then, and the change.
	 * @param allows judges what stands at that moment
	 */
	switchPhase(request: PhaseSwitch, allows: (standing: Standing) => boolean): Promise<SwitchOutcome>;
	/** Newest first. */
	phaseSwitches(sync: string, limit: number): Promise<PhaseSwitchEntry[]>;

	/** What people set for a sync under a name; undefined where nobody did. */
	setting(sync: string, name: string): Promise<Json | undefined>;
	/**
	 * Sets it, and keeps who did so; a value that stands already makes no history. Nothing else changes.
	 * @returns false where `change.from` is given and another value stands by now: nothing was changed.
	 */
	changeSetting(sync: string, name: string, value: Json, change: SettingChange): Promise<boolean>;
	/** Newest first. */
	settingChanges(sync: string, name: string, limit: number): Promise<SettingEntry[]>;

	watermarks(sync: string, side: Side): Promise<Map<Entity, Watermark>>;
	/**
	 * Keeps what a pull read, so that the commit of its items can advance the watermarks. Pulls of the same side that
	 * were never settled are forgotten after a week: their watermarks did not move, so their rows were read again.
	 */
	savePull(pull: Pull): Promise<void>;
	/**
	 * Advances the watermarks of a pull whose rows all turned out to be accounted for already, each only if it still
	 * stands at `from`. Nothing happens for a pull that is not known (any more).
	 */
	settlePull(pullId: string): Promise<void>;

	revisits(sync: string, side: Side, limit: number): Promise<Revisit[]>;
	/**
	 * One per record: a second request for the same record takes the place of the first under an id of its own, with
	 * the forced fields of both, so that an answer to the first does not drop it.
	 */
	addRevisits(revisits: readonly Omit<Revisit, 'id'>[]): Promise<void>;
	dropRevisits(ids: readonly string[]): Promise<void>;

	/**
	 * Remembers records that were left out of the sync because their ticket was: they do not change when it comes in, so
	 * that nobody would read them again.
	 */
	leaveOut(sync: string, side: Side, records: readonly LeftOut[]): Promise<void>;
	/**
	 * Asks for everything to be read again that was left out because of these tickets, and forgets it.
	 * @returns how many records that are
	 */
	recall(sync: string, side: Side, ticketIds: readonly string[], reason: string): Promise<number>;

	/** By ids of one side. Ids without a link are absent. */
	linksBySide(sync: string, entity: Entity, side: Side, ids: readonly string[]): Promise<Map<string, LinkContext>>;
	linkContexts(linkIds: readonly string[]): Promise<Map<string, LinkContext>>;
	/** All links of an entity, tombstones among them, with what is open about them; in the order of their ids, after `after`. */
	linksOf(
		sync: string,
		entity: Entity,
		page: { readonly after: string | null; readonly limit: number },
	): Promise<LinkContext[]>;
	/**
	 * Linked pairs of which both records are there, with no write on its way (pending, replan, held) and no open entry;
	 * in the order of their PSA ids, after `after`.
	 */
	settledPairs(
		sync: string,
		entity: Entity,
		page: { readonly after: string | null; readonly limit: number },
	): Promise<Link[]>;

	/** @throws SyncError WRONG_PHASE when the sync is in another phase than `batch.run`; then nothing is committed. */
	commit(batch: CommitBatch): Promise<CommitResult>;

	/**
	 * How many records of an entity are linked on a side, and how many of them are gone: see `DeletionCount`.
	 * @param since deletions that were accounted for after this time are recent
	 */
	deletions(sync: string, entity: Entity, side: Side, since: number): Promise<DeletionCount>;
	/** Ids on `side` of links whose record is `asked` or `ignored` there (no tombstones), in their order, after `after`. */
	missing(
		sync: string,
		entity: Entity,
		side: Side,
		page: { readonly after: string | null; readonly limit: number },
	): Promise<string[]>;
	/**
	 * Asks for all records to be read again that `missing` lists, and for those whose deletion waits in an open entry
	 * `deleted` of this side, since some of them came back.
	 */
	revisitMissing(sync: string, entity: Entity, side: Side, reason: string): Promise<void>;

	/**
	 * Writes that could be claimed now: `pending`, `notBefore` passed, no lease running, the oldest of its link and
	 * target, no open entry `flapping` of its link and target, its target's record not missing, and (for updates) with a
	 * target id. Parents before children, then oldest first. A lease that ends more than an hour after `now`, and a
	 * `notBefore` more than a day after it, were written by a clock that has been set back since: they are over.
	 */
	dueWrites(sync: string, now: number, limit: number): Promise<ClaimedWrite[]>;
	/** Takes the lease of those of `ids` that are (still) due. Returned in the order of `ids`. */
	claim(sync: string, ids: readonly string[], now: number, leaseMs: number): Promise<ClaimedWrite[]>;
	/**
	 * What was carried out towards the link and target of each write after `since`, oldest first: per write the
	 * platform's names of its fields. Counted are acknowledged writes that took a call, once each, and those that were
	 * given back after a call that may have landed; a person's `retry` of an entry `flapping` begins the count anew.
	 * Kept for a week. Writes without any are absent.
	 */
	carriedOut(writeIds: readonly string[], since: number): Promise<Map<string, readonly (readonly string[])[]>>;
	/**
	 * The lease is given back and the entry opened (or brought up to date) with the write's target as its side: an entry
	 * of the kind `flapping` keeps all writes of that link and target waiting. They stay as they are, and take in newer
	 * values like any other that waits.
	 */
	holdBack(write: Write, draft: ReviewDraft, now: number): Promise<void>;
	/**
	 * Records that the call is about to be made: payload, what it replaces, and `attempts + 1`, before the call. What an
	 * earlier call without an answer may have replaced, and this one does not replace again, is kept in the audit.
	 * @returns false when the lease was lost; the call must then not be made.
	 */
	markSent(write: Write, payload: FlatRecord, before?: BeforeCall): Promise<boolean>;
	/**
	 * The target holds what was written. Only the written fields of the target's shadow advance (all of them on a
	 * create, where `shadow` is the whole new record). Sets the target's id on a create.
	 * A half link of the created record is merged away: its writes are superseded, its entries and audit go over, and
	 * the record is read again (it may have been edited since). A tombstone stays one. Entries that asked what to do
	 * with this write are closed. Where no call was needed because an earlier one without an answer had landed, what
	 * that one replaced is kept in the audit.
	 * @returns false when the lease was lost (nothing is recorded; the next owner finds the write landed), and for a
	 * create whose link or `targetId` is linked to another record by now.
	 */
	acknowledge(
		write: Write,
		outcome: {
			readonly now: number;
			readonly targetId: string;
			/** Create: the whole record. Update: the written fields as the target now holds them. */
			readonly shadow: FlatRecord;
			/** False when the target already held everything and no call was needed. */
			readonly called: boolean;
			readonly audit: readonly AuditDraft[];
			readonly reviews: readonly ReviewDraft[];
		},
	): Promise<boolean>;
	/**
	 * A counterpart was found instead of creating one: both ids are joined into one link in state `matched`, a half
	 * link of the counterpart is merged into it (its unsent creates are superseded, its shadow and entries kept), the
	 * create is `done`, what waited behind it is superseded (it was planned without the counterpart), and a revisit of
	 * the PSA record asks for the comparison.
	 * @returns false when the lease was lost, the counterpart is already linked to another record, or a create that was
	 * made for the counterpart may be landing at this moment. The lease is then kept, to be released.
	 */
	adopt(
		write: Write,
		found: { readonly now: number; readonly targetId: string; readonly shadow: FlatRecord; readonly reason: string },
	): Promise<boolean>;
	/**
	 * Gives the lease back; due again at `notBefore`. `uncertain`: the call may have landed, so the payload stays and the
	 * write is not amendable until its outcome is known; otherwise the payload is cleared. `told`: an entry that says what
	 * the write waits for is opened with it (its `writeId` is this write); it closes when the write is settled.
	 */
	release(
		write: Write,
		notBefore: number,
		reason: string,
		uncertain: boolean,
		told?: { readonly draft: ReviewDraft; readonly now: number },
	): Promise<void>;
	/**
	 * The target moved: status `replan`, payload cleared, lease given back, and a revisit of the target. What an earlier
	 * call without an answer may have replaced is kept in the audit.
	 * @param landed fields in which the target was seen to hold what such a call meant: they count as written, so that
	 *   nobody's edit is seen in them
	 */
	giveBack(write: Write, reason: string, now: number, landed?: FlatRecord): Promise<void>;
	/**
	 * Given up (`dead`) or waiting for a person (`held`), with the entry that says why (its `writeId` is this write).
	 * `uncertain` (default false) as in `release`: a create that may have landed keeps its payload.
	 * @returns false when the lease was lost: nothing is recorded.
	 */
	park(write: Write, status: 'dead' | 'held', draft: ReviewDraft, now: number, uncertain?: boolean): Promise<boolean>;

	/** Oldest first; `after` is the id of the last entry of the page before. */
	reviews(
		sync: string,
		filter: {
			readonly status?: Review['status'];
			readonly kind?: ReviewKind;
			readonly limit: number;
			readonly after?: string;
		},
	): Promise<Review[]>;
	review(id: string): Promise<Review | null>;
	/**
	 * Carries out a person's decision in one transaction: see docs of `Decision` per kind.
	 * conflict: psa|platform|value → the chosen value becomes a write to each side that differs from it.
	 * unmapped: retry → revisit of the record with the field forced. ambiguous: link → adopt (one of the candidates;
	 * both records are read again); create → the held create is due, with `createAnyway`. deadLetter, notLanded: retry →
	 * pending again, attempts 0, less the fields that a younger write carries or carried (a write that is done is put
	 * again as an update). deleted: dismiss. flapping: retry → what waits is due, and counted from nothing. All: dismiss
	 * closes; a write that was given up stays so; what waited behind `flapping` is superseded, its values kept as `lost`.
	 * massDeletion: confirm, dismiss → all records of its entity that are `asked` on its side are `confirmed` (and read
	 * again) or `ignored`.
	 * `decision` of the entry is the decision with `by`.
	 * @throws SyncError BAD_INPUT when the entry is not open or the choice does not fit its kind.
	 */
	resolveReview(id: string, decision: Decision, now: number, by: string): Promise<Review>;

	/** Newest first. */
	audit(sync: string, filter: { readonly linkId?: string; readonly limit: number }): Promise<AuditEntry[]>;
	status(sync: string): Promise<SyncStatus>;

	/** Cached catalogues and look-ups; `maxAgeMs` decides what is still good. */
	cached(key: string, now: number, maxAgeMs: number): Promise<Json | undefined>;
	cache(key: string, value: Json, now: number): Promise<void>;

	/**
	 * Leaves notes for another process of this n8n, behind those that are there. What nobody takes within an hour is
	 * thrown away.
	 */
	leaveNotes(inbox: string, notes: readonly Json[], now: number): Promise<void>;
	/** Takes up to `limit` notes out of an inbox, the oldest first; each is taken once. Costs one read where it is empty. */
	takeNotes(inbox: string, limit: number): Promise<Json[]>;
}
