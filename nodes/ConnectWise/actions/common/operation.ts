import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { RecordAccess } from '../../transport/connection';

/** What an operation's file exports: its parameters, and what it does for one item. */
export interface RecordOperation {
	readonly description: INodeProperties[];
	execute(this: IExecuteFunctions, access: RecordAccess, index: number): Promise<IDataObject[]>;
}

/** The parameter that chooses the operation of a resource. */
export function operationProperty(
	resource: string,
	options: ReadonlyArray<{
		readonly name: string;
		readonly value: string;
		readonly description: string;
		readonly action: string;
	}>,
	chosen: string,
): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: [...options],
		default: chosen,
	};
}
