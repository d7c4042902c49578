import type { INodePropertyOptions } from 'n8n-workflow';
import { PHASES, type Phase } from '../../sync/model/phase';

/** What people call the phases. */
export const PHASE_NAMES: Readonly<Record<Phase, string>> = {
	1: 'Side by Side',
	2: 'Clients Move Over',
	3: 'The PSA Only Bills',
};

const DESCRIPTIONS: Readonly<Record<Phase, string>> = {
	1: 'Both systems are worked in and kept the same',
	2: 'What clients see moves to the platform',
	3: 'The PSA is left with what billing needs',
};

/** The phases of a migration, as people choose them. */
export const PHASE_OPTIONS: INodePropertyOptions[] = PHASES.map((phase) => ({
	name: `${phase}: ${PHASE_NAMES[phase]}`,
	value: phase,
	description: DESCRIPTIONS[phase],
}));
