import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Store } from '../../../sync/store/store';

/** What an operation works with. */
export interface OperationInput {
	readonly store: Store;
	readonly sync: string;
	/** The index of the input item whose parameters count. */
	readonly item: number;
}

/** An output item, its origin aside. */
export type OutputItem = Pick<INodeExecutionData, 'json' | 'binary'>;

/** One operation for one input item. */
export type Operation = (this: IExecuteFunctions, input: OperationInput) => Promise<OutputItem[]>;

/** @returns the operation whose output items hold these `json`s and nothing else. */
export function plain(execute: (this: IExecuteFunctions, input: OperationInput) => Promise<IDataObject[]>): Operation {
	return async function (input) {
		return (await execute.call(this, input)).map((json) => ({ json }));
	};
}
