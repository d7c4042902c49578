import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { SIDES } from '../../../../sync/model/entity';
import { applyChangesDescription, applyOperation, chosenSide } from '../../../shared/sync-operations';
import { syncConnector } from '../../transport/connection';

export const description = applyChangesDescription(SIDES);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await applyOperation.call(this, await syncConnector.call(this), chosenSide.call(this, SIDES));
}
