import type { INodeProperties } from 'n8n-workflow';
import * as runReport from './runReport.operation';

export { runReport };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['billing'] } },
		options: [
			{
				name: 'Run Report',
				value: 'runReport',
				action: 'Run a billing report',
				description:
					'Minutes and amounts of both sides by company, where they differ, and what waits and why: one item per company after the total, and a CSV file',
			},
		],
		default: 'runReport',
	},
];

export const parameters: INodeProperties[] = [...runReport.description];
