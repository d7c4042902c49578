import { isoTime } from '../model/clock';
import { otherSide } from '../model/entity';
import { sameValue } from '../model/json';
import { linkedId, shadowOf, type Link } from '../model/link';
import type { FlatRecord } from '../model/record';
import type { Write } from '../model/write';
import type { Ledger } from './ledger';
import { isHalf, NO_CALL, NO_LEASE, withId, withShadow } from './rules';
import type { BeforeCall, ReviewDraft, Store } from './store';

type Landed = Parameters<Store['acknowledge']>[1];

/** See `Store.markSent`. */
export function markSent(ledger: Ledger, write: Write, payload: FlatRecord, before: BeforeCall): void {
	const { replaces, sentAt, now } = before;
	if (now !== undefined) ledger.keepReplaced({ ...write, replaces: lostOf(write.replaces, replaces) }, now);
	ledger.changeWrite(write.id, {
		attempts: write.attempts + 1,
		payload,
		replaces: replaces ?? null,
		sentAt: sentAt ?? write.sentAt,
	});
}

/** What an earlier call replaced and the next one does not say again. */
function lostOf(earlier: FlatRecord | null, next: FlatRecord = {}): FlatRecord {
	const lost = Object.entries(earlier ?? {}).filter(
		([field, value]) => !Object.hasOwn(next, field) || !sameValue(next[field], value),
	);
	return Object.fromEntries(lost);
}

/** The target holds what was written: see `Store.acknowledge`. The ledger must hold the link that has the target's id. */
export function acknowledge(ledger: Ledger, holder: Write, outcome: Landed): boolean {
	const write = ledger.leased(holder);
	if (!write) return false;
	const { now } = outcome;
	const landed = write.kind === 'create' ? createLanded(ledger, write, outcome) : updateLanded(ledger, write, outcome);
	if (!landed) return false;
	if (!outcome.called) ledger.keepReplaced(write, now);
	ledger.finish(write, now);
	ledger.acknowledged.add(write.id);
	if (outcome.called || write.payload !== null) ledger.count(write, now);
	for (const draft of outcome.audit) ledger.addAudit(write.linkId, draft, now);
	for (const draft of outcome.reviews) ledger.openReview(write.linkId, draft, now);
	return true;
}

function updateLanded(ledger: Ledger, write: Write, { now, shadow }: Landed): boolean {
	const link = ledger.link(write.linkId);
	ledger.changeLink(link.id, now, withShadow(write.target, { ...shadowOf(link, write.target), ...shadow }));
	return true;
}

function createLanded(ledger: Ledger, write: Write, { now, targetId, shadow }: Landed): boolean {
	const link = ledger.link(write.linkId);
	const { target } = write;
	const counterpart = counterpartOf(ledger, link, write, targetId);
	if (counterpart === 'taken') return false;
	if (counterpart) ledger.mergeAway(counterpart, link, now);
	const gone = link.state === 'tombstone' || counterpart?.state === 'tombstone';
	const state = gone ? 'tombstone' : 'linked';
	const linked = ledger.changeLink(link.id, now, { ...withId(target, targetId), ...withShadow(target, shadow), state });
	// What was edited there since the creation must still be seen as an edit.
	const reason = 'The record was seen before its creation was acknowledged';
	if (counterpart) ledger.revisitLink(linked, target, [], reason);
	return true;
}

/**
 * Joins the link of a create with a counterpart that was there already: see `Store.adopt`.
 * @param shadow the counterpart as it was found; null where only its id is known
 */
export function adopt(
	ledger: Ledger,
	create: Write,
	found: {
		readonly now: number;
		readonly targetId: string;
		readonly shadow: FlatRecord | null;
		readonly reason: string;
	},
): boolean {
	const { now, targetId, reason } = found;
	const { target } = create;
	const link = ledger.link(create.linkId);
	const counterpart = counterpartOf(ledger, link, create, targetId);
	if (counterpart === 'taken') return false;
	const itsOwn = counterpart ? ledger.active(counterpart.id) : [];
	if (itsOwn.some((write) => write.status === 'pending' && write.payload !== null)) return false;
	ledger.finish(create, now);
	// What was waiting behind the create was planned without knowing the counterpart: it is planned anew.
	for (const write of ledger.active(link.id, target)) ledger.supersede(write, now);
	if (counterpart) ledger.mergeAway(counterpart, link, now);
	const shadow = (counterpart && shadowOf(counterpart, target)) ?? found.shadow ?? shadowOf(link, target);
	const gone = link.state === 'tombstone' || counterpart?.state === 'tombstone';
	const state = gone ? 'tombstone' : 'matched';
	const matched = ledger.changeLink(link.id, now, {
		...withId(target, targetId),
		...withShadow(target, shadow),
		state,
	});
	ledger.addAudit(link.id, { kind: 'linked', side: target, field: '', before: null, after: targetId, reason }, now);
	// Nothing is forced: another run may have compared the two by the time that this is answered.
	ledger.revisitLink(matched, 'psa', [], reason);
	return true;
}

/** The other link that has the target's id, if there is one; 'taken' where the two cannot become one. */
function counterpartOf(ledger: Ledger, link: Link, write: Write, targetId: string): Link | null | 'taken' {
	const known = linkedId(link, write.target);
	if (known !== null && known !== targetId) return 'taken';
	const other = ledger.linkOf(link.sync, link.entity, write.target, targetId);
	if (!other || other.id === link.id) return null;
	return isHalf(other) ? other : 'taken';
}

/** See `Store.release`. */
export function release(
	ledger: Ledger,
	holder: Write,
	notBefore: number,
	reason: string,
	uncertain: boolean,
	told?: Parameters<Store['release']>[4],
): void {
	const write = ledger.leased(holder);
	if (!write) return;
	const call = uncertain ? {} : NO_CALL;
	ledger.changeWrite(write.id, { notBefore: isoTime(notBefore), lastError: reason, ...call, ...NO_LEASE });
	if (told) ledger.openReview(write.linkId, { ...told.draft, writeId: write.id }, told.now);
}

/** See `Store.giveBack`. */
export function giveBack(ledger: Ledger, holder: Write, reason: string, now: number, landed: FlatRecord = {}): void {
	const write = ledger.leased(holder);
	if (!write) return;
	// A call that got no answer may have landed, and been changed back since.
	if (holder.payload !== null) ledger.count(write, now);
	ledger.keepReplaced({ ...holder, linkId: write.linkId }, now);
	ledger.changeWrite(write.id, { status: 'replan', lastError: reason, ...NO_CALL, ...NO_LEASE });
	if (Object.keys(landed).length > 0) {
		const held = { ...shadowOf(ledger.link(write.linkId), write.target), ...landed };
		ledger.changeLink(write.linkId, now, withShadow(write.target, held));
	}
	const link = ledger.link(write.linkId);
	const side = linkedId(link, write.target) === null ? otherSide(write.target) : write.target;
	ledger.revisitLink(link, side, [], reason);
}

/** See `Store.holdBack`. */
export function holdBack(ledger: Ledger, holder: Write, draft: ReviewDraft, now: number): void {
	const write = ledger.leased(holder);
	if (!write) return;
	ledger.changeWrite(write.id, { lastError: draft.message, ...NO_LEASE });
	ledger.openReview(write.linkId, { ...draft, side: write.target, writeId: write.id }, now);
}

/** See `Store.park`. */
export function park(
	ledger: Ledger,
	holder: Write,
	status: 'dead' | 'held',
	draft: ReviewDraft,
	now: number,
	uncertain: boolean,
): boolean {
	const write = ledger.leased(holder);
	if (!write) return false;
	const call = uncertain ? {} : NO_CALL;
	ledger.changeWrite(write.id, { status, lastError: draft.message, ...call, ...NO_LEASE });
	ledger.openReview(write.linkId, { ...draft, writeId: write.id }, now);
	return true;
}
