import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { customFieldsProperty } from '../../../shared/record-properties';
import type { RecordAccess } from '../../transport/connection';
import { fieldCollection, requiredProperties } from '../common/properties';
import { createRecord } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['contact'], operation: ['create'] } }, [
	...requiredProperties('contact'),
	fieldCollection('additionalFields', 'contact'),
	customFieldsProperty,
]);

export async function execute(this: IExecuteFunctions, access: RecordAccess, index: number): Promise<IDataObject[]> {
	return await createRecord.call(this, access, 'contact', index);
}
