import type { IDataObject } from 'n8n-workflow';
import type { BillingReport, CompanyBilling } from '../../../../sync/pipeline/billing';

/** The table that people read: the total first, then one item for each company. */
export function billingItems(sync: string, report: BillingReport): [IDataObject, ...IDataObject[]] {
	const { period, companies, total, readUpTo, knowsRounding } = report;
	const common = {
		from: period.from,
		to: period.to,
		timeZone: period.zone,
		syncKey: sync,
		psaReadUpTo: readUpTo.psa,
		platformReadUpTo: readUpTo.platform,
		knowsRounding,
	};
	const { waiting, ...sums } = total;
	return [
		{
			company: 'Total',
			isTotal: true,
			companyPsaId: null,
			companyPlatformId: null,
			...figures(sums),
			waitingCount: waiting,
			waiting: [],
			...common,
		},
		...companies.map((one) => ({
			company: one.name,
			isTotal: false,
			companyPsaId: one.psaId,
			companyPlatformId: one.platformId,
			...figures(one),
			waitingCount: one.waiting.length,
			waiting: one.waiting.map((record) => ({ ...record })),
			...common,
		})),
	];
}

function figures({
	agrees,
	entries,
	time,
	rounding,
	difference,
	invoices,
	amounts,
}: Omit<CompanyBilling, 'name' | 'psaId' | 'platformId' | 'waiting'>): IDataObject {
	return {
		agrees,
		psaEntries: entries.psa,
		platformEntries: entries.platform,
		psaMinutes: time.psa.minutes,
		platformMinutes: time.platform.minutes,
		roundingMinutes: rounding.minutes,
		differenceMinutes: difference.minutes,
		psaBillableMinutes: time.psa.billable,
		platformBillableMinutes: time.platform.billable,
		roundingBillableMinutes: rounding.billable,
		differenceBillableMinutes: difference.billable,
		psaBilledMinutes: time.psa.billed,
		platformBilledMinutes: time.platform.billed,
		roundingBilledMinutes: rounding.billed,
		differenceBilledMinutes: difference.billed,
		psaInvoices: invoices.psa,
		platformInvoices: invoices.platform,
		amounts: amounts.map((amount) => ({ ...amount })),
	};
}
