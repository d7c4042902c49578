import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { PlatformClient } from '../../../../sync/connectors/platform';
import { customFieldsProperty } from '../../../shared/record-properties';
import { idempotencyKeyOption, optionsProperty } from '../common/options';
import { externalReferenceProperty, fieldCollection, requiredFields, writableFields } from '../common/properties';
import { createRecord, optionalOf } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['contact'], operation: ['create'] } }, [
	...requiredFields('contact'),
	fieldCollection('additionalFields', 'contact', optionalOf(writableFields('contact')), [externalReferenceProperty]),
	customFieldsProperty,
	optionsProperty(idempotencyKeyOption),
]);

export async function execute(this: IExecuteFunctions, client: PlatformClient, index: number): Promise<IDataObject[]> {
	return await createRecord.call(this, client, 'contact', index);
}
