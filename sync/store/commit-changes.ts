import { SIDES, type Side } from '../model/entity';
import { SyncError } from '../model/errors';
import { linkedId, shadowOf, type Link, type LinkState } from '../model/link';
import type { Ledger } from './ledger';
import { carryOutNotices } from './notices';
import { holdsField, isAmendable, isHalf, leaseRuns, withId, withMissing, withShadow } from './rules';
import type { CommitBatch, LinkChange } from '../model/commit-batch';

/** What became of the changes of a batch: per change the link's id, or null where the plan was stale. */
export interface Committed {
	readonly links: readonly (string | null)[];
	readonly reviews: readonly string[];
}

/**
 * Carries out the changes of a batch, one after the other, each as a whole or not at all. The ledger must hold every
 * link that a change expects, every link that has one of the ids that a change sets, and what the notices concern.
 *
 * @throws SyncError BAD_INPUT for a new link that names no record.
 */
export function commitChanges(ledger: Ledger, batch: CommitBatch): Committed {
	for (const change of batch.changes) refuseNameless(change);
	const links: (string | null)[] = [];
	const reviews = new Set<string>();
	for (const change of batch.changes) {
		if (isStale(ledger, batch, change)) {
			readAgain(ledger, batch, change);
			links.push(null);
			continue;
		}
		const linkId = applyIds(ledger, batch, change);
		applyWrites(ledger, batch, change, linkId);
		for (const id of applyEntries(ledger, batch, change, linkId)) reviews.add(id);
		links.push(linkId);
	}
	for (const id of carryOutNotices(ledger, batch, links)) reviews.add(id);
	return { links, reviews: [...reviews] };
}

function refuseNameless(change: LinkChange): void {
	if (change.expect || change.psaId !== undefined || change.platformId !== undefined) return;
	throw new SyncError('BAD_INPUT', `A new ${change.entity} link needs the id of at least one side`, {
		entity: change.entity,
	});
}

function newId(change: LinkChange, side: Side): string | undefined {
	return side === 'psa' ? change.psaId : change.platformId;
}

/** The state that the plan was made from is not the state that stands, or a call is under way that it would cross. */
function isStale(ledger: Ledger, batch: CommitBatch, change: LinkChange): boolean {
	const link = change.expect ? ledger.links.get(change.expect.linkId) : undefined;
	if (change.expect) {
		if (!link || link.sync !== batch.sync || link.entity !== change.entity) return true;
		if (link.revision !== change.expect.revision) return true;
	}
	const active = link ? ledger.active(link.id) : [];
	if (change.closeCreate && active.some((write) => write.kind === 'create' && leaseRuns(write, batch.now))) return true;
	if (SIDES.some((side) => idIsTaken(ledger, batch, change, link, side))) return true;
	return change.withdraw.some(({ target, fields }) =>
		active.some(
			(write) =>
				write.target === target &&
				write.status !== 'dead' &&
				!isAmendable(write, batch.now) &&
				holdsField(write, fields),
		),
	);
}

/** The id that a change sets belongs to another link that cannot be merged away, or a create of it is under way. */
function idIsTaken(
	ledger: Ledger,
	batch: CommitBatch,
	change: LinkChange,
	link: Link | undefined,
	side: Side,
): boolean {
	const id = newId(change, side);
	if (id === undefined) return false;
	const known = link ? linkedId(link, side) : null;
	if (known !== null && known !== id) return true;
	const other = ledger.linkOf(batch.sync, change.entity, side, id);
	if (other && other.id !== link?.id) {
		if (!link || !isHalf(other)) return true;
		if (ledger.active(other.id).some((write) => !isAmendable(write, batch.now))) return true;
	}
	if (!link || known !== null || change.closeCreate) return false;
	return ledger.active(link.id, side).some((write) => write.kind === 'create' && !isAmendable(write, batch.now));
}

function readAgain(ledger: Ledger, batch: CommitBatch, change: LinkChange): void {
	const { sync } = batch;
	const { entity } = change;
	const reason = 'The plan was made from a state that has changed meanwhile';
	for (const { side, recordId, force } of change.seen) {
		ledger.addRevisit({ sync, side, entity, recordId, force, reason });
	}
}

/** Ids, shadows and state. @returns the link's id */
function applyIds(ledger: Ledger, batch: CommitBatch, change: LinkChange): string {
	const before = change.expect
		? ledger.link(change.expect.linkId)
		: ledger.addLink(batch.sync, change.entity, { psaId: null, platformId: null }, batch.now);
	let next: Link = before;
	for (const side of SIDES) {
		const id = newId(change, side);
		if (id === undefined || linkedId(before, side) !== null) continue;
		const other = ledger.linkOf(batch.sync, change.entity, side, id);
		if (other) {
			ledger.mergeAway(other, before, batch.now);
			next = { ...next, ...withShadow(side, shadowOf(other, side)) };
		}
		next = { ...next, ...withId(side, id) };
		for (const write of change.closeCreate ? [] : ledger.active(before.id, side)) {
			if (write.kind === 'create') ledger.supersede(write, batch.now);
		}
	}
	const psaShadow = change.psaShadow ?? next.psaShadow;
	const platformShadow = change.platformShadow ?? next.platformShadow;
	const becomesPair = isHalf(before) && !isHalf(next);
	const pairState: LinkState = psaShadow && platformShadow ? 'linked' : 'matched';
	for (const side of SIDES) {
		const missing = change.missing?.[side];
		if (missing !== undefined) next = { ...next, ...withMissing(side, missing) };
	}
	const { psaId, platformId, psaMissing, platformMissing } = next;
	const state = change.state ?? (becomesPair ? pairState : before.state);
	const missing = { psaMissing, platformMissing };
	ledger.changeLink(before.id, batch.now, { psaId, platformId, psaShadow, platformShadow, state, ...missing });
	return before.id;
}

function applyWrites(ledger: Ledger, batch: CommitBatch, change: LinkChange, linkId: string): void {
	for (const write of change.closeCreate ? ledger.active(linkId) : []) {
		if (write.kind === 'create') ledger.finish(write, batch.now);
	}
	for (const { target, fields } of change.withdraw) {
		for (const write of ledger.active(linkId, target)) ledger.takeOut(write, fields, batch.now);
	}
	for (const intended of change.writes) ledger.putWrite(ledger.link(linkId), intended, batch.now);
	for (const side of change.confirm) {
		for (const write of ledger.active(linkId, side)) {
			if (write.status === 'replan') ledger.changeWrite(write.id, { status: 'pending', notBefore: null });
		}
	}
}

/** @returns the entries that were opened or brought up to date. */
function applyEntries(ledger: Ledger, batch: CommitBatch, change: LinkChange, linkId: string): string[] {
	for (const { kind, field } of change.closeReviews) {
		for (const review of ledger.openReviews(linkId)) {
			if (review.kind === kind && review.field === field) ledger.closeReview(review.id, batch.now);
		}
	}
	const opened = change.reviews.map((draft) => ledger.openReview(linkId, draft, batch.now));
	for (const draft of change.audit) ledger.addAudit(linkId, draft, batch.now);
	ledger.dropRevisits(change.revisits);
	for (const { side, recordId, force } of change.revisit ?? []) {
		const { sync } = batch;
		ledger.addRevisit({ sync, side, entity: change.entity, recordId, force, reason: 'Asked for by the plan' });
	}
	return opened;
}
