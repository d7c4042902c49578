/** What an answer's headers say of the window that the server keeps. */
export interface HeaderUsage {
	readonly limit: number;
	readonly remaining: number;
	/** Milliseconds until the server counts anew; null where it does not say. */
	readonly resetMs: number | null;
	/** Length of the window; null where it does not say. */
	readonly windowMs: number | null;
}

type Headers = Readonly<Record<string, string>>;

/** A reset beyond this many seconds is no duration but a moment in time. */
const LONGEST_SECONDS = 7 * 24 * 60 * 60;

/**
 * Reads the usual headers in their three spellings: `X-RateLimit-*`, `RateLimit-*`, and the structured `RateLimit` with
 * `RateLimit-Policy` of the IETF's later drafts. None of the PSAs documents any; servers behind the platform's contract,
 * and gateways in front of a PSA, may send them.
 * @param now the server's time, for resets that are given as a moment
 */
export function headerUsage(headers: Headers, now: number): HeaderUsage | undefined {
	const structured = structuredUsage(headers);
	if (structured) return structured;
	for (const prefix of ['ratelimit-', 'x-ratelimit-', 'x-rate-limit-']) {
		const limit = number(headers[`${prefix}limit`]);
		const remaining = number(headers[`${prefix}remaining`]);
		if (limit === undefined || remaining === undefined || limit < 1) continue;
		return { limit, remaining, resetMs: resetMs(number(headers[`${prefix}reset`]), now), windowMs: windowMs(headers) };
	}
	return undefined;
}

/** `RateLimit: limit=100, remaining=50, reset=5` and `RateLimit: "default";r=50;t=30` with a policy of `"default";q=100;w=60`. */
function structuredUsage(headers: Headers): HeaderUsage | undefined {
	const usage = headers['ratelimit'];
	if (usage === undefined) return undefined;
	const limit = part(usage, 'limit') ?? part(headers['ratelimit-policy'] ?? '', 'q');
	const remaining = part(usage, 'remaining') ?? part(usage, 'r');
	if (limit === undefined || remaining === undefined || limit < 1) return undefined;
	const reset = part(usage, 'reset') ?? part(usage, 't');
	return { limit, remaining, resetMs: reset === undefined ? null : reset * 1000, windowMs: windowMs(headers) };
}

function windowMs(headers: Headers): number | null {
	const seconds = part(headers['ratelimit-policy'] ?? headers['ratelimit-limit'] ?? '', 'w');
	return seconds === undefined || seconds < 1 ? null : seconds * 1000;
}

function resetMs(reset: number | undefined, now: number): number | null {
	if (reset === undefined) return null;
	if (reset <= LONGEST_SECONDS) return reset * 1000;
	// Seconds, or milliseconds, since 1970.
	const at = reset > 1e11 ? reset : reset * 1000;
	return Math.max(0, at - now);
}

function number(text: string | undefined): number | undefined {
	const digits = /^\s*(\d{1,15})\b/.exec(text ?? '')?.[1];
	return digits === undefined ? undefined : Number(digits);
}

function part(text: string, name: string): number | undefined {
	return number(new RegExp(`(?:^|[;,\\s])${name}=\\s*(\\d{1,15})`).exec(text)?.[1]);
}
