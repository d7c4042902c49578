import { SYSTEM_NAMES } from '../model/entity';
import { SyncError } from '../model/errors';
import type { FlatRecord } from '../model/record';
import { notice, type ReviewKind } from '../model/review';
import type { ReviewDraft } from '../store/store';
import type { ApplyContext, ReadyWrite } from './apply-context';
import { backoff } from './settings';

/** Errors that concern the system, not the record: whoever comes next would meet them too. */
const STOPS_THE_SIDE: ReadonlySet<SyncError['code']> = new Set([
	'AUTHENTICATION',
	'PERMISSION',
	'WRONG_TENANT',
	'STORE',
	'RATE_LIMITED',
	'PAUSED',
	'UNREACHABLE',
]);

/**
 * Puts a write that failed back where it belongs: due again after a pause, or given up and shown to a person.
 * @param landed what an earlier call without an answer was seen to have written
 * @returns the error where it stops the whole side, else null.
 */
export async function failed(
	context: ApplyContext,
	ready: ReadyWrite,
	error: unknown,
	landed?: FlatRecord,
): Promise<SyncError | null> {
	if (!(error instanceof SyncError)) throw error;
	const { write } = ready.claimed;
	const { store, clock, settings, random, outcomes } = context;
	const attempts = write.attempts + 1;
	if (error.code === 'STORE') throw error;
	if (error.code === 'PRECONDITION') {
		await store.giveBack(write, error.message, clock.now(), landed);
		outcomes.set(write.id, 'replanned', error.message);
		return null;
	}
	// An earlier call that got no answer may have landed, whatever became of this one.
	const unanswered = write.payload !== null;
	const stops = STOPS_THE_SIDE.has(error.code);
	if (stops && error.subject.uncertain !== true) {
		// Nobody's fault: no attempt of this record is counted against it, except that the pause applies.
		const pause = error.subject.retryAfterMs ?? settings.backoffMs;
		await store.release(write, clock.now() + pause, error.message, unanswered);
		outcomes.set(write.id, 'retry', error.message);
		return error;
	}
	if (!error.retryable && error.subject.uncertain !== true) {
		await park(context, ready, 'deadLetter', error.message, [], unanswered);
		return null;
	}
	const uncertain = unanswered || error.subject.uncertain === true;
	if (attempts >= settings.maxAttempts) {
		await park(context, ready, 'deadLetter', `given up after ${attempts} tries: ${error.message}`, [], uncertain);
		return stops ? error : null;
	}
	const pause = Math.max(
		error.subject.retryAfterMs ?? 0,
		backoff(settings, attempts, random),
		uncertain ? settings.settleMs : 0,
	);
	await store.release(write, clock.now() + pause, error.message, uncertain);
	outcomes.set(write.id, 'retry', error.message);
	return stops ? error : null;
}

/** Puts back a write that was claimed but not tried, because the system is not answering at all. */
export async function putBack(context: ApplyContext, ready: ReadyWrite, error: SyncError): Promise<void> {
	const pause = error.subject.retryAfterMs ?? context.settings.backoffMs;
	const { write } = ready.claimed;
	await context.store.release(write, context.clock.now() + pause, error.message, write.payload !== null);
	context.outcomes.set(write.id, 'retry', error.message);
}

/** Gives a write up (or lets it wait for a person), with an entry that says why. */
export async function park(
	context: ApplyContext,
	ready: ReadyWrite,
	kind: Extract<ReviewKind, 'deadLetter' | 'ambiguous'>,
	reason: string,
	candidates: ReviewDraft['candidates'] = [],
	uncertain = false,
): Promise<void> {
	const { write } = ready.claimed;
	const draft = notice({
		kind,
		side: context.side,
		writeId: write.id,
		message: `${SYSTEM_NAMES[context.connector.system]} ${write.entity}: ${reason}`,
		candidates,
	});
	const status = kind === 'ambiguous' ? 'held' : 'dead';
	if (await context.store.park(write, status, draft, context.clock.now(), uncertain))
		context.outcomes.set(write.id, 'review', reason);
	else context.outcomes.set(write.id, 'skipped', 'another run has taken it over');
}
