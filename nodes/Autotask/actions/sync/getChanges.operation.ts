import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { autotaskCatalogue } from '../../../../sync/connectors/autotask/catalogue';
import { getChangesDescription, pullOperation } from '../../../shared/sync-operations';
import { syncConnector } from '../../transport/connection';

export const description = getChangesDescription(['psa'], autotaskCatalogue, {
	lists: {
		groups: { name: 'Queue', method: 'ticketQueueID' },
		statuses: { name: 'Status', method: 'ticketStatus' },
		ticketTypes: { name: 'Ticket Type', method: 'ticketTicketType' },
	},
	approval: true,
});

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await pullOperation.call(this, await syncConnector.call(this), 'psa');
}
