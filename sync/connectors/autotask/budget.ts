import type { BudgetPolicy, Lesson } from '../http';

/**
 * The vendor's documentation: 10,000 requests in any 60 minutes for the whole database, whoever makes them; from half of
 * that on every answer is delayed, beyond it the database's API is suspended. `ThresholdInformation` says what is spent.
 */
const CALLS = 10_000;
const WINDOW_MS = 60 * 60_000;
/** The vendor's documentation: for each integration and object endpoint. */
const THREADS = 3;

/** @param share part of the limit, 0 to 1, at which sync runs stop, the calls of all other tools counted */
export function autotaskBudget(share = 0.5): BudgetPolicy {
	return { limit: CALLS, windowMs: WINDOW_MS, share, threads: THREADS, learn };
}

/** Too many calls at a time are refused in words of their own, and not with 429 (seen by a public client). */
function learn(said: string): Lesson | undefined {
	return /thread threshold|itgenatr005/i.test(said) ? { busy: true } : undefined;
}
