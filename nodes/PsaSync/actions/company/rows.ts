import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { MovedTable } from '../../../../sync/pipeline';

/** One item a company. */
export function movedItems(context: IExecuteFunctions, { setting, companies }: MovedTable): IDataObject[] {
	const decidedBy =
		setting.kind === 'list'
			? 'list'
			: `${setting.side === 'psa' ? 'PSA' : 'platform'} field ${setting.field} = ${setting.values.join(' or ')}`;
	if (companies.length === 0) {
		context.addExecutionHints({
			type: 'info',
			location: 'outputPane',
			message: `No company has moved (decided by: ${decidedBy}).`,
		});
	}
	return companies.map(({ name, psaId, platformId, since, by }) => ({
		company: name,
		psaId,
		platformId,
		movedSince: since,
		by,
		decidedBy,
	}));
}
