import type { INodeProperties } from 'n8n-workflow';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import {
	fieldCollectionProperty,
	LIVE_LIST_DESCRIPTION,
	recordLocatorProperty,
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
	if (isListed(resource, field)) {
		return {
			displayName: `${field.label} Name or ID`,
			name,
			type: 'options',
			typeOptions: listOptions(resource, name),
			default: '',
			description: described === undefined ? LIVE_LIST_DESCRIPTION : `${described}. ${LIVE_LIST_DESCRIPTION}.`,
		};
	}
	const named = { displayName: field.label, name, ...description };
	switch (field.type) {
		case 'text':
			return { ...named, type: 'string', typeOptions: { rows: 4 }, default: '' };
		case 'boolean':
			return { ...named, type: 'boolean', default: false, description: described ?? `Whether "${field.label}" is set` };
		case 'number':
			return { ...named, type: 'number', default: 0 };
		case 'datetime':
			return { ...named, type: 'dateTime', default: '' };
		case 'integer':
		case 'option':
		case 'reference':
			return { ...named, displayName: idLabel(field.label), type: 'string', default: '', placeholder: 'e.g. 1234' };
		default:
			return { ...named, type: 'string', default: '' };
	}
}

/** Set-up data that has no list here is given by its number. */
function idLabel(label: string): string {
	return `${label.replace(/ \(ID\)$/, '')} ID`;
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
