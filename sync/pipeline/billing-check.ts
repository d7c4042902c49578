import { DateTime } from 'luxon';
import type { Check } from '../model/readiness';
import type { Store } from '../store/store';
import { billingReport, monthOf, type BillingReport, type CompanyBilling } from './billing';
import type { FieldMap } from './drift';

/** Companies that are named; all are counted. */
const NAMED = 5;

/**
 * What both sides bill from the first of last month until today: what was billed just now, and what is to be billed next.
 * @returns null where a side has read nothing yet
 */
export async function lookAtBilling(
	store: Store,
	{ sync, maps, now, timeZone }: { sync: string; maps: readonly FieldMap[]; now: number; timeZone: string },
): Promise<BillingReport | null> {
	if ((await store.tenants(sync)).length < 2) return null;
	const { from, zone } = monthOf(now, timeZone, 1);
	const to = DateTime.fromMillis(now, { zone }).toFormat('yyyy-MM-dd');
	return await billingReport(store, { sync, maps, period: { from, to, zone } });
}

/** Whether both sides agree on what is billed. Warns only: what waits for a person waits in the next phase just as well. */
export function billing(report: BillingReport | null): Check {
	const base = { id: 'billing', name: 'Billing Differences', examples: [] } as const;
	if (report === null) {
		return {
			...base,
			state: 'notLooked',
			count: 0,
			found: 'Not looked at: that takes the field maps, and a run that has read both sides.',
			whatToDo:
				'Put this node into the workflow of the sync and name its Conflict Resolve node under Options, or put it behind the Field Map nodes.',
		};
	}
	const { companies, period, total } = report;
	const days = `from ${period.from} to ${period.to}`;
	const differing = companies.filter(({ agrees }) => !agrees);
	if (differing.length === 0) {
		const what = `${total.time.psa.minutes} minutes and ${total.invoices.psa} invoices`;
		return { ...base, state: 'ok', count: 0, found: `Both sides agree on ${what} ${days}.`, whatToDo: '' };
	}
	const more = differing.length > NAMED ? ` and ${differing.length - NAMED} more` : '';
	return {
		...base,
		state: 'warns',
		count: differing.length,
		found: `${differing.length} of ${companies.length} companies do not agree ${days}: ${differing.slice(0, NAMED).map(inShort).join('; ')}${more}.`,
		whatToDo:
			'Look at PSA Sync → Billing → Run Report: it says for each record what waits and why. What is not settled by the switch waits in the next phase just as well.',
	};
}

function inShort({ name, psaId, platformId, difference, amounts, waiting }: CompanyBilling): string {
	const parts = [
		difference.billable === 0 ? '' : `${difference.billable} billable minutes`,
		...amounts
			.filter(({ psa, platform }) => psa !== platform)
			.map((amount) => `${amount.currency} ${amount.difference}`.trim()),
		waiting.length === 0 ? '' : waiting.length === 1 ? '1 record waits' : `${waiting.length} records wait`,
	].filter((part) => part !== '');
	return `${name || (psaId ?? platformId ?? 'unknown company')} (${parts.join(', ') || 'minutes differ'})`;
}
