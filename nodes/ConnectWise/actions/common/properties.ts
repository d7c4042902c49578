import type { INodeProperties } from 'n8n-workflow';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import {
	fieldCollectionProperty,
	liveListProperty,
	recordLocatorProperty,
	valueProperty,
} from '../../../shared/record-properties';
import type { Resource } from '../../../shared/resources';
import { isListed, isRequired, parameterName, writableFields } from './parameters';

/** What people need to know of a field beyond its label. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
	'company.identifier': 'Short code of the company, at most 25 characters. Without it, one is made from the name.',
	'company.site/name': 'Name of the first site. Without it, the site is called Main.',
	'contact.email': 'The default email address of the contact',
	'contact.phone': 'The default phone number of the contact',
	'ticket.summary': 'At most 100 characters',
	'ticket.externalXRef': 'The ID of the ticket in another system. The sync keeps its own link there.',
	'ticket.initialDescription': 'Becomes the first note of the discussion, which the client can see',
	'ticket.initialInternalAnalysis': 'Becomes the first internal note',
	'ticket.initialResolution': 'Becomes the first resolution note',
};

/** A record chosen from a searchable list or by its ID. */
export function recordLocator(resource: Resource, name: string, displayName: string): INodeProperties {
	return recordLocatorProperty(resource, name, displayName, { example: '1234', pattern: '^[0-9]{1,18}$' });
}

/** The parameters that a create cannot do without. */
export function requiredProperties(resource: Resource): INodeProperties[] {
	return writableFields(resource, 'create')
		.filter((field) => isRequired(resource, field))
		.map((field) => ({ ...fieldProperty(resource, field), required: true }));
}

/** A collection of fields that may be given. */
export function fieldCollection(name: 'additionalFields' | 'updateFields', resource: Resource): INodeProperties {
	const update = name === 'updateFields';
	const fields = writableFields(resource, update ? 'update' : 'create').filter(
		(field) => update || !isRequired(resource, field),
	);
	return fieldCollectionProperty(
		name,
		fields.map((field) => fieldProperty(resource, field)),
	);
}

function fieldProperty(resource: Resource, field: FieldDefinition): INodeProperties {
	const name = parameterName(field.name);
	const described = DESCRIPTIONS[`${resource}.${field.name}`];
	const description = described === undefined ? {} : { description: described };
	if (field.references === 'company' || field.references === 'contact') {
		return { ...recordLocator(field.references, name, field.label), ...description };
	}
	if (isListed(resource, field)) {
		const options = listOptions(resource, field.name.split('/')[0]);
		return liveListProperty(field.label.replace(/ \(ID\)$/, ''), { name, ...description }, options);
	}
	const named = { displayName: field.label, name, ...description };
	if (field.options === undefined) return valueProperty(named, field);
	return {
		...named,
		type: 'options',
		options: field.options.map(({ value, label }) => ({ name: label, value })),
		default: field.options[0].value,
	};
}

/** Statuses and types are a board's own: their lists follow the board that is chosen beside them. */
function listOptions(resource: Resource, reference: string): INodeProperties['typeOptions'] {
	const method = `${resource}${reference.replace(/^./, (letter) => letter.toUpperCase())}`;
	const perBoard = resource === 'ticket' && (reference === 'status' || reference === 'type');
	return {
		loadOptionsMethod: method,
		...(perBoard && { loadOptionsDependsOn: ['additionalFields.boardId', 'updateFields.boardId', 'ticketId.value'] }),
	};
}
