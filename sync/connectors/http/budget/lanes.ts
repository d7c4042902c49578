import type { BudgetState, Lane } from './state';

/** Longer than any call may take: a worker that died gives its lanes back by this. */
export const LEASE_MS = 90_000;
/** A call begins only where its lane is held for so long: the time-out of a call, and some more. */
export const SAFE_MS = 45_000;
/** Who has not asked again for so long does not wait any more. */
const WAITING_MS = 2_000;

const NONE: Lane = { holders: [], waiting: [] };

/** Leases and waits that are over are dropped; one that ends later than it can was made by a clock that went wrong. */
export function currentLane(lane: Lane | undefined, now: number): Lane {
	const { holders, waiting } = lane ?? NONE;
	return {
		holders: holders.flatMap((one) =>
			one.until > now ? [{ ...one, until: Math.min(one.until, now + LEASE_MS) }] : [],
		),
		waiting: waiting.flatMap((one) =>
			one.until > now ? [{ ...one, until: Math.min(one.until, now + WAITING_MS) }] : [],
		),
	};
}

/**
 * Asks for calls at a time on an endpoint, in place of those that the worker holds. Whoever waits without having any is
 * served first: the others get what is left when each of those has one.
 * @param busy calls under way, which keep their lanes in any case
 * @param wanted those, and the ones that wait here
 * @returns how many the worker may have at a time from now on
 */
export function holdLanes(
	state: BudgetState,
	endpoint: string,
	threads: number,
	{ worker, busy, wanted }: { readonly worker: string; readonly busy: number; readonly wanted: number },
	now: number,
): { readonly state: BudgetState; readonly held: number } {
	const lane = currentLane(state.lanes[endpoint], now);
	const others = lane.holders.filter((one) => one.worker !== worker);
	const place = lane.waiting.findIndex((one) => one.worker === worker);
	const before = place < 0 ? lane.waiting.length : place;
	const free = Math.max(
		0,
		others.reduce((left, { calls }) => left - calls, threads),
	);
	const held = Math.max(Math.min(busy, free), Math.min(wanted, Math.max(0, free - before)));
	const waits = held === 0 && wanted > 0;
	const waiting = lane.waiting.filter((one) => one.worker !== worker);
	if (waits) waiting.splice(before, 0, { worker, until: now + WAITING_MS });
	const holders = held > 0 ? [...others, { worker, calls: held, until: now + LEASE_MS }] : others;
	return { state: withLane(state, endpoint, { holders, waiting }), held };
}

/**
 * A lane for a worker that does not know the tenant's time yet: nothing is dropped by its clock, which may be wrong.
 * @returns undefined where none seems free
 */
export function firstLane(
	state: BudgetState,
	endpoint: string,
	threads: number,
	worker: string,
	now: number,
): BudgetState | undefined {
	const taken = currentLane(state.lanes[endpoint], now).holders.reduce((sum, { calls }) => sum + calls, 0);
	if (taken >= threads) return undefined;
	const { holders, waiting } = state.lanes[endpoint] ?? NONE;
	return withLane(state, endpoint, { holders: [...holders, { worker, calls: 1, until: now + LEASE_MS }], waiting });
}

function withLane(state: BudgetState, endpoint: string, lane: Lane): BudgetState {
	const { [endpoint]: _former, ...rest } = state.lanes;
	const isEmpty = lane.holders.length === 0 && lane.waiting.length === 0;
	return { ...state, lanes: isEmpty ? rest : { ...rest, [endpoint]: lane } };
}
