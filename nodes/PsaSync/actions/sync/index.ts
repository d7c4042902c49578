import type { INodeProperties } from 'n8n-workflow';
import * as status from './status.operation';

export { status };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['sync'] } },
		options: [
			{
				name: 'Get Status',
				value: 'status',
				action: 'Get the status of a sync',
				description: 'Links, writes, open reviews and watermarks of a sync, as one item',
			},
		],
		default: 'status',
	},
];
