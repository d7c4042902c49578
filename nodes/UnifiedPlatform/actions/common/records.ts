import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import {
	toCreateBody,
	toPatchBody,
	type PlatformAnswer,
	type PlatformClient,
	type PlatformFilters,
} from '../../../../sync/connectors/platform';
import { platformCatalogue } from '../../../../sync/connectors/platform';
import { SyncError } from '../../../../sync/model/errors';
import { idempotencyKey } from '../../transport/connection';
import { writableFields } from './properties';
import { idParameter, type Resource } from './resources';
import { collectionValues, customFieldValues, parameterValues, utcTime } from './values';

const optionValues = z.object({ etag: z.string().trim().optional(), idempotencyKey: z.string().trim().optional() });
const externalReference = z
	.string()
	.trim()
	.regex(/^[a-z][a-z0-9_-]{0,39}:[^,\u0000-\u001f]{1,100}$/);
const filterValues = z.record(z.unknown());
const limitValue = z.coerce.number().int().min(1);

/** *Create* of a resource from the node's parameters. */
export async function createRecord(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const fields = writableFields(resource);
	const values = {
		...parameterValues.call(this, requiredOf(fields), index),
		...collectionValues.call(this, 'additionalFields', optionalOf(fields), index),
		...(await customFieldValues.call(this, client, resource, index)),
	};
	const reference = this.getNodeParameter('additionalFields.externalReference', index, '');
	const { idempotencyKey: ownKey } = readOptions.call(this, index);
	const body = toCreateBody(values, reference === '' ? null : parseReference(reference));
	return [toItem(await client.create(resource, body, ownKey || idempotencyKey.call(this, index)))];
}

/** *Get* of a resource. @throws SyncError NOT_FOUND where there is none. */
export async function getRecord(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, resource, index);
	const answer = await client.get(resource, id);
	if (answer) return [toItem(answer)];
	throw new SyncError('NOT_FOUND', `Unified Platform has no ${resource} with the ID ${id}, or no longer`, {
		system: 'platform',
		entity: resource,
		id,
		status: 404,
	});
}

/** *Get Many* of a resource, all pages that are needed. */
export async function getManyRecords(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const most = this.getNodeParameter('returnAll', index) === true ? Infinity : readLimit.call(this, index);
	const records = await client.listAll(resource, readFilters.call(this, resource, index), most);
	return records.map((record) => toItem({ record, etag: undefined }));
}

/** *Update* of a resource: sends the given fields and no others. */
export async function updateRecord(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, resource, index);
	const changes = {
		...collectionValues.call(this, 'updateFields', writableFields(resource), index),
		...(await customFieldValues.call(this, client, resource, index)),
	};
	if (Object.keys(changes).length === 0) {
		throw new SyncError('BAD_INPUT', 'There is nothing to update. Add at least one field under "Update Fields"');
	}
	const { etag } = readOptions.call(this, index);
	return [toItem(await client.patch(resource, id, toPatchBody(resource, changes), etag || null))];
}

/** *Delete* of a resource. A record that is already deleted is no error. */
export async function deleteRecord(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, resource, index);
	await client.delete(resource, id, readOptions.call(this, index).etag || null);
	return [{ id, deleted: true }];
}

function requiredOf<T extends { readonly required?: boolean }>(fields: readonly T[]): T[] {
	return fields.filter((field) => field.required);
}

/** The fields of *Additional Fields* of a create. */
export function optionalOf<T extends { readonly required?: boolean }>(fields: readonly T[]): T[] {
	return fields.filter((field) => !field.required);
}

function readId(this: IExecuteFunctions, resource: Resource, index: number): string {
	const parsed = z.coerce
		.string()
		.trim()
		.min(1)
		.safeParse(this.getNodeParameter(idParameter(resource), index, '', { extractValue: true }));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', `Choose the ${resource}, or enter its ID`, { system: 'platform', entity: resource });
}

function readOptions(this: IExecuteFunctions, index: number): z.infer<typeof optionValues> {
	const parsed = optionValues.safeParse(this.getNodeParameter('options', index, {}));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', `The option "${parsed.error.issues[0]?.path.join('.') ?? ''}" must be a text`);
}

function readLimit(this: IExecuteFunctions, index: number): number {
	const parsed = limitValue.safeParse(this.getNodeParameter('limit', index));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', 'The limit must be a whole number above zero');
}

function readFilters(this: IExecuteFunctions, resource: Resource, index: number): PlatformFilters {
	const given = filterValues.parse(this.getNodeParameter('filters', index, {}));
	const filters: Record<string, string> = {};
	const fields = (platformCatalogue.entities[resource] ?? []).filter((field) => Object.hasOwn(given, field.name));
	for (const [name, value] of Object.entries(collectionValues.call(this, 'filters', fields, index))) {
		if (value !== null && value !== '') filters[name] = String(value);
	}
	if (given.q) filters.q = String(given.q);
	const updatedSince = utcTime('updatedSince', given.updatedSince, this.getTimezone());
	if (updatedSince !== null) filters.updatedSince = updatedSince;
	if (given.externalReference) {
		const { system, id } = parseReference(given.externalReference);
		filters.externalRef = `${system}:${id}`;
	}
	return filters;
}

function parseReference(value: unknown): { system: string; id: string } {
	const parsed = externalReference.safeParse(value);
	if (!parsed.success) {
		throw new SyncError(
			'BAD_INPUT',
			'The external reference must be a system, a colon and an ID, such as connectwise:1234',
		);
	}
	const colon = parsed.data.indexOf(':');
	return { system: parsed.data.slice(0, colon), id: parsed.data.slice(colon + 1) };
}

/** A record as an item, in the contract's names, custom fields below `customFields`. */
function toItem({ record, etag }: PlatformAnswer): IDataObject {
	return { ...(record as IDataObject), etag: record.etag ?? etag ?? null };
}
