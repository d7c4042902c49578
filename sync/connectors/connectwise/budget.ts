import type { BudgetPolicy } from '../http';

/** The vendor's documentation: more than 1,000 requests a minute are likely to be refused with 429 and `Retry-After`. */
const CALLS = 1_000;
const WINDOW_MS = 60_000;

/** @param share part of the limit, 0 to 1, at which sync runs stop */
export function connectWiseBudget(share = 0.75): BudgetPolicy {
	return { limit: CALLS, windowMs: WINDOW_MS, share };
}
