import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { FieldDefinition } from '../../sync/model/catalogue';
import { customFieldRow } from './record-properties';
import type { Resource } from './resources';

/** What a system can be asked by, where it can be asked for records with conditions on their fields. */
export interface AskedBy {
	readonly fields: readonly Pick<FieldDefinition, 'name' | 'label'>[];
	/** Beside those that every such system has. */
	readonly operators: readonly INodePropertyOptions[];
	/** Added to the description of a value. */
	readonly valueHint: string;
}

const OPERATORS: readonly INodePropertyOptions[] = [
	{ name: 'Contains', value: 'contains' },
	{ name: 'Equals', value: 'equals' },
	{ name: 'Greater or Equal, or From', value: 'greaterOrEqual' },
	{ name: 'Greater Than, or After', value: 'greater' },
	{ name: 'Is Empty', value: 'empty' },
	{ name: 'Is Not Empty', value: 'notEmpty' },
	{ name: 'Is One Of', value: 'in' },
	{ name: 'Less or Equal, or Until', value: 'lessOrEqual' },
	{ name: 'Less Than, or Before', value: 'less' },
	{ name: 'Not Equal', value: 'notEquals' },
];

/** The filters of *Get Many* of a system that can be asked with conditions. */
export function conditionFiltersProperty(resource: Resource, askedBy: AskedBy): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			conditionsProperty(askedBy),
			customFieldProperty,
			...(resource === 'contact' ? [emailProperty] : []),
			matchProperty,
		],
	};
}

function conditionsProperty({ fields, operators, valueHint }: AskedBy): INodeProperties {
	return {
		displayName: 'Conditions',
		name: 'conditions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		options: [
			{
				displayName: 'Condition',
				name: 'values',
				values: [
					{
						displayName: 'Field',
						name: 'field',
						type: 'options',
						options: fields
							.map(({ name, label }) => ({ name: label, value: name }))
							.sort((a, b) => a.name.localeCompare(b.name)),
						default: 'id',
					},
					{
						displayName: 'Operator',
						name: 'operator',
						type: 'options',
						options: [...OPERATORS, ...operators].sort((a, b) => a.name.localeCompare(b.name)),
						default: 'equals',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						description: `A time is like 2026-03-01T09:30:00Z, a truth value is true or false, several values have commas between them${valueHint}`,
						displayOptions: { hide: { operator: ['empty', 'notEmpty'] } },
					},
				],
			},
		],
	};
}

const customFieldProperty: INodeProperties = {
	displayName: 'Custom Field',
	name: 'customField',
	type: 'fixedCollection',
	placeholder: 'Add Custom Field',
	default: {},
	options: [
		{
			displayName: 'Custom Field',
			name: 'value',
			values: customFieldRow('The value that the field must have'),
		},
	],
};

const emailProperty: INodeProperties = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	placeholder: 'e.g. name@email.com',
	default: '',
	description: 'One of the email addresses of the contact',
};

const matchProperty: INodeProperties = {
	displayName: 'Match',
	name: 'match',
	type: 'options',
	options: [
		{ name: 'All Conditions', value: 'all' },
		{ name: 'Any Condition', value: 'any' },
	],
	default: 'all',
	description: 'How several conditions are joined. Email and custom field must hold in any case.',
};
