import type { INodeProperties } from 'n8n-workflow';
import { syncKeyProperty } from '../sync-key';

/** Properties that the triggers of all systems have. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'When an Event Arrives',
		name: 'purpose',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Run the Sync',
				value: 'sync',
				description:
					'Wakes the When Due trigger of the sync, wherever it is; where there is none, this trigger starts the workflow itself, one run at a time',
			},
			{
				name: 'Pass the Events On',
				value: 'events',
				description: 'Starts this workflow with the events as items, one run at a time',
			},
		],
		default: 'sync',
	},
	{ ...syncKeyProperty, displayOptions: { show: { purpose: ['sync'] } } },
	{
		displayName: 'Entities',
		name: 'entities',
		type: 'multiOptions',
		options: [
			{ name: 'Company', value: 'company' },
			{ name: 'Contact', value: 'contact' },
			{ name: 'Ticket', value: 'ticket' },
		],
		default: ['company', 'contact', 'ticket'],
		required: true,
		description: 'Whose creations, changes and deletions to be told of',
	},
];
