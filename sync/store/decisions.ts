import { isoTime } from '../model/clock';
import { SIDES } from '../model/entity';
import { SyncError } from '../model/errors';
import { sameValue, type Json } from '../model/json';
import { linkedId } from '../model/link';
import type { Decision, Review, ReviewKind } from '../model/review';
import type { Write } from '../model/write';
import type { Ledger } from './ledger';
import { decideMissing } from './notices';
import { adopt } from './outcomes';
import { AGAIN, decidedUpdate, holdsField, isAmendable, NO_CALL, without } from './rules';

/** What a person can say to an entry of each kind, `dismiss` aside, which closes them all. */
const CHOICES: Readonly<Record<ReviewKind, readonly Decision['choice'][]>> = {
	conflict: ['psa', 'platform', 'value'],
	unmapped: ['retry'],
	ambiguous: ['link', 'create'],
	deadLetter: ['retry'],
	deleted: [],
	notLanded: ['retry'],
	waiting: [],
	flapping: ['retry'],
	massDeletion: ['confirm'],
};

/**
 * Carries out a person's decision: see `Store.resolveReview`. The ledger must hold the entry, its link with all its
 * writes, for `link` the link that has the chosen id, and for `massDeletion` all links that are missing with it.
 *
 * @throws SyncError BAD_INPUT where the entry is not open or the choice does not fit; the ledger is then not to be saved.
 */
export function decideReview(ledger: Ledger, id: string, decision: Decision, now: number, by: string): Review {
	const review = ledger.reviewById(id);
	if (review.status !== 'open') throw notOpen(id);
	if (decision.choice !== 'dismiss') carryOut(ledger, review, decision, now, by);
	else if (review.kind === 'flapping') callOff(ledger, review, now, by);
	else if (review.kind === 'massDeletion') decideMissing(ledger, review, 'ignored', now, by);
	const stored = ledger.reviews.get(id);
	if (!stored) throw notOpen(id);
	ledger.reviews.replace({
		...stored,
		status: decision.choice === 'dismiss' ? 'closed' : 'resolved',
		decision: { ...decision, by },
		updatedAt: isoTime(now),
	});
	if (review.kind !== 'conflict' || decision.choice === 'dismiss') {
		const { field } = review;
		const side = review.side ?? 'psa';
		const after = decision.choice;
		const reason = `Decided by ${by}`;
		ledger.addAudit(review.linkId, { kind: 'decided', side, field, before: null, after, reason }, now);
	}
	return ledger.reviewById(id);
}

export function notOpen(id: string): SyncError {
	return new SyncError('BAD_INPUT', `Review entry ${id} is not open (any more). List the open entries and choose one.`);
}

function misfit(review: Review, why: string): SyncError {
	const { entity, field } = review;
	return new SyncError('BAD_INPUT', `Review entry ${review.id} (${review.kind} of a ${entity}): ${why}`, {
		entity,
		field,
	});
}

function carryOut(ledger: Ledger, review: Review, decision: Decision, now: number, by: string): void {
	const possible = CHOICES[review.kind];
	if (!possible.includes(decision.choice)) {
		const others = [...possible, 'dismiss'].join(', ');
		throw misfit(review, `"${decision.choice}" is not possible here. Choose one of: ${others}.`);
	}
	switch (decision.choice) {
		case 'psa':
		case 'platform': {
			const chosen = review[decision.choice];
			if (!chosen)
				throw misfit(review, `nothing is known of the ${decision.choice} side's value. Give a value instead.`);
			return decideConflict(ledger, review, chosen.value, now, by);
		}
		case 'value':
			return decideConflict(ledger, review, decision.value, now, by);
		case 'link':
			return link(ledger, review, decision.id, now, by);
		case 'create':
			ledger.changeWrite(heldCreate(ledger, review).id, {
				status: 'pending',
				notBefore: null,
				lastError: null,
				createAnyway: true,
			});
			return;
		case 'retry':
			return tryAgain(ledger, review, now, by);
		case 'confirm':
			return decideMissing(ledger, review, 'confirmed', now, by);
		case 'dismiss':
			return;
	}
}

/** The chosen value goes to each side that does not have it; what else was on its way to this field is called off. */
function decideConflict(ledger: Ledger, review: Review, value: Json, now: number, by: string): void {
	const current = ledger.link(review.linkId);
	if (current.state === 'tombstone') {
		throw misfit(review, 'one side has deleted its record, so nothing is written to it any more. Dismiss the entry.');
	}
	for (const side of SIDES) {
		const holds = review[side];
		const differs = !holds || !sameValue(holds.value, value);
		const contrary = ledger
			.active(current.id, side)
			.filter((write) => holdsField(write, [review.field]) && !sameValue(write.fields[review.field], value));
		const travels = contrary.some((write) => write.status !== 'dead' && !isAmendable(write, now));
		if (differs || travels) {
			ledger.putWrite(current, decidedUpdate(side, { [review.field]: value }, now, by), now);
		} else {
			for (const write of contrary) ledger.takeOut(write, [review.field], now);
		}
		if (!differs) continue;
		const before = holds?.value ?? null;
		const reason = `Decided by ${by}`;
		ledger.addAudit(current.id, { kind: 'decided', side, field: review.field, before, after: value, reason }, now);
	}
	ledger.changeLink(current.id, now, {});
}

function link(ledger: Ledger, review: Review, targetId: string, now: number, by: string): void {
	const create = heldCreate(ledger, review);
	if (review.candidates.length > 0 && !review.candidates.some((candidate) => candidate.id === targetId)) {
		const known = review.candidates.map((candidate) => candidate.id).join(', ');
		throw misfit(review, `${targetId} is none of the records that were found (${known}).`);
	}
	const reason = `Linked by ${by}`;
	if (!adopt(ledger, create, { now, targetId, shadow: null, reason })) {
		throw misfit(review, `${targetId} is linked to another record by now. Choose another one.`);
	}
	const joined = ledger.link(review.linkId);
	// A person's word has no record with it: the comparison needs both.
	if (joined.platformShadow === null) ledger.revisitLink(joined, 'platform', [], reason);
}

function heldCreate(ledger: Ledger, review: Review): Write {
	const write = review.writeId === null ? undefined : ledger.writes.get(review.writeId);
	if (!write || write.status !== 'held') {
		throw misfit(review, 'its create does not wait any more. Dismiss the entry.');
	}
	return write;
}

function tryAgain(ledger: Ledger, review: Review, now: number, by: string): void {
	if (review.kind === 'unmapped') readAgain(ledger, review, by);
	else if (review.kind !== 'flapping') sendAgain(ledger, review, now, by);
	// The entry held the writes back: closed, it lets them go.
	else if (review.side) ledger.recounted.push({ linkId: review.linkId, target: review.side });
}

/** What waited because its target was written too often is not written: both sides stay as they are. */
function callOff(ledger: Ledger, review: Review, now: number, by: string): void {
	const { linkId, side } = review;
	if (side === null) return;
	for (const write of ledger.active(linkId, side)) {
		if (write.kind !== 'update' || (write.status !== 'pending' && write.status !== 'replan')) continue;
		ledger.supersede(write, now);
		for (const [field, before] of Object.entries(write.fields)) {
			const reason = `Not written: dismissed by ${by}`;
			ledger.addAudit(linkId, { kind: 'lost', side, field, before, after: null, reason }, now);
		}
	}
	ledger.changeLink(linkId, now, {});
}

function readAgain(ledger: Ledger, review: Review, by: string): void {
	const current = ledger.link(review.linkId);
	if (review.side === null || linkedId(current, review.side) === null) {
		throw misfit(review, 'its record is not known. Dismiss the entry.');
	}
	ledger.revisitLink(current, review.side, [review.field || '*'], `Sent again by ${by}`);
}

/** Sends again what no younger write has taken the place of: an old value never overtakes a newer one. */
function sendAgain(ledger: Ledger, review: Review, now: number, by: string): void {
	const write = review.writeId === null ? undefined : ledger.writes.get(review.writeId);
	if (!write) throw misfit(review, 'its write is not known. Dismiss the entry.');
	if (write.status !== 'dead' && write.status !== 'done') return;
	if (write.status === 'dead' && write.kind === 'create') {
		ledger.changeWrite(write.id, AGAIN);
		return;
	}
	const all = ledger.writesOf(write.linkId);
	const younger = all
		.slice(all.findIndex((one) => one.id === write.id) + 1)
		.filter((one) => one.target === write.target && one.status !== 'superseded')
		.flatMap((one) => Object.keys(one.fields));
	const fields = without(write.fields, younger);
	const nothing = Object.keys(fields).length === 0;
	if (write.status === 'dead') {
		ledger.keepReplaced(write, now);
		if (nothing) ledger.supersede(write, now);
		else ledger.changeWrite(write.id, { ...AGAIN, fields, ...NO_CALL });
	} else if (!nothing) {
		ledger.putWrite(ledger.link(write.linkId), decidedUpdate(write.target, fields, now, by), now);
	}
}
