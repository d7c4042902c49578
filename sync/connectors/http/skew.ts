/**
 * Measures how far a server's clock is ahead of ours (negative: behind) from `Date` headers. A header has whole seconds
 * and was written at an unknown moment between sending and receiving, so that each answer only bounds the skew; the
 * bounds of all answers are intersected, which makes slow answers harmless. Bounds that contradict the earlier ones mean
 * that a clock was set: measuring begins anew.
 */
export class ClockSkew {
	#low = Number.NEGATIVE_INFINITY;
	#high = Number.POSITIVE_INFINITY;

	/** Takes in one answer; all times in epoch milliseconds, `dateMs` being the parsed `Date` header. */
	observe(dateMs: number, sentAt: number, receivedAt: number): void {
		const low = dateMs - receivedAt;
		const high = dateMs + 1000 - sentAt;
		this.#low = Math.max(low, this.#low);
		this.#high = Math.min(high, this.#high);
		if (this.#low > this.#high) {
			this.#low = low;
			this.#high = high;
		}
	}

	/** Server clock minus local clock in milliseconds, the middle of what is possible; 0 before the first answer. */
	get ms(): number {
		return Number.isFinite(this.#low) ? Math.round((this.#low + this.#high) / 2) : 0;
	}
}
