import type { INodeProperties } from 'n8n-workflow';

/** A row at a glance: `summary ⇄ title`, `status/name ⇄ status · 12 values`, `board/name ← "Service Desk"`. */
const ROW_TITLE = `={{ (() => {
	const { kind = 'copy', psaField, platformField, direction, pairs, referenceEntity = 'company', value } = $collection.item.value;
	if (kind === 'constant') {
		return direction === 'toPlatform' ? '"' + (value ?? '') + '" → ' + (platformField || '?') : (psaField || '?') + ' ← "' + (value ?? '') + '"';
	}
	const arrow = { toPlatform: '→', toPsa: '←' }[direction] ?? '⇄';
	const how = kind === 'values' ? ' · ' + (pairs?.pair?.length ?? 0) + ' values' : kind === 'reference' ? ' · link to ' + referenceEntity : '';
	return psaField || platformField ? (psaField || '?') + ' ' + arrow + ' ' + (platformField || '?') + how : 'New row';
})() }}`;

const PAIR_TITLE = `={{ (() => {
	const { psa, platform, preferred } = $collection.item.value;
	return (psa || '(empty)') + ' ⇄ ' + (platform || '(empty)') + (preferred ? ' · preferred' : '');
})() }}`;

const MAPPED = ['copy', 'values', 'reference'];
const forKind = (...kind: string[]): INodeProperties['displayOptions'] => ({ show: { kind } });

const DIRECTIONS = {
	both: { name: '⇄ Both Ways', value: 'both', description: 'An edit on either side reaches the other' },
	toPlatform: { name: '→ To Platform Only', value: 'toPlatform', description: 'Edits on the platform stay there' },
	toPsa: { name: '← To PSA Only', value: 'toPsa', description: 'Edits in the PSA stay there' },
};

/** A field of a side, chosen from what the catalogue and the live system offer. */
function fieldProperty(side: 'psa' | 'platform', displayOptions: INodeProperties['displayOptions']): INodeProperties {
	const isPsa = side === 'psa';
	return {
		displayName: isPsa ? 'PSA Field' : 'Platform Field',
		name: isPsa ? 'psaField' : 'platformField',
		type: 'options',
		noDataExpression: true,
		typeOptions: {
			loadOptionsMethod: isPsa ? 'getPsaFields' : 'getPlatformFields',
			loadOptionsDependsOn: ['entity', 'syncKey', isPsa ? 'psaSystem' : 'platformSystem'],
		},
		default: '',
		required: true,
		displayOptions,
		description: 'Custom fields that were created lately are in the list after the next run of Get Changes',
	};
}

const pairsProperty: INodeProperties = {
	displayName: 'Values',
	name: 'pairs',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Value',
		fixedCollection: { itemTitle: PAIR_TITLE },
	},
	default: {},
	placeholder: 'Add Value',
	displayOptions: forKind('values'),
	description: 'Which value of the one side is which of the other',
	options: [
		{
			displayName: 'Value',
			name: 'pair',
			values: [
				{
					displayName: 'PSA Value',
					name: 'psa',
					type: 'string',
					noDataExpression: true,
					default: '',
					placeholder: 'e.g. Waiting on Client',
					description: 'As it stands in the PSA, upper and lower case as there. Leave empty for "nothing is set".',
				},
				{
					displayName: 'Platform Value',
					name: 'platform',
					type: 'string',
					noDataExpression: true,
					default: '',
					placeholder: 'e.g. waiting',
					description: 'As it stands on the platform, upper and lower case as there. Leave empty for "nothing is set".',
				},
				{
					displayName: 'Preferred',
					name: 'preferred',
					type: 'boolean',
					noDataExpression: true,
					default: false,
					description:
						'Whether this pair wins where several pairs name the same value: it says what is written to the other side',
				},
			],
		},
	],
};

const unmappedProperties: INodeProperties[] = [
	{
		displayName: 'Other Values',
		name: 'unmapped',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Keep Out and Report',
				value: 'keepOut',
				description: 'The field stays as it is on the other side, and an entry for review says which value is missing',
			},
			{ name: 'Use a Default', value: 'default', description: 'Write a fixed value instead' },
			{ name: 'Fail', value: 'fail', description: 'Stop the run: nothing is written until the value is in the list' },
		],
		default: 'keepOut',
		displayOptions: forKind('values'),
		description: 'What happens to a value that is not in the list',
	},
	defaultProperty('Default on the Platform', 'defaultPlatform'),
	defaultProperty('Default in the PSA', 'defaultPsa'),
];

function defaultProperty(displayName: string, name: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'string',
		noDataExpression: true,
		default: '',
		displayOptions: { show: { kind: ['values'], unmapped: ['default'] } },
		description: 'Leave empty to keep such values out in this direction',
	};
}

const rowValues: INodeProperties[] = [
	{
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Copy', value: 'copy', description: 'The value itself, as the other system can hold it' },
			{ name: 'Fixed Value', value: 'constant', description: 'Given to a record when the sync creates it' },
			{
				name: 'Reference',
				value: 'reference',
				description: 'A company or contact: the ID is translated through the links of the sync',
			},
			{ name: 'Value List', value: 'values', description: 'Each value has its counterpart, such as a status' },
		],
		default: 'copy',
	},
	fieldProperty('psa', forKind(...MAPPED)),
	fieldProperty('psa', { show: { kind: ['constant'], direction: ['toPsa'] } }),
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		noDataExpression: true,
		options: [DIRECTIONS.both, DIRECTIONS.toPlatform, DIRECTIONS.toPsa],
		default: 'both',
		displayOptions: forKind(...MAPPED),
	},
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: '→ Records Created on the Platform', value: 'toPlatform' },
			{ name: '← Records Created in the PSA', value: 'toPsa' },
		],
		default: 'toPsa',
		displayOptions: forKind('constant'),
	},
	fieldProperty('platform', forKind(...MAPPED)),
	fieldProperty('platform', { show: { kind: ['constant'], direction: ['toPlatform'] } }),
	{
		displayName: 'Points To',
		name: 'referenceEntity',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Company', value: 'company' },
			{ name: 'Contact', value: 'contact' },
			{ name: 'Ticket', value: 'ticket' },
		],
		default: 'company',
		displayOptions: forKind('reference'),
		description: 'What kind of record the field names. It needs a Field Map node too.',
	},
	pairsProperty,
	...unmappedProperties,
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		noDataExpression: true,
		default: '',
		required: true,
		displayOptions: forKind('constant'),
		placeholder: 'e.g. Service Desk',
	},
];

/** The rows of the map: which field is which, in which direction, and how values are translated. */
export const rowsProperty: INodeProperties = {
	displayName: 'Fields',
	name: 'rows',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Field',
		fixedCollection: { itemTitle: ROW_TITLE },
	},
	default: {},
	placeholder: 'Add Field',
	description: 'Which field of the PSA is which field of the platform',
	options: [{ displayName: 'Field', name: 'row', values: rowValues }],
};
