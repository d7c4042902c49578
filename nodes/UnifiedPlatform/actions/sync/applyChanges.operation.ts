import { updateDisplayOptions, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { applyChangesDescription, applyOperation } from '../../../shared/sync-operations';
import { syncConnector } from '../../transport/connection';
import { optionsProperty } from '../common/options';
import { psaSystemProperty } from './psa-system';

export const description = [
	...applyChangesDescription(['platform']),
	...updateDisplayOptions({ show: { resource: ['sync'], operation: ['applyChanges'] } }, [
		psaSystemProperty,
		optionsProperty(),
	]),
];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await applyOperation.call(this, await syncConnector.call(this), 'platform');
}
