import type { ErrorCode } from '../../../model/errors';

/** Who asks: a run that nobody waits for, or a person in front of the editor or a workflow of their own. */
export type BudgetUse = 'sync' | 'interactive';

/**
 * The allowance of one tenant, shared by everything that calls it: nodes, executions, workers. One handle belongs to one
 * use; `HttpTransport` asks it before each request, retries and redirects included, and tells it afterwards what came.
 */
export interface ApiBudget {
	/** Waits a little where that helps; refuses where it does not. Never throws. */
	take(call: BudgetCall): Promise<Permit | Refusal>;
	/** How the vendor is asked what has been spent by everybody. `ask` must send its call with `metering`. */
	measuredBy(ask: () => Promise<Usage | undefined>): void;
}

export interface BudgetCall {
	/** The vendor's object endpoint, for limits on calls at a time; absent: not limited. */
	readonly endpoint?: string;
	/** The call asks for the budget itself: it is counted, and does not ask for another measurement. */
	readonly metering?: boolean;
	/** The call only paves the way for others (a token, an address): that it works does not say yet that they do. */
	readonly preliminary?: boolean;
}

/** Leave to send one request, now. */
export interface Permit {
	/** To be called exactly once, when the request is over. Never throws. */
	done(report: CallReport): Promise<void>;
}

/** The request is not to be sent. */
export interface Refusal {
	readonly refused: {
		readonly code: ErrorCode;
		/** The end of a sentence "ConnectWise GET /x …". */
		readonly message: string;
		readonly retryAfterMs: number;
	};
}

/** What became of a request. */
export interface CallReport {
	/** Absent where a good answer came. */
	readonly failure?: ErrorCode;
	/** By lower-case name; empty where no answer came. */
	readonly headers: Readonly<Record<string, string>>;
	/** The server's `Date` in epoch milliseconds; null where it did not say, or a cache on the way answered. */
	readonly dateMs: number | null;
	/** Of a refusal: how long the server asked to be left alone. */
	readonly retryAfterMs?: number;
	/** Of a failure: the beginning of what the server said. */
	readonly said?: string;
}

/** What everybody has spent of a tenant's window, by the vendor's own count. */
export interface Usage {
	/** Calls in the window that ends now, ours among them. */
	readonly calls: number;
	readonly limit: number;
	readonly windowMs: number;
}

/** What a vendor's refusal teaches. */
export interface Lesson {
	/** The limit that the refusal names. */
	readonly limit?: Omit<Usage, 'calls'>;
	/** Too many calls at a time rather than in a window: a short pause, no smaller window. */
	readonly busy?: boolean;
}

/** What is known of a vendor's limits before the first call, and how to learn more from its answers. */
export interface BudgetPolicy {
	/** Calls that the vendor lets pass in any window; null where it does not say. */
	readonly limit: number | null;
	readonly windowMs: number;
	/**
	 * Part of the limit (0 to 1) at which sync runs stop, counting the calls of everybody that the vendor counts. People
	 * may go on up to nine tenths.
	 */
	readonly share: number;
	/** Calls at a time and endpoint that the vendor allows one integration; absent: any number. */
	readonly threads?: number;
	/** Reads a refusal (429, or what counts as one) in the vendor's own words. */
	readonly learn?: (said: string) => Lesson | undefined;
}
