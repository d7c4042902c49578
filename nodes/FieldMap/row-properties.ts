import type { INodeProperties } from 'n8n-workflow';
import { HOWS, type How } from './parameters';

/** A row at a glance, where the editor folds rows: `summary ⇄ title`, `status/name ⇄ status · 5 values`. */
const ROW_TITLE = `={{ (() => {
	const { psaField, how = 'copy.both', platformField, values, referenceEntity = 'company' } = $collection.item.value;
	const [kind, direction] = how.split('.');
	const arrow = { toPlatform: '→', toPsa: '←' }[direction] ?? '⇄';
	const more = kind === 'values' ? ' · ' + (values?.group?.length ?? 0) + ' values' : kind === 'reference' ? ' · linked ' + referenceEntity : '';
	return psaField || platformField ? (psaField || '?') + ' ' + arrow + ' ' + (platformField || '?') + more : 'New field';
})() }}`;

const GROUP_TITLE = `={{ (() => {
	const { platform, psa = '' } = $collection.item.value;
	const [first, ...others] = psa.split('\\n').filter((line) => line.trim() !== '');
	return (first || '(empty)') + (others.length ? ' +' + others.length : '') + ' ⇄ ' + (platform || '(empty)');
})() }}`;

const FIXED_TITLE = `={{ (() => {
	const { target = 'psa', psaField, platformField, value } = $collection.item.value;
	return ((target === 'psa' ? psaField : platformField) || '?') + ' = ' + (value || '(empty)');
})() }}`;

const forKind = (kind: string): INodeProperties['displayOptions'] => ({
	show: { how: HOWS.filter((how) => how.startsWith(`${kind}.`)) },
});

const HOW_OPTIONS: ReadonlyArray<{ name: string; value: How; description: string }> = [
	{ name: 'Copy ← to PSA Only', value: 'copy.toPsa', description: 'The value itself; edits in the PSA stay there' },
	{
		name: 'Copy → to Platform Only',
		value: 'copy.toPlatform',
		description: 'The value itself; edits on the platform stay there',
	},
	{ name: 'Copy ⇄ Both Ways', value: 'copy.both', description: 'The value itself, as the other system can hold it' },
	{
		name: 'Reference ← to PSA Only',
		value: 'reference.toPsa',
		description: 'A company or contact, translated through the links of the sync',
	},
	{
		name: 'Reference → to Platform Only',
		value: 'reference.toPlatform',
		description: 'A company or contact, translated through the links of the sync',
	},
	{
		name: 'Reference ⇄ Both Ways',
		value: 'reference.both',
		description: 'A company or contact, translated through the links of the sync',
	},
	{
		name: 'Value List ← to PSA Only',
		value: 'values.toPsa',
		description: 'Each value has its counterpart; edits in the PSA stay there',
	},
	{
		name: 'Value List → to Platform Only',
		value: 'values.toPlatform',
		description: 'Each value has its counterpart; edits on the platform stay there',
	},
	{
		name: 'Value List ⇄ Both Ways',
		value: 'values.both',
		description: 'Each value has its counterpart, such as a status',
	},
];

/** A field of a side, chosen from what the catalogue and the live system offer. */
function fieldProperty(side: 'psa' | 'platform', displayOptions?: INodeProperties['displayOptions']): INodeProperties {
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
		...(displayOptions ? { displayOptions } : {}),
		description: 'Custom fields that were created lately are in the list after the next run of Get Changes',
	};
}

const valuesProperty: INodeProperties = {
	displayName: 'Values',
	name: 'values',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Value',
		fixedCollection: { itemTitle: GROUP_TITLE },
	},
	default: {},
	placeholder: 'Add Value',
	displayOptions: forKind('values'),
	options: [
		{
			displayName: 'Value',
			name: 'group',
			values: [
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
					displayName: 'PSA Values',
					name: 'psa',
					type: 'string',
					noDataExpression: true,
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. Waiting on Client',
					description:
						'One per line, upper and lower case as in the PSA. The first is written to the PSA. A PSA value under several platform values is read as the first of them. Leave empty for "nothing is set".',
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
		displayOptions: { show: { ...forKind('values')?.show, unmapped: ['default'] } },
		description: 'Leave empty to keep such values out in this direction',
	};
}

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
	options: [
		{
			displayName: 'Field',
			name: 'row',
			values: [
				fieldProperty('psa'),
				{
					displayName: 'How',
					name: 'how',
					type: 'options',
					noDataExpression: true,
					options: [...HOW_OPTIONS],
					default: 'copy.both',
				},
				fieldProperty('platform'),
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
				valuesProperty,
				...unmappedProperties,
			],
		},
	],
};

/** Values that a record gets when the sync creates it. */
export const fixedValuesProperty: INodeProperties = {
	displayName: 'Fixed Values for New Records',
	name: 'fixedValues',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		multipleValueButtonText: 'Add Fixed Value',
		fixedCollection: { itemTitle: FIXED_TITLE },
	},
	default: {},
	placeholder: 'Add Fixed Value',
	description: 'Given to a record when the sync creates it, such as the board of a ticket that began on the platform',
	options: [
		{
			displayName: 'Fixed Value',
			name: 'value',
			values: [
				{
					displayName: 'For Records Created In',
					name: 'target',
					type: 'options',
					noDataExpression: true,
					options: [
						{ name: 'PSA', value: 'psa' },
						{ name: 'Platform', value: 'platform' },
					],
					default: 'psa',
				},
				fieldProperty('psa', { show: { target: ['psa'] } }),
				fieldProperty('platform', { show: { target: ['platform'] } }),
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					noDataExpression: true,
					default: '',
					required: true,
					placeholder: 'e.g. Service Desk',
				},
			],
		},
	],
};
