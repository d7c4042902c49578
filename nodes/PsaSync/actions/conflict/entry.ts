import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { SyncError } from '../../../../sync/model/errors';
import type { Review } from '../../../../sync/model/review';
import type { OperationInput } from '../operation';

/** Which entry: from the list of open ones, or by id (as Needs Review and Get Many give it). */
export const entryProperty: INodeProperties = {
	displayName: 'Conflict',
	name: 'conflict',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The entry to work with. One entry concerns one field of one record.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchConflicts', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: '={{ $json.id }}' },
	],
};

/**
 * @returns the chosen entry.
 * @throws SyncError BAD_INPUT where none is chosen, NOT_FOUND where this sync has none of that id.
 */
export async function chosenEntry(context: IExecuteFunctions, { store, sync, item }: OperationInput): Promise<Review> {
	const id = context.getNodeParameter('conflict', item, '', { extractValue: true });
	if (typeof id !== 'string' || id.trim() === '') throw new SyncError('BAD_INPUT', 'Choose the conflict to work with.');
	const review = await store.review(id.trim());
	if (review && review.sync === sync) return review;
	throw new SyncError('NOT_FOUND', `The sync "${sync}" has no entry "${id}". Get Many lists those it has.`, { id });
}
