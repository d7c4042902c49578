/** Where the engine takes its time from; passed in so that tests can own it. */
export interface Clock {
	/** Milliseconds since 1970, UTC. */
	now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 UTC with milliseconds: the form of every time in the store. */
export function isoTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
