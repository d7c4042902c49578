import type { ErrorCode } from '../../../model/errors';
import type { Breaker, BudgetState } from './state';

export type BreakerKind = Breaker['kind'];

interface Patience {
	/** Failures in a row that open it, and over how long: more than a few calls to one broken address make with their retries. */
	readonly failures: number;
	readonly overMs: number;
	readonly firstMs: number;
	readonly longestMs: number;
}

const PATIENCE: Readonly<Record<BreakerKind, Patience>> = {
	outage: { failures: 10, overMs: 30_000, firstMs: 30_000, longestMs: 10 * 60_000 },
	// Vendors lock accounts that keep trying.
	credentials: { failures: 5, overMs: 0, firstMs: 60_000, longestMs: 10 * 60_000 },
};
/** How long the one who tries has for its call. */
const TRIAL_MS = 60_000;

const KINDS: Partial<Readonly<Record<ErrorCode, BreakerKind>>> = {
	UNREACHABLE: 'outage',
	TIMEOUT: 'outage',
	UNAVAILABLE: 'outage',
	AUTHENTICATION: 'credentials',
};

/** What a failure says of the whole tenant; undefined for one that concerns a single call. */
export function breakerKind(failure: ErrorCode): BreakerKind | undefined {
	return KINDS[failure];
}

export type Passage =
	| { readonly open: false }
	| { readonly open: true; readonly kind: BreakerKind; readonly ms: number };

/** Whether a breaker stands in the way of a sync run, and for how long. */
export function passage({ breaker }: BudgetState, now: number): Passage {
	if (!breaker || breaker.until === null) return { open: false };
	const until = Math.max(breaker.until, breaker.trial ?? 0);
	return until > now ? { open: true, kind: breaker.kind, ms: until - now } : { open: false };
}

/** Lets one call pass an open breaker whose time is over; until it is back, nobody else follows. */
export function takeTrial(state: BudgetState, now: number): BudgetState {
	const { breaker } = state;
	if (!breaker || breaker.until === null) return state;
	return { ...state, breaker: { ...breaker, trial: now + TRIAL_MS } };
}

/** @param random for the length of the pause: workers must not come back together */
export function afterFailure(state: BudgetState, kind: BreakerKind, now: number, random: () => number): BudgetState {
	const known = state.breaker?.kind === kind ? state.breaker : null;
	const failures = (known?.failures ?? 0) + 1;
	const since = known?.since ?? now;
	const { failures: enough, overMs, firstMs, longestMs } = PATIENCE[kind];
	const until = known?.until ?? null;
	// A call that was under way when it opened says nothing new.
	if (known && until !== null && known.trial === null && until > now) return state;
	// The tenant's time is put right as it becomes known better, and may go back by a little.
	const lasting = Math.max(0, now - since);
	if (until === null && (failures < enough || lasting < overMs)) {
		const breaker = { kind, failures, since, openings: 0, openedAt: null, until: null, trial: null };
		return { ...state, breaker };
	}
	const openings = (known?.openings ?? 0) + 1;
	const longest = Math.min(longestMs, firstMs * 2 ** (openings - 1));
	const next = now + Math.ceil(longest * (0.5 + 0.5 * random()));
	return {
		...state,
		breaker: { kind, failures, since, openings, openedAt: known?.openedAt ?? now, until: next, trial: null },
	};
}

/** Any answer that is none of the failures above. */
export function afterSuccess(state: BudgetState): BudgetState {
	return state.breaker ? { ...state, breaker: null } : state;
}

/** A breaker that would stay shut for longer than it can was set by a clock that went wrong. */
export function currentBreaker(breaker: BudgetState['breaker'], now: number): BudgetState['breaker'] {
	if (!breaker || breaker.until === null) return breaker;
	const until = Math.min(breaker.until, now + PATIENCE[breaker.kind].longestMs);
	return { ...breaker, until, trial: breaker.trial && Math.min(breaker.trial, now + TRIAL_MS) };
}
