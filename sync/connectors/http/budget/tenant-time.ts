import { systemClock, type Clock } from '../../../model/clock';
import { ClockSkew } from '../skew';

const STEADY: Clock = { now: () => performance.now() };
/** Clocks that part by so much between two looks were set, or the machine slept. */
const SET_BY_MS = 2_000;

export interface TenantTimeOptions {
	/** It need not be right: the tenant's own time is learned from its answers. */
	readonly clock?: Clock;
	/** A clock that nobody sets: where `clock` goes otherwise than this one, the tenant's time is learned anew. */
	readonly steady?: Clock;
}

/**
 * The time by which a tenant counts its windows, as one worker knows it. Workers whose clocks differ agree on it: it is
 * the server's own, from the `Date` of its answers. Until the first of them it is a guess.
 */
export class TenantTime {
	readonly #clock: Clock;
	readonly #steady: Clock;
	#skew = new ClockSkew();
	/** The clock less the steady one: time goes by the steady one, and is put right where the clock was set. */
	#apart: number;
	/** `asking`: one call is on its way to find out; the others wait for it. */
	#knowledge: 'unknown' | 'asking' | 'known' = 'unknown';

	constructor(options: TenantTimeOptions) {
		this.#clock = options.clock ?? systemClock;
		this.#steady = options.steady ?? options.clock ?? STEADY;
		this.#apart = this.#clock.now() - this.#steady.now();
	}

	get knowledge(): 'unknown' | 'asking' | 'known' {
		return this.#knowledge;
	}

	/** The tenant's time in epoch milliseconds, as far as it is known. */
	now(): number {
		return this.local() + this.#skew.ms;
	}

	/** This worker's own time. */
	local(): number {
		return this.#steady.now() + this.#apart;
	}

	/** For lengths of time. */
	steady(): number {
		return this.#steady.now();
	}

	/** A call is sent that will tell. */
	ask(): void {
		this.#knowledge = 'asking';
	}

	/** The call that was to tell is over. */
	told(hasAnswer: boolean): void {
		if (this.#knowledge === 'asking') this.#knowledge = hasAnswer ? 'known' : 'unknown';
	}

	/** An answer with the server's date came for a call that was sent at `sentAt`, in local time. */
	observe(dateMs: number, sentAt: number): void {
		this.#skew.observe(dateMs, sentAt, this.local());
	}

	/** @returns true where the clock was set since the last look: nothing that was known by it holds any more */
	wasSet(): boolean {
		const apart = this.#clock.now() - this.#steady.now();
		if (Math.abs(apart - this.#apart) <= SET_BY_MS) return false;
		this.#apart = apart;
		this.#skew = new ClockSkew();
		if (this.#knowledge === 'known') this.#knowledge = 'unknown';
		return true;
	}
}
