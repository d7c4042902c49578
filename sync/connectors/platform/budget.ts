import type { BudgetPolicy } from '../http';

/** The window that a limit is looked for in, until the platform's headers name one. */
const WINDOW_MS = 60_000;

/**
 * The contract names no limit: it is learned from 429 with `Retry-After`, and from `RateLimit-*` headers where there are
 * any.
 * @param share part of the limit, 0 to 1, at which sync runs stop
 */
export function platformBudget(share = 0.75): BudgetPolicy {
	return { limit: null, windowMs: WINDOW_MS, share };
}
