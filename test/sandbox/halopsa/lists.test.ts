import type { AxiosInstance } from 'axios';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { type Answered, clientOf, startForOneTest, startRecorded } from './simulator';

describe('lists', () => {
	let simulator: HaloPsaSimulator;
	let http: AxiosInstance;

	beforeAll(async () => {
		const seed = { companies: 6, contactsPerCompany: 4, tickets: 230 };
		({ simulator, http } = await startRecorded('lists', { seed }));
	});
	beforeEach(() => simulator.control.reset());
	afterAll(() => simulator.close());

	const list = async (path: string, params: object = {}): Promise<Answered> => {
		const { status, data } = await http.get(path, { params });
		expect(status).toBe(200);
		return data;
	};
	const ids = ({ tickets }: Answered): number[] => tickets.map(({ id }: Answered) => id);

	it.each([
		['/Tickets', 'tickets'],
		['/Client', 'clients'],
		['/Users', 'users'],
		['/Site', 'sites'],
		['/Actions', 'actions'],
	])('wraps %s in a count and %s', async (path, key) => {
		const data = await list(path);
		expect(Object.keys(data)).toEqual(['record_count', key]);
		expect(data[key]).toHaveLength(data.record_count);
	});

	it.each(['/Status', '/Priority', '/Agent', '/Team', '/TicketType', '/SLA', '/Outcome', '/Category', '/FieldInfo'])(
		'answers %s with a bare array',
		async (path) => {
			expect(Array.isArray(await list(path))).toBe(true);
		},
	);

	it('reads paths and parameters whatever their case', async () => {
		expect(await list('/tickets', { COUNT: 1 })).toEqual(await list('/Tickets', { count: 1 }));
	});

	it('ignores the page size where pageinate is missing, also where it is spelt right', async () => {
		expect((await list('/Tickets', { page_size: 10, page_no: 2 })).tickets).toHaveLength(230);
	});

	it('cuts pages at 100 without a word and counts all the same', async () => {
		const asked = { pageinate: true, page_size: 1000 };
		const pages = await Promise.all([1, 2, 3, 4].map((page_no) => list('/Tickets', { ...asked, page_no })));
		expect(pages.map(({ tickets }) => tickets.length)).toEqual([100, 100, 30, 0]);
		expect(pages[0]).toMatchObject({ record_count: 230, page_no: 1, page_size: 100 });
		expect(new Set(pages.flatMap(ids)).size).toBe(230);
	});

	it('limits by count where it does not page', async () => {
		const data = await list('/Tickets', { count: 3 });
		expect(data.tickets).toHaveLength(3);
		expect(data.record_count).toBe(230);
	});

	it('orders by the fields that are asked for, tickets by the newest otherwise', async () => {
		expect(ids(await list('/Tickets', { count: 3 }))).toEqual([230, 229, 228]);
		expect(ids(await list('/Tickets', { count: 3, order: 'id' }))).toEqual([1, 2, 3]);
		const { tickets } = await list('/Tickets', { order: 'client_name', order2: 'dateoccured', orderdesc2: true });
		const keys = tickets.map(({ client_name, dateoccurred }: Answered) => ({ client_name, dateoccurred }));
		const sorted = [...keys].sort(
			(a: Answered, b: Answered) =>
				a.client_name.localeCompare(b.client_name, 'en', { sensitivity: 'base' }) ||
				b.dateoccurred.localeCompare(a.dateoccurred),
		);
		expect(keys).toEqual(sorted);
	});

	it('shows slim rows: no details, no custom fields, no change time of clients and users', async () => {
		const [ticket] = (await list('/Tickets', { count: 1 })).tickets;
		for (const field of ['details', 'customfields', 'user', 'third_party_id_string'])
			expect(ticket).not.toHaveProperty(field);
		expect(ticket).toHaveProperty('last_update');
		const [client] = (await list('/Client', { count: 1 })).clients;
		expect(Object.keys(client)).toEqual([
			'id',
			'name',
			'toplevel_id',
			'toplevel_name',
			'inactive',
			'colour',
			'use',
			'client_to_invoice',
			'stopped',
			'customertype',
			'ref',
			'ticket_invoices_for_each_site',
		]);
		const [user] = (await list('/Users', { count: 1 })).users;
		for (const field of ['ulastupdate', 'datecreated', 'customfields', 'site', 'notes'])
			expect(user).not.toHaveProperty(field);
	});

	it('shows more of one record, and all of it with includedetails', async () => {
		const plain = await list('/Tickets/1');
		expect(plain).toHaveProperty('details');
		expect(plain).not.toHaveProperty('customfields');
		const full = await list('/Tickets/1', { includedetails: true });
		expect(full).toMatchObject({ customfields: expect.any(Array), tickettype: { id: plain.tickettype_id } });
		expect(full.priority.priorityid).toBe(plain.priority_id);
		expect(full.priority.id).toMatch(/^[0-9a-f-]{36}$/);
	});

	it('shows names of clients, sites and users on a ticket, but of statuses and agents ids alone', async () => {
		const ticket = await list('/Tickets/1', { includedetails: true });
		expect(ticket).toMatchObject({ client_name: expect.any(String), site_name: 'Main' });
		for (const field of ['status_name', 'agent_name', 'priority_name']) expect(ticket).not.toHaveProperty(field);
	});

	it('has no null in any record: sentinels stand for what is unset, and an open ticket has no dateclosed', async () => {
		const { data } = await http.post('/Tickets', [{ summary: 'x' }]);
		const ticket = await list(`/Tickets/${data.id}`, { includedetails: true });
		const client = await list('/Client/1', { includedetails: true });
		for (const record of [ticket, client, await list('/Users/1', { includedetails: true })]) {
			expect(JSON.stringify(record)).not.toContain('null');
		}
		expect(ticket).toMatchObject({ user_id: 0, agent_id: 1, contract_id: -1, targetdate: '1900-01-01T00:00:00' });
		expect(ticket.lastincomingemail).toBe('0001-01-01T00:00:00');
		expect(ticket).not.toHaveProperty('dateclosed');
		expect(client).toMatchObject({ autotaskid: -1, connectwiseid: 0 });
	});

	it('filters tickets by numbers, lists of numbers and words', async () => {
		const all: Answered[] = (await list('/Tickets')).tickets;
		const expected = (meets: (ticket: Answered) => boolean): number[] => all.filter(meets).map(({ id }) => id);
		const found = async (params: object): Promise<number[]> => ids(await list('/Tickets', params));
		expect(await found({ client_id: 2 })).toEqual(expected(({ client_id }) => client_id === 2));
		expect(await found({ status_id: 9, client_id: 3 })).toEqual(
			expected(({ client_id, status_id }) => client_id === 3 && status_id === 9),
		);
		expect(await found({ status: '1,2' })).toEqual(expected(({ status_id }) => status_id < 3));
		expect(await found({ open_only: true })).toEqual(expected(({ status_id }) => status_id !== 9));
		expect(await found({ closed_only: true })).toEqual(expected(({ status_id }) => status_id === 9));
		expect(await found({ requesttype_id: 4 })).toEqual(expected(({ tickettype_id }) => tickettype_id === 4));
		expect(await found({ ticketids: '5,7,99999' })).toEqual([7, 5]);
		expect(await found({ search: 'BACKUP' })).toEqual(
			expect.arrayContaining(expected(({ summary }) => /backup/i.test(summary))),
		);
	});

	it('filters by when a record last changed, both ends included, with and without a zone', async () => {
		const stamps = (await list('/Tickets', { order: 'last_update' })).tickets.map((t: Answered) => t.last_update);
		const from = stamps[200];
		const count = async (params: object): Promise<number> => (await list('/Tickets', params)).record_count;
		const expected = stamps.filter((at: string) => at >= from).length;
		expect(await count({ lastupdatefromdate: from })).toBe(expected);
		expect(await count({ lastupdatefromdate: `${from}Z` })).toBe(expected);
		expect(await count({ lastupdatefromdate: from, lastupdatetodate: from })).toBe(
			stamps.filter((at: string) => at === from).length,
		);
	});

	it('filters clients and users by changes that their rows do not show', async () => {
		const { headers } = await http.get('/Status');
		const from = new Date(String(headers.date)).toISOString();
		await http.post('/Client', [{ id: 4, notes: 'x' }]);
		await http.post('/Users', [{ id: 9, notes: 'y' }]);
		const changed = { lastupdatefromdate: from };
		expect((await list('/Client', changed)).clients.map(({ id }: Answered) => id)).toEqual([4]);
		expect((await list('/Users', changed)).users.map(({ id }: Answered) => id)).toEqual([9]);
	});

	it('leaves out inactive clients and users unless they are asked for', async () => {
		await http.post('/Client', [{ id: 2, inactive: true }]);
		await http.post('/Users', [{ id: 2, inactive: true }]);
		const counts = async (params: object): Promise<number[]> => [
			(await list('/Client', params)).record_count,
			(await list('/Users', params)).record_count,
		];
		expect(await counts({})).toEqual([5, 23]);
		expect(await counts({ includeinactive: true })).toEqual([6, 24]);
		expect(await counts({ includeactive: false, includeinactive: true })).toEqual([1, 1]);
		expect(await counts({ activeinactive: 'false,true' })).toEqual([1, 1]);
	});

	it('searches clients by name and users by name and address', async () => {
		const { users } = await list('/Users', { count: 1 });
		const [{ emailaddress, name, id }] = users;
		for (const search of [emailaddress.toUpperCase(), name]) {
			expect((await list('/Users', { search })).users.map((user: Answered) => user.id)).toContain(id);
		}
		const client = await list('/Client/1');
		expect((await list('/Client', { search: client.name.slice(2, 9) })).clients).toMatchObject([{ id: 1 }]);
	});

	it.each([
		[{ client_id: 'abc' }, 'client_id'],
		[{ lastupdatefromdate: 'true' }, 'lastupdatefromdate'],
		[{ pageinate: 'yes' }, 'pageinate'],
		[{ ticketids: '1;2' }, 'ticketids'],
	])('refuses %p by naming %s', async (params, name) => {
		const { status, data } = await http.get('/Tickets', { params });
		expect(status).toBe(400);
		expect(data[name]).toEqual([expect.stringContaining('is not valid')]);
	});

	it('answers 404 for an id that there is not, 400 for one that is no number', async () => {
		expect(await http.get('/Tickets/99999')).toMatchObject({ status: 404, data: { resultCode: 404 } });
		expect(await http.get('/Client/abc')).toMatchObject({
			status: 400,
			data: { id: ["The value 'abc' is not valid."] },
		});
	});
});

describe('a list', () => {
	const start = startForOneTest();
	const seed = { companies: 2, contactsPerCompany: 2, tickets: 5 };

	it('shows an older state while the index lags; a GET by id does not', async () => {
		const simulator = await start({ seed });
		const http = await clientOf(simulator);
		simulator.control.set({ indexLagMs: 60_000 });
		const { data } = await http.post('/Tickets', [{ summary: 'late', client_id: 1 }]);
		const listed = async (): Promise<number> => (await http.get('/Tickets')).data.record_count;
		expect(await listed()).toBe(5);
		expect((await http.get(`/Tickets/${data.id}`)).data.summary).toBe('late');
		simulator.control.catchUpIndex();
		expect(await listed()).toBe(6);
	});

	it('moves its rows between pages when they are written: page numbers are the only cursor', async () => {
		const simulator = await start({ seed: { ...seed, tickets: 130 } });
		const http = await clientOf(simulator);
		const page = async (page_no: number): Promise<Answered[]> =>
			(await http.get('/Tickets', { params: { pageinate: true, page_size: 100, page_no, order: 'last_update' } })).data
				.tickets;
		const first = await page(1);
		await http.post('/Tickets', [{ id: first[0].id, summary: 'moved' }]);
		const seen = new Set([...first, ...(await page(2))].map(({ id }) => id));
		expect(seen.size).toBe(129);
	});

	it('wraps a single record too where the instance is of that kind', async () => {
		const simulator = await start({ seed });
		const http = await clientOf(simulator);
		simulator.control.set({ wrapsSingle: true });
		expect((await http.get('/Tickets/1')).data).toMatchObject({ tickets: [{ id: 1 }] });
		expect((await http.get('/Status/1')).data).toMatchObject({ id: 1 });
	});

	it.each([
		['GET', '/Nonsense', 404],
		['GET', '/Tickets/1/Notes', 404],
		['PUT', '/Tickets', 405],
		['PATCH', '/Tickets/1', 405],
		['POST', '/Tickets/1', 405],
		['DELETE', '/Tickets', 405],
		['POST', '/Agent', 405],
	])('answers %s %s with %i and a message', async (method, url, status) => {
		const http = await clientOf(await start({ seed }));
		const answer = await http.request({ method, url, data: method === 'GET' ? undefined : [] });
		expect(answer).toMatchObject({ status, data: { Message: expect.any(String) } });
	});
});
