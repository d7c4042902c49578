import type { INodeProperties } from 'n8n-workflow';
import type { FieldDefinition } from '../../sync/model/catalogue';
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

/** What a property is called, and what people need to know of it beyond that. */
type Named = Pick<INodeProperties, 'displayName' | 'name' | 'description'>;

/** A field whose values the live system lists, chosen by its name or its ID. @param label without "(ID)" */
export function liveListProperty(
	label: string,
	{ name, description }: Pick<Named, 'name' | 'description'>,
	typeOptions: INodeProperties['typeOptions'],
): INodeProperties {
	return {
		displayName: `${label} Name or ID`,
		name,
		type: 'options',
		typeOptions,
		default: '',
		description: description === undefined ? LIVE_LIST_DESCRIPTION : `${description}. ${LIVE_LIST_DESCRIPTION}.`,
	};
}

/** A field whose value is entered as it is. */
export function valueProperty(named: Named, { type }: Pick<FieldDefinition, 'type'>): INodeProperties {
	switch (type) {
		case 'text':
			return { ...named, type: 'string', typeOptions: { rows: 4 }, default: '' };
		case 'boolean':
			return {
				...named,
				type: 'boolean',
				default: false,
				description: named.description ?? `Whether "${named.displayName}" is set`,
			};
		case 'integer':
		case 'number':
			return { ...named, type: 'number', default: 0 };
		case 'date':
		case 'datetime':
			return { ...named, type: 'dateTime', default: '' };
		default:
			return { ...named, type: 'string', default: '' };
	}
}

/** A field of set-up data that has no list here, given by its ID. @param label with or without "(ID)" */
export function byIdProperty(label: string, named: Omit<Named, 'displayName'>): INodeProperties {
	const displayName = `${label.replace(/ \(ID\)$/, '')} ID`;
	return { ...named, displayName, type: 'string', default: '', placeholder: 'e.g. 1234' };
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
