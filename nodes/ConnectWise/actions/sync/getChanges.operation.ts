import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { connectwiseCatalogue } from '../../../../sync/connectors/connectwise/catalogue';
import { getChangesDescription, pullOperation } from '../../../shared/sync-operations';
import { syncConnector } from '../../transport/connection';

export const description = getChangesDescription(['psa'], connectwiseCatalogue, {
	lists: {
		groups: { name: 'Board', method: 'ticketBoard' },
		statuses: { name: 'Status', method: 'ticketStatus' },
		ticketTypes: { name: 'Ticket Type', method: 'ticketType' },
	},
	approval: true,
});

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await pullOperation.call(this, await syncConnector.call(this), 'psa');
}
