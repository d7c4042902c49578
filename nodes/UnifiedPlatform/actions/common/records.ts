import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import {
	platformCatalogue,
	toCreateBody,
	toPatchBody,
	type PlatformAnswer,
	type PlatformClient,
	type PlatformFilters,
} from '../../../../sync/connectors/platform';
import { SyncError } from '../../../../sync/model/errors';
import {
	collectionValues,
	noSuchRecord,
	parameterValues,
	readId,
	requireChanges,
	utcTime,
} from '../../../shared/field-values';
import { readMost } from '../../../shared/paging';
import type { Resource } from '../../../shared/resources';
import { idempotencyKey } from '../../transport/connection';
import { writableFields } from './properties';
import { customFieldValues, FORM } from './values';

const optionValues = z.object({ etag: z.string().trim().optional(), idempotencyKey: z.string().trim().optional() });
const externalReference = z
	.string()
	.trim()
	.regex(/^[a-z][a-z0-9_-]{0,39}:[^,\u0000-\u001f]{1,100}$/);
const filterValues = z.record(z.unknown());

/** *Create* of a resource from the node's parameters. */
export async function createRecord(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const fields = writableFields(resource);
	const values = {
		...parameterValues.call(this, FORM, requiredOf(fields), index),
		...collectionValues.call(this, FORM, 'additionalFields', optionalOf(fields), index),
		...(await customFieldValues.call(this, client, resource, index)),
	};
	const reference = this.getNodeParameter('additionalFields.externalReference', index, '');
	const { idempotencyKey: ownKey } = readOptions.call(this, index);
	const body = toCreateBody(values, reference === '' ? null : parseReference(reference));
	return [toItem(await client.create(resource, body, { idempotencyKey: ownKey || idempotencyKey.call(this, index) }))];
}

/** *Get* of a resource. @throws SyncError NOT_FOUND where there is none. */
export async function getRecord(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, 'platform', resource, index);
	const answer = await client.get(resource, id);
	if (answer) return [toItem(answer)];
	throw noSuchRecord('platform', resource, id);
}

/** *Get Many* of a resource, all pages that are needed. */
export async function getManyRecords(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const most = readMost.call(this, index);
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
	const id = readId.call(this, 'platform', resource, index);
	const changes = {
		...collectionValues.call(this, FORM, 'updateFields', writableFields(resource), index),
		...(await customFieldValues.call(this, client, resource, index)),
	};
	requireChanges(changes);
	const { etag } = readOptions.call(this, index);
	return [toItem(await client.patch(resource, id, toPatchBody(resource, changes), { etag: etag || null }))];
}

/** *Delete* of a resource. A record that is already deleted is no error. */
export async function deleteRecord(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, 'platform', resource, index);
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

function readOptions(this: IExecuteFunctions, index: number): z.infer<typeof optionValues> {
	const parsed = optionValues.safeParse(this.getNodeParameter('options', index, {}));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', `The option "${parsed.error.issues[0]?.path.join('.') ?? ''}" must be a text`);
}

function readFilters(this: IExecuteFunctions, resource: Resource, index: number): PlatformFilters {
	const given = filterValues.parse(this.getNodeParameter('filters', index, {}));
	const filters: Record<string, string> = {};
	const fields = (platformCatalogue.entities[resource] ?? []).filter((field) => Object.hasOwn(given, field.name));
	for (const [name, value] of Object.entries(collectionValues.call(this, FORM, 'filters', fields, index))) {
		if (value !== null && value !== '') filters[name] = String(value);
	}
	if (given.q) filters.q = String(given.q);
	const updatedSince = utcTime(given.updatedSince, { system: 'platform', field: 'updatedSince' }, this.getTimezone());
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
