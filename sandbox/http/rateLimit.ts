const MINUTE_MS = 60_000;

/** Lets so many requests pass in any window, which is a minute unless it is set. Refused ones do not count. */
export class RateLimit {
	/** So many pass in a window; null: no limit. */
	perWindow: number | null = null;
	windowMs = MINUTE_MS;
	#passed: number[] = [];

	/**
	 * Counts a request in.
	 *
	 * @param now machine time, epoch ms
	 * @returns undefined if it may pass, else the whole seconds until one may
	 */
	take(now: number): number | undefined {
		if (this.perWindow === null) return undefined;
		this.#passed = this.#passed.filter((at) => at > now - this.windowMs);
		if (this.#passed.length < this.perWindow) {
			this.#passed.push(now);
			return undefined;
		}
		// The limit may have been lowered meanwhile: wait for as many to grow old as are too many.
		const oldest = this.#passed[this.#passed.length - this.perWindow];
		return Math.ceil((oldest + this.windowMs - now) / 1000);
	}

	/** Forgets what has passed. */
	reset(): void {
		this.perWindow = null;
		this.windowMs = MINUTE_MS;
		this.#passed = [];
	}
}
