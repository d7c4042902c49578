import { MemoryStore } from '../../model/memory-store';
import { SYNC } from '../../store/drafts';
import { billing, lookAtBilling } from '../../../sync/pipeline/billing-check';
import { company, invoice, open, seen, ticket, time, timeMap } from './books';

const NOW = Date.parse('2026-12-02T10:00:00Z');

async function checked(store: MemoryStore, rounding?: Parameters<typeof timeMap>[0]) {
	return billing(
		await lookAtBilling(store, { sync: SYNC, maps: [timeMap(rounding)], now: NOW, timeZone: 'Europe/Berlin' }),
	);
}

describe('the readiness check of billing', () => {
	test('is content where both sides agree, and says on how much', async () => {
		const store = new MemoryStore();
		await open(store);
		await seen(store, 'timeEntry', { psa: time.psa(1), platform: time.platform(60) });
		expect(await checked(store)).toMatchObject({
			id: 'billing',
			state: 'ok',
			count: 0,
			found: 'Both sides agree on 60 minutes and 0 invoices from 2026-11-01 to 2026-12-02.',
		});
	});

	test('warns with the companies that differ, and what differs', async () => {
		const store = new MemoryStore();
		await open(store);
		await company(store, 2, 'Beta');
		await ticket(store, 22, 2);
		await seen(store, 'timeEntry', { psa: time.psa(1), platform: time.platform(45) });
		await seen(store, 'invoice', {
			psa: invoice.psa(3, { companyID: 2 }),
			platform: invoice.platform(2.55, { companyId: 'c2' }),
		});
		// Longer ago than last month: it was somebody's concern then.
		await seen(store, 'timeEntry', { psa: time.psa(1, { startDateTime: '2026-10-10T09:00:00Z', ticketID: 22 }) });
		const check = await checked(store);
		expect([check.state, check.count, check.found]).toEqual([
			'warns',
			2,
			'2 of 2 companies do not agree from 2026-11-01 to 2026-12-02: Acme (15 billable minutes, 1 record waits); Beta (EUR 0.45, 1 record waits).',
		]);
		expect(check.whatToDo).toContain('Billing → Run Report');
	});

	test('does not warn of what the field map rounds', async () => {
		const store = new MemoryStore();
		await open(store);
		await seen(store, 'timeEntry', { psa: time.psa(0.25), platform: time.platform(7) });
		expect((await checked(store)).state).toBe('warns');
		expect((await checked(store, { to: 'psa', increment: 15, mode: 'up', minimum: 15 })).state).toBe('ok');
	});

	test('is not looked at before both sides have been read', async () => {
		expect((await checked(new MemoryStore())).state).toBe('notLooked');
	});
});
