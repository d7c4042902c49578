import { autotask } from './autotask';
import { connectwise } from './connectwise';
import { halopsa } from './halopsa';
import { platform } from './platform';
import type { ConformingSystem } from './system';

/** Every system that the suites are run for. */
export const CONFORMING: readonly ConformingSystem[] = [connectwise, autotask, halopsa, platform];

export function conforming(id: string): ConformingSystem {
	const found = CONFORMING.find((system) => system.id === id);
	if (!found) throw new Error(`There is no system "${id}" under test/conformance/systems.`);
	return found;
}

export type { ConformingSystem, Entity, RunningSystem } from './system';
export { ENTITIES } from './system';
export type { Neutral } from './vocabulary';
