import type { INodeProperties } from 'n8n-workflow';
import * as getMoved from './getMoved.operation';
import * as setMoved from './setMoved.operation';

export { getMoved, setMoved };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['company'] } },
		options: [
			{
				name: 'Get',
				value: 'getMoved',
				action: 'Get the moved companies',
				description:
					'List the companies whose clients are served by the platform in phase 2, or how the list came about',
			},
			{
				name: 'Set',
				value: 'setMoved',
				action: 'Set the moved companies',
				description:
					'Say whose clients are served by the platform in phase 2. Writes nothing to either system; it can be changed on any day.',
			},
		],
		default: 'getMoved',
	},
];

export const parameters: INodeProperties[] = [...getMoved.description, ...setMoved.description];
