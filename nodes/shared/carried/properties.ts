import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import type { FieldDefinition } from '../../../sync/model/catalogue';
import { isLocated } from '../field-values';
import { pagingProperties } from '../paging';
import { byIdProperty, fieldCollectionProperty, liveListProperty, valueProperty } from '../record-properties';
import {
	idParameter,
	isRequired,
	namesOf,
	ownerOf,
	titled,
	withArticle,
	writableFields,
	type Carried,
	type CarriedOperationName,
	type CarriedSystem,
} from './system';

/** The parameters of one operation. */
export function operationProperties(
	of: CarriedSystem,
	resource: Carried,
	operation: CarriedOperationName,
): INodeProperties[] {
	return updateDisplayOptions({ show: { resource: [resource], operation: [operation] } }, [
		...ownProperties(of, resource, operation),
		...(of.more?.(operation) ?? []),
	]);
}

function ownProperties(of: CarriedSystem, resource: Carried, operation: CarriedOperationName): INodeProperties[] {
	switch (operation) {
		case 'create':
			return [...requiredProperties(of, resource), fieldCollection(of, resource, 'additionalFields')];
		case 'download':
			return [idProperty(of, resource), outputFieldProperty];
		case 'get':
			return [idProperty(of, resource)];
		case 'getMany':
			return [ownerProperty(of, resource), ...pagingProperties];
		case 'update':
			return [idProperty(of, resource), fieldCollection(of, resource, 'updateFields')];
		case 'upload':
			return [
				...requiredProperties(of, resource),
				inputFieldProperty,
				fieldCollection(of, resource, 'additionalFields'),
			];
	}
}

function idProperty(of: CarriedSystem, resource: Carried): INodeProperties {
	const { one } = namesOf(of, resource);
	const { example, description = `The ID of the ${one}, as Get Many tells it` } = of.tables[resource].id;
	return {
		displayName: `${titled(one)} ID`,
		name: idParameter(resource),
		type: 'string',
		required: true,
		default: '',
		placeholder: `e.g. ${example}`,
		description,
	};
}

/** Whose records are wanted. */
function ownerProperty(of: CarriedSystem, resource: Carried): INodeProperties {
	const { many } = namesOf(of, resource);
	if (ownerOf(resource) === 'ticket') {
		const property = of.recordLocator('ticket', 'ticketId', 'Ticket');
		return { ...property, required: true, description: `The ticket whose ${many} are wanted` };
	}
	const property = of.recordLocator('company', 'companyId', 'Company');
	return { ...property, description: `The company whose ${many} are wanted. Without it, those of all companies.` };
}

function requiredProperties(of: CarriedSystem, resource: Carried): INodeProperties[] {
	return writableFields(of, resource, 'create')
		.filter((field) => isRequired(of, resource, field))
		.map((field) => ({ ...fieldProperty(of, resource, field), required: true }));
}

function fieldCollection(
	of: CarriedSystem,
	resource: Carried,
	name: 'additionalFields' | 'updateFields',
): INodeProperties {
	const update = name === 'updateFields';
	const fields = writableFields(of, resource, update ? 'update' : 'create').filter(
		(field) => update || !isRequired(of, resource, field),
	);
	return fieldCollectionProperty(
		name,
		fields.map((field) => fieldProperty(of, resource, field)),
	);
}

function fieldProperty(of: CarriedSystem, resource: Carried, field: FieldDefinition): INodeProperties {
	const table = of.tables[resource];
	const name = of.form.parameterName(field.name);
	const label = field.label.replace(/ \(ID\)$/, '');
	const described = table.descriptions?.[field.name];
	const description = described === undefined ? {} : { description: described };
	if (isLocated(field)) {
		return { ...of.recordLocator(field.references as 'ticket', name, field.label), ...description };
	}
	if (table.listed?.includes(field.name)) {
		const typeOptions = { loadOptionsMethod: listMethod(of, resource, field.name) };
		return liveListProperty(label, { name, ...description }, typeOptions);
	}
	if (field.type === 'reference') return byIdProperty(label, { name, ...description });
	const named = { displayName: field.label, name, ...description };
	if (field.type === 'option') return optionProperty(named, field, table.writable?.[field.name]);
	return valueProperty(named, field);
}

function optionProperty(
	named: Pick<INodeProperties, 'displayName' | 'name' | 'description'>,
	{ options, audience }: FieldDefinition,
	writable: readonly (string | number)[] | undefined,
): INodeProperties {
	const offered = (options ?? []).filter(({ value }) => writable?.includes(value) ?? true);
	if (offered.length === 0) return { ...named, type: 'string', default: '' };
	// What nothing is said of is for the staff alone.
	const careful = audience === undefined ? undefined : offered.find(({ value }) => audience.internal.includes(value));
	return {
		...named,
		type: 'options',
		options: offered.map(({ value, label }) => ({ name: label, value })),
		default: (careful ?? offered[0]).value,
		...(audience !== undefined && { description: named.description ?? 'Who may read it' }),
	};
}

/** The method of the node that lists the values of a field. */
export function listMethod({ form }: CarriedSystem, resource: Carried, field: string): string {
	return resource + form.parameterName(field).replace(/^./, (letter) => letter.toUpperCase());
}

/** What an operation is called where it is chosen. */
export function operationChoice(
	of: CarriedSystem,
	resource: Carried,
	value: CarriedOperationName,
): { readonly name: string; readonly value: string; readonly description: string; readonly action: string } {
	const { one, many } = namesOf(of, resource);
	const a = withArticle(one);
	const ofOwner = ownerOf(resource) === 'ticket' ? ' of a ticket' : '';
	switch (value) {
		case 'create':
			return { name: 'Create', value, description: `Create ${a}`, action: `Create ${a}` };
		case 'download':
			return { name: 'Download', value, description: `Download the file of ${a}`, action: `Download ${a}` };
		case 'get':
			return { name: 'Get', value, description: `Get ${a}`, action: `Get ${a}` };
		case 'getMany':
			return { name: 'Get Many', value, description: `Get many ${many}${ofOwner}`, action: `Get many ${many}` };
		case 'update':
			return { name: 'Update', value, description: `Change fields of ${a}`, action: `Update ${a}` };
		case 'upload':
			return { name: 'Upload', value, description: 'Attach a file to a ticket', action: `Upload ${a}` };
	}
}

const outputFieldProperty: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the output binary field to put the file in',
};

const inputFieldProperty: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the input field that holds the file',
};
