import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { SyncError } from '../../sync/model/errors';

const limitValue = z.coerce.number().int().min(1);

/** How many records *Get Many* returns. */
export const pagingProperties: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** @returns how many records are wanted; Infinity for all. @throws SyncError BAD_INPUT for a limit that is none. */
export function readMost(this: IExecuteFunctions, index: number): number {
	if (this.getNodeParameter('returnAll', index) === true) return Infinity;
	const parsed = limitValue.safeParse(this.getNodeParameter('limit', index));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', 'The limit must be a whole number above zero');
}
