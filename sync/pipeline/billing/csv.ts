import { unparse } from 'papaparse';
import { exact, toText } from '../../mapping/exact';
import type { BillingReport, CompanyBilling, Waiting } from './report';

/** Records that are told in a cell; there may be thousands, and a spreadsheet cuts a cell. */
const TOLD = 50;
/**
 * What a spreadsheet could take for a formula: names of companies and messages come from outside. The library's own
 * pattern overlooks texts of several lines.
 */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;
/** By this mark spreadsheets know that umlauts are in UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

type Row = Record<string, string | number>;

/** The report as a spreadsheet opens it: a row for each company, the total at the end, a group of columns for each currency. */
export function billingCsv(report: BillingReport): string {
	const currencies = report.total.amounts.map(({ currency }) => currency);
	const rows = report.companies.map((company) => ({
		...rowOf(company.name || '(unknown)', company.psaId, company.platformId, company, currencies),
		'Waiting Records': company.waiting.length,
		'What Waits and Why': told(company.waiting),
	}));
	const { waiting, ...total } = report.total;
	rows.push({
		...rowOf('Total', null, null, total, currencies),
		'Waiting Records': waiting,
		'What Waits and Why': '',
	});
	return `${BYTE_ORDER_MARK}${unparse(rows, { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`;
}

function rowOf(
	name: string,
	psaId: string | null,
	platformId: string | null,
	{
		entries,
		time,
		rounding,
		difference,
		invoices,
		amounts,
		agrees,
	}: Omit<CompanyBilling, 'name' | 'psaId' | 'platformId' | 'waiting'>,
	currencies: readonly string[],
): Row {
	return {
		Company: name,
		'ID in the PSA': psaId ?? '',
		'ID on the Platform': platformId ?? '',
		Agrees: agrees ? 'yes' : 'no',
		'Entries in the PSA': entries.psa,
		'Entries on the Platform': entries.platform,
		'Minutes in the PSA': time.psa.minutes,
		'Minutes on the Platform': time.platform.minutes,
		'Minutes by Rounding': rounding.minutes,
		'Minutes of Difference': difference.minutes,
		'Billable Minutes in the PSA': time.psa.billable,
		'Billable Minutes on the Platform': time.platform.billable,
		'Billable Minutes by Rounding': rounding.billable,
		'Billable Minutes of Difference': difference.billable,
		'Billed Minutes in the PSA': time.psa.billed,
		'Billed Minutes on the Platform': time.platform.billed,
		'Billed Minutes by Rounding': rounding.billed,
		'Billed Minutes of Difference': difference.billed,
		'Invoices in the PSA': invoices.psa,
		'Invoices on the Platform': invoices.platform,
		...Object.fromEntries(
			currencies.flatMap((currency) => {
				const amount = amounts.find((one) => one.currency === currency);
				const label = currency === '' ? '' : ` (${currency})`;
				return [
					[`Invoiced in the PSA${label}`, number(amount?.psa)],
					[`Invoiced on the Platform${label}`, number(amount?.platform)],
					[`Difference of Amounts${label}`, number(amount?.difference)],
				];
			}),
		),
	};
}

/** Amounts are numbers for a spreadsheet, so that it adds them; what a number cannot hold to the cent stays text. */
function number(amount = '0.00'): string | number {
	const value = Number(amount);
	return toText(exact(value), 2) === amount ? value : amount;
}

function told(waiting: readonly Waiting[]): string {
	const lines = waiting.slice(0, TOLD).map(({ entity, psaId, platformId, message }) => {
		const what = entity === 'timeEntry' ? 'Time entry' : 'Invoice';
		return `${what} ${psaId ?? '-'} / ${platformId ?? '-'}: ${message}`;
	});
	const more = waiting.length - lines.length;
	return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
