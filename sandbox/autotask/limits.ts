import type { ServerClock } from '../http';
import { VendorError } from './errors';
import type { AllSettings } from './settings';

const HOUR_MS = 3_600_000;

/** What a tenant's calls amount to. */
export interface Usage {
	/** Calls of the last 60 minutes, other tools' among them. */
	readonly calls: number;
	/** Calls of this server's clients that were answered in the last 60 minutes. */
	readonly own: number;
	/** How often a call was refused since the last reset, because the hour was used up. */
	readonly suspensions: number;
	/** How often a call was refused since the last reset, because too many ran at a time. */
	readonly threadRefusals: number;
}

/** The two limits of the API: calls in an hour of the whole database, and calls at a time to one endpoint. */
export class Limits {
	/** Times of passed calls, server time, epoch ms; those before `#first` are over an hour old. */
	#passed: number[] = [];
	#first = 0;
	#suspensions = 0;
	#threadRefusals = 0;
	readonly #running = new Map<string, number>();

	constructor(
		private readonly clock: ServerClock,
		private readonly settings: AllSettings,
	) {}

	get usage(): Usage {
		const own = this.#own();
		return {
			calls: own + this.settings.othersCalls,
			own,
			suspensions: this.#suspensions,
			threadRefusals: this.#threadRefusals,
		};
	}

	/**
	 * Counts a call into the hour.
	 *
	 * @returns how long its answer is held back, in ms: half a second from 50 % of the threshold, a second from 75 %
	 * @throws VendorError 429 where the hour is used up
	 */
	count(): number {
		const calls = this.#own() + this.settings.othersCalls;
		const { hourlyThreshold, progressiveLatency } = this.settings;
		if (calls >= hourlyThreshold) {
			this.#suspensions++;
			throw new VendorError(
				429,
				{ errors: [`The API threshold of ${hourlyThreshold} requests per 60 minutes has been exceeded.`] },
				{ 'retry-after': String(this.#secondsUntilFree()) },
			);
		}
		this.#passed.push(this.clock.now());
		const share = calls / hourlyThreshold;
		if (!progressiveLatency || share < 0.5) return 0;
		return share < 0.75 ? 500 : 1_000;
	}

	/**
	 * Takes one of the threads of an endpoint.
	 *
	 * @returns gives it back
	 * @throws VendorError where all are taken
	 */
	enter(integrationCode: string, endpoint: string): () => void {
		const key = `${integrationCode} ${endpoint.toLowerCase()}`;
		const running = this.#running.get(key) ?? 0;
		const { threadsPerEndpoint: limit, threadRefusalStatus } = this.settings;
		if (limit !== null && running >= limit) {
			this.#threadRefusals++;
			throw new VendorError(threadRefusalStatus, {
				errors: [
					`Thread Threshold Exceeded (Itgenatr005): the Autotask API thread threshold of ${limit} threads has been exceeded.`,
				],
			});
		}
		this.#running.set(key, running + 1);
		return () => void this.#running.set(key, (this.#running.get(key) ?? 1) - 1);
	}

	/** Forgets the calls so far. */
	reset(): void {
		this.#passed = [];
		this.#first = 0;
		this.#suspensions = 0;
		this.#threadRefusals = 0;
	}

	#own(): number {
		const since = this.clock.now() - HOUR_MS;
		while (this.#first < this.#passed.length && this.#passed[this.#first] <= since) this.#first++;
		if (this.#first > 10_000) {
			this.#passed = this.#passed.slice(this.#first);
			this.#first = 0;
		}
		return this.#passed.length - this.#first;
	}

	#secondsUntilFree(): number {
		const oldest = this.#passed[this.#first];
		// Where others used the hour up, nobody can say when they stop.
		return oldest === undefined ? 60 : Math.max(1, Math.ceil((oldest + HOUR_MS - this.clock.now()) / 1000));
	}
}
