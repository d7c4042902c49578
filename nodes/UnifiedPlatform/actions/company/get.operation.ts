import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { PlatformClient } from '../../../../sync/connectors/platform';
import { idParameter } from '../../../shared/resources';
import { optionsProperty } from '../common/options';
import { recordLocator } from '../common/properties';
import { getRecord } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['company'], operation: ['get'] } }, [
	{ ...recordLocator('company', idParameter('company'), 'Company'), required: true },
	optionsProperty(),
]);

export async function execute(this: IExecuteFunctions, client: PlatformClient, index: number): Promise<IDataObject[]> {
	return await getRecord.call(this, client, 'company', index);
}
