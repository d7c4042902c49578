import { ours, others, room, spend, untilRoom } from './allowance';
import { currentBreaker, passage, takeTrial, type BreakerKind } from './breaker';
import type { BudgetPolicy, BudgetUse } from './budget';
import { holdLanes, currentLane } from './lanes';
import { pauseMs } from './pause';
import type { BudgetState } from './state';
import { countsFor, slotOf, termsOf, TRICKLE, type Terms } from './terms';

/** What a worker asks of the shared state. */
export interface Request {
	readonly worker: string;
	readonly use: BudgetUse;
	/** Calls that it would like to have leave for; 0: it has enough and wants lanes only. */
	readonly wanted: number;
	/** Leave that it was given before and did not use. */
	readonly unused: readonly { readonly at: number; readonly calls: number }[];
	readonly lanes?: { readonly endpoint: string; readonly busy: number; readonly wanted: number };
	/** The call asks how much is spent: it may go beyond the share. */
	readonly metering: boolean;
	/** The pause that the worker has sat through, by its beginning. */
	readonly waitedOut?: number;
	/** Whether the worker can ask the vendor what is spent. */
	readonly canMeasure: boolean;
}

export type Grant =
	| {
			readonly kind: 'granted';
			readonly calls: number;
			/** The slot in which they are counted: to be used before `until`. */
			readonly at: number;
			readonly until: number;
			/** Calls at a time on the endpoint that was asked for. */
			readonly held: number;
			/** This worker is to ask the vendor what is spent. */
			readonly measure: boolean;
	  }
	/** `held`: what the worker has left of the endpoint, no more than it has calls under way. */
	| { readonly kind: 'wait'; readonly why: 'lanes'; readonly ms: number; readonly held: number }
	| { readonly kind: 'wait'; readonly why: 'pause' | 'spent' | BreakerKind; readonly ms: number };

/** Leave is good for so long: then what other workers have learned since must be heard. */
const GOOD_FOR_MS = 5_000;
/** How soon a lane may have become free. */
export const LANE_MS = 200;
/** Never more of what is left at once than this part: workers share it. */
const PART_OF_ROOM = 8;

/**
 * Decides on a worker's request: a number of calls that it may send in the next seconds without asking again, or how
 * long it has to wait and why. Pure; `now` is the tenant's time.
 */
export function reserve(
	stored: BudgetState,
	policy: BudgetPolicy,
	request: Request,
	now: number,
): { readonly state: BudgetState; readonly grant: Grant } {
	const terms = termsOf(policy, stored);
	let state = bringTo(stored, policy, terms, now);
	for (const { at, calls } of request.unused) state = spend(state, terms, at, -calls);
	const refuse = (why: 'pause' | 'spent' | BreakerKind, ms: number) => ({
		state,
		grant: { kind: 'wait', why, ms: Math.ceil(ms) } as const,
	});

	// People may try at any time: it is they who find out that it works again.
	const gate = passage(state, now);
	if (gate.open && request.use === 'sync') return refuse(gate.kind, gate.ms);
	const pause = pauseMs(state, now, request.waitedOut);
	if (pause > 0) return refuse('pause', pause);
	const left = request.metering ? 1 : roomFor(state, terms, request, now);
	if (left < 1 && request.wanted > 0) return refuse('spent', untilRoom(state, terms, request.use, now));

	let held = Number.POSITIVE_INFINITY;
	if (request.lanes && policy.threads !== undefined) {
		const { endpoint, busy, wanted } = request.lanes;
		const lanes = holdLanes(state, endpoint, policy.threads, { worker: request.worker, busy, wanted }, now);
		({ state, held } = lanes);
		if (held <= busy && wanted > busy) return { state, grant: { kind: 'wait', why: 'lanes', ms: LANE_MS, held } };
	}
	const isTrial = state.breaker !== null && state.breaker.until !== null;
	if (isTrial && request.use === 'sync') state = takeTrial(state, now);
	const calls =
		isTrial || request.metering ? 1 : Math.min(request.wanted, Math.max(1, Math.floor(left / PART_OF_ROOM)));
	const granted = request.wanted === 0 ? 0 : calls;
	const measure = request.canMeasure && !request.metering && isMeasurementDue(state, terms, now);
	state = spend(state, terms, now, granted);
	const measuring = { at: measure ? now : (state.measuring?.at ?? 0), calls: (state.measuring?.calls ?? 0) + granted };
	state = { ...state, measuring, terms: { limit: terms.limit, windowMs: terms.windowMs, share: terms.share } };
	const at = slotOf(terms, now);
	const until = Math.min(at + terms.slotMs, now + GOOD_FOR_MS);
	return { state, grant: { kind: 'granted', calls: granted, at, until, held, measure } };
}

/** What is left; where the vendor can be asked what others have spent, and nobody knows it, no more than a trickle. */
function roomFor(state: BudgetState, terms: Terms, { use, canMeasure }: Request, now: number): number {
	const left = room(state, terms, use, now);
	const isKnown = state.measured !== null && state.measured.until > now;
	if (!canMeasure || isKnown || use === 'interactive' || terms.limit === null) return left;
	return Math.max(0, Math.min(left, Math.floor(TRICKLE * terms.limit) - ours(state, terms, now)));
}

/** Calls of a worker that does not know the tenant's time yet: counted, and put into a slot by somebody who does. */
export function spendUnplaced(state: BudgetState, calls: number): BudgetState {
	return { ...state, unplaced: state.unplaced + calls };
}

/** How long a measurement is good, how much of what was left may be spent before the next one, and how soon one that failed is tried again. */
const MEASURED_FOR_MS = 10 * 60_000;
const SPENT_SINCE = 0.1;
const FEWEST_SINCE = 25;
const ASK_AGAIN_MS = 60_000;

function isMeasurementDue(state: BudgetState, terms: Terms, now: number): boolean {
	const { measured, measuring } = state;
	const sinceAsked = now - (measuring?.at ?? Number.NEGATIVE_INFINITY);
	if (!measured || now - measured.at > MEASURED_FOR_MS) return sinceAsked >= ASK_AGAIN_MS || measuring?.at === 0;
	const left = (terms.limit ?? 0) - ours(state, terms, now) - others(state, now);
	return (measuring?.calls ?? 0) >= Math.max(FEWEST_SINCE, SPENT_SINCE * left) && sinceAsked >= LANE_MS;
}

/**
 * The state as it stands now: what is over is dropped, and what lies further ahead than it can was written by a clock
 * that went wrong, and counts from now.
 */
function bringTo(state: BudgetState, policy: BudgetPolicy, terms: Terms, now: number): BudgetState {
	const slot = slotOf(terms, now);
	const kept = state.spent.filter(({ at }) => at + countsFor(terms) > now);
	const placed = spend(
		{ ...state, spent: kept.filter(({ at }) => at <= slot), unplaced: 0 },
		terms,
		now,
		state.unplaced + kept.reduce((sum, { at, calls }) => (at > slot ? sum + calls : sum), 0),
	);
	const { pause, measured, cap, measuring } = state;
	return {
		...placed,
		// After a whole window without a refusal the next one is the first again.
		pause: pause && pause.until + terms.windowMs > now ? pause : null,
		measured: measured && {
			...measured,
			at: Math.min(measured.at, now),
			until: Math.min(measured.until, now + terms.windowMs),
		},
		cap: cap && { ...cap, at: Math.min(cap.at, now) },
		measuring: measuring && { ...measuring, at: Math.min(measuring.at, now) },
		breaker: currentBreaker(state.breaker, now),
		lanes:
			policy.threads === undefined
				? {}
				: Object.fromEntries(
						Object.entries(state.lanes)
							.map(([endpoint, lane]) => [endpoint, currentLane(lane, now)] as const)
							.filter(([, { holders, waiting }]) => holders.length + waiting.length > 0),
					),
	};
}
