import type { CallReport } from '../../../../sync/connectors/http';
import type { VirtualTime } from './virtual-time';

export interface VendorOptions {
	readonly limit: number;
	readonly windowMs: number;
	/** Its clock ahead of the real time. */
	readonly skewMs?: number;
	/** Calls at a time and endpoint. */
	readonly threads?: number;
	/** Says how long to wait. */
	readonly saysRetryAfter?: boolean;
}

/** A vendor's limits: it counts what arrives, in a window that rolls on, and remembers the worst that it has seen. */
export class SimulatedVendor {
	/** Arrivals of the last window, oldest first. */
	#arrivals: number[] = [];
	#first = 0;
	readonly #underWay = new Map<string, number>();
	arrived = 0;
	/** Most arrivals in any window. */
	worst = 0;
	/** Most calls at a time on one endpoint. */
	worstThreads = 0;
	/** Calls over the limit: each would have cost the tenant its service. */
	refused = 0;

	constructor(
		private readonly time: VirtualTime,
		readonly options: VendorOptions,
	) {}

	/** Calls in the window that ends now. */
	inWindow(): number {
		const since = this.time.now - this.options.windowMs;
		while (this.#first < this.#arrivals.length && this.#arrivals[this.#first] <= since) this.#first++;
		if (this.#first > 50_000) {
			this.#arrivals = this.#arrivals.slice(this.#first);
			this.#first = 0;
		}
		return this.#arrivals.length - this.#first;
	}

	/** Somebody else's calls. */
	othersCall(calls: number): void {
		for (let call = 0; call < calls; call++) this.#arrivals.push(this.time.now);
		this.worst = Math.max(this.worst, this.inWindow());
	}

	/** One call of ours, on its way there and back. */
	async call(latencyMs: number, endpoint = ''): Promise<CallReport> {
		await this.time.sleep(latencyMs / 2);
		const underWay = (this.#underWay.get(endpoint) ?? 0) + 1;
		this.#underWay.set(endpoint, underWay);
		this.worstThreads = Math.max(this.worstThreads, underWay);
		this.arrived++;
		this.#arrivals.push(this.time.now);
		const count = this.inWindow();
		this.worst = Math.max(this.worst, count);
		const isOver = count > this.options.limit;
		if (isOver) this.refused++;
		await this.time.sleep(latencyMs / 2);
		this.#underWay.set(endpoint, (this.#underWay.get(endpoint) ?? 1) - 1);
		const dateMs = Math.floor((this.time.now + (this.options.skewMs ?? 0)) / 1000) * 1000;
		if (!isOver) return { headers: {}, dateMs };
		const retryAfterMs = this.options.saysRetryAfter ? this.options.windowMs : undefined;
		return { failure: 'RATE_LIMITED', headers: {}, dateMs, retryAfterMs };
	}
}
