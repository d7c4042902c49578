import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { movedCompaniesOf } from '../../../../sync/model/moved';
import { movedHistory, movedTable } from '../../../../sync/pipeline';
import type { OperationInput } from '../operation';
import { movedItems } from './rows';

/** Changes that are shown, the newest first. */
const MOST_CHANGES = 200;

export const description = updateDisplayOptions({ show: { resource: ['company'], operation: ['getMoved'] } }, [
	{
		displayName: 'Show',
		name: 'show',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Companies', value: 'companies', description: 'One item for each company that has moved' },
			{ name: 'History', value: 'history', description: 'One item for each change: when, by whom, to what' },
		],
		default: 'companies',
	},
]);

/** The companies that have moved, or how that came about. */
export async function execute(this: IExecuteFunctions, { store, sync, item }: OperationInput): Promise<IDataObject[]> {
	const show = z.enum(['companies', 'history']).parse(this.getNodeParameter('show', item, 'companies'));
	if (show === 'companies') return movedItems(this, await movedTable(store, sync));
	return (await movedHistory(store, sync, MOST_CHANGES)).map(({ value, by, at }) => {
		const moved = movedCompaniesOf(value);
		if (moved.kind === 'field') return { at, by, decidedBy: 'field', ...moved, values: [...moved.values] };
		const companies = moved.companies.map(({ name, psaId, platformId }) => ({ company: name, psaId, platformId }));
		return { at, by, decidedBy: 'list', companies };
	});
}
