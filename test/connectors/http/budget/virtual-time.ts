interface Sleeper {
	readonly at: number;
	readonly seq: number;
	readonly wake: () => void;
}

/** Time that passes only when everybody sleeps. */
export class VirtualTime {
	now: number;
	#seq = 0;
	readonly asClock = { now: (): number => this.now };
	/** A heap, the next one to wake first. */
	readonly #sleepers: Sleeper[] = [];

	constructor(start = Date.parse('2026-03-01T00:00:00Z')) {
		this.now = start;
	}

	readonly sleep = (ms: number): Promise<void> =>
		new Promise((wake) => this.#push({ at: this.now + Math.max(0, ms), seq: this.#seq++, wake }));

	/** Lets everything happen up to a moment. */
	async runUntil(end: number): Promise<void> {
		for (;;) {
			await settled();
			const next = this.#sleepers[0];
			if (!next || next.at > end) break;
			this.now = Math.max(this.now, next.at);
			this.#pop();
			next.wake();
		}
		this.now = end;
	}

	async run(ms: number): Promise<void> {
		await this.runUntil(this.now + ms);
	}

	#push(sleeper: Sleeper): void {
		const heap = this.#sleepers;
		let place = heap.push(sleeper) - 1;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			if (!isBefore(heap[place], heap[parent])) break;
			[heap[place], heap[parent]] = [heap[parent], heap[place]];
			place = parent;
		}
	}

	#pop(): void {
		const heap = this.#sleepers;
		const last = heap.pop();
		if (heap.length === 0 || last === undefined) return;
		heap[0] = last;
		for (let place = 0; ; ) {
			const [left, right] = [2 * place + 1, 2 * place + 2];
			let least = place;
			if (left < heap.length && isBefore(heap[left], heap[least])) least = left;
			if (right < heap.length && isBefore(heap[right], heap[least])) least = right;
			if (least === place) return;
			[heap[place], heap[least]] = [heap[least], heap[place]];
			place = least;
		}
	}
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
	return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

/** Everything that can go on without time passing has gone on. */
async function settled(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
}
