import fc from 'fast-check';
import { SYSTEM_NAMES } from '../../sync/model/entity';
import type { Fault } from './simulation/faults';
import { PROFILES, type Pair } from './simulation/profiles';
import type { WorldOptions } from './simulation/world';
import { worldOptions } from './steps';

const { connectwise, autotask, halopsa, platform } = PROFILES;

/** The pairings that there are templates for. */
export const PAIRS: readonly Pair[] = [
	{ psa: connectwise, platform },
	{ psa: autotask, platform },
	{ psa: halopsa, platform },
	{ psa: connectwise, platform: halopsa },
	{ psa: autotask, platform: halopsa },
];

/** Both systems of a pairing, as people call them. */
export const called = ({ psa, platform: other }: Pair): string =>
	`${SYSTEM_NAMES[psa.system]} and ${SYSTEM_NAMES[other.system]}`;

/** What vendors do beside the usual: those that do not are left alone by it. */
export const MORE_FAULTS: readonly Fault[] = ['ignored', 'ignored'];

/** Autotask was seen to hide a new record for a moment; nobody says how long a moment can be. */
const hiddenMs = fc.constantFrom(500, 5_000, 30_000);

/** Any world of a pairing. */
export const worldsOf = (pair: Pair): fc.Arbitrary<WorldOptions> =>
	fc.record({ ...worldOptions, pair: fc.constant(pair), hiddenMs });
