import { updateDisplayOptions, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { platformCatalogue } from '../../../../sync/connectors/platform/catalogue';
import { getChangesDescription, pullOperation } from '../../../shared/sync-operations';
import { syncConnector } from '../../transport/connection';
import { optionsProperty } from '../common/options';
import { psaSystemProperty } from './psa-system';

export const description = [
	...getChangesDescription(['platform'], platformCatalogue, {
		lists: {
			groups: { name: 'Queue', method: 'ticketQueues' },
			statuses: { name: 'Status', method: 'ticketStatuses' },
			ticketTypes: { name: 'Category', method: 'ticketCategories' },
		},
		approval: true,
	}),
	...updateDisplayOptions({ show: { resource: ['sync'], operation: ['getChanges'] } }, [
		psaSystemProperty,
		optionsProperty(),
	]),
];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await pullOperation.call(this, await syncConnector.call(this), 'platform');
}
