import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { CUSTOM_FIELD_PREFIX, platformCatalogue } from '../../../sync/connectors/platform';
import { ENTITIES } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import { toNodeError } from '../../shared/node-errors';
import { RESOURCES, type Resource } from '../../shared/resources';
import { editorClient } from '../transport/connection';

/** What the server says of each record, in the contract's names; a platform may name these otherwise too. */
const RECORD_FIELDS = ['updatedAt', 'updatedBy', 'etag', 'externalRefs', 'deleted'];

export async function ticketQueues(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await optionsOf.call(this, 'ticket', 'queue');
}

export async function ticketCategories(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await optionsOf.call(this, 'ticket', 'category');
}

/** The contract names them. */
export async function ticketStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const status = platformCatalogue.entities.ticket?.find(({ name }) => name === 'status');
	return (status?.options ?? []).map(({ value, label }) => ({ name: label, value }));
}

/** The custom fields of the chosen resource that can be written. */
export async function customFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const resource = z.enum(RESOURCES).parse(this.getCurrentNodeParameter('resource'));
		const fields = (await (await editorClient.call(this)).fields(resource)) ?? [];
		return fields
			.filter((field) => field.name.startsWith(CUSTOM_FIELD_PREFIX) && !field.readOnly)
			.map((field) => ({ name: field.label ?? field.name, value: field.name, description: field.type }));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** The contract's own fields of the entity in the same row. */
export async function contractFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const entity = z.enum(ENTITIES).catch('ticket').parse(this.getCurrentNodeParameter('&entity'));
	const fields = (platformCatalogue.entities[entity] ?? []).map(({ name, label }) => ({ name: label, value: name }));
	return [...fields, ...RECORD_FIELDS.map((name) => ({ name, value: name }))];
}

async function optionsOf(
	this: ILoadOptionsFunctions,
	resource: Resource,
	name: string,
): Promise<INodePropertyOptions[]> {
	try {
		const fields = (await (await editorClient.call(this)).fields(resource)) ?? [];
		const options = fields.find((field) => field.name === name)?.options;
		if (options) return options.map(({ value, label }) => ({ name: label, value }));
		throw new SyncError(
			'NOT_FOUND',
			`The platform does not say which values "${name}" of a ${resource} can have. Enter the value as an expression`,
		);
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
