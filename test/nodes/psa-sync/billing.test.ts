import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, runNode, useStore } from './support';

const bench = useStore();
const SYNC = 'default';

async function billed(): Promise<void> {
	const { store } = bench();
	await store.bindTenant(SYNC, 'psa', 'connectwise', 'cw');
	await store.bindTenant(SYNC, 'platform', 'platform', 'up');
	const add = async (
		entity: 'company' | 'ticket' | 'timeEntry' | 'invoice',
		id: number,
		psa: object,
		platform: object,
	) =>
		await store.commit({
			sync: SYNC,
			now: Date.parse('2026-12-01T08:00:00Z'),
			pulls: [],
			changes: [
				{
					expect: null,
					entity,
					psaId: String(id),
					platformId: `p${id}`,
					psaShadow: { ...psa },
					platformShadow: { ...platform },
					writes: [],
					withdraw: [],
					confirm: [],
					reviews: [],
					closeReviews: [],
					audit: [],
					revisits: [],
					seen: [],
				},
			],
		});
	await add('company', 1, { name: '=Acme' }, { name: '=Acme' });
	await add('ticket', 11, { 'company/id': 1 }, { companyId: 'p1' });
	const psaTime = {
		ticketId: 11,
		timeStart: '2026-11-10T09:00:00Z',
		actualHours: 0.33,
		billableOption: 'Billable',
		status: 'Billed',
	};
	const platformTime = {
		ticketId: 'p11',
		startedAt: '2026-11-10T09:00:00.000Z',
		minutes: 20,
		billable: true,
		locked: true,
	};
	await add('timeEntry', 21, psaTime, platformTime);
	await add(
		'invoice',
		31,
		{ 'company/id': 1, date: '2026-11-30T00:00:00Z', total: 55.5, 'currency/currencyCode': 'EUR', type: 'Standard' },
		{ companyId: 'p1', issuedOn: '2026-11-30', total: 55.05, currency: 'EUR', kind: 'invoice' },
	);
}

const report = async (more: object = {}) =>
	await runNode({
		resource: 'billing',
		operation: 'runReport',
		period: 'days',
		firstDay: '2026-11-01T00:00:00',
		lastDay: '2026-11-30T00:00:00',
		...more,
	});

describe('Billing → Run Report', () => {
	test('gives the total with a CSV file, then one item for each company', async () => {
		await billed();
		const run = await report();
		const [total, acme, ...others] = outputOf(run);
		expect(others).toEqual([]);
		expect(total).toMatchObject({
			company: 'Total',
			isTotal: true,
			psaMinutes: 20,
			differenceMinutes: 0,
			agrees: false,
			knowsRounding: false,
		});
		expect(acme).toMatchObject({
			company: '=Acme',
			companyPsaId: '1',
			companyPlatformId: 'p1',
			psaBilledMinutes: 20,
			platformBilledMinutes: 20,
			amounts: [{ currency: 'EUR', psa: '55.50', platform: '55.05', difference: '0.45' }],
			waiting: [{ entity: 'invoice', psaId: '31', platformId: 'p31', reason: 'differs', minutes: null }],
			from: '2026-11-01',
			to: '2026-11-30',
			syncKey: SYNC,
		});
		const file = run.output('PSA Sync')[0]?.binary?.csv;
		expect(file).toMatchObject({ mimeType: 'text/csv', fileName: 'billing-2026-11-01-to-2026-11-30.csv' });
		expect(Buffer.from(file?.data ?? '', 'base64').toString('utf8')).toContain(`"'=Acme",1,p1,no,`);
	});

	test('says above the table which period it looked at, so that an empty month is not taken for one that agrees', async () => {
		await billed();
		const said = async (more?: object) => JSON.stringify((await report(more)).runs('PSA Sync')[0]?.hints);
		expect(await said()).toMatch(/2026-11-01 to 2026-11-30 \(.+\): the sides differ for 1 of 1 companies: =Acme\./);
		const june = { firstDay: '2026-06-01T00:00:00', lastDay: '2026-06-30T00:00:00' };
		expect(await said(june)).toMatch(/2026-06-01 to 2026-06-30 .*no time and no invoice on either side/);
		const tenth = { firstDay: '2026-11-10T00:00:00', lastDay: '2026-11-10T00:00:00' };
		expect(await said(tenth)).toContain('both sides agree for every company');
	});

	test('gives what its schema says', async () => {
		await billed();
		const file = join(__dirname, '../../../nodes/PsaSync/__schema__/v1.0.0/billing/runReport.json');
		const { properties } = JSON.parse(readFileSync(file, 'utf8')) as { properties: Record<string, unknown> };
		for (const item of outputOf(await report()))
			expect(Object.keys(item).sort()).toEqual(Object.keys(properties).sort());
	});

	test('takes months in the zone that is given, and refuses days that are none', async () => {
		await billed();
		const [month] = outputOf(await report({ period: 'thisMonth', options: { timeZone: 'Europe/Berlin' } }));
		expect(month).toMatchObject({ timeZone: 'Europe/Berlin', from: expect.stringMatching(/-01$/) });
		expect((await report({ firstDay: 'tomorrow' })).error?.message).toMatch(/"tomorrow" is no day/);
		expect((await report({ options: { timeZone: 'Atlantis' } })).error?.message).toMatch(/no time zone "Atlantis"/);
	});

	test('says so where there is nothing to bill with, or no node of the given name', async () => {
		expect((await report()).error?.message).toMatch(/has read nothing of its PSA yet/);
		await billed();
		expect((await report({ options: { conflictResolve: 'Nobody' } })).error?.message).toMatch(
			/no Field Map node before a node "Nobody"/,
		);
	});
});
