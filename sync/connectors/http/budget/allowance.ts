import type { BudgetUse } from './budget';
import type { BudgetState } from './state';
import { countsFor, HIGHEST, HIGHEST_SHARE, slotOf, TRICKLE, type Terms } from './terms';

/** What a refusal left of the window grows by so much in each window without another one. */
const GROWTH = 1.5;
/** How long at most until it is worth while to look again whether others have spent less. */
const LOOK_AGAIN_MS = 5 * 60_000;

/** Our own calls that may still count in the vendor's window. */
export function ours(state: BudgetState, terms: Terms, now: number): number {
	return state.spent.reduce((sum, { at, calls }) => (at + countsFor(terms) > now ? sum + calls : sum), state.unplaced);
}

/** What others were last found to have spent, as far as it can still be in the window. */
export function others(state: BudgetState, now: number): number {
	return state.measured && state.measured.until > now ? state.measured.others : 0;
}

/** Calls of ours that a window bears after a refusal: what it was cut to, and what has grown since; infinite before any. */
export function capNow({ cap }: BudgetState, { windowMs }: Terms, now: number): number {
	return cap ? cap.calls * GROWTH ** (Math.max(0, now - cap.at) / windowMs) : Number.POSITIVE_INFINITY;
}

/**
 * How many more calls a use may make now; not below 0, infinite where no limit is known.
 *
 * Sync runs stop at their share of the limit, everybody's calls counted; people go on up to nine tenths. Where others
 * alone spend more than the share, a trickle is left to sync runs, so that they fall behind but never stand still.
 */
export function room(state: BudgetState, terms: Terms, use: BudgetUse, now: number): number {
	const mine = ours(state, terms, now);
	const all = mine + others(state, now);
	const limit = terms.limit ?? Number.POSITIVE_INFINITY;
	const cap = capNow(state, terms, now);
	const upTo = (part: number): number => Math.max(1, Math.floor(part * limit)) - all;
	if (use === 'interactive') return Math.max(0, Math.min(upTo(HIGHEST), Math.floor(cap) - mine));
	const trickle =
		terms.limit === null ? 0 : Math.min(Math.floor(Math.min(TRICKLE, terms.share) * limit) - mine, upTo(HIGHEST_SHARE));
	const fair = Math.max(upTo(terms.share), trickle);
	return Math.max(0, Math.min(fair, Math.max(1, Math.floor(HIGHEST_SHARE * cap)) - mine));
}

/** Milliseconds until a use may have room again, if nobody calls meanwhile. */
export function untilRoom(state: BudgetState, terms: Terms, use: BudgetUse, now: number): number {
	const moments = state.spent.map(({ at }) => at + countsFor(terms)).filter((at) => at > now);
	if (state.measured && state.measured.until > now) moments.push(state.measured.until, now + LOOK_AGAIN_MS);
	if (state.cap) moments.push(now + terms.slotMs);
	moments.sort((a, b) => a - b);
	const free = moments.find((at) => room(state, terms, use, at) > 0);
	return Math.max(1, Math.min(free ?? now + terms.windowMs, now + Math.max(LOOK_AGAIN_MS, terms.slotMs)) - now);
}

/** Counts calls in the slot of `now`; a negative number gives calls back that nobody made. */
export function spend(state: BudgetState, terms: Terms, at: number, calls: number): BudgetState {
	const slot = slotOf(terms, at);
	const known = state.spent.find((one) => one.at === slot);
	if (!known && calls <= 0) return state;
	const added = { at: slot, calls: Math.max(0, (known?.calls ?? 0) + calls) };
	const rest = state.spent.filter((one) => one.at !== slot);
	return { ...state, spent: [...rest, added].sort((a, b) => a.at - b.at) };
}
