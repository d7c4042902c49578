import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { PlatformClient } from '../../../../sync/connectors/platform';
import { customFieldsProperty } from '../../../shared/record-properties';
import { idParameter } from '../../../shared/resources';
import { etagOption, optionsProperty } from '../common/options';
import { fieldCollection, recordLocator, writableFields } from '../common/properties';
import { updateRecord } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['contact'], operation: ['update'] } }, [
	{ ...recordLocator('contact', idParameter('contact'), 'Contact'), required: true },
	fieldCollection('updateFields', 'contact', writableFields('contact')),
	customFieldsProperty,
	optionsProperty(etagOption),
]);

export async function execute(this: IExecuteFunctions, client: PlatformClient, index: number): Promise<IDataObject[]> {
	return await updateRecord.call(this, client, 'contact', index);
}
