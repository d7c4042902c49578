import { updateDisplayOptions, type IExecuteFunctions, type NodeExecutionHint } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../../../sync/model/clock';
import { SyncError } from '../../../../sync/model/errors';
import { billingCsv, billingReport, monthOf, type BillingReport, type Period } from '../../../../sync/pipeline/billing';
import { upstreamFieldMaps } from '../../../shared/upstream-mappings';
import { conflictResolveOption } from '../conflict-resolve-option';
import type { OperationInput, OutputItem } from '../operation';
import { billingItems } from './billing-items';

/** The name of the binary property that holds the table. */
const CSV = 'csv';

export const description = updateDisplayOptions({ show: { resource: ['billing'], operation: ['runReport'] } }, [
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [
			{ name: 'Last Month', value: 'lastMonth' },
			{ name: 'This Month', value: 'thisMonth' },
			{ name: 'From One Day to Another', value: 'days' },
		],
		default: 'lastMonth',
		description: 'Time counts by the day on which it began, an invoice by the day that is printed on it',
	},
	{
		displayName: 'First Day',
		name: 'firstDay',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { period: ['days'] } },
		description: 'The time of day does not count',
	},
	{
		displayName: 'Last Day',
		name: 'lastDay',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { period: ['days'] } },
		description: 'It belongs to the period. The time of day does not count.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			conflictResolveOption('with the field map of time entries before it, rounding is told apart from differences'),
			{
				displayName: 'Time Zone',
				name: 'timeZone',
				type: 'string',
				default: '',
				placeholder: 'Europe/Berlin',
				description: 'Whose days count. Empty: the time zone of the workflow.',
			},
		],
	},
]);

const parameters = z.object({
	period: z.enum(['lastMonth', 'thisMonth', 'days']),
	options: z.object({
		conflictResolve: z.string().trim().default(''),
		timeZone: z.string().trim().default(''),
	}),
});

/** What both sides have to bill, from what the sync has seen. Calls neither system. */
export async function execute(this: IExecuteFunctions, { store, sync, item }: OperationInput): Promise<OutputItem[]> {
	const parsed = parameters.safeParse({
		period: this.getNodeParameter('period', item),
		options: this.getNodeParameter('options', item, {}),
	});
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SyncError('BAD_INPUT', `The parameter "${issue?.path.join('.')}" ${issue?.message}.`);
	}
	const { period, options } = parsed.data;
	const zone = options.timeZone || this.getTimezone();
	const maps = await upstreamFieldMaps.call(this, options.conflictResolve || undefined);
	if (maps.length === 0 && options.conflictResolve !== '') {
		throw new SyncError(
			'BAD_INPUT',
			`There is no Field Map node before a node "${options.conflictResolve}" in this workflow. Name its Conflict Resolve node as it is called on the canvas, or leave the option empty; rounding then counts as a difference.`,
		);
	}
	const asked: Period =
		period === 'days'
			? { from: dayOf(this, 'firstDay', item), to: dayOf(this, 'lastDay', item), zone }
			: monthOf(systemClock.now(), zone, period === 'lastMonth' ? 1 : 0);
	const report = await billingReport(store, { sync, period: asked, maps: maps.length > 0 ? maps : null });
	const fileName = `billing-${report.period.from}-to-${report.period.to}.csv`;
	const csv = await this.helpers.prepareBinaryData(Buffer.from(billingCsv(report), 'utf8'), fileName, 'text/csv');
	this.addExecutionHints(inWords(report));
	const [total, ...companies] = billingItems(sync, report);
	return [{ json: total, binary: { [CSV]: csv } }, ...companies.map((json) => ({ json }))];
}

/** Which period was looked at and what came of it, above the table: an empty month "agrees" as well. */
function inWords({ period, companies }: BillingReport): NodeExecutionHint {
	const hint = (type: 'info' | 'warning', said: string): NodeExecutionHint => ({
		type,
		location: 'outputPane',
		message: `${period.from} to ${period.to} (${period.zone}): ${said}`,
	});
	if (companies.length === 0) {
		return hint('warning', 'the sync knows of no time and no invoice on either side. Another month: see Period.');
	}
	const different = companies.filter(({ agrees }) => !agrees).map(({ name }) => name);
	if (different.length === 0) return hint('info', 'both sides agree for every company.');
	const named = different.slice(0, MOST_NAMED).join(', ') + (different.length > MOST_NAMED ? ', …' : '');
	return hint('warning', `the sides differ for ${different.length} of ${companies.length} companies: ${named}.`);
}

/** Companies that are named above the table. */
const MOST_NAMED = 5;

/** A day as it stands in the field: expressions may give a DateTime, whose text begins with the day as well. */
function dayOf(context: IExecuteFunctions, name: string, item: number): string {
	return String(context.getNodeParameter(name, item, ''))
		.trim()
		.slice(0, 10);
}
