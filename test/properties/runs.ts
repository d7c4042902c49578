import type fc from 'fast-check';

/** How often a law is tried: 2,000 times, or as often as PROPERTY_RUNS says. */
export const NUM_RUNS = Number(process.env.PROPERTY_RUNS ?? 2000);

/**
 * PROPERTY_SEED and PROPERTY_PATH repeat the very scene that a failure printed; PROPERTY_SHRINK=0 stops at the first failure.
 */
export function runs<T>(numRuns = NUM_RUNS): fc.Parameters<T> {
	const seed = process.env.PROPERTY_SEED;
	return {
		numRuns,
		...(seed === undefined ? {} : { seed: Number(seed) }),
		...(process.env.PROPERTY_PATH === undefined ? {} : { path: process.env.PROPERTY_PATH }),
		...(process.env.PROPERTY_SHRINK === '0' ? { endOnFailure: true } : {}),
	};
}
