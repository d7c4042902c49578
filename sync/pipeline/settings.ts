/** How patient the engine is. Times in milliseconds. */
export interface EngineSettings {
	/** How long a worker may hold a write before another one takes it over. */
	readonly leaseMs: number;
	/** Calls after which a write that keeps failing is given up and shown to a person. */
	readonly maxAttempts: number;
	/**
	 * How long a write whose outcome is unknown rests before its record is looked for: longer than the vendors' indexes
	 * lag, so that a create which did land is found.
	 */
	readonly settleMs: number;
	/** First pause after a failure; doubles each time, with full jitter. */
	readonly backoffMs: number;
	readonly maxBackoffMs: number;
	/** Pause of a write whose parent has no counterpart yet. */
	readonly parentWaitMs: number;
	/** How long a write may wait for its parent before a person is told. */
	readonly parentPatienceMs: number;
	/**
	 * Writes of one record towards one side that are carried out within `writeWindowMs`; before the next one a person is
	 * asked (law I16). More than people make of one record in that time.
	 */
	readonly writesPerWindow: number;
	readonly writeWindowMs: number;
	/**
	 * So many records of one entity may be gone on one side within `deletionWindowMs`, and so large a share of those that
	 * are linked: they count as deleted. Where both are exceeded, a person is asked first (law W5).
	 */
	readonly deletionsUnasked: number;
	readonly deletionShare: number;
	readonly deletionWindowMs: number;
	/** How often missing records are looked for, and how many of them at a time. */
	readonly missingProbeMs: number;
	readonly missingProbeRecords: number;
	/** Records claimed and read again at once. */
	readonly chunk: number;
	/** The same for attachments, whose writes take as long as their bytes do: a worker holds fewer of them, for longer. */
	readonly contentLeaseMs: number;
	readonly contentChunk: number;
	/** Calls towards one system at the same time (Autotask allows three per endpoint). */
	readonly concurrency: number;
}

export const DEFAULT_SETTINGS: EngineSettings = {
	leaseMs: 2 * 60_000,
	maxAttempts: 8,
	settleMs: 90_000,
	backoffMs: 2_000,
	maxBackoffMs: 15 * 60_000,
	parentWaitMs: 30_000,
	parentPatienceMs: 30 * 60_000,
	writesPerWindow: 20,
	writeWindowMs: 60 * 60_000,
	deletionsUnasked: 10,
	deletionShare: 0.05,
	deletionWindowMs: 24 * 60 * 60_000,
	missingProbeMs: 10 * 60_000,
	missingProbeRecords: 50,
	chunk: 50,
	contentLeaseMs: 10 * 60_000,
	contentChunk: 6,
	concurrency: 3,
};

/** @returns a pause between 0 and the exponential limit ("full jitter"). `random` gives 0 ≤ x < 1. */
export function backoff(settings: EngineSettings, attempts: number, random: () => number): number {
	const limit = Math.min(settings.maxBackoffMs, settings.backoffMs * 2 ** Math.max(0, attempts - 1));
	return Math.round(random() * limit);
}
