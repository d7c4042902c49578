import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { flatten, type VendorRecord } from '../../../../sync/connectors/halopsa';
import { collectionValues, noSuchRecord, parameterValues, readId, requireChanges } from '../../../shared/field-values';
import { readMost } from '../../../shared/paging';
import type { Resource } from '../../../shared/resources';
import type { RecordAccess } from '../../transport/connection';
import { readFilter } from './filters';
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
		...parameterValues.call(this, FORM, fields.filter(isRequired), index),
		...collectionValues.call(this, FORM, 'additionalFields', fields, index),
		...customFieldValues.call(this, index),
	};
	return [toItem(await writer.create(resource, values))];
}

/** *Get* of a resource. @throws SyncError NOT_FOUND where there is none. */
export async function getRecord(
	this: IExecuteFunctions,
	access: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	return [toItem(await existing(access, resource, readId.call(this, 'halopsa', resource, index)))];
}

/** *Get Many* of a resource, all pages that are needed, by ascending ID. */
export async function getManyRecords(
	this: IExecuteFunctions,
	{ client }: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const rows = await client.list(resource, readFilter.call(this, resource, index), readMost.call(this, index));
	if (this.getNodeParameter('includeDetails', index, false) !== true) return rows.map(toItem);
	const items: IDataObject[] = [];
	for (const { id } of rows) {
		const whole = await client.get(resource, String(id));
		if (whole) items.push(toItem(whole));
	}
	return items;
}

/** *Update* of a resource: sends the given fields and no others. */
export async function updateRecord(
	this: IExecuteFunctions,
	access: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, 'halopsa', resource, index);
	const changes = {
		...collectionValues.call(this, FORM, 'updateFields', writableFields(resource, 'update'), index),
		...customFieldValues.call(this, index),
	};
	requireChanges(changes);
	const before = await existing(access, resource, id);
	return [toItem((await access.writer.update(resource, id, changes, flatten(resource, before))) ?? before)];
}

/** *Delete* of a resource. */
export async function deleteRecord(
	this: IExecuteFunctions,
	access: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, 'halopsa', resource, index);
	await access.client.remove(resource, id);
	return [{ id: Number(id), deleted: true }];
}

async function existing({ client }: RecordAccess, resource: Resource, id: string): Promise<VendorRecord> {
	const found = await client.get(resource, id);
	if (found === undefined) throw noSuchRecord('halopsa', resource, id);
	return found;
}

/** A record as an item: the vendor's own JSON. */
function toItem(raw: VendorRecord): IDataObject {
	return raw as IDataObject;
}
