import type { BudgetState } from './state';

/**
 * How long the server still wants to be left alone, 0 where it does not; never longer than the pause was meant to be.
 * @param waitedOut the pause (by its beginning) that the worker who asks has sat through, whatever the clocks say
 */
export function pauseMs({ pause }: BudgetState, now: number, waitedOut?: number): number {
	if (!pause || pause.from === waitedOut) return 0;
	return Math.max(0, Math.min(pause.until - now, pause.until - pause.from));
}

/** Measures how long one worker has known of a pause, by a clock that nobody sets. */
export class PauseWatch {
	#from: number | undefined;
	#knownSince = 0;

	/** @returns the beginning of the pause, where this worker has sat through it */
	waitedOut({ pause }: BudgetState, steadyNow: number): number | undefined {
		if (!pause) return undefined;
		if (pause.from !== this.#from) {
			this.#from = pause.from;
			this.#knownSince = steadyNow;
		}
		return steadyNow - this.#knownSince >= pause.until - pause.from ? pause.from : undefined;
	}
}
