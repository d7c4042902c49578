import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { reviewItem } from '../../../shared/review-item';
import type { OperationInput } from '../operation';
import { chosenEntry, entryProperty } from './entry';

export const description = updateDisplayOptions({ show: { resource: ['conflict'], operation: ['get'] } }, [
	entryProperty,
]);

/** One entry. */
export async function execute(this: IExecuteFunctions, input: OperationInput): Promise<IDataObject[]> {
	return [reviewItem(await chosenEntry(this, input))];
}
