import type { INodePropertyOptions } from 'n8n-workflow';

/** The phases of a migration, as people choose them. */
export const PHASE_OPTIONS: INodePropertyOptions[] = [
	{ name: '1: Side by Side', value: 1, description: 'Both systems are worked in and kept the same' },
	{ name: '2: Clients Move Over', value: 2, description: 'What clients see moves to the platform' },
	{ name: '3: The PSA Only Bills', value: 3, description: 'The PSA is left with what billing needs' },
];
