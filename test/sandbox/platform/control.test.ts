import { generateMsp } from '../../../sandbox/seed';
import { useBench } from './setup';

const bench = useBench();

describe('the control API', () => {
	const call = async (method: string, path: string, body?: unknown) => {
		const { platform } = bench();
		const response = await fetch(`${platform.url}/_sandbox${path}`, {
			method,
			...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		const text = await response.text();
		return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
	};

	test('creates, edits and deletes as a person, by the rules of the platform', async () => {
		const { companyId } = bench();
		const { body: made } = await call('POST', '/records/ticket?by=Sam', { title: 'By hand', companyId });
		expect(made).toMatchObject({ title: 'By hand', updatedBy: 'Sam' });
		const { body: edited } = await call('PATCH', `/records/ticket/${made.id}`, { status: 'closed' });
		expect(edited).toMatchObject({ status: 'closed', updatedBy: 'Pat Person' });
		expect((await call('GET', `/records/ticket/${made.id}`)).body).toEqual(edited);
		expect(await call('PATCH', `/records/ticket/${made.id}`, { status: 'nope' })).toMatchObject({
			status: 422,
			body: { code: 'validation_failed' },
		});
		expect((await call('GET', `/records/ticket/${made.id}/history`)).body).toHaveLength(2);
		expect((await call('DELETE', `/records/ticket/${made.id}?by=Ann`)).status).toBe(204);
		expect((await call('GET', `/records/ticket/${made.id}`)).status).toBe(410);
		expect((await call('GET', '/records/ticket')).body).toHaveLength(1);
		const tombstone = { id: made.id, deleted: true, updatedBy: 'Ann' };
		expect((await call('GET', '/tombstones/ticket')).body).toMatchObject([tombstone]);
		expect((await call('GET', '/records/robot')).status).toBe(400);
	});

	test('logs what clients asked, and counts it by operation', async () => {
		const { client, ticketId } = bench();
		await client.get(`/tickets/${ticketId}`);
		await client.get('/tickets', { ids: ticketId });
		await client.patch(`/tickets/${ticketId}`, { title: 'x' });
		const { body } = await call('GET', '/requests');
		expect(body.counts).toEqual({ 'GET /tickets': 1, 'GET /tickets/{id}': 1, 'PATCH /tickets/{id}': 1 });
		expect(body.requests[1]).toMatchObject({ method: 'GET', path: '/tickets', query: { ids: ticketId }, status: 200 });
		expect(body.requests[2]).toMatchObject({ body: { title: 'x' } });
	});

	test('switches lag, lost webhooks and faults on and off, and resets everything', async () => {
		const { client, platform } = bench();
		const lagging = { indexLagMs: 5_000, requestsPerMinute: null, webhooks: 'deliver', portalCompanies: 'all' };
		expect(await call('PUT', '/settings', { indexLagMs: 5_000 })).toEqual({ status: 200, body: lagging });
		expect((await client.get('/tickets')).body.items).toEqual([]);
		expect(await call('PUT', '/settings', { webhooks: 'lose' })).toMatchObject({ body: { webhooks: 'lose' } });
		expect(await call('PUT', '/settings', { webhooks: 'eat' })).toMatchObject({ status: 400 });
		expect(await call('PUT', '/settings', { portalCompanies: ['co-1'] })).toMatchObject({
			body: { portalCompanies: ['co-1'] },
		});
		expect(await call('PUT', '/settings', { indexLagMs: -1 })).toMatchObject({ status: 400 });
		await call('PUT', '/settings', { requestsPerMinute: 1 });
		expect([(await client.get('/me')).status, (await client.get('/me')).status]).toEqual([200, 429]);
		await call('PUT', '/settings', { requestsPerMinute: 100 });
		await call('POST', '/faults', { kind: 'unavailable' });
		expect((await client.get('/me')).status).toBe(503);
		expect((await call('POST', '/reset')).status).toBe(204);
		expect((await client.get('/me')).status).toBe(200);
		expect((await client.get('/tickets')).body.items).toEqual([]);
		expect(platform.control.indexLagMs).toBe(0);
		expect((await call('GET', '/settings')).body).toEqual({ ...lagging, indexLagMs: 0 });
		expect((await call('GET', '/deliveries')).body).toEqual([]);
	});

	test('locks a time entry, and lets cursors expire', async () => {
		const { client, platform, ticketId } = bench();
		const entry = platform.control.create('timeEntry', {
			ticketId,
			technician: 'S',
			startedAt: '2026-03-01T09:00:00Z',
		});
		expect((await call('POST', `/time-entries/${entry.id}/lock`)).body).toMatchObject({
			locked: true,
			updatedBy: 'Billing',
		});
		const { nextCursor } = (await client.get('/tickets/changes')).body;
		await call('POST', '/cursors/expire');
		expect((await client.get('/tickets/changes', { cursor: nextCursor })).status).toBe(410);
	});

	test('takes records by kind, parents first', async () => {
		const { platform } = bench();
		await call('POST', '/reset');
		const records = { ticket: [{ title: 'Seeded', companyId: 'co-1' }], company: [{ name: 'Seeded Ltd' }] };
		expect((await call('POST', '/records', records)).status).toBe(204);
		expect(platform.control.get('ticket', 'tk-1')).toMatchObject({ title: 'Seeded', companyId: 'co-1' });
	});
});

describe('the seed of an MSP', () => {
	test('is the one of the PSA, as far as it is taken, and of the past', () => {
		const { control } = bench().platform;
		control.reset();
		control.seedMsp({ companies: 9, contactsPerCompany: 3, tickets: 60, only: 6 });
		const msp = generateMsp({ companies: 9, contactsPerCompany: 3, tickets: 60 });
		expect(control.list('company').map(({ name }) => String(name).toLowerCase())).toEqual(
			msp.companies.slice(0, 6).map(({ name }) => name.toLowerCase()),
		);
		expect(control.list('contact').map(({ email }) => email)).toEqual(
			msp.contacts.slice(0, 18).map(({ email }) => email),
		);
		const tickets = msp.tickets.filter(({ company }) => company < 6);
		expect(control.list('ticket').map(({ title }) => title)).toEqual(tickets.map(({ summary }) => summary));
		expect(control.list('note')).toHaveLength(tickets.flatMap(({ notes }) => notes).length);
		for (const contact of control.list('contact')) {
			expect(control.get('company', String(contact.companyId)).updatedAt).toBe('2026-01-12T09:00:00.000Z');
		}
	});

	test('knows some companies by code, some by domain, some by nothing but a name', () => {
		const { control } = bench().platform;
		control.reset();
		control.seedMsp({ tickets: 0 });
		const [coded, domained, named] = control.list('company');
		expect(coded).toMatchObject({ identifier: 'HarborDental', domain: 'harbordental.example' });
		expect(domained).toMatchObject({ identifier: null, domain: 'northwindlogistics.example' });
		expect(named).toMatchObject({ identifier: null, domain: null, name: 'CASTELLAN LAW PARTNERS' });
	});

	test('leaves clock and webhooks as they were', () => {
		const { control } = bench().platform;
		control.reset();
		control.clock.set({ skewMs: 5_000 });
		control.seedMsp({ companies: 1 });
		expect(control.clock.settings).toMatchObject({ skewMs: 5_000, frozenAt: null });
		expect(control.deliveryMode).toBe('deliver');
	});
});
