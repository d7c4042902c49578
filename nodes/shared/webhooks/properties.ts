import type { INodeProperties } from 'n8n-workflow';
import type { System } from '../../../sync/model/entity';
import { entityOptions } from '../entity-options';
import { syncKeyProperty } from '../sync-key';
import { NEWS } from './news';

/** On the canvas: what a trigger tells of; only how much, where that is too long to be shown whole. */
export const newsSubtitle =
	'={{ $parameter["entities"].join(", ").length > 26 ? $parameter["entities"].length + " kinds of records" : $parameter["entities"].join(", ") }}';

const shared: INodeProperties[] = [
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
];

/** The properties of the trigger of a system: what all triggers ask, and what the system tells of. */
export function triggerProperties(system: System): INodeProperties[] {
	return [
		...shared,
		{
			displayName: 'Entities',
			name: 'entities',
			type: 'multiOptions',
			options: entityOptions((entity) => NEWS[system].includes(entity)),
			default: ['company', 'contact', 'ticket'],
			required: true,
			description: 'Whose creations, changes and deletions to be told of',
		},
	];
}
