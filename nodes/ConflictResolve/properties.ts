import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Strategy } from '../../sync/model/policy';
import { syncKeyProperty } from '../shared/sync-key';

const STRATEGY_TEXTS: Readonly<Record<Strategy, readonly [name: string, description: string]>> = {
	lastWriteWins: ['Last Write Wins', 'The later edit is kept, by the times of both systems with their clocks compared'],
	manual: ['Manual Merge', 'The field waits for a person under Needs Review; the other fields of the record go on'],
	newestNonEmpty: ['Newest Non-Empty', 'A value always wins over an empty field; of two values the later one is kept'],
	sourceOfTruth: ['Source of Truth', 'One side is always right'],
	union: ['Union', 'For lists such as tags: what either side added is kept, what either side removed goes'],
};

const strategyOptions: INodePropertyOptions[] = Object.entries(STRATEGY_TEXTS).map(([value, [name, description]]) => ({
	name,
	value,
	description,
}));

const sideOptions: INodePropertyOptions[] = [
	{ name: 'Platform', value: 'platform' },
	{ name: 'PSA', value: 'psa' },
];

const truthModeOptions: INodePropertyOptions[] = [
	{
		name: 'Prefer',
		value: 'prefer',
		description: 'It wins conflicts; an edit made on the other side alone still travels',
	},
	{
		name: 'Enforce',
		value: 'enforce',
		description: 'Edits made on the other side are put back as well',
	},
];

/** Strategy, and for a source of truth which side and how strictly. The same three for the default and for each rule. */
function strategyProperties(
	names: { strategy: string; truth: string; truthMode: string },
	displayName = 'Strategy',
): INodeProperties[] {
	const show = { [names.strategy]: ['sourceOfTruth'] };
	return [
		{
			displayName,
			name: names.strategy,
			type: 'options',
			noDataExpression: true,
			options: strategyOptions,
			default: 'lastWriteWins',
			description: 'What happens when both sides changed one field to different values',
		},
		{
			displayName: 'Source of Truth',
			name: names.truth,
			type: 'options',
			noDataExpression: true,
			options: sideOptions,
			default: 'psa',
			displayOptions: { show },
			description: 'The side that is right',
		},
		{
			displayName: 'How Strictly',
			name: names.truthMode,
			type: 'options',
			noDataExpression: true,
			options: truthModeOptions,
			default: 'prefer',
			displayOptions: { show },
			description: 'Whether it wins conflicts only, or also puts back edits made on the other side',
		},
	];
}

const ENTITY_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Company', value: 'company' },
	{ name: 'Contact', value: 'contact' },
	{ name: 'Ticket', value: 'ticket' },
];

/** "Ticket: status → Source of Truth (PSA)" */
const RULE_TITLE = `={{ (() => {
	const rule = $collection.item.value;
	const label = (name) => ($collection.item.properties.find((p) => p.name === name)?.options ?? []).find((o) => o.value === rule[name])?.name ?? rule[name];
	const side = rule.strategy === "sourceOfTruth" ? " (" + label("truth") + (rule.truthMode === "enforce" ? ", enforced" : "") + ")" : "";
	return label("entity") + ": " + (rule.field || "all other fields") + " → " + label("strategy") + side;
})() }}`;

export const properties: INodeProperties[] = [
	syncKeyProperty,
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
	...strategyProperties(
		{ strategy: 'defaultStrategy', truth: 'defaultTruth', truthMode: 'defaultTruthMode' },
		'Default Strategy',
	),
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
		description: 'ConnectWise knows whole seconds only, so two edits can be equally late',
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
						options: ENTITY_OPTIONS,
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
					...strategyProperties({ strategy: 'strategy', truth: 'truth', truthMode: 'truthMode' }),
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
