import * as fc from 'fast-check';
import { parse } from 'papaparse';
import { billingCsv, type BillingReport } from '../../../sync/pipeline/billing';
import { runs } from '../../properties/runs';
import { MemoryStore } from '../../model/memory-store';
import { entry } from '../../store/drafts';
import { company, invoice, open, report, seen, ticket, time } from './books';

function rowsOf(csv: string): Record<string, string>[] {
	expect(csv.startsWith('\ufeff')).toBe(true);
	const { data, errors } = parse<Record<string, string>>(csv.slice(1), { header: true, skipEmptyLines: true });
	expect(errors).toEqual([]);
	return data;
}

async function twoCompanies(name: string, message = 'both edited'): Promise<BillingReport> {
	const store = await open(new MemoryStore());
	await company(store, 2, name);
	await ticket(store, 22, 2);
	await seen(store, 'timeEntry', { psa: time.psa(1), platform: time.platform(60) });
	await seen(
		store,
		'timeEntry',
		{ psa: time.psa(0.5, { ticketID: 22 }), platform: time.platform(45, { ticketId: 't22' }) },
		{ reviews: [entry({ message })] },
	);
	await seen(store, 'invoice', { psa: invoice.psa(10.1), platform: invoice.platform(10.1) });
	await seen(store, 'invoice', {
		psa: invoice.psa(-0.25, { companyID: 2 }),
		platform: invoice.platform(0.25, { companyId: 'c2', kind: 'credit_note', currency: 'USD' }),
	});
	return await report(store);
}

describe('the CSV of a billing report', () => {
	it('has a row for each company, the total at the end, and amounts by currency', async () => {
		const rows = rowsOf(billingCsv(await twoCompanies('Béta, "Söhne" & Co')));
		expect(rows.map((row) => row.Company)).toEqual(['Acme', 'Béta, "Söhne" & Co', 'Total']);
		expect(rows[1]).toMatchObject({
			'ID in the PSA': '2',
			'ID on the Platform': 'c2',
			Agrees: 'no',
			'Minutes in the PSA': '30',
			'Minutes of Difference': '-15',
			'Invoiced in the PSA (USD)': '-0.25',
			'Invoiced in the PSA (EUR)': '0',
			'Difference of Amounts (USD)': '0',
			'Waiting Records': '1',
		});
		expect(rows[1]?.['What Waits and Why']).toMatch(/^Time entry \d+ \/ x\d+: both edited$/);
		expect(rows[2]).toMatchObject({
			'Minutes in the PSA': '90',
			'Invoiced on the Platform (EUR)': '10.1',
			Agrees: 'no',
		});
	});

	it('lets no text become a formula, and changes no other', async () => {
		const evil = fc.oneof(
			fc.constantFrom(
				'=1+1',
				' =cmd|" /C calc"!A0',
				'+1',
				'-1',
				'@SUM(A1)',
				'\t=1',
				'\r=1',
				'\n=1',
				'=1\n2',
				'＝1',
				"'=1",
			),
			fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
			fc.string({ minLength: 1, maxLength: 20 }),
		);
		const template = await twoCompanies('Beta');
		let guarded = 0;
		fc.assert(
			fc.property(evil, evil, (name, message) => {
				const [first] = template.companies;
				if (!first) throw new Error('there is no company');
				const waiting = [
					{ entity: 'timeEntry', psaId: message, platformId: null, reason: 'conflict', message, minutes: null },
				] as const;
				const [row] = rowsOf(billingCsv({ ...template, companies: [{ ...first, name, psaId: message, waiting }] }));
				for (const [cell, text] of [
					[row?.Company, name],
					[row?.['ID in the PSA'], message],
				] as const) {
					expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
					// The library makes one kind of line break of all of them.
					if (cell !== text) {
						guarded++;
						expect(cell).toBe(`'${text}`);
					}
				}
			}),
			runs(500),
		);
		expect(guarded).toBeGreaterThan(50);
	});

	it('is a header and nothing but a total where there is nothing to bill', async () => {
		const rows = rowsOf(billingCsv(await report(await open(new MemoryStore()))));
		expect(rows).toMatchObject([
			{ Company: 'Total', Agrees: 'yes', 'Minutes in the PSA': '0', 'Waiting Records': '0' },
		]);
	});
});
