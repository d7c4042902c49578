import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { RESOURCE_NAMES, type Resource } from './resources';

/** What the file of an operation on records exports: its parameters, and what it does for one item. */
export interface RecordOperation<Access> {
	readonly description: INodeProperties[];
	execute(this: IExecuteFunctions, access: Access, index: number): Promise<IDataObject[]>;
}

/** What the file of an operation of the sync exports: its parameters, and what it does for all items. */
export interface SyncOperation {
	readonly description: INodeProperties[];
	execute(this: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

/** A resource of a node: its properties in the editor, and its operations by the value that chooses them. */
export interface NodeResource<Operation> {
	readonly description: INodeProperties[];
	readonly operations: Readonly<Record<string, Operation>>;
}

interface OperationChoice {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	readonly action: string;
}

interface RecordOperations<Access> {
	readonly create: RecordOperation<Access>;
	/** Not every system lets a record be deleted. */
	readonly delete?: RecordOperation<Access>;
	readonly get: RecordOperation<Access>;
	readonly getMany: RecordOperation<Access>;
	readonly update: RecordOperation<Access>;
}

/** A resource whose records are read and written one by one, with the operations that are given. */
export function recordResource<Access>(
	resource: Resource,
	{ create, delete: remove, get, getMany, update }: RecordOperations<Access>,
): NodeResource<RecordOperation<Access>> {
	const { one, many } = RESOURCE_NAMES[resource];
	const choices: OperationChoice[] = [
		{ name: 'Create', value: 'create', description: `Create a ${one}`, action: `Create a ${one}` },
		...(remove ? [{ name: 'Delete', value: 'delete', description: `Delete a ${one}`, action: `Delete a ${one}` }] : []),
		{ name: 'Get', value: 'get', description: `Get a ${one}`, action: `Get a ${one}` },
		{ name: 'Get Many', value: 'getMany', description: `Get many ${many}`, action: `Get many ${many}` },
		{ name: 'Update', value: 'update', description: `Change fields of a ${one}`, action: `Update a ${one}` },
	];
	const operations = { create, ...(remove && { delete: remove }), get, getMany, update };
	return {
		operations,
		description: [
			operationProperty(resource, choices, 'getMany'),
			...Object.values(operations).flatMap(({ description }) => description),
		],
	};
}

/** The sync of a system. Its two operations are described in the words of that system. */
export function syncResource(
	operations: {
		readonly applyChanges: SyncOperation;
		/** PSAs only: the platform is not given up. */
		readonly exportHistory?: SyncOperation;
		readonly getChanges: SyncOperation;
	},
	texts: { readonly applyChanges: string; readonly exportHistory?: string; readonly getChanges: string },
): NodeResource<SyncOperation> {
	const choices: OperationChoice[] = [
		{
			name: 'Apply Changes',
			value: 'applyChanges',
			description: texts.applyChanges,
			action: 'Apply changes',
		},
		...(texts.exportHistory !== undefined
			? [
					{
						name: 'Export History',
						value: 'exportHistory',
						description: texts.exportHistory,
						action: 'Export the history',
					},
				]
			: []),
		{ name: 'Get Changes', value: 'getChanges', description: texts.getChanges, action: 'Get changes' },
	];
	return {
		operations: { ...operations },
		description: [
			operationProperty('sync', choices, 'getChanges'),
			...operations.getChanges.description,
			...operations.applyChanges.description,
			...(operations.exportHistory?.description ?? []),
		],
	};
}

/** The parameter that chooses the operation of a resource. */
export function operationProperty(resource: string, options: OperationChoice[], chosen: string): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options,
		default: chosen,
	};
}
