import type { INodeProperties } from 'n8n-workflow';
import type { Unmapped } from '../../sync/model/mapping';
import { durationProperties } from './duration-properties';
import { fieldProperty } from './field-property';
import { forKind } from './for-kind';
import type { How } from './parameters';

/** A row at a glance, where the editor folds rows: `summary ⇄ title`, `status/name ⇄ status · 5 values`. */
const ROW_TITLE = `={{ (() => {
	const { psaField, how = 'copy.both', platformField, values, referenceEntity = 'company', psaUnit = 'hours', platformUnit = 'minutes' } = $collection.item.value;
	const [kind, direction] = how.split('.');
	const arrow = { toPlatform: '→', toPsa: '←' }[direction] ?? '⇄';
	const more = {
		values: ' · ' + (values?.group?.length ?? 0) + ' values',
		reference: ' · linked ' + referenceEntity,
		duration: ' · ' + psaUnit + ', ' + platformUnit,
	}[kind] ?? '';
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

const HOW_OPTIONS: ReadonlyArray<{ name: string; value: How; description: string }> = [
	{ name: 'Copy ← to PSA Only', value: 'copy.toPsa', description: 'The value itself; edits in the PSA stay there' },
	{
		name: 'Copy → to Platform Only',
		value: 'copy.toPlatform',
		description: 'The value itself; edits on the platform stay there',
	},
	{ name: 'Copy ⇄ Both Ways', value: 'copy.both', description: 'The value itself, as the other system can hold it' },
	{
		name: 'Duration ← to PSA Only',
		value: 'duration.toPsa',
		description: 'How long something took, in the unit of each side; edits in the PSA stay there',
	},
	{
		name: 'Duration → to Platform Only',
		value: 'duration.toPlatform',
		description: 'How long something took, in the unit of each side; edits on the platform stay there',
	},
	{
		name: 'Duration ⇄ Both Ways',
		value: 'duration.both',
		description: 'How long something took, such as 0.25 hours in the PSA and 15 minutes on the platform',
	},
	{
		name: 'Reference ← to PSA Only',
		value: 'reference.toPsa',
		description: 'The ID of another record, such as the company, translated through the links of the sync',
	},
	{
		name: 'Reference → to Platform Only',
		value: 'reference.toPlatform',
		description: 'The ID of another record, such as the company, translated through the links of the sync',
	},
	{
		name: 'Reference ⇄ Both Ways',
		value: 'reference.both',
		description: 'The ID of another record, such as the company, translated through the links of the sync',
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

const STAND_IN =
	'Whom the record is given to instead; the text then begins with the name of the person who did the work. Leave empty to be asked about each name that is unknown';

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
			{
				name: 'Pass On as They Are',
				value: 'same',
				description:
					'The same value on the other side, as with names of people. Who is called something else there is in the list.',
			},
			{ name: 'Use a Default', value: 'default', description: 'Write a fixed value instead' },
			{ name: 'Fail', value: 'fail', description: 'Stop the run: nothing is written until the value is in the list' },
		],
		default: 'keepOut',
		displayOptions: forKind('values'),
		description: 'What happens to a value that is not in the list',
	},
	{
		displayName: 'Default on the Platform',
		name: 'defaultPlatform',
		...instead('default'),
		description: 'Leave empty to keep such values out in this direction',
	},
	{
		displayName: 'Default in the PSA',
		name: 'defaultPsa',
		...instead('default'),
		description: 'Leave empty to keep such values out in this direction',
	},
	{
		displayName: 'If the Platform Has Nobody of That Name',
		name: 'fallbackPlatform',
		...instead('same'),
		placeholder: 'e.g. Service Desk',
		description: `${STAND_IN} on the platform`,
	},
	{
		displayName: 'If the PSA Has Nobody of That Name',
		name: 'fallbackPsa',
		...instead('same'),
		placeholder: 'e.g. Service Desk',
		description: `${STAND_IN} in the PSA`,
	},
];

function instead(
	policy: Unmapped['policy'],
): Pick<INodeProperties, 'type' | 'noDataExpression' | 'default' | 'displayOptions'> {
	return {
		type: 'string',
		noDataExpression: true,
		default: '',
		displayOptions: { show: { ...forKind('values')?.show, unmapped: [policy] } },
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
						{ name: 'Agreement', value: 'agreement' },
						{ name: 'Company', value: 'company' },
						{ name: 'Contact', value: 'contact' },
						{ name: 'Invoice', value: 'invoice' },
						{ name: 'Ticket', value: 'ticket' },
					],
					default: 'company',
					displayOptions: forKind('reference'),
					description: 'What kind of record the field names. It needs a Field Map node too.',
				},
				valuesProperty,
				...unmappedProperties,
				...durationProperties,
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
