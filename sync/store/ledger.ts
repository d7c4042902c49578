import { isoTime } from '../model/clock';
import type { Entity, Side } from '../model/entity';
import { SyncError } from '../model/errors';
import { linkedId, missingOn, type Link, type Missing } from '../model/link';
import type { Review, ReviewKind } from '../model/review';
import type { Write } from '../model/write';
import type { StoredReview } from './rows';
import { isActive, isAmendable, isSameEntry, NO_CALL, NO_LEASE, without } from './rules';
import { Shelf } from './shelf';
import type { AuditDraft, AuditEntry, IntendedWrite } from '../model/commit-batch';
import type { LinkContext, ReviewDraft, Revisit } from './store';

export type NewId = (kind: 'link' | 'write' | 'review' | 'revisit' | 'lease') => string;

/** Entries that are settled when their write is. */
const ASKS_ABOUT_A_WRITE: ReadonlySet<ReviewKind> = new Set(['deadLetter', 'ambiguous', 'notLanded', 'waiting']);

/** An audit entry that has no number yet. */
export type NewAudit = Omit<AuditEntry, 'id'>;

/** A write that was carried out, or may have been: what the limit of writes per record counts. */
export interface CarriedOut {
	readonly linkId: string;
	readonly target: Side;
	readonly at: string;
	/** The platform's names of the fields that were written. */
	readonly fields: readonly string[];
}

/** Asking for a record to be read again, and saying that it was, in the order in which they happened. */
export type RevisitStep =
	| { readonly kind: 'add'; readonly id: string; readonly revisit: Omit<Revisit, 'id'> }
	| { readonly kind: 'drop'; readonly id: string };

/**
 * The part of the store that one transaction works on: links with what belongs to them, read beforehand, changed here
 * in memory, saved together afterwards. It knows how links, writes and entries hang together; it does no I/O.
 */
export class Ledger {
	readonly links = new Shelf<Link>();
	readonly writes = new Shelf<Write>();
	readonly reviews = new Shelf<StoredReview>();
	readonly acknowledged = new Set<string>();
	readonly audit: NewAudit[] = [];
	readonly carriedOut: CarriedOut[] = [];
	/** Links and targets whose count starts anew. */
	readonly recounted: { readonly linkId: string; readonly target: Side }[] = [];
	readonly revisits: RevisitStep[] = [];
	/** Links that were merged into another one, in order. */
	readonly merged: { readonly from: string; readonly into: string }[] = [];
	readonly #bySide = new Map<string, string>();
	readonly #writesOf = new Map<string, Set<string>>();
	readonly #reviewsOf = new Map<string, Set<string>>();

	constructor(readonly newId: NewId) {}

	// --- taking in what the store has ---

	loadLink(link: Link): void {
		this.links.load(link);
		this.#index(link);
	}

	loadWrite(write: Write, acknowledged: boolean): void {
		this.writes.load(write);
		if (acknowledged) this.acknowledged.add(write.id);
		this.#hang(this.#writesOf, write.linkId, write.id);
	}

	loadReview(review: StoredReview): void {
		this.reviews.load(review);
		this.#hang(this.#reviewsOf, review.linkId, review.id);
	}

	// --- links ---

	link(id: string): Link {
		const link = this.links.get(id);
		if (!link) throw new SyncError('STORE', `The store has lost link ${id}. Restore a backup of the store.`);
		return link;
	}

	linkOf(sync: string, entity: Entity, side: Side, id: string): Link | undefined {
		const linkId = this.#bySide.get(sideKey(sync, entity, side, id));
		return linkId === undefined ? undefined : this.links.get(linkId);
	}

	/** Links of one entity whose record is missing on a side, in the order of its ids. The ledger must hold them all. */
	missing(sync: string, entity: Entity, side: Side, known: Missing): Link[] {
		const idOf = (link: Link): string => linkedId(link, side) ?? '';
		return this.links
			.all()
			.filter((link) => link.sync === sync && link.entity === entity && link.state !== 'tombstone')
			.filter((link) => missingOn(link, side) === known && linkedId(link, side) !== null)
			.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
	}

	addLink(sync: string, entity: Entity, ids: { psaId: string | null; platformId: string | null }, now: number): Link {
		const at = isoTime(now);
		const link: Link = {
			id: this.newId('link'),
			sync,
			entity,
			...ids,
			psaShadow: null,
			platformShadow: null,
			state: 'half',
			psaMissing: null,
			platformMissing: null,
			revision: 0,
			createdAt: at,
			updatedAt: at,
		};
		this.links.add(link);
		this.#index(link);
		return link;
	}

	/** Changes a link and counts the change, so that plans made from its former state are stale. */
	changeLink(id: string, now: number, change: Partial<Link>): Link {
		const link = this.link(id);
		const next: Link = { ...link, ...change, revision: link.revision + 1, updatedAt: isoTime(now) };
		this.links.replace(next);
		this.#index(next);
		return next;
	}

	/** Two links turned out to speak of one record: everything of `other` goes over to `into`, its writes are over. */
	mergeAway(other: Link, into: Link, now: number): void {
		for (const write of this.writesOf(other.id)) {
			if (isActive(write)) this.supersede(write, now);
			this.changeWrite(write.id, { linkId: into.id });
			this.#hang(this.#writesOf, into.id, write.id);
		}
		const open = this.openReviews(into.id);
		for (const review of this.#reviewsOfLink(other.id)) {
			if (review.status === 'open' && open.some((mine) => isSameEntry(mine, review))) this.closeReview(review.id, now);
			this.reviews.replace({ ...this.#review(review.id), linkId: into.id });
			this.#hang(this.#reviewsOf, into.id, review.id);
		}
		for (const [index, entry] of this.audit.entries()) {
			if (entry.linkId === other.id) this.audit[index] = { ...entry, linkId: into.id };
		}
		if (!this.links.isFresh(other.id)) this.merged.push({ from: other.id, into: into.id });
		this.links.remove(other.id);
		const side: Side = other.psaId === null ? 'platform' : 'psa';
		const reason = 'A second link of the same record was merged into this one';
		const after = linkedId(other, side);
		this.addAudit(into.id, { kind: 'merged', side, field: '', before: null, after, reason }, now);
	}

	// --- writes ---

	writesOf(linkId: string): Write[] {
		return [...(this.#writesOf.get(linkId) ?? [])].flatMap((id) => {
			const write = this.writes.get(id);
			return write && write.linkId === linkId ? [write] : [];
		});
	}

	/** Those that are not over, oldest first. */
	active(linkId: string, target?: Side): Write[] {
		return this.writesOf(linkId).filter(
			(write) => isActive(write) && (target === undefined || write.target === target),
		);
	}

	/** The write as it stands, if `holder` still has its lease. */
	leased(holder: Write): Write | null {
		const write = this.writes.get(holder.id);
		const holds = write?.status === 'pending' && write.leaseToken !== null && write.leaseToken === holder.leaseToken;
		return holds ? write : null;
	}

	changeWrite(id: string, change: Partial<Write>): Write {
		const write = this.writes.get(id);
		if (!write) throw new SyncError('STORE', `The store has lost write ${id}. Restore a backup of the store.`);
		const next = { ...write, ...change };
		this.writes.replace(next);
		return next;
	}

	/** Merged into the youngest write of the target where that is amendable, else put behind it. */
	putWrite(link: Link, intended: IntendedWrite, now: number): void {
		const active = this.active(link.id, intended.target);
		// What there is, or is being created, can only be updated: a second create would double the record.
		const exists = linkedId(link, intended.target) !== null || active.some((write) => write.kind === 'create');
		const kind = exists ? 'update' : intended.kind;
		const youngest = active.at(-1);
		if (youngest && isAmendable(youngest, now) && (youngest.kind === 'create' || kind === 'update')) {
			this.#amend(youngest, intended, now);
			return;
		}
		for (const write of active) {
			if (write.kind === 'update') this.takeOut(write, Object.keys(intended.fields), now);
		}
		this.#addWrite(link, { ...intended, kind }, now);
	}

	/**
	 * Takes fields out of a write, if it is amendable or an update that was given up, whatever became of its call: sent
	 * again, it would bring an old value over a newer one. An update that is left with none is over.
	 */
	takeOut(write: Write, fields: readonly string[], now: number): void {
		const isGivenUp = write.status === 'dead' && write.kind === 'update';
		if (!isGivenUp && !isAmendable(write, now)) return;
		if (!fields.some((field) => Object.hasOwn(write.fields, field))) return;
		const left = without(write.fields, fields);
		const call = isGivenUp ? NO_CALL : {};
		if (isGivenUp) this.keepReplaced(write, now);
		if (write.kind === 'update' && Object.keys(left).length === 0) this.supersede(write, now);
		else this.changeWrite(write.id, { fields: left, ...call, ...NO_LEASE });
	}

	/**
	 * Keeps in the audit what a call without an answer may have replaced.
	 * @param before the write as it was: with a payload only if an earlier call is without an answer
	 */
	keepReplaced(before: Write, now: number): void {
		for (const [field, value] of Object.entries((before.payload && before.replaces) ?? {})) {
			const after = before.payload?.[field] ?? null;
			const reason = 'written by a call whose answer never came';
			this.addAudit(
				before.linkId,
				{ kind: 'overwritten', side: before.target, field, before: value, after, reason },
				now,
			);
		}
	}

	finish(write: Write, now: number): void {
		this.changeWrite(write.id, { status: 'done', lastError: null, ...NO_LEASE });
		this.#closeReviewsOf(write, now);
	}

	/** Counts a write towards the limit of its link and target. */
	count(write: Write, now: number): void {
		const { linkId, target, fields } = write;
		this.carriedOut.push({ linkId, target, at: isoTime(now), fields: Object.keys(fields) });
	}

	supersede(write: Write, now: number): void {
		this.changeWrite(write.id, { status: 'superseded', ...NO_LEASE });
		this.#closeReviewsOf(write, now);
	}

	#amend(write: Write, intended: IntendedWrite, now: number): void {
		const revived = write.status === 'dead';
		if (revived) this.#closeReviewsOf(write, now);
		this.changeWrite(write.id, {
			fields: { ...write.fields, ...intended.fields },
			sourceChangedAt: intended.sourceChangedAt ?? write.sourceChangedAt,
			sourceAuthor: intended.sourceAuthor ?? write.sourceAuthor,
			targetHint: intended.targetHint ?? write.targetHint,
			...(revived ? { status: 'pending', attempts: 0, notBefore: null, lastError: null } : {}),
			...NO_LEASE,
		});
	}

	#addWrite(link: Link, intended: IntendedWrite, now: number): void {
		const write: Write = {
			id: this.newId('write'),
			sync: link.sync,
			linkId: link.id,
			entity: link.entity,
			target: intended.target,
			kind: intended.kind,
			fields: intended.fields,
			payload: null,
			replaces: null,
			sentAt: null,
			status: 'pending',
			attempts: 0,
			notBefore: null,
			...NO_LEASE,
			sourceChangedAt: intended.sourceChangedAt,
			sourceAuthor: intended.sourceAuthor,
			targetHint: intended.targetHint,
			createAnyway: false,
			lastError: null,
			createdAt: isoTime(now),
		};
		this.writes.add(write);
		this.#hang(this.#writesOf, link.id, write.id);
	}

	// --- entries for people, audit, revisits ---

	openReviews(linkId: string): StoredReview[] {
		return this.#reviewsOfLink(linkId).filter((review) => review.status === 'open');
	}

	/** The open entry about many records of an entity that are gone on a side. The ledger must hold it, if there is one. */
	openNotice(sync: string, entity: Entity, side: Side): StoredReview | undefined {
		return this.reviews
			.all()
			.find(
				(review) =>
					review.kind === 'massDeletion' &&
					review.status === 'open' &&
					review.sync === sync &&
					review.entity === entity &&
					review.side === side,
			);
	}

	/** Opens an entry, or brings the open one of the same thing up to date. @returns its id */
	openReview(linkId: string, draft: ReviewDraft, now: number): string {
		const present = this.openReviews(linkId).find((review) => isSameEntry(review, draft));
		const { sync, entity } = this.link(linkId);
		const at = isoTime(now);
		const review: StoredReview = {
			id: present?.id ?? this.newId('review'),
			sync,
			kind: draft.kind,
			linkId,
			entity,
			field: draft.field,
			origin: draft.origin,
			base: draft.base,
			psa: draft.psa,
			platform: draft.platform,
			side: draft.side,
			writeId: draft.writeId,
			message: draft.message,
			candidates: draft.candidates,
			status: 'open',
			decision: null,
			createdAt: present?.createdAt ?? at,
			updatedAt: at,
		};
		if (present) this.reviews.replace(review);
		else this.reviews.add(review);
		this.#hang(this.#reviewsOf, linkId, review.id);
		return review.id;
	}

	closeReview(id: string, now: number): void {
		this.reviews.replace({ ...this.#review(id), status: 'closed', updatedAt: isoTime(now) });
	}

	/** @returns an entry with the ids that its link has by now. */
	reviewById(id: string): Review {
		const review = this.#review(id);
		const { psaId, platformId } = this.link(review.linkId);
		return { ...review, psaId, platformId };
	}

	addAudit(linkId: string, draft: AuditDraft, now: number): void {
		const { sync, entity } = this.link(linkId);
		this.audit.push({ ...draft, sync, linkId, entity, at: isoTime(now) });
	}

	addRevisit(revisit: Omit<Revisit, 'id'>): void {
		this.revisits.push({ kind: 'add', id: this.newId('revisit'), revisit });
	}

	/** Asks for the link's record on one side to be read again; nothing where it has none. */
	revisitLink(link: Link, side: Side, force: readonly string[], reason: string): void {
		const recordId = linkedId(link, side);
		if (recordId !== null) this.addRevisit({ sync: link.sync, side, entity: link.entity, recordId, force, reason });
	}

	dropRevisits(ids: readonly string[]): void {
		for (const id of ids) this.revisits.push({ kind: 'drop', id });
	}

	context(linkId: string): LinkContext {
		const openReviews = this.openReviews(linkId).map((review) => this.reviewById(review.id));
		return { link: this.link(linkId), writes: this.active(linkId), openReviews };
	}

	// --- indexes ---

	/** Entries that ask what to do with a write are settled when the write is. */
	#closeReviewsOf(write: Write, now: number): void {
		for (const review of this.openReviews(write.linkId)) {
			if (ASKS_ABOUT_A_WRITE.has(review.kind) && review.writeId === write.id) this.closeReview(review.id, now);
		}
	}

	#review(id: string): StoredReview {
		const review = this.reviews.get(id);
		if (!review) throw new SyncError('STORE', `The store has lost review entry ${id}. Restore a backup of the store.`);
		return review;
	}

	#reviewsOfLink(linkId: string): StoredReview[] {
		return [...(this.#reviewsOf.get(linkId) ?? [])].flatMap((id) => {
			const review = this.reviews.get(id);
			return review && review.linkId === linkId ? [review] : [];
		});
	}

	#index(link: Link): void {
		if (link.psaId !== null) this.#bySide.set(sideKey(link.sync, link.entity, 'psa', link.psaId), link.id);
		if (link.platformId !== null) {
			this.#bySide.set(sideKey(link.sync, link.entity, 'platform', link.platformId), link.id);
		}
	}

	#hang(index: Map<string, Set<string>>, linkId: string, id: string): void {
		const ids = index.get(linkId);
		if (ids) ids.add(id);
		else index.set(linkId, new Set([id]));
	}
}

function sideKey(...parts: readonly [sync: string, entity: Entity, side: Side, id: string]): string {
	return JSON.stringify(parts);
}
