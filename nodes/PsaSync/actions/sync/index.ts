import type { INodeProperties } from 'n8n-workflow';
import * as checkReadiness from './checkReadiness.operation';
import * as status from './status.operation';
import * as switchPhase from './switchPhase.operation';

export { checkReadiness, status, switchPhase };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['sync'] } },
		options: [
			{
				name: 'Check Readiness',
				value: 'checkReadiness',
				action: 'Check whether a sync is ready for another phase',
				description: 'Look for what stands in the way of another phase: one item per check, and a page',
			},
			{
				name: 'Get Status',
				value: 'status',
				action: 'Get the status of a sync',
				description: 'Phase, links, writes, open reviews and watermarks of a sync, as one item',
			},
			{
				name: 'Switch Phase',
				value: 'switchPhase',
				action: 'Switch a sync to another phase',
				description:
					'Take a sync on to another phase, or back, if nothing stands in the way. Writes nothing to either system by itself.',
			},
		],
		default: 'status',
	},
];

export const parameters: INodeProperties[] = [...checkReadiness.description, ...switchPhase.description];
