import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { pagingProperties } from '../../../shared/paging';
import type { RecordAccess } from '../../transport/connection';
import { detailsProperty, filtersProperty } from '../common/filters';
import { getManyRecords } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['ticket'], operation: ['getMany'] } }, [
	...pagingProperties,
	filtersProperty('ticket'),
	detailsProperty,
]);

export async function execute(this: IExecuteFunctions, access: RecordAccess, index: number): Promise<IDataObject[]> {
	return await getManyRecords.call(this, access, 'ticket', index);
}
