import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { idParameter } from '../../../shared/resources';
import type { RecordAccess } from '../../transport/connection';
import { recordLocator } from '../common/properties';
import { deleteRecord } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['company'], operation: ['delete'] } }, [
	{ ...recordLocator('company', idParameter('company'), 'Company'), required: true },
]);

export async function execute(this: IExecuteFunctions, access: RecordAccess, index: number): Promise<IDataObject[]> {
	return await deleteRecord.call(this, access, 'company', index);
}
