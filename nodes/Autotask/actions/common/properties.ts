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
import { isListed, isRequired, listMethod, writableFields } from './parameters';

/** What people need to know of a field beyond its label. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
	'company.ownerResourceID': 'Without it, the owner of your own company is taken',
	'contact.externalID': 'The ID of the contact in another system. The sync keeps its own link there.',
	'ticket.externalID': 'The ID of the ticket in another system. The sync keeps its own link there.',
	'ticket.queueID': 'A ticket needs a queue, or a primary resource with a role',
	'ticket.title': 'At most 255 characters',
};

const BY_NUMBER: ReadonlySet<FieldDefinition['type']> = new Set(['integer', 'option', 'reference']);

/** A record chosen from a searchable list or by its ID. */
export function recordLocator(resource: Resource, name: string, displayName: string): INodeProperties {
	return recordLocatorProperty(resource, name, displayName, { example: '1234', pattern: '^[0-9]{1,15}$' });
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

function fieldProperty(resource: Resource, field: FieldDefinition): INodeProperties {
	const { name } = field;
	const described = DESCRIPTIONS[`${resource}.${name}`];
	const description = described === undefined ? {} : { description: described };
	if (field.references === 'company' || field.references === 'contact') {
		return { ...recordLocator(field.references, name, field.label), ...description };
	}
	const named = { name, ...description };
	if (isListed(resource, field)) return liveListProperty(field.label, named, listOptions(resource, name));
	// Set-up data that has no list here is given by its number.
	if (BY_NUMBER.has(field.type)) return byIdProperty(field.label, named);
	return valueProperty({ displayName: field.label, ...named }, field);
}

/** Sub-issue types are an issue type's own: their list follows the issue type that is chosen beside them. */
function listOptions(resource: Resource, field: string): INodeProperties['typeOptions'] {
	return {
		loadOptionsMethod: listMethod(resource, field),
		...(field === 'subIssueType' && {
			loadOptionsDependsOn: ['additionalFields.issueType', 'updateFields.issueType'],
		}),
	};
}
