import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { toNodeError } from './node-errors';
import type { NodeResource, RecordOperation, SyncOperation } from './operation';
import { resourceProperty, type Resource } from './resources';

/** All that the node of a system offers. */
export interface NodeResources<Access> {
	readonly records: Readonly<Record<Resource, NodeResource<RecordOperation<Access>>>>;
	readonly sync: NodeResource<SyncOperation>;
}

/** The properties of the node of a system: the choice of a resource, and those of each resource. */
export function resourceProperties<Access>({ records, sync }: NodeResources<Access>): INodeProperties[] {
	const { company, contact, ticket } = records;
	return [resourceProperty, ...[company, contact, sync, ticket].flatMap(({ description }) => description)];
}

/**
 * Carries out the chosen operation: a sync once for all items, everything else item by item. `connect` is called once,
 * before the first item, and again before the next one where it failed.
 *
 * @throws NodeApiError, NodeOperationError; an error of one item is an item where the node goes on after errors.
 */
export async function routeOperation<Access>(
	this: IExecuteFunctions,
	{ records, sync }: NodeResources<Access>,
	connect: (this: IExecuteFunctions) => Promise<Access>,
): Promise<INodeExecutionData[][]> {
	const resource = this.getNodeParameter('resource', 0);
	const operation = this.getNodeParameter('operation', 0);
	if (resource === 'sync' && Object.hasOwn(sync.operations, operation)) {
		try {
			return [await sync.operations[operation].execute.call(this)];
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
	const chosen = isRecordResource(records, resource) ? records[resource].operations : {};
	if (!Object.hasOwn(chosen, operation)) {
		throw new NodeOperationError(this.getNode(), `There is no operation "${operation}" of "${resource}"`);
	}
	return [await eachItem.call(this, chosen[operation], connect)];
}

function isRecordResource(records: Readonly<Record<Resource, unknown>>, name: string): name is Resource {
	return Object.hasOwn(records, name);
}

async function eachItem<Access>(
	this: IExecuteFunctions,
	operation: RecordOperation<Access>,
	connect: (this: IExecuteFunctions) => Promise<Access>,
): Promise<INodeExecutionData[]> {
	let access: Access | undefined;
	const results: INodeExecutionData[] = [];
	for (let index = 0; index < this.getInputData().length; index++) {
		try {
			access ??= await connect.call(this);
			const found = await operation.execute.call(this, access, index);
			for (const json of found) results.push({ json, pairedItem: { item: index } });
		} catch (raw) {
			const error = toNodeError(this.getNode(), raw, index);
			if (!this.continueOnFail()) throw error;
			results.push({ json: { error: error.message }, error, pairedItem: { item: index } });
		}
	}
	return results;
}
