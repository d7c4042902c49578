import { z } from 'zod';
import type { Json } from '../../../model/json';

const time = z.number().finite();
const count = z.number().int().nonnegative();
const whole = z.number().int().positive();

const stateSchema = z.object({
	version: z.literal(1),
	/** Calls by the beginning of the slot in which leave was given for them, oldest first. */
	spent: z.array(z.object({ at: time, calls: count })),
	/** Calls of workers that did not know the tenant's time yet: somebody who knows it puts them into a slot. */
	unplaced: count,
	/** What the vendor itself said of its limit. */
	learned: z.object({ limit: whole, windowMs: whole }).nullable(),
	/** What a refusal left us of the window, and when; it grows again. */
	cap: z.object({ calls: whole, at: time }).nullable(),
	/** What others were found to have spent, what we had spent by then, and until when that says anything. */
	measured: z.object({ at: time, others: count, until: time }).nullable(),
	/** Calls since the last measurement, and when somebody set out for the next one. */
	measuring: z.object({ at: time, calls: count }).nullable(),
	/** The server does not want to hear from us. `strikes`: pauses in a row that it did not give a length. */
	pause: z.object({ from: time, until: time, strikes: count }).nullable(),
	/** Failures in a row, the first at `since`; open from `openedAt` until `until`, and then for all but the one who tries, until `trial`. */
	breaker: z
		.object({
			kind: z.enum(['outage', 'credentials']),
			failures: count,
			since: time,
			openings: count,
			openedAt: time.nullable(),
			until: time.nullable(),
			trial: time.nullable(),
		})
		.nullable(),
	/** Who may have how many calls at a time on an endpoint, and who waits for one. */
	lanes: z.record(
		z.object({
			holders: z.array(z.object({ worker: z.string(), calls: whole, until: time })),
			waiting: z.array(z.object({ worker: z.string(), until: time })),
		}),
	),
	/** The limits that were last worked with, for reports. */
	terms: z.object({ limit: whole.nullable(), windowMs: whole, share: z.number() }).nullable(),
});

/** What all workers know of one tenant's allowance. Times are the tenant's own, in epoch milliseconds. */
export type BudgetState = Readonly<z.infer<typeof stateSchema>>;
export type Lane = BudgetState['lanes'][string];
export type Breaker = NonNullable<BudgetState['breaker']>;

export const NEW_STATE: BudgetState = {
	version: 1,
	spent: [],
	unplaced: 0,
	learned: null,
	cap: null,
	measured: null,
	measuring: null,
	pause: null,
	breaker: null,
	lanes: {},
	terms: null,
};

/** What the store has; whatever is none of ours, or of another version, is nothing. */
export function readState(stored: Json | null): BudgetState {
	const parsed = stateSchema.safeParse(stored);
	return parsed.success ? parsed.data : NEW_STATE;
}
