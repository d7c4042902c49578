const WINDOW_MS = 60_000;

/** Lets so many requests pass in any minute. Refused ones do not count. */
export class RateLimit {
	/** Null: no limit. */
	perMinute: number | null = null;
	#passed: number[] = [];

	/**
	 * Counts a request in.
	 *
	 * @param now machine time, epoch ms
	 * @returns undefined if it may pass, else the whole seconds until one may
	 */
	take(now: number): number | undefined {
		if (this.perMinute === null) return undefined;
		this.#passed = this.#passed.filter((at) => at > now - WINDOW_MS);
		if (this.#passed.length < this.perMinute) {
			this.#passed.push(now);
			return undefined;
		}
		// The limit may have been lowered meanwhile: wait for as many to grow old as are too many.
		const oldest = this.#passed[this.#passed.length - this.perMinute];
		return Math.ceil((oldest + WINDOW_MS - now) / 1000);
	}

	/** Forgets what has passed. */
	reset(): void {
		this.perMinute = null;
		this.#passed = [];
	}
}
