import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { flatten, valueOf, type VendorRecord } from '../../../../sync/connectors/autotask';
import { collectionValues, noSuchRecord, parameterValues, readId, requireChanges } from '../../../shared/field-values';
import { readMost } from '../../../shared/paging';
import type { Resource } from '../../../shared/resources';
import type { RecordAccess } from '../../transport/connection';
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
	return [toItem(await existing(access, resource, readId.call(this, 'autotask', resource, index)))];
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
	// What the vendor cannot be trusted to ask is left out here; the limit counts what is left.
	if (matches === undefined) return (await client.list(resource, filter, most)).map(toItem);
	const found = (await client.list(resource, filter)).filter(matches);
	return found.slice(0, most).map(toItem);
}

/** *Update* of a resource: sends the given fields and no others. */
export async function updateRecord(
	this: IExecuteFunctions,
	access: RecordAccess,
	resource: Resource,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, 'autotask', resource, index);
	const changes = {
		...collectionValues.call(this, FORM, 'updateFields', writableFields(resource, 'update'), index),
		...customFieldValues.call(this, index),
	};
	requireChanges(changes);
	const before = flatten(resource, await existing(access, resource, id));
	return [toItem(await access.writer.update(resource, id, changes, before))];
}

/** *Delete* of a contact; Autotask lets nobody delete companies and tickets. */
export async function deleteContact(
	this: IExecuteFunctions,
	access: RecordAccess,
	index: number,
): Promise<IDataObject[]> {
	const id = readId.call(this, 'autotask', 'contact', index);
	const contact = await existing(access, 'contact', id);
	await access.client.removeContact(id, String(valueOf(contact, 'companyID') ?? ''));
	return [{ id: Number(id), deleted: true }];
}

async function existing({ client }: RecordAccess, resource: Resource, id: string): Promise<VendorRecord> {
	const found = await client.get(resource, id);
	if (found === undefined) throw noSuchRecord('autotask', resource, id);
	return found;
}

/** A record as an item: the vendor's own JSON. */
function toItem(raw: VendorRecord): IDataObject {
	return raw as IDataObject;
}
