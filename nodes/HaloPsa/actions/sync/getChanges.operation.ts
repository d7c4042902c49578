import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { halopsaCatalogue } from '../../../../sync/connectors/halopsa/catalogue';
import { SIDES } from '../../../../sync/model/entity';
import { chosenSide, getChangesDescription, pullOperation } from '../../../shared/sync-operations';
import { syncConnector } from '../../transport/connection';

export const description = getChangesDescription(SIDES, halopsaCatalogue, {
	lists: {
		groups: { name: 'Team', method: 'ticketTeam' },
		statuses: { name: 'Status', method: 'ticketStatusId' },
		ticketTypes: { name: 'Ticket Type', method: 'ticketTickettypeId' },
	},
	approval: false,
});

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await pullOperation.call(this, await syncConnector.call(this), chosenSide.call(this, SIDES));
}
