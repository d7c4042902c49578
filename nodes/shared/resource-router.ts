import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import type { Connector } from '../../sync/connectors/connector';
import { CARRIED, type Carried, type CarriedResources } from './carried';
import { toNodeError } from './node-errors';
import type { NodeResource, RecordOperation, SyncOperation } from './operation';
import { resourceProperty, type Resource } from './resources';

/** All that the node of a system offers. */
export interface NodeResources<Access> {
	readonly records: Readonly<Record<Resource, NodeResource<RecordOperation<Access>>>>;
	readonly carried: CarriedResources;
	readonly sync: NodeResource<SyncOperation>;
}

/** What the operations of a node work with, each made once for all items. */
export interface Connections<Access> {
	/** For companies, contacts and tickets. */
	access(this: IExecuteFunctions): Promise<Access>;
	/** For what the connector carries. */
	connector(this: IExecuteFunctions): Promise<Connector>;
}

/** The properties of the node of a system: the choice of a resource, and those of each resource. */
export function resourceProperties<Access>({ records, carried, sync }: NodeResources<Access>): INodeProperties[] {
	const { company, contact, ticket } = records;
	const all = [company, contact, sync, ticket, ...CARRIED.map((resource) => carried.resources[resource])];
	return [resourceProperty(carried.names), ...all.flatMap(({ description }) => description)];
}

/**
 * Carries out the chosen operation: a sync once for all items, everything else item by item. What the operation works
 * with is made once, before the first item, and again before the next one where that failed.
 *
 * @throws NodeApiError, NodeOperationError; an error of one item is an item where the node goes on after errors.
 */
export async function routeOperation<Access>(
	this: IExecuteFunctions,
	{ records, carried, sync }: NodeResources<Access>,
	{ access, connector }: Connections<Access>,
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
	if (isRecordResource(records, resource) && Object.hasOwn(records[resource].operations, operation)) {
		const { execute } = records[resource].operations[operation];
		return [
			await eachItem(this, access, async (made, index) => {
				return (await execute.call(this, made, index)).map((json) => ({ json }));
			}),
		];
	}
	if (isCarried(resource) && Object.hasOwn(carried.resources[resource].operations, operation)) {
		const { execute } = carried.resources[resource].operations[operation];
		return [await eachItem(this, connector, async (made, index) => await execute.call(this, made, index))];
	}
	throw new NodeOperationError(this.getNode(), `There is no operation "${operation}" of "${resource}"`);
}

function isCarried(name: string): name is Carried {
	return (CARRIED as readonly string[]).includes(name);
}

function isRecordResource(records: Readonly<Record<Resource, unknown>>, name: string): name is Resource {
	return Object.hasOwn(records, name);
}

async function eachItem<Access>(
	context: IExecuteFunctions,
	connect: (this: IExecuteFunctions) => Promise<Access>,
	work: (access: Access, index: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	let access: Access | undefined;
	const results: INodeExecutionData[] = [];
	for (let index = 0; index < context.getInputData().length; index++) {
		try {
			access ??= await connect.call(context);
			const found = await work(access, index);
			for (const item of found) results.push({ ...item, pairedItem: { item: index } });
		} catch (raw) {
			const error = toNodeError(context.getNode(), raw, index);
			if (!context.continueOnFail()) throw error;
			results.push({ json: { error: error.message }, error, pairedItem: { item: index } });
		}
	}
	return results;
}
