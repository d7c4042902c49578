import { draw } from './draw';
import { PAIRINGS } from './pairing';
import type { PhasePlan } from './phase';
import { phase1 } from './phases/phase-1';
import { phase2 } from './phases/phase-2';
import { phase3 } from './phases/phase-3';

/** The phases in their order. */
export const PHASE_PLANS: readonly PhasePlan[] = [phase1, phase2, phase3];

/** All templates, by file name. */
export function allTemplates(): ReadonlyMap<string, string> {
	return new Map(
		PHASE_PLANS.flatMap((plan) =>
			PAIRINGS.map((pairing) => [
				`phase-${plan.phase}-${pairing.key}.json`,
				`${JSON.stringify(draw(plan, pairing), null, '\t')}\n`,
			]),
		),
	);
}
