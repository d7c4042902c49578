import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { exportHistoryDescription, exportOperation } from '../../../shared/export-history';
import { syncConnector } from '../../transport/connection';

export const description = exportHistoryDescription;

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await exportOperation.call(this, await syncConnector.call(this));
}
