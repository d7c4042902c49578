import { SyncError } from '../model/errors';
import type { ApplyContext, ReadyWrite } from './apply-context';
import { park, putBack } from './failures';

export interface Asked<T> {
	/** The writes that could be asked about, in their order. */
	readonly known: readonly ReadyWrite[];
	/** The answer for each of them. */
	readonly answers: readonly T[];
}

/**
 * Asks about the writes of a batch in one go. Where that is refused because of what one of them holds, each is asked
 * about by itself and only the one that is refused is given up: it must not keep the others from being written for
 * ever (law S6). Where every one is refused, the system is at fault, not the records: all are put back.
 *
 * @param ask answers in the order of the writes it is given
 * @returns the answers, or the error that stops the side; then all were put back.
 */
export async function askTogether<T>(
	context: ApplyContext,
	ready: readonly ReadyWrite[],
	ask: (some: readonly ReadyWrite[]) => Promise<readonly T[]>,
): Promise<Asked<T> | SyncError> {
	try {
		return { known: ready, answers: await ask(ready) };
	} catch (error) {
		if (!(error instanceof SyncError)) throw error;
		return BY_THE_VALUES.has(error.code)
			? await askAlone(context, ready, ask, error)
			: putBackAll(context, ready, error);
	}
}

/** Refusals that may be due to one record's values. */
const BY_THE_VALUES: ReadonlySet<SyncError['code']> = new Set(['REJECTED', 'BAD_INPUT', 'NOT_FOUND']);

async function askAlone<T>(
	context: ApplyContext,
	ready: readonly ReadyWrite[],
	ask: (some: readonly ReadyWrite[]) => Promise<readonly T[]>,
	refusal: SyncError,
): Promise<Asked<T> | SyncError> {
	const known: ReadyWrite[] = [];
	const answers: T[] = [];
	const refused: { readonly one: ReadyWrite; readonly why: SyncError }[] = [];
	for (const one of ready) {
		try {
			answers.push(...(await ask([one])));
			known.push(one);
		} catch (error) {
			if (!(error instanceof SyncError)) throw error;
			if (!BY_THE_VALUES.has(error.code)) return putBackAll(context, ready, error);
			refused.push({ one, why: error });
		}
	}
	// One alone proves nothing at first; refused in the same words the next time, it is the record's own fault.
	const again = refused.length === 1 && refused[0].one.claimed.write.lastError === refused[0].why.message;
	if (known.length === 0 && !again) return putBackAll(context, ready, refusal);
	for (const { one, why } of refused) await park(context, one, 'deadLetter', why.message);
	return { known, answers };
}

async function putBackAll(context: ApplyContext, ready: readonly ReadyWrite[], error: SyncError): Promise<SyncError> {
	for (const one of ready) await putBack(context, one, error);
	return error;
}
