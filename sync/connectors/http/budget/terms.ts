import type { BudgetPolicy } from './budget';
import type { BudgetState } from './state';

/** The limit that applies now: what the vendor itself said goes before what was known beforehand. */
export interface Terms {
	/** Calls in any window; null while nobody knows. */
	readonly limit: number | null;
	readonly windowMs: number;
	readonly slotMs: number;
	/** Part of the limit at which sync runs stop. */
	readonly share: number;
}

/** Part of the limit that nobody of ours goes beyond: clocks, late arrivals and calls that we do not know of take the rest. */
export const HIGHEST = 0.9;
/** However much people give to sync runs, between this and `HIGHEST` is the reserve of those who wait for an answer. */
export const HIGHEST_SHARE = 0.8;
/** Of a limit that others have used up beyond our share, sync runs still get so much, while the whole stays below `HIGHEST_SHARE`. */
export const TRICKLE = 0.1;

const LONGEST_SLOT_MS = 60_000;
const SHORTEST_SLOT_MS = 500;
/** Slots in a window: more forget old calls sooner, and cost more to keep. */
const SLOTS = 12;
/** As many as a day has of the longest. Servers may name any window, and all slots of it are kept. */
const MOST_SLOTS = 1_440;

export function termsOf(policy: BudgetPolicy, state: BudgetState): Terms {
	const { limit, windowMs } = state.learned ?? policy;
	const usualMs = Math.min(LONGEST_SLOT_MS, Math.max(SHORTEST_SLOT_MS, Math.ceil(windowMs / SLOTS)));
	const slotMs = Math.max(usualMs, Math.ceil(windowMs / MOST_SLOTS));
	return { limit, windowMs, slotMs, share: Math.min(HIGHEST_SHARE, Math.max(0.01, policy.share)) };
}

/** The beginning of the slot of a time. */
export function slotOf({ slotMs }: Terms, at: number): number {
	return Math.floor(at / slotMs) * slotMs;
}

/**
 * A call of a slot may have been let pass at its end, and may have reached the server one slot later: for so long after
 * the slot's beginning it counts.
 */
export function countsFor({ windowMs, slotMs }: Terms): number {
	return windowMs + 2 * slotMs;
}
