import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { Connector } from '../../../sync/connectors/connector';
import { SYSTEM_NAMES } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import { lockOf } from '../../../sync/model/lock';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import { collectionValues, parameterValues, requireChanges } from '../field-values';
import type { NodeResource } from '../operation';
import { operationProperty } from '../operation';
import { readMost } from '../paging';
import { download, upload } from './files';
import { operationChoice, operationProperties } from './properties';
import {
	idParameter,
	isRequired,
	namesOf,
	ownerOf,
	writableFields,
	type Carried,
	type CarriedOperationName,
	type CarriedSystem,
} from './system';

/** What an operation does for one item. */
export interface CarriedOperation {
	execute(this: IExecuteFunctions, connector: Connector, index: number): Promise<INodeExecutionData[]>;
}

/** One kind of record as the node of a system offers it. */
export function carriedResource(of: CarriedSystem, resource: Carried): NodeResource<CarriedOperation> {
	const { operations } = of.tables[resource];
	const choices = operations.map((operation) => operationChoice(of, resource, operation));
	return {
		description: [
			operationProperty(resource, choices, 'getMany'),
			...operations.flatMap((operation) => operationProperties(of, resource, operation)),
		],
		operations: Object.fromEntries(
			operations.map((operation): [string, CarriedOperation] => [
				operation,
				{
					async execute(connector, index) {
						return await EXECUTE[operation].call(this, { of, resource, connector, index });
					},
				},
			]),
		),
	};
}

/** One item of one operation. */
export interface CarriedCall {
	readonly of: CarriedSystem;
	readonly resource: Carried;
	readonly connector: Connector;
	readonly index: number;
}

type Execute = (this: IExecuteFunctions, call: CarriedCall) => Promise<INodeExecutionData[]>;

const EXECUTE: Readonly<Record<CarriedOperationName, Execute>> = {
	async create(call) {
		const { of, resource, connector, index } = call;
		const values = givenValues.call(this, call);
		return [toItem(await connector.create(resource, values, '', of.idempotencyKey?.call(this, index) ?? ''))];
	},

	async download(call) {
		const record = await existing(call, readId.call(this, call));
		const binary = await download.call(this, call, record);
		return [{ ...toItem(record), binary }];
	},

	async get(call) {
		return [toItem(await existing(call, readId.call(this, call)))];
	},

	async getMany({ resource, connector, index }) {
		const most = readMost.call(this, index);
		const isOfTicket = ownerOf(resource) === 'ticket';
		const id = idText.parse(
			this.getNodeParameter(isOfTicket ? 'ticketId' : 'companyId', index, '', { extractValue: true }),
		);
		const owner = isOfTicket ? { ticketId: id } : id === '' ? {} : { companyId: id };
		return ((await connector.lists?.list(resource, owner, most)) ?? []).map(toItem);
	},

	/** The record is read first, so that a connector can tell what its change means, and what moves meanwhile. */
	async update(call) {
		const { of, resource, connector, index } = call;
		const id = readId.call(this, call);
		const fields = writableFields(of, resource, 'update');
		const changes = collectionValues.call(this, of.form, 'updateFields', fields, index);
		requireChanges(changes);
		const current = await existing(call, id);
		mustBeOpen(call, current, changes);
		return [toItem(await connector.update(resource, current, changes))];
	},

	async upload(call) {
		return [toItem(await upload.call(this, call, givenValues.call(this, call)))];
	},
};

const idText = z.coerce.string().trim();

/** What was given for a new record, under the system's names. */
function givenValues(this: IExecuteFunctions, { of, resource, index }: CarriedCall): FlatRecord {
	const fields = writableFields(of, resource, 'create');
	const required = fields.filter((field) => isRequired(of, resource, field));
	return {
		...parameterValues.call(this, of.form, required, index),
		...collectionValues.call(this, of.form, 'additionalFields', fields, index),
	};
}

function readId(this: IExecuteFunctions, { of, resource, index }: CarriedCall): string {
	const id = idText.parse(this.getNodeParameter(idParameter(resource), index, ''));
	if (id !== '') return id;
	const message = `Enter the ID of the ${namesOf(of, resource).one}`;
	throw new SyncError('BAD_INPUT', message, { system: of.system, entity: resource });
}

async function existing({ of, resource, connector }: CarriedCall, id: string): Promise<NativeRecord> {
	const found = (await connector.read(resource, [id])).get(id);
	if (found !== undefined && !found.deleted) return found;
	const message = `${SYSTEM_NAMES[of.system]} has no ${namesOf(of, resource).one} with the ID ${id}, or no longer`;
	throw new SyncError('NOT_FOUND', message, { system: of.system, entity: resource, id, status: 404 });
}

/** What was billed is an invoice's (law P5): nothing but its billing is written then, which is how it is opened again. */
function mustBeOpen({ of, resource }: CarriedCall, { id, record }: NativeRecord, changes: FlatRecord): void {
	const lock = lockOf(of.catalogue, resource, record);
	const billing = new Set(of.catalogue.entities[resource]?.filter((one) => one.billing).map(({ name }) => name));
	const field = Object.keys(changes).find((name) => !billing.has(name));
	if (lock === undefined || field === undefined) return;
	const system = SYSTEM_NAMES[of.system];
	const message = `${system} ${namesOf(of, resource).one} ${id} is closed by its "${lock.label}": it was billed, and ${field} is not changed any more. Open it again in ${system}, or correct it in the next period`;
	throw new SyncError('REJECTED', message, { system: of.system, entity: resource, id, field });
}

/** A record as *Sync → Get Changes* shows it too: flat, in the system's own names. Its ID is the one that *Get* takes. */
function toItem({ record, id, changedAt }: NativeRecord): INodeExecutionData {
	return { json: { ...(record as IDataObject), id, changedAt } };
}
