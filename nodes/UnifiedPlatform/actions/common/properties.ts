import type { INodeProperties } from 'n8n-workflow';
import { platformCatalogue } from '../../../../sync/connectors/platform';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import {
	byLabel,
	fieldCollectionProperty,
	LIVE_LIST_DESCRIPTION,
	recordLocatorProperty,
} from '../../../shared/record-properties';
import type { Resource } from '../../../shared/resources';

/** What people need to know of a field beyond its label. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
	'company.identifier': 'Short code of the company. No two companies share one.',
	'company.domain': 'Web and email domain, for example example.com',
	'contact.title': 'Position in the company',
	'ticket.description': 'What the client wrote',
	'ticket.assignee': 'Name or email address of the technician',
	'ticket.technicalNotes': 'For technicians only',
	'ticket.tags': 'Words with commas between them',
};

/** Options that only the live system knows. */
const LIVE_OPTIONS: Readonly<Record<string, string>> = {
	'ticket.queue': 'ticketQueues',
	'ticket.category': 'ticketCategories',
};

const CHOSEN_BY_DEFAULT: Readonly<Record<string, string>> = { 'ticket.priority': 'Medium' };

/** A record chosen from a searchable list or by its ID. */
export function recordLocator(resource: Resource, name: string, displayName: string): INodeProperties {
	return recordLocatorProperty(resource, name, displayName, { example: 'co-42', pattern: '^[A-Za-z0-9_-]{1,64}$' });
}

/** The parameter of one field of a record. */
export function fieldProperty(resource: Resource, field: FieldDefinition): INodeProperties {
	const key = `${resource}.${field.name}`;
	const named = { displayName: field.label, name: field.name, description: DESCRIPTIONS[key] ?? '' };
	switch (field.type) {
		case 'text':
			return { ...named, type: 'string', typeOptions: { rows: 4 }, default: '' };
		case 'boolean':
			return { ...named, type: 'boolean', default: true, description: `Whether the ${resource} is active` };
		case 'datetime':
			return { ...named, type: 'dateTime', default: '' };
		case 'option':
			return optionProperty(key, named, field);
		case 'reference':
			return recordLocator(field.references === 'contact' ? 'contact' : 'company', field.name, field.label);
		default:
			return { ...named, type: 'string', default: '' };
	}
}

function optionProperty(
	key: string,
	named: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	field: FieldDefinition,
): INodeProperties {
	if (!field.options) {
		return {
			...named,
			displayName: `${field.label} Name or ID`,
			type: 'options',
			typeOptions: { loadOptionsMethod: LIVE_OPTIONS[key] },
			default: '',
			description: LIVE_LIST_DESCRIPTION,
		};
	}
	const options = field.options.map(({ value, label }) => ({ name: label, value }));
	return { ...named, type: 'options', options, default: CHOSEN_BY_DEFAULT[key] ?? options[0].value };
}

/** The fields of a resource that a client may write, in the catalogue's order. */
export function writableFields(resource: Resource): FieldDefinition[] {
	return (platformCatalogue.entities[resource] ?? []).filter((field) => !field.readOnly);
}

/** What a create cannot do without. */
export function requiredFields(resource: Resource): INodeProperties[] {
	return writableFields(resource)
		.filter((field) => field.required)
		.map((field) => ({ ...fieldProperty(resource, field), required: true }));
}

/** A collection of fields that may be given. */
export function fieldCollection(
	name: 'additionalFields' | 'updateFields',
	resource: Resource,
	fields: readonly FieldDefinition[],
	more: readonly INodeProperties[] = [],
): INodeProperties {
	return fieldCollectionProperty(name, [...fields.map((field) => fieldProperty(resource, field)), ...more]);
}

export const externalReferenceProperty: INodeProperties = {
	displayName: 'External Reference',
	name: 'externalReference',
	type: 'string',
	default: '',
	placeholder: 'e.g. connectwise:1234',
	description: 'How another system knows the record: the name of the system, a colon, and the ID there',
};

/** Filters of *Get Many*: the named fields, and those that every list has. */
export function filtersProperty(resource: Resource, names: readonly string[]): INodeProperties {
	const fields = (platformCatalogue.entities[resource] ?? []).filter((field) => names.includes(field.name));
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		description: 'All filters that are given must hold',
		options: byLabel([
			...fields.map((field) => fieldProperty(resource, field)),
			externalReferenceProperty,
			{
				displayName: 'Search',
				name: 'q',
				type: 'string',
				default: '',
				description: 'Part of the name, title, number or code, without regard to case',
			},
			{
				displayName: 'Updated Since',
				name: 'updatedSince',
				type: 'dateTime',
				default: '',
				description: 'Only records that were changed at or after this time, by the clock of the platform',
			},
		]),
	};
}
