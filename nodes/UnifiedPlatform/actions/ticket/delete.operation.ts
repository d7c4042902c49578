import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import type { PlatformClient } from '../../../../sync/connectors/platform';
import { idParameter } from '../../../shared/resources';
import { etagOption, optionsProperty } from '../common/options';
import { recordLocator } from '../common/properties';
import { deleteRecord } from '../common/records';

export const description = updateDisplayOptions({ show: { resource: ['ticket'], operation: ['delete'] } }, [
	{ ...recordLocator('ticket', idParameter('ticket'), 'Ticket'), required: true },
	optionsProperty(etagOption),
]);

export async function execute(this: IExecuteFunctions, client: PlatformClient, index: number): Promise<IDataObject[]> {
	return await deleteRecord.call(this, client, 'ticket', index);
}
