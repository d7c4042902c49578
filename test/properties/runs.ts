import type fc from 'fast-check';

/** How often a law is tried: 2,000 times, or as often as PROPERTY_RUNS says. */
export const NUM_RUNS = Number(process.env.PROPERTY_RUNS ?? 2000);

/** What `npm test` draws its scenes from: the same ones each time, so that a change is judged by what it changed. */
const STANDING_SEED = 20_261_125;

/**
 * New scenes are for `npm run test:deep`, which draws and prints a seed of its own. PROPERTY_SEED and PROPERTY_PATH
 * repeat the very scene that a failure printed; PROPERTY_SHRINK=0 stops at the first failure.
 */
export function runs<T>(numRuns = NUM_RUNS): fc.Parameters<T> {
	return {
		numRuns,
		seed: Number(process.env.PROPERTY_SEED ?? STANDING_SEED),
		...(process.env.PROPERTY_PATH === undefined ? {} : { path: process.env.PROPERTY_PATH }),
		...(process.env.PROPERTY_SHRINK === '0' ? { endOnFailure: true } : {}),
	};
}
