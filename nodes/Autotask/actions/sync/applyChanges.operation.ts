import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { applyChangesDescription, applyOperation } from '../../../shared/sync-operations';
import { syncConnector } from '../../transport/connection';

export const description = applyChangesDescription(['psa']);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await applyOperation.call(this, await syncConnector.call(this), 'psa');
}
