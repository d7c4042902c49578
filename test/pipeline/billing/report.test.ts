import { monthOf } from '../../../sync/pipeline/billing';
import { describeStores } from '../../store/both-stores';
import { claimAll, commit, entry, expecting, change, intend, SYNC, T0 } from '../../store/drafts';
import { acme, company, invoice, minutesOf, open as opened, report, seen, ticket, time, timeMap } from './books';

describeStores('a billing report', (openStore) => {
	const open = async () => await opened(await openStore());
	const reasons = async (store: Awaited<ReturnType<typeof open>>) =>
		(await acme(store)).waiting.map(({ reason }) => reason);

	test('counts the minutes of both sides, billable and billed ones among them, and agrees where they do', async () => {
		const store = await open();
		await seen(store, 'timeEntry', { psa: time.psa(0.25), platform: time.platform(15) });
		await seen(store, 'timeEntry', {
			psa: time.psa(1.5, { billed: true }),
			platform: time.platform(90, { locked: true }),
		});
		await seen(store, 'timeEntry', {
			psa: time.psa(0.12, { isNonBillable: true }),
			platform: time.platform(7, { billable: false }),
		});
		const found = await acme(store);
		expect(minutesOf(found, 'psa')).toEqual([112, 105, 90]);
		expect(minutesOf(found, 'platform')).toEqual([112, 105, 90]);
		expect(found).toMatchObject({ name: 'Acme', psaId: '1', platformId: 'c1', entries: { psa: 3, platform: 3 } });
		expect([found.agrees, found.waiting]).toEqual([true, []]);
	});

	test('adds amounts to the cent, by currency, and a credit note takes back', async () => {
		const store = await open();
		// In binary numbers 0.1 + 0.2 - 0.3 is not nothing.
		for (const total of [0.1, 0.2, 1234.56]) {
			await seen(store, 'invoice', { psa: invoice.psa(total), platform: invoice.platform(total) });
		}
		await seen(store, 'invoice', {
			psa: invoice.psa(-0.3),
			platform: invoice.platform(0.3, { kind: 'credit_note' }),
		});
		await seen(store, 'invoice', {
			psa: invoice.psa(20),
			platform: invoice.platform(20, { currency: 'usd' }),
		});
		await seen(store, 'invoice', {
			psa: invoice.psa(99, { isVoided: true }),
			platform: invoice.platform(99, { status: 'void' }),
		});
		const { amounts, invoices, agrees } = await acme(store);
		expect(amounts).toEqual([
			{ currency: 'EUR', psa: '1234.56', platform: '1234.56', difference: '0.00' },
			{ currency: 'USD', psa: '20.00', platform: '20.00', difference: '0.00' },
		]);
		expect([invoices, agrees]).toEqual([{ psa: 5, platform: 5 }, true]);
	});

	test('says where minutes and amounts differ although nothing is on its way', async () => {
		const store = await open();
		await seen(store, 'timeEntry', { psa: time.psa(0.5), platform: time.platform(15) });
		await seen(store, 'timeEntry', { psa: time.psa(1), platform: time.platform(60, { billable: false }) });
		await seen(store, 'timeEntry', { psa: time.psa(1, { billed: true }), platform: time.platform(60) });
		await seen(store, 'invoice', { psa: invoice.psa(10.5), platform: invoice.platform(10.05) });
		const { difference, amounts, waiting, agrees } = await acme(store);
		expect(difference).toEqual({ minutes: 15, billable: 75, billed: 60 });
		expect(amounts[0]?.difference).toBe('0.45');
		expect([agrees, waiting.map(({ reason }) => reason)]).toEqual([
			false,
			['differs', 'differs', 'differs', 'differs'],
		]);
		expect(waiting[0]?.message).toBe(
			'Autotask has 30 minutes (billable) and Unified Platform 15 minutes (billable), with nothing on its way. Correct the side that is wrong.',
		);
	});

	test('takes the rounding of the field map for what it is, and nothing beyond it', async () => {
		const store = await open();
		await seen(store, 'timeEntry', { psa: time.psa(0.5), platform: time.platform(16) });
		await seen(store, 'timeEntry', {
			psa: time.psa(0.25, { billed: true }),
			platform: time.platform(7, { locked: true }),
		});
		const quarters = timeMap({ to: 'psa', increment: 15, mode: 'up', minimum: 15 });
		const rounded = await acme(store, [quarters]);
		expect(rounded.rounding).toEqual({ minutes: 22, billable: 22, billed: 8 });
		expect([rounded.difference, rounded.agrees]).toEqual([{ minutes: 0, billable: 0, billed: 0 }, true]);
		expect((await acme(store, [timeMap()])).difference).toEqual({ minutes: 22, billable: 22, billed: 8 });
		await seen(store, 'timeEntry', { psa: time.psa(0.75), platform: time.platform(16) });
		const wrong = await acme(store, [quarters]);
		expect([wrong.difference.minutes, wrong.agrees]).toEqual([29, false]);
	});

	test('goes by the days of the given zone, and by the day that is printed on an invoice', async () => {
		const store = await open();
		// 00:30 of the first of November in Berlin.
		await seen(store, 'timeEntry', {
			psa: time.psa(1, { startDateTime: '2026-10-31T23:30:00Z' }),
			platform: time.platform(60, { startedAt: '2026-10-31T23:30:00.000Z' }),
		});
		// 00:30 of the first of December.
		await seen(store, 'timeEntry', {
			psa: time.psa(2, { startDateTime: '2026-11-30T23:30:00Z' }),
			platform: time.platform(120, { startedAt: '2026-11-30T23:30:00.000Z' }),
		});
		await seen(store, 'invoice', { psa: invoice.psa(1), platform: invoice.platform(1) });
		await seen(store, 'invoice', {
			psa: invoice.psa(2, { invoiceDay: '2026-12-01' }),
			platform: invoice.platform(2, { issuedOn: '2026-12-01' }),
		});
		const { time: both, amounts } = await acme(store);
		expect([both.psa.minutes, both.platform.minutes, amounts[0]?.psa]).toEqual([60, 60, '1.00']);
		const utc = await report(store, null, { from: '2026-11-01', to: '2026-11-30', zone: 'UTC' });
		expect(utc.total.time.psa.minutes).toBe(120);
	});

	test('says of an entry that has its other record on another day that this is so', async () => {
		const store = await open();
		await seen(store, 'timeEntry', {
			psa: time.psa(1),
			platform: time.platform(60, { startedAt: '2026-12-10T09:00:00.000Z' }),
		});
		const found = await acme(store);
		expect([minutesOf(found, 'psa'), minutesOf(found, 'platform')]).toEqual([
			[60, 60, 0],
			[0, 0, 0],
		]);
		expect(found.waiting).toMatchObject([
			{ reason: 'differs', message: expect.stringContaining('outside the period') },
		]);
	});

	test('lists companies by name, and adds them up; differences do not make up for each other', async () => {
		const store = await open();
		await company(store, 2, 'Aachen Ltd');
		await ticket(store, 22, 2);
		await company(store, 3, 'Nothing to Bill');
		await seen(store, 'timeEntry', { psa: time.psa(1), platform: time.platform(30) });
		await seen(store, 'timeEntry', {
			psa: time.psa(0.5, { ticketID: 22 }),
			platform: time.platform(60, { ticketId: 't22' }),
		});
		const { companies, total } = await report(store);
		expect(companies.map(({ name, difference }) => [name, difference.minutes])).toEqual([
			['Aachen Ltd', -30],
			['Acme', 30],
		]);
		expect([total.difference.minutes, total.time.psa.minutes, total.waiting, total.agrees]).toEqual([0, 90, 2, false]);
	});

	test('counts each side for the company that it has, and says so where they are two', async () => {
		const store = await open();
		await company(store, 2, 'Beta');
		await ticket(store, 22, 2);
		await seen(store, 'timeEntry', { psa: time.psa(1), platform: time.platform(60, { ticketId: 't22' }) });
		const { companies } = await report(store);
		expect(companies.map((one) => [one.name, one.time.psa.minutes, one.time.platform.minutes])).toEqual([
			['Acme', 60, 0],
			['Beta', 0, 60],
		]);
		expect(companies[0]?.waiting).toMatchObject([
			{ message: expect.stringContaining('has it for Acme and Unified Platform it for Beta') },
		]);
	});

	test('keeps time of which nobody can say whose it is apart, without a name', async () => {
		const store = await open();
		await seen(store, 'timeEntry', {
			psa: time.psa(1, { ticketID: 999 }),
			platform: time.platform(60, { ticketId: 'gone' }),
		});
		expect(await acme(store)).toMatchObject({ name: '', psaId: null, platformId: null });
	});

	test('lets an entry wait whose agreement has no counterpart, and names the agreement', async () => {
		const store = await open();
		await seen(
			store,
			'timeEntry',
			{ platform: time.platform(45) },
			{ writes: [intend('psa', 'create', { minutes: 45, agreementId: 'ag7' })] },
		);
		const found = await acme(store);
		expect(found.waiting).toMatchObject([
			{
				reason: 'waitingForParent',
				minutes: 45,
				psaId: null,
				message: expect.stringMatching(/agreement ag7 of Unified Platform has no counterpart in Autotask/),
			},
		]);
		expect([minutesOf(found, 'psa'), minutesOf(found, 'platform'), found.agrees]).toEqual([
			[0, 0, 0],
			[45, 45, 0],
			false,
		]);
		await seen(
			store,
			'agreement',
			{ psa: { id: 1 } },
			{ psaId: '1', platformId: 'ag7', platformShadow: { id: 'ag7' } },
		);
		expect(await reasons(store)).toEqual(['onItsWay']);
		const contract = { $unlinked: { entity: 'agreement' as const, side: 'psa' as const, id: '9' } };
		await seen(
			store,
			'timeEntry',
			{ psa: time.psa(1) },
			{ writes: [intend('platform', 'create', { minutes: 60, agreementId: contract })] },
		);
		expect((await acme(store)).waiting.find(({ reason }) => reason === 'waitingForParent')?.message).toMatch(
			/agreement 9 of Autotask has no counterpart in Unified Platform/,
		);
	});

	test('says why each record waits', async () => {
		const store = await open();
		const both = { psa: time.psa(1), platform: time.platform(60) };
		await seen(store, 'timeEntry', both, { reviews: [entry({ kind: 'conflict', message: 'both edited' })] });
		expect((await acme(store)).waiting).toMatchObject([{ reason: 'conflict', message: 'both edited', minutes: 60 }]);
		await seen(store, 'timeEntry', both, { writes: [intend('psa', 'update', { minutes: 60 })] });
		await seen(store, 'timeEntry', { platform: time.platform(60, { approved: false }) });
		expect((await reasons(store)).sort()).toEqual(['conflict', 'onItsWay', 'oneSide', 'unapproved']);
	});

	test('says of a write that was given up onto a billed entry that it is locked', async () => {
		const store = await open();
		const link = await seen(store, 'timeEntry', {
			psa: time.psa(1, { billed: true }),
			platform: time.platform(90, { locked: true }),
		});
		await commit(store, [
			change({ entity: 'timeEntry', expect: expecting(link), writes: [intend('psa', 'update', { minutes: 90 })] }),
		]);
		const [claimed] = await claimAll(store);
		if (!claimed) throw new Error('nothing was due');
		await store.park(
			claimed.write,
			'dead',
			entry({ kind: 'deadLetter', field: '', side: 'psa', writeId: claimed.write.id, message: 'billed in Autotask' }),
			T0,
		);
		expect((await acme(store)).waiting).toMatchObject([
			{ reason: 'locked', message: 'billed in Autotask', minutes: 60 },
		]);
		const [review] = await store.reviews(SYNC, { status: 'open', limit: 1 });
		await store.resolveReview(review?.id ?? '', { choice: 'dismiss' }, T0, 'ann');
		const found = await acme(store);
		expect(found.waiting).toMatchObject([{ reason: 'givenUp' }]);
		expect([found.difference.minutes, found.agrees]).toEqual([-30, false]);
	});

	test('leaves out what one side deleted, and says so', async () => {
		const store = await open();
		await seen(
			store,
			'timeEntry',
			{ psa: time.psa(1), platform: time.platform(60) },
			{ state: 'tombstone', reviews: [entry({ kind: 'deleted', field: '', side: 'psa' })] },
		);
		const found = await acme(store);
		expect([minutesOf(found, 'psa'), minutesOf(found, 'platform')]).toEqual([
			[0, 0, 0],
			[60, 60, 0],
		]);
		expect(found.waiting).toMatchObject([{ reason: 'deleted' }]);
		const [review] = await store.reviews(SYNC, { status: 'open', limit: 1 });
		await store.resolveReview(review?.id ?? '', { choice: 'dismiss' }, T0, 'ann');
		expect((await acme(store)).waiting).toMatchObject([{ reason: 'gone' }]);
		expect(minutesOf(await acme(store), 'platform')).toEqual([0, 0, 0]);
	});

	test('reads more than one page', async () => {
		const store = await open();
		for (let one = 0; one < 501; one++)
			await seen(store, 'timeEntry', { psa: time.psa(0.02), platform: time.platform(1) });
		expect((await report(store)).total).toMatchObject({
			entries: { psa: 501 },
			time: { psa: { minutes: 501 } },
			agrees: true,
		});
	});

	test('refuses periods that are none, and a sync that has read nothing', async () => {
		const store = await open();
		const asked = (from: string, to: string, zone = 'UTC') => report(store, null, { from, to, zone });
		await expect(asked('2026-11-31', '2026-12-01')).rejects.toMatchObject({
			code: 'BAD_INPUT',
			message: expect.stringContaining('"2026-11-31" is no day'),
		});
		await expect(asked('2026-11-02', '2026-11-01')).rejects.toThrow(/before it begins/);
		await expect(asked('2026-11-01', '2026-11-02', 'Mars/Crater')).rejects.toThrow(/no time zone "Mars\/Crater"/);
		await expect(report(await openStore())).rejects.toThrow(/has read nothing of its PSA yet/);
	});
});

test('a month is that of the clock on the wall', () => {
	const midnight = Date.parse('2026-03-31T22:30:00Z');
	expect(monthOf(midnight, 'Europe/Berlin', 0)).toEqual({
		from: '2026-04-01',
		to: '2026-04-30',
		zone: 'Europe/Berlin',
	});
	expect(monthOf(midnight, 'UTC', 0)).toMatchObject({ from: '2026-03-01', to: '2026-03-31' });
	expect(monthOf(midnight, 'UTC', 1)).toMatchObject({ from: '2026-02-01', to: '2026-02-28' });
});
