import type { INodeProperties } from 'n8n-workflow';
import * as checkReadiness from './checkReadiness.operation';
import * as retire from './retire.operation';
import * as status from './status.operation';
import * as switchPhase from './switchPhase.operation';

export { checkReadiness, retire, status, switchPhase };

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
				name: 'Retire',
				value: 'retire',
				action: 'Retire the PSA of a sync',
				description:
					'Give the PSA up at the end of phase 3: look whether everything is on the platform and in a verified export, then make no call to the PSA any more',
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

export const parameters: INodeProperties[] = [
	...checkReadiness.description,
	...retire.description,
	...switchPhase.description,
];
