import { others, ours, room } from './allowance';
import { passage } from './breaker';
import { pauseMs } from './pause';
import type { BudgetState } from './state';
import { termsOf } from './terms';

/** How a tenant's budget stands, for people. */
export interface BudgetStanding {
	/**
	 * `halfOpen`: they failed, and the next call finds out whether they still do; `open`: calls of sync runs are held back because the system does not answer, or refuses the credentials;
	 * `paused`: the system asked to be left alone; `spent`: sync runs have used up their part.
	 */
	readonly state: 'ok' | 'spent' | 'paused' | 'halfOpen' | 'open';
	/** Why it is not `ok`, for people; null where it is. */
	readonly reason: string | null;
	/** When calls are tried again, by the system's own clock, epoch milliseconds; null where nothing is held back. */
	readonly until: number | null;
	/** Our calls that count in the window, those of others as far as the system tells, and how many runs may still make. */
	readonly calls: number;
	readonly callsOfOthers: number;
	readonly left: number | null;
	readonly limit: number | null;
	readonly windowSeconds: number | null;
	/** Failures in a row. */
	readonly failures: number;
}

/** @param now the tenant's time, or one that is about right */
export function standingOf(state: BudgetState, now: number): BudgetStanding {
	const { limit = null, windowMs = 60_000, share = 1 } = state.terms ?? {};
	const terms = termsOf({ limit, windowMs, share }, state);
	const left = room(state, terms, 'sync', now);
	const counts = {
		calls: ours(state, terms, now),
		callsOfOthers: others(state, now),
		left: Number.isFinite(left) ? left : null,
		limit: terms.limit,
		windowSeconds: state.terms ? terms.windowMs / 1000 : null,
		failures: state.breaker?.failures ?? 0,
	};
	const gate = passage(state, now);
	if (gate.open) {
		const reason =
			gate.kind === 'outage'
				? `The last ${counts.failures} calls failed: the system is left alone, and tried again from time to time.`
				: `The credentials were refused ${counts.failures} times: they are tried again from time to time. Check them, and use the "Test" button of the credential.`;
		return { ...counts, state: 'open', reason, until: now + gate.ms };
	}
	if (state.breaker && state.breaker.until !== null) {
		const reason = `The last ${counts.failures} calls failed; the next one finds out whether it works again.`;
		return { ...counts, state: 'halfOpen', reason, until: null };
	}
	const pause = pauseMs(state, now);
	if (pause > 0) return { ...counts, state: 'paused', reason: 'The system asked for a pause.', until: now + pause };
	if (left < 1) {
		const reason = 'The part of the API calls that sync runs may use is spent; they go on as it becomes free.';
		return { ...counts, state: 'spent', reason, until: null };
	}
	return { ...counts, state: 'ok', reason: null, until: null };
}
