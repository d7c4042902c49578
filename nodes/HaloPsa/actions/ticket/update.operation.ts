import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { customFieldsProperty } from '../../../shared/record-properties';
import { idParameter } from '../../../shared/resources';
import type { RecordAccess } from '../../transport/connection';
import { fieldCollection, recordLocator } from '../common/properties';
import { updateRecord } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['ticket'], operation: ['update'] } }, [
	{ ...recordLocator('ticket', idParameter('ticket'), 'Ticket'), required: true },
	fieldCollection('updateFields', 'ticket'),
	customFieldsProperty,
]);

export async function execute(this: IExecuteFunctions, access: RecordAccess, index: number): Promise<IDataObject[]> {
	return await updateRecord.call(this, access, 'ticket', index);
}
