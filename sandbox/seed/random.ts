/** A small deterministic random source (mulberry32): equal seeds give equal sequences on every machine. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** At least 0, below 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** A whole number from `low` to `high`, both included. */
	integer(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(from: readonly T[]): T {
		return from[this.integer(0, from.length - 1)];
	}

	/** Picks by weight: `[['a', 3], ['b', 1]]` gives `a` three times as often. */
	weighted<T>(from: ReadonlyArray<readonly [T, number]>): T {
		let at = this.next() * from.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [value, weight] of from) {
			at -= weight;
			if (at < 0) return value;
		}
		return from[from.length - 1][0];
	}
}
