import type fc from 'fast-check';

/** How often a law is tried: 2,000 times, or as often as PROPERTY_RUNS says; PROPERTY_SEED repeats a run. */
export function runs<T>(): fc.Parameters<T> {
	const seed = process.env.PROPERTY_SEED;
	return {
		numRuns: Number(process.env.PROPERTY_RUNS ?? 2000),
		...(seed === undefined ? {} : { seed: Number(seed) }),
		verbose: 1,
	};
}
