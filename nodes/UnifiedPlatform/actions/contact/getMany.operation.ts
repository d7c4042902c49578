import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { PlatformClient } from '../../../../sync/connectors/platform';
import { pagingProperties } from '../../../shared/paging';
import { optionsProperty } from '../common/options';
import { filtersProperty } from '../common/properties';
import { getManyRecords } from '../common/records';

const FILTERS = ['companyId', 'email', 'name', 'active'];

export const description = updateDisplayOptions({ show: { resource: ['contact'], operation: ['getMany'] } }, [
	...pagingProperties,
	filtersProperty('contact', FILTERS),
	optionsProperty(),
]);

export async function execute(this: IExecuteFunctions, client: PlatformClient, index: number): Promise<IDataObject[]> {
	return await getManyRecords.call(this, client, 'contact', index);
}
