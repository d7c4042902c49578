import axios from 'axios';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { clientOf, startForOneTest } from './simulator';

describe('the seed', () => {
	const start = startForOneTest();

	it('becomes the same HaloPSA each time', async () => {
		const seed = { companies: 3, contactsPerCompany: 2, tickets: 20 };
		const [a, b] = [await start({ seed }), await start({ seed })];
		for (const table of ['Client', 'Site', 'Users', 'Tickets', 'Actions', 'Priority'] as const) {
			expect(a.control.records(table)).toEqual(b.control.records(table));
		}
	});

	it('makes records that the API itself would take, each with a status of its type and a priority of its SLA', async () => {
		const simulator = await start();
		const http = await clientOf(simulator);
		const tickets = simulator.control.records('Tickets');
		expect(tickets).toHaveLength(200);
		const allowed = new Map<unknown, Set<unknown>>();
		for (const { id } of simulator.control.records('TicketType')) {
			const { data } = await http.get('/Status', { params: { tickettype_id: id } });
			allowed.set(id, new Set(data.map((status: { id: number }) => status.id)));
		}
		for (const ticket of tickets) {
			expect(ticket.priority).toMatchObject({ slaid: ticket.sla_id, priorityid: ticket.priority_id });
			expect(allowed.get(ticket.tickettype_id)).toContain(ticket.status_id);
			expect(Object.hasOwn(ticket, 'dateclosed')).toBe(ticket.status_id === 9);
		}
		const { id, summary } = tickets[0];
		expect((await http.post('/Tickets', [{ id, summary }])).status).toBe(201);
	});

	it('adds clients, users and tickets to what is there, and look-ups only once', async () => {
		const simulator = await start({ seed: { companies: 2, contactsPerCompany: 1, tickets: 3 } });
		simulator.control.seed({ seed: 2, companies: 1, contactsPerCompany: 2, tickets: 4 });
		const count = (table: Parameters<HaloPsaSimulator['control']['records']>[0]): number =>
			simulator.control.records(table).length;
		expect([count('Client'), count('Users'), count('Tickets'), count('Agent')]).toEqual([3, 4, 7, 7]);
	});

	it('loads 10,000 tickets in seconds and still finds some by id, page or time at once', async () => {
		const started = Date.now();
		const simulator = await start({ seed: { tickets: 10_000 } });
		expect(Date.now() - started).toBeLessThan(30_000);
		const http = await clientOf(simulator);
		const timed = async (params: object): Promise<number> => {
			const asked = Date.now();
			const { data } = await http.get('/Tickets', { params });
			expect(Date.now() - asked).toBeLessThan(1_500);
			return data.tickets.length;
		};
		expect(await timed({ ticketids: '1,5000,10000' })).toBe(3);
		expect(await timed({ pageinate: true, page_size: 100, page_no: 50, order: 'last_update' })).toBe(100);
		expect(await timed({ lastupdatefromdate: '2026-01-12T00:00:00' })).toBeGreaterThan(0);
	}, 60_000);
});

describe('the control API', () => {
	const start = startForOneTest();
	const seed = { companies: 2, contactsPerCompany: 2, tickets: 5 };

	it('does over HTTP what it does in the process', async () => {
		const simulator = await start({ seed });
		const control = axios.create({ baseURL: `${simulator.url}/_sandbox`, validateStatus: () => true });
		const { data: created } = await control.post('/records/Tickets', { summary: 'by hand', client_id: 1 });
		expect(created).toMatchObject({ summary: 'by hand', takenby: 'Jordan Rivera' });
		await control.patch(`/records/Tickets/${created.id}?by=3`, { status_id: 9 });
		expect((await control.get(`/records/Tickets/${created.id}`)).data).toMatchObject({ closure_agent_id: 3 });
		await control.delete(`/records/Tickets/${created.id}`);
		expect(simulator.control.record('Tickets', created.id)).toMatchObject({ deleted: true });
		await control.put('/records/Client/1', { name: 'Broken', toplevel_id: 99 });
		expect(simulator.control.record('Client', 1)).toMatchObject({ name: 'Broken', toplevel_id: 99 });
		expect((await control.put('/settings', { windowMs: 1_000 })).data).toMatchObject({
			windowMs: 1_000,
			webhooks: true,
		});
		expect((await control.post('/tokens/revoke')).status).toBe(204);
		expect((await control.post('/reset', { companies: 1, contactsPerCompany: 1, tickets: 0 })).status).toBe(204);
		expect((await control.get('/records/Client')).data).toHaveLength(1);
	});

	it.each([
		['GET', '/records/Nonsense', undefined],
		['PUT', '/settings', { nonsense: 1 }],
		['POST', '/records/Status', { name: 'x' }],
		['PATCH', '/records/Tickets/999', { summary: 'x' }],
		['PATCH', '/records/Tickets/1', { agent_id: 'nobody' }],
	])('says what is wrong with %s %s %p', async (method, url, data) => {
		const simulator = await start({ seed });
		const answer = await axios.request({
			method,
			url: `${simulator.url}/_sandbox${url}`,
			data,
			validateStatus: () => true,
		});
		expect(answer).toMatchObject({ status: 400, data: { error: expect.any(String) } });
	});

	it('forgets changes, settings, faults, webhooks and log with a reset', async () => {
		const simulator = await start({ seed });
		const { control } = simulator;
		control.edit('Client', 1, { name: 'Changed' });
		control.set({ restricted: true, indexLagMs: 5, requestsPerWindow: 1, windowMs: 5, tokenSeconds: 5 });
		control.clock.set({ skewMs: 5_000 });
		control.faults.add({ kind: 'html' });
		control.reset();
		expect(control.record('Client', 1)?.name).not.toBe('Changed');
		expect(control.set({})).toEqual({
			editsDateTickets: true,
			filesAlwaysShown: false,
			filesInRecords: false,
			indexLagMs: 0,
			requestsPerWindow: null,
			windowMs: 300_000,
			retryAfter: true,
			webhooks: true,
			webhookCopies: 1,
			tokenSeconds: 3_600,
			restricted: false,
			generalUsers: false,
			wrapsSingle: false,
		});
		expect(control.clock.settings.skewMs).toBe(0);
		expect(control.faults.list()).toEqual([]);
	});
});
