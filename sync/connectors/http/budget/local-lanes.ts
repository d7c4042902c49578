import { SAFE_MS, LEASE_MS } from './lanes';

interface LocalLane {
	held: number;
	busy: number;
	waiting: number;
	/** When the others have to be asked again: somebody may wait. */
	goodUntil: number;
	leasedUntil: number;
	usedAt: number;
	resting: boolean;
	readonly sleepers: (() => void)[];
}

/** How long lanes are used without looking whether somebody else waits for one. */
const REVIEW_MS = 2_000;
const NEVER = Number.NEGATIVE_INFINITY;

/**
 * The lanes that one worker holds: calls at a time on each endpoint. Every `now` is of a steady clock: by the tenant's
 * time, which is put right now and then, what has been good for long enough could become good again.
 */
export class LocalLanes {
	readonly #lanes = new Map<string, LocalLane>();

	/** True where one more call may begin now without asking anybody. */
	isFree(endpoint: string, now: number): boolean {
		const { busy, held, goodUntil, leasedUntil } = this.#lane(endpoint);
		return busy < held && now < goodUntil && now + SAFE_MS < leasedUntil;
	}

	/** What was held by a clock that has been set since says nothing any more: the others have to be asked. */
	doubtAll(): void {
		for (const lane of this.#lanes.values()) lane.goodUntil = NEVER;
	}

	/** What to ask for: lanes for the calls under way, the one that is to begin, and those that wait here. */
	need(endpoint: string): { readonly endpoint: string; readonly busy: number; readonly wanted: number } {
		const { busy, waiting } = this.#lane(endpoint);
		return { endpoint, busy, wanted: busy + 1 + waiting };
	}

	granted(endpoint: string, held: number, now: number): void {
		const lane = this.#lane(endpoint);
		lane.held = held;
		lane.goodUntil = now + REVIEW_MS;
		lane.leasedUntil = now + LEASE_MS;
	}

	/** Lanes were asked for and not given: whatever the worker held beyond those has gone to others. */
	left(endpoint: string, held: number): void {
		this.#lane(endpoint).held = held;
	}

	begin(endpoint: string, now: number): void {
		const lane = this.#lane(endpoint);
		lane.busy++;
		lane.usedAt = now;
	}

	/** A call is over. @returns whether somebody should look after a while whether the lanes are to be given back */
	end(endpoint: string, now: number): boolean {
		const lane = this.#lane(endpoint);
		lane.busy--;
		lane.usedAt = now;
		lane.sleepers.shift()?.();
		if (lane.resting) return false;
		lane.resting = true;
		return true;
	}

	/** Resolves when a call of this worker has ended on the endpoint. */
	async ended(endpoint: string, orAfter: Promise<unknown>): Promise<void> {
		const lane = this.#lane(endpoint);
		lane.waiting++;
		let wake = (): void => undefined;
		const woken = new Promise<void>((resolve) => (wake = resolve));
		lane.sleepers.push(wake);
		try {
			await Promise.race([woken, orAfter]);
		} finally {
			lane.waiting--;
			const place = lane.sleepers.indexOf(wake);
			if (place >= 0) lane.sleepers.splice(place, 1);
		}
	}

	/** @returns true where nobody has used the lanes for `forMs`: they are then forgotten, to be given back */
	giveUp(endpoint: string, now: number, forMs: number): boolean {
		const lane = this.#lane(endpoint);
		if (lane.busy > 0 || lane.waiting > 0 || now - lane.usedAt < forMs) return false;
		this.#lanes.delete(endpoint);
		return true;
	}

	#lane(endpoint: string): LocalLane {
		let lane = this.#lanes.get(endpoint);
		if (!lane) {
			lane = {
				held: 0,
				busy: 0,
				waiting: 0,
				goodUntil: NEVER,
				leasedUntil: NEVER,
				usedAt: 0,
				resting: false,
				sleepers: [],
			};
			this.#lanes.set(endpoint, lane);
		}
		return lane;
	}
}
