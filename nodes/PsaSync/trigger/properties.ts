import type { INodeProperties } from 'n8n-workflow';
import { syncKeyProperty } from '../../shared/sync-key';

export const DEFAULT_INTERVAL_S = 60;
export const LONGEST_INTERVAL_S = 24 * 60 * 60;

export const properties: INodeProperties[] = [
	{
		displayName: 'Starts',
		name: 'starts',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'By Hand',
				value: 'byHand',
				description:
					"Only when a person clicks Execute Workflow at this node. A workflow can have several of them, unlike n8n's own Manual Trigger.",
			},
			{ name: 'By Itself', value: 'byItself', description: 'At an interval, and at once while work is left over' },
		],
		default: 'byItself',
	},
	{ ...syncKeyProperty, displayOptions: { show: { starts: ['byItself'] } } },
	{
		displayName: 'Every (Seconds)',
		name: 'interval',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_INTERVAL_S, numberPrecision: 0 },
		default: DEFAULT_INTERVAL_S,
		required: true,
		displayOptions: { show: { starts: ['byItself'] } },
		description:
			'From the start of one run to the start of the next. A run that takes longer is never overtaken, and one that leaves work over is followed at once.',
	},
];
