/** Why a run starts. */
export type RunReason = 'interval' | 'moreIsWaiting' | 'webhook' | 'manual';

/** How a run ended, as far as the loop must know. */
export type RunEnd = 'success' | 'failure';

/** What the triggers of this package start their loops with. */
export const LEAST_GAP_MS = 1_000;
export const LONGEST_GAP_MS = 8_000;
export const LONGEST_RUN_MS = 60 * 60_000;

export interface RunLoopOptions {
	/** From the start of one run to the start of the next one that nobody asked for; null: none starts unasked. */
	readonly intervalMs: number | null;
	/** Least time between the starts of two runs: a request for another run must not become a busy loop. */
	readonly leastGapMs: number;
	/**
	 * What the gap before a run that a webhook asked for grows to, doubled each time, for as long as one run after the
	 * other ends with the next one asked for already. Default: it does not grow.
	 */
	readonly longestGapMs?: number;
	/** A run whose end nobody reported is taken for over then. Two runs at once are safe, only wasteful. */
	readonly longestRunMs: number;
	/** Starts a run and resolves when it has ended; never rejects. */
	readonly run: (reason: RunReason) => Promise<RunEnd>;
	readonly now: () => number;
}

/**
 * Starts runs one after another: at an interval, and at once when somebody asks for one. Never starts a second run while
 * one is going on: all who ask meanwhile are answered by the next one. After a failure a request is dropped where there
 * is an interval: what failed would fail again.
 */
export class RunLoop {
	readonly #options: RunLoopOptions;
	#timer: NodeJS.Timeout | undefined;
	#running = false;
	#stopped = false;
	#asked: RunReason | undefined;
	/** Runs in a row that ended with another one asked for by a webhook. */
	#crowded = 0;
	#startedAt = Number.NEGATIVE_INFINITY;

	constructor(options: RunLoopOptions) {
		this.#options = options;
	}

	/** Begins with a first run, after `delayMs`, where there is an interval. */
	start(delayMs = 0): void {
		if (this.#options.intervalMs !== null) this.#schedule('interval', delayMs);
	}

	/** Asks for a run as soon as none is going on. That more is waiting goes before what may only be a hint. */
	wake(reason: RunReason = 'moreIsWaiting'): void {
		if (this.#asked !== 'moreIsWaiting') this.#asked = reason;
		if (!this.#running) this.#next();
	}

	/** Starts nothing any more. A run that is going on is left to end by itself. */
	stop(): void {
		this.#stopped = true;
		clearTimeout(this.#timer);
	}

	#next(): void {
		const { intervalMs, now } = this.#options;
		const since = now() - this.#startedAt;
		if (this.#asked) this.#schedule(this.#asked, Math.max(0, this.#gapMs(this.#asked) - since));
		else if (intervalMs !== null) this.#schedule('interval', Math.max(0, intervalMs - since));
	}

	#gapMs(reason: RunReason): number {
		const { leastGapMs, longestGapMs = leastGapMs } = this.#options;
		// The first of them may be no more than the echo of what the last run wrote.
		const doublings = Math.max(0, this.#crowded - 1);
		return reason === 'webhook' ? Math.min(longestGapMs, leastGapMs * 2 ** doublings) : leastGapMs;
	}

	#schedule(reason: RunReason, delayMs: number): void {
		clearTimeout(this.#timer);
		if (this.#stopped) return;
		this.#timer = setTimeout(() => void this.#run(reason), delayMs);
	}

	async #run(reason: RunReason): Promise<void> {
		if (this.#running || this.#stopped) return;
		this.#running = true;
		this.#asked = undefined;
		this.#startedAt = this.#options.now();
		const end = await this.#within(this.#options.run(reason));
		this.#running = false;
		if (end === 'failure' && this.#options.intervalMs !== null) this.#asked = undefined;
		this.#crowded = this.#asked === 'webhook' ? Math.min(this.#crowded + 1, 30) : 0;
		this.#next();
	}

	async #within(run: Promise<RunEnd>): Promise<RunEnd> {
		let timer: NodeJS.Timeout | undefined;
		const overdue = new Promise<RunEnd>((resolve) => {
			timer = setTimeout(() => resolve('failure'), this.#options.longestRunMs);
			// A run that nobody waits for any more must not keep n8n from ending.
			timer.unref();
		});
		try {
			return await Promise.race([run, overdue]);
		} finally {
			clearTimeout(timer);
		}
	}
}
