import type { INodeExecutionData } from 'n8n-workflow';
import type { Envelope } from '../../sync/model/envelope';

/** An item with its envelope, at its place among the input. */
export interface Arrived {
	readonly item: INodeExecutionData;
	readonly index: number;
	readonly envelope: Envelope;
}
