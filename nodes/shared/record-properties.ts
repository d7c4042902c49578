import type { INodeProperties } from 'n8n-workflow';
import { RESOURCE_NAMES, type Resource } from './resources';

/** What n8n's editor says of every list that is asked of the live system. Its lint rules want it literally elsewhere. */
export const LIVE_LIST_DESCRIPTION =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/** What the IDs of a system look like. */
export interface IdForm {
	readonly example: string;
	/** A regular expression that a whole ID matches. */
	readonly pattern: string;
}

/** A record chosen from a searchable list (`<resource>Search` of the node) or by its ID. */
export function recordLocatorProperty(
	resource: Resource,
	name: string,
	displayName: string,
	id: IdForm,
): INodeProperties {
	const { one } = RESOURCE_NAMES[resource];
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: `The ${one}`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${one}...`,
				typeOptions: { searchListMethod: `${resource}Search`, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${id.example}`,
				validation: [{ type: 'regex', properties: { regex: id.pattern, errorMessage: 'Not a valid ID' } }],
			},
		],
	};
}

/** A collection of fields that may be given, by their labels. */
export function fieldCollectionProperty(
	name: 'additionalFields' | 'updateFields',
	fields: readonly INodeProperties[],
): INodeProperties {
	const update = name === 'updateFields';
	return {
		displayName: update ? 'Update Fields' : 'Additional Fields',
		name,
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		...(update && { description: 'Only these fields are changed. A field that is left empty is emptied.' }),
		options: byLabel(fields),
	};
}

/** In the order in which n8n lists properties. */
export function byLabel(properties: readonly INodeProperties[]): INodeProperties[] {
	return [...properties].sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/** The name of a custom field and a value for it; which fields there are is asked of the live system. */
export function customFieldRow(valueDescription: string): INodeProperties[] {
	return [
		{
			displayName: 'Field Name or ID',
			name: 'name',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'customFields', loadOptionsDependsOn: ['resource'] },
			default: '',
			description:
				'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		{
			displayName: 'Value',
			name: 'value',
			type: 'string',
			default: '',
			description: valueDescription,
		},
	];
}

/** Custom fields that a create or an update is to set. */
export const customFieldsProperty: INodeProperties = {
	displayName: 'Custom Fields',
	name: 'customFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Custom Field',
	default: {},
	options: [
		{
			displayName: 'Custom Field',
			name: 'fields',
			values: customFieldRow('Leave empty to empty the field'),
		},
	],
};
