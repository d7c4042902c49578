/** Why a run starts. */
export type RunReason = 'interval' | 'moreIsWaiting' | 'manual';

/** How a run ended, as far as the loop must know. */
export type RunEnd = 'success' | 'failure';

export interface RunLoopOptions {
	/** From the start of one run to the start of the next one that nobody asked for. */
	readonly intervalMs: number;
	/** Least time between the starts of two runs: a request for another run must not become a busy loop. */
	readonly leastGapMs: number;
	/** A run whose end nobody reported is taken for over then. Two runs at once are safe, only wasteful. */
	readonly longestRunMs: number;
	/** Starts a run and resolves when it has ended; never rejects. */
	readonly run: (reason: RunReason) => Promise<RunEnd>;
	readonly now: () => number;
}

/**
 * Starts runs one after another: at an interval, and at once when somebody says that more is waiting. Never starts a
 * second run while one is going on. After a failure a request for more is dropped: what failed would fail again.
 */
export class RunLoop {
	readonly #options: RunLoopOptions;
	#timer: NodeJS.Timeout | undefined;
	#running = false;
	#stopped = false;
	#asked = false;
	#startedAt = Number.NEGATIVE_INFINITY;

	constructor(options: RunLoopOptions) {
		this.#options = options;
	}

	/** Begins with a first run, after `delayMs`. */
	start(delayMs = 0): void {
		this.#schedule('interval', delayMs);
	}

	/** Asks for a run as soon as none is going on. */
	wake(): void {
		this.#asked = true;
		if (!this.#running) this.#next();
	}

	/** Starts nothing any more. A run that is going on is left to end by itself. */
	stop(): void {
		this.#stopped = true;
		clearTimeout(this.#timer);
	}

	#next(): void {
		const { intervalMs, leastGapMs, now } = this.#options;
		const since = now() - this.#startedAt;
		if (this.#asked) this.#schedule('moreIsWaiting', Math.max(0, leastGapMs - since));
		else this.#schedule('interval', Math.max(0, intervalMs - since));
	}

	#schedule(reason: RunReason, delayMs: number): void {
		clearTimeout(this.#timer);
		if (this.#stopped) return;
		this.#timer = setTimeout(() => void this.#run(reason), delayMs);
	}

	async #run(reason: RunReason): Promise<void> {
		if (this.#running || this.#stopped) return;
		this.#running = true;
		this.#asked = false;
		this.#startedAt = this.#options.now();
		const end = await this.#within(this.#options.run(reason));
		this.#running = false;
		if (end === 'failure') this.#asked = false;
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
