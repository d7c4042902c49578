import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { DEFAULT_PHASE } from './parameters';
import { entityOptions } from '../shared/entity-options';
import { PHASE_OPTIONS } from '../shared/phase-options';
import { syncKeyProperty } from '../shared/sync-key';

/** Sorted as n8n asks for: by name. */
const strategyOptions: INodePropertyOptions[] = [
	{
		name: 'Last Write Wins',
		value: 'lastWriteWins',
		description: 'The later edit is kept, by the times of both systems with their clocks compared',
	},
	{
		name: 'Manual Merge',
		value: 'manual',
		description: 'The field waits for a person under Needs Review; the other fields of the record go on',
	},
	{
		name: 'Newest Non-Empty',
		value: 'newestNonEmpty',
		description: 'A value always wins over an empty field; of two values the later one is kept',
	},
	{
		name: 'Source of Truth: Platform',
		value: 'preferPlatform',
		description: 'The platform wins conflicts. An edit made in the PSA alone still travels.',
	},
	{
		name: 'Source of Truth: Platform, Enforced',
		value: 'enforcePlatform',
		description: 'The platform wins conflicts, and edits made in the PSA are put back as well',
	},
	{
		name: 'Source of Truth: PSA',
		value: 'preferPsa',
		description: 'The PSA wins conflicts. An edit made on the platform alone still travels.',
	},
	{
		name: 'Source of Truth: PSA, Enforced',
		value: 'enforcePsa',
		description: 'The PSA wins conflicts, and edits made on the platform are put back as well',
	},
	{
		name: 'Union',
		value: 'union',
		description: 'For lists such as tags: what either side added is kept, what either side removed goes',
	},
];

function strategyProperty(name: string, displayName: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		noDataExpression: true,
		options: strategyOptions,
		default: 'lastWriteWins',
		description: 'What happens when both sides changed one field to different values',
	};
}

/** "Ticket: status · Source of Truth: PSA · Moved Companies" */
const RULE_TITLE = `={{ (() => {
	const rule = $collection.item.value;
	const label = (name) => ($collection.item.properties.find((p) => p.name === name)?.options ?? []).find((o) => o.value === rule[name])?.name ?? rule[name];
	const whose = (rule.appliesTo || "all") === "all" ? "" : " · " + label("appliesTo");
	return label("entity") + ": " + (rule.field || "all other fields") + " · " + label("strategy") + whose;
})() }}`;

export const properties: INodeProperties[] = [
	syncKeyProperty,
	{
		displayName: 'Phase',
		name: 'phase',
		type: 'options',
		noDataExpression: true,
		options: PHASE_OPTIONS,
		default: DEFAULT_PHASE,
		description:
			'The phase of the migration that this workflow belongs to. A sync is in one phase at a time: the first live run decides it, and a live run of another phase stops before anything is planned or written. PSA Sync → Switch Phase takes the sync on, or back.',
	},
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Live', value: 'live', description: 'Plan, remember and hand out the writes' },
			{
				name: 'Preview',
				value: 'preview',
				description:
					'Show what a live run would write and ask. Nothing is remembered, and Apply Changes writes nothing.',
			},
		],
		default: 'live',
	},
	strategyProperty('defaultStrategy', 'Default Strategy'),
	{
		displayName: 'When Both Edits Have the Same Time',
		name: 'tieBreaker',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Platform Wins', value: 'platform' },
			{ name: 'PSA Wins', value: 'psa' },
		],
		default: 'psa',
		description: 'For last write wins: ConnectWise knows whole seconds only, so two edits can be equally late',
	},
	{
		displayName: 'Rules',
		name: 'rules',
		type: 'fixedCollection',
		placeholder: 'Add Rule',
		default: {},
		typeOptions: {
			multipleValues: true,
			sortable: true,
			multipleValueButtonText: 'Add Rule',
			fixedCollection: { itemTitle: RULE_TITLE },
		},
		description:
			'Which strategy decides which field. A rule for a field goes before the rule for all other fields of its entity.',
		options: [
			{
				displayName: 'Rule',
				name: 'rule',
				values: [
					{
						displayName: 'Entity',
						name: 'entity',
						type: 'options',
						noDataExpression: true,
						options: entityOptions(),
						default: 'ticket',
					},
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['&entity', 'syncKey'] },
						default: '',
						description:
							'The field, in the platform\'s words. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					strategyProperty('strategy', 'Strategy'),
					{
						displayName: 'Applies To',
						name: 'appliesTo',
						type: 'options',
						noDataExpression: true,
						options: [
							{ name: 'All Companies', value: 'all', description: 'Records of every company' },
							{
								name: 'Moved Companies',
								value: 'moved',
								description:
									'Records of companies whose clients are served by the platform: in phase 2 those that PSA Sync → Moved Companies names, in phase 3 all',
							},
							{
								name: 'Not Moved Companies',
								value: 'others',
								description: 'Records of all other companies, and those that belong to none; in phase 1 all',
							},
						],
						default: 'all',
						description:
							'Whose records the rule is for. A rule for moved companies, or for those that have not moved, goes before one of the same field for all.',
					},
				],
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Writes per Run',
				name: 'writesPerRun',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 10_000, numberPrecision: 0 },
				default: 1000,
				description:
					'Max number of writes that one run hands out; the others wait for the next run, which starts at once',
			},
		],
	},
];
