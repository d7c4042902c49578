import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Store } from '../../../sync/store/store';

/** What an operation works with. */
export interface OperationInput {
	readonly store: Store;
	readonly sync: string;
	/** The index of the input item whose parameters count. */
	readonly item: number;
}

/** One operation for one input item. @returns the `json` of each output item. */
export type Operation = (this: IExecuteFunctions, input: OperationInput) => Promise<IDataObject[]>;
