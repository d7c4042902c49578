import type { INodeProperties } from 'n8n-workflow';
import { syncKeyProperty } from '../../shared/sync-key';
import * as billing from './billing';
import * as company from './company';
import * as conflict from './conflict';
import * as sync from './sync';

export { router } from './router';

export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Billing',
				value: 'billing',
				description: 'Time and invoices of both sides, compared for a billing run',
			},
			{
				name: 'Conflict',
				value: 'conflict',
				description: 'What waits for a person: conflicts, unmapped values, writes that were given up',
			},
			{
				name: 'Moved Company',
				value: 'company',
				description: 'Which companies have moved over to the platform in phase 2',
			},
			{ name: 'Sync', value: 'sync', description: 'One pairing of a PSA with a platform' },
		],
		default: 'conflict',
	},
	...billing.description,
	...company.description,
	...conflict.description,
	...sync.description,
	syncKeyProperty,
	...billing.parameters,
	...company.parameters,
	...conflict.parameters,
	...sync.parameters,
];
