import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as resolve from './resolve.operation';

export { get, getMany, resolve };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['conflict'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				action: 'Get a conflict',
				description: 'Read one entry with both values, times and authors',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many conflicts',
				description: 'List entries, the open ones by default',
			},
			{
				name: 'Resolve',
				value: 'resolve',
				action: 'Resolve a conflict',
				description: 'Decide an open entry; the decision travels by the next run',
			},
		],
		default: 'getMany',
	},
];

export const parameters: INodeProperties[] = [...get.description, ...getMany.description, ...resolve.description];
