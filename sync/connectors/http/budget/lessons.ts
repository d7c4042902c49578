import { capNow, ours } from './allowance';
import type { Lesson, Usage } from './budget';
import type { HeaderUsage } from './rate-limit-headers';
import type { BudgetState } from './state';
import type { Terms } from './terms';

/** What a refusal leaves of the calls that the window seemed to bear. */
const CUT = 0.7;
/**
 * A window is never cut below this part of the limit, or below a call a second where there is none: a server that refuses
 * for another reason than our number of calls would be left alone for hours.
 */
const LEAST_PART = 0.2;
const LEAST_EVERY_MS = 1_000;

/** First pause after a refusal that names none; it doubles. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** No server's wish is believed beyond this: it is asked again. */
const LONGEST_WISH_MS = 60 * 60_000;

/** A refusal that came for a call which was let pass at `sentAt`. */
export interface RateRefusal {
	readonly sentAt: number;
	/** How long the server asked to be left alone; absent where it did not say. */
	readonly retryAfterMs?: number;
	readonly lesson?: Lesson;
}

/**
 * Takes a refusal for too many calls: everybody pauses, and where nobody can say what has been spent, the window is cut
 * to a part of what had been spent of it when it was full.
 */
export function afterRefusal(
	state: BudgetState,
	terms: Terms,
	refusal: RateRefusal,
	now: number,
	random: () => number,
): BudgetState {
	const learned = refusal.lesson?.limit;
	const known = learned ? { ...state, learned: { limit: learned.limit, windowMs: learned.windowMs } } : state;
	// Of the calls that were under way when the first of them was refused, none says anything new.
	const isNews = !state.pause || refusal.sentAt >= state.pause.from;
	const strikes = refusal.retryAfterMs === undefined ? (state.pause?.strikes ?? 0) + (isNews ? 1 : 0) : 0;
	const own = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(20, Math.max(0, strikes - 1)));
	const length = Math.min(LONGEST_WISH_MS, refusal.retryAfterMs ?? Math.ceil(own * (0.5 + 0.5 * random())));
	const pause = {
		from: isNews ? now : (state.pause?.from ?? now),
		until: Math.max(now + length, isNews ? 0 : (state.pause?.until ?? 0)),
		strikes,
	};
	const paused = { ...known, pause };
	return isNews && !state.measured ? { ...paused, cap: cutTo(state, terms, now) } : paused;
}

function cutTo(state: BudgetState, terms: Terms, now: number): BudgetState['cap'] {
	const full = Math.min(ours(state, terms, now), capNow(state, terms, now));
	const least = Math.ceil(terms.limit === null ? terms.windowMs / LEAST_EVERY_MS : LEAST_PART * terms.limit);
	return { calls: Math.max(least, Math.floor(CUT * full)), at: now };
}

/** Takes what the vendor counted: calls that are not ours are others'. */
export function afterUsage(state: BudgetState, terms: Terms, usage: Usage, now: number): BudgetState {
	// Ours that are surely in the vendor's window: what we cannot be sure of counts for others.
	const mine = state.spent.reduce((sum, { at, calls }) => (at >= now - usage.windowMs ? sum + calls : sum), 0);
	const others = Math.max(0, Math.ceil(usage.calls) - mine);
	const isNewLimit = usage.limit !== terms.limit || usage.windowMs !== terms.windowMs;
	return {
		...state,
		...(isNewLimit ? { learned: { limit: usage.limit, windowMs: usage.windowMs } } : {}),
		measured: { at: now, others, until: now + usage.windowMs },
		measuring: { at: now, calls: 0 },
		cap: null,
	};
}

/** Takes what the headers of an answer say: the limit, what is left of it, and a pause where nothing is. */
export function afterHeaders(state: BudgetState, terms: Terms, said: HeaderUsage, now: number): BudgetState {
	const windowMs = said.windowMs ?? terms.windowMs;
	const calls = Math.max(0, said.limit - said.remaining);
	const after = afterUsage(state, terms, { calls, limit: said.limit, windowMs }, now);
	const until = now + Math.min(said.resetMs ?? windowMs, LONGEST_WISH_MS);
	const measured = after.measured && { ...after.measured, until };
	if (said.remaining > 0) return { ...after, measured };
	const pause = { from: now, until: said.resetMs === null ? now + terms.slotMs : until, strikes: 0 };
	return { ...after, measured, pause };
}
