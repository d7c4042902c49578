import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { VendorRecord } from '../../../../sync/connectors/connectwise';
import { SyncError } from '../../../../sync/model/errors';
import type { RecordAccess } from '../../transport/connection';
import { readFilter } from './conditions';
import { isRequired, writableFields } from './parameters';
import type { Resource } from './resources';
import { collectionValues, customFieldValues, parameterValues, readId } from './values';

const limitValue = z.coerce.number().int().min(1);

/** *Create* of a resource from the node's parameters. */
export async function createRecord(
	this: IExecuteFunctions,
	{ writer }: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const fields = writableFields(resource, 'create');
	const values = {
		...parameterValues.call(
			this,
			fields.filter((field) => isRequired(resource, field)),
			index,
		),
		...collectionValues.call(this, 'additionalFields', fields, index),
		...customFieldValues.call(this, index),
	};
	return [toItem(await writer.create(resource, values))];
}

/** *Get* of a resource. @throws SyncError NOT_FOUND where there is none. */
export async function getRecord(
	this: IExecuteFunctions,
	{ client }: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, resource, index);
	return [toItem((await client.get(resource, id)) ?? missing(resource, id))];
}

/** *Get Many* of a resource, all pages that are needed, by ascending ID. */
export async function getManyRecords(
	this: IExecuteFunctions,
	{ client }: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const most = this.getNodeParameter('returnAll', index) === true ? Infinity : readLimit.call(this, index);
	const { filter, matches } = readFilter.call(this, resource, index);
	// Where the vendor's language can only ask widely, the rest is left out here; the limit counts what is left.
	if (matches === undefined) return (await client.list(resource, filter, most)).map(toItem);
	const found = (await client.list(resource, filter)).filter(matches);
	return found.slice(0, most).map(toItem);
}

/** *Update* of a resource: sends the given fields and no others. */
export async function updateRecord(
	this: IExecuteFunctions,
	{ client, writer }: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, resource, index);
	const changes = {
		...collectionValues.call(this, 'updateFields', writableFields(resource, 'update'), index),
		...customFieldValues.call(this, index),
	};
	if (Object.keys(changes).length === 0) {
		throw new SyncError('BAD_INPUT', 'There is nothing to update. Add at least one field under "Update Fields"');
	}
	const updated = (await writer.update(resource, id, changes, null)) ?? (await client.get(resource, id));
	return [toItem(updated ?? missing(resource, id))];
}

/** *Delete* of a resource. */
export async function deleteRecord(
	this: IExecuteFunctions,
	{ client }: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, resource, index);
	const successor =
		resource === 'contact'
			? z.coerce.string().parse(this.getNodeParameter('transferContactId', index, '', { extractValue: true }))
			: '';
	await client.remove(resource, id, successor === '' ? undefined : successor);
	return [{ id: Number(id), deleted: true }];
}

function readLimit(this: IExecuteFunctions, index: number): number {
	const parsed = limitValue.safeParse(this.getNodeParameter('limit', index));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', 'The limit must be a whole number above zero');
}

function missing(resource: Resource, id: string): never {
	throw new SyncError('NOT_FOUND', `ConnectWise has no ${resource} with the ID ${id}, or no longer`, {
		system: 'connectwise',
		entity: resource,
		id,
		status: 404,
	});
}

/** A record as an item: the vendor's own JSON. */
function toItem(raw: VendorRecord): IDataObject {
	return raw as IDataObject;
}
