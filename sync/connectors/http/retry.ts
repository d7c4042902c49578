/** How often and how patiently safe calls are repeated. */
export interface RetryPolicy {
	/** Calls in all, the first one counted. */
	readonly attempts: number;
	/** Upper bound of the first wait; it doubles with each attempt. */
	readonly baseMs: number;
	/** Upper bound of any wait. A server that asks for more gets its error passed on at once. */
	readonly maxWaitMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 4, baseMs: 500, maxWaitMs: 60_000 };

/**
 * Full jitter: anything between nothing and the bound, so that clients that failed together do not come back together.
 * @param attempt 1 after the first failed call
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: () => number): number {
	return Math.floor(random() * Math.min(policy.maxWaitMs, policy.baseMs * 2 ** (attempt - 1)));
}

/** No server's wish is believed beyond this: it is asked again. Writes are due again after as long as it says. */
const LONGEST_WISH_MS = 60 * 60_000;

/**
 * Reads `Retry-After` in both forms of RFC 9110 (seconds; HTTP date). A date is held against the server's own `Date`
 * where there is one: the clocks may differ.
 * @returns milliseconds to wait, an hour at most, or undefined where the header is absent or unreadable.
 */
export function retryAfterMs(
	retryAfter: string | undefined,
	date: string | undefined,
	now: number,
): number | undefined {
	if (retryAfter === undefined) return undefined;
	const value = retryAfter.trim();
	if (/^\d+(\.\d+)?$/.test(value)) return Math.min(LONGEST_WISH_MS, Math.ceil(Number(value) * 1000));
	const at = Date.parse(value);
	if (Number.isNaN(at)) return undefined;
	const serverNow = date === undefined ? Number.NaN : Date.parse(date);
	return Math.min(LONGEST_WISH_MS, Math.max(0, at - (Number.isNaN(serverNow) ? now : serverNow)));
}
