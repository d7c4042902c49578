import type { INodeProperties } from 'n8n-workflow';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import {
	byIdProperty,
	fieldCollectionProperty,
	liveListProperty,
	recordLocatorProperty,
	valueProperty,
} from '../../../shared/record-properties';
import type { Resource } from '../../../shared/resources';
import { isListed, isRequired, listMethod, parameterName, writableFields } from './parameters';

/** What people need to know of a field beyond its label. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
	'company.main_phonenumber': 'Of the main site of the client',
	'company.newclient_sitename': 'Without it, HaloPSA names the first site',
	'contact.client_id': 'The client whose main site the user belongs to, unless another site is given',
	'ticket.third_party_id_string': 'The ID of the ticket in another system. The sync keeps its own link there.',
	'ticket.tickettype_id': 'Without it, HaloPSA takes its default ticket type',
};

/** A record chosen from a searchable list or by its ID. */
export function recordLocator(resource: Resource, name: string, displayName: string): INodeProperties {
	return recordLocatorProperty(resource, name, displayName, { example: '1234', pattern: '^[1-9][0-9]{0,9}$' });
}

/** The parameters that a create cannot do without. */
export function requiredProperties(resource: Resource): INodeProperties[] {
	return writableFields(resource, 'create')
		.filter(isRequired)
		.map((field) => ({ ...fieldProperty(resource, field), required: true }));
}

/** A collection of fields that may be given. */
export function fieldCollection(name: 'additionalFields' | 'updateFields', resource: Resource): INodeProperties {
	const update = name === 'updateFields';
	const fields = writableFields(resource, update ? 'update' : 'create').filter((field) => update || !isRequired(field));
	return fieldCollectionProperty(
		name,
		fields.map((field) => fieldProperty(resource, field)),
	);
}

/** A field whose values the live system lists, to be chosen by its ID. */
export function listedProperty(resource: Resource, field: string, label: string): INodeProperties {
	return liveListProperty(label, named(resource, field), listOptions(resource, field));
}

function fieldProperty(resource: Resource, field: FieldDefinition): INodeProperties {
	const own = named(resource, field.name);
	if (field.references === 'company' || field.references === 'contact')
		return { ...recordLocator(field.references, own.name, field.label), ...own };
	if (isListed(resource, field)) return listedProperty(resource, field.name, field.label.replace(/ \(ID\)$/, ''));
	if (field.type === 'option') return byIdProperty(field.label, own);
	return valueProperty({ displayName: field.label, ...own }, field);
}

function named(resource: Resource, field: string): Pick<INodeProperties, 'name' | 'description'> {
	const description = DESCRIPTIONS[`${resource}.${field}`];
	return { name: parameterName(field), ...(description !== undefined && { description }) };
}

/** Statuses are a ticket type's own, priorities an SLA's: their lists follow what is chosen beside them. */
function listOptions(resource: Resource, field: string): INodeProperties['typeOptions'] {
	const beside = { status_id: 'tickettypeId', priority_id: 'slaId' }[field];
	return {
		loadOptionsMethod: listMethod(resource, field),
		...(beside !== undefined && {
			loadOptionsDependsOn: [`additionalFields.${beside}`, `updateFields.${beside}`, 'ticketId.value'],
		}),
	};
}
