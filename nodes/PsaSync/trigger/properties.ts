import type { INodeProperties } from 'n8n-workflow';
import { syncKeyProperty } from '../../shared/sync-key';

export const DEFAULT_INTERVAL_S = 60;
export const LONGEST_INTERVAL_S = 24 * 60 * 60;

export const properties: INodeProperties[] = [
	syncKeyProperty,
	{
		displayName: 'Every (Seconds)',
		name: 'interval',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_INTERVAL_S, numberPrecision: 0 },
		default: DEFAULT_INTERVAL_S,
		required: true,
		description:
			'From the start of one run to the start of the next. A run that takes longer is never overtaken, and one that leaves work over is followed at once.',
	},
];
