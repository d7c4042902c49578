import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { VendorRecord } from '../../../../sync/connectors/connectwise';
import type { RecordAccess } from '../../transport/connection';
import { collectionValues, noSuchRecord, parameterValues, readId, requireChanges } from '../../../shared/field-values';
import { readMost } from '../../../shared/paging';
import type { Resource } from '../../../shared/resources';
import { readFilter } from './conditions';
import { isRequired, writableFields } from './parameters';
import { customFieldValues, FORM } from './values';

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
			FORM,
			fields.filter((field) => isRequired(resource, field)),
			index,
		),
		...collectionValues.call(this, FORM, 'additionalFields', fields, index),
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
	const id = readId.call(this, 'connectwise', resource, index);
	return [toItem((await client.get(resource, id)) ?? missing(resource, id))];
}

/** *Get Many* of a resource, all pages that are needed, by ascending ID. */
export async function getManyRecords(
	this: IExecuteFunctions,
	{ client }: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const most = readMost.call(this, index);
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
	const id = readId.call(this, 'connectwise', resource, index);
	const changes = {
		...collectionValues.call(this, FORM, 'updateFields', writableFields(resource, 'update'), index),
		...customFieldValues.call(this, index),
	};
	requireChanges(changes);
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
	const id = readId.call(this, 'connectwise', resource, index);
	const successor =
		resource === 'contact'
			? z.coerce.string().parse(this.getNodeParameter('transferContactId', index, '', { extractValue: true }))
			: '';
	await client.remove(resource, id, successor === '' ? undefined : successor);
	return [{ id: Number(id), deleted: true }];
}

function missing(resource: Resource, id: string): never {
	throw noSuchRecord('connectwise', resource, id);
}

/** A record as an item: the vendor's own JSON. */
function toItem(raw: VendorRecord): IDataObject {
	return raw as IDataObject;
}
