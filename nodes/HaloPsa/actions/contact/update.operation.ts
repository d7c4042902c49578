import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { customFieldsProperty } from '../../../shared/record-properties';
import { idParameter } from '../../../shared/resources';
import type { RecordAccess } from '../../transport/connection';
import { fieldCollection, recordLocator } from '../common/properties';
import { updateRecord } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['contact'], operation: ['update'] } }, [
	{ ...recordLocator('contact', idParameter('contact'), 'Contact'), required: true },
	fieldCollection('updateFields', 'contact'),
	customFieldsProperty,
]);

export async function execute(this: IExecuteFunctions, access: RecordAccess, index: number): Promise<IDataObject[]> {
	return await updateRecord.call(this, access, 'contact', index);
}
