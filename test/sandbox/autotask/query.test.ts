import type { AxiosInstance } from 'axios';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { type Answered, query, startRecorded } from './simulator';

describe('queries', () => {
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('query')));
	beforeEach(() => simulator.control.reset());
	afterAll(() => simulator.close());

	const all = { op: 'gte', field: 'id', value: 0 };
	const titles = (): string[] => simulator.control.records('Tickets').map(({ title }) => String(title));
	const refused = async (body: unknown, path = '/Tickets/query'): Promise<string> => {
		const { status, data } = await http.post(path, body);
		expect(status).toBe(500);
		expect(data).toEqual({ errors: [expect.any(String)] });
		return data.errors[0];
	};

	it('answers records by id, every field of the model with null where unset', async () => {
		const found = await query(http, 'Tickets');
		const ids = found.map(({ id }) => id);
		expect(ids).toEqual([...ids].sort((a, b) => a - b));
		expect(found).toHaveLength(60);
		expect(found[0]).toMatchObject({ projectID: null, ticketNumber: expect.stringMatching(/^T\d{8}\.\d{4}$/) });
		expect(found[0].userDefinedFields.map(({ name }: Answered) => name)).toEqual(['Asset Tag', 'Root Cause']);
	});

	it('finds the tenant’s own company under the id 0', async () => {
		expect((await query(http, 'Companies', [{ op: 'eq', field: 'id', value: 0 }]))[0].companyName).toBe('Sandbox MSP');
	});

	it.each([
		['eq', 'VPN', (title: string) => title === 'vpn'],
		['beginsWith', 'vpn', (title: string) => title.startsWith('vpn')],
		['endsWith', 'PAGES', (title: string) => title.endsWith('pages')],
		['contains', 'password', (title: string) => title.includes('password')],
		['noteq', 'x', () => true],
	])('compares text with %s without regard to case', async (op, value, holds) => {
		const found = await query(http, 'Tickets', [{ op, field: 'title', value }]);
		expect(found).toHaveLength(titles().filter((title) => holds(title.toLowerCase())).length);
	});

	it('compares numbers, booleans and times, with and without Z', async () => {
		const [first, second, third] = await query(http, 'Tickets');
		const at = (value: string, op: string): Promise<Answered[]> =>
			query(http, 'Tickets', [
				{ op: 'in', field: 'id', value: [first.id, second.id, third.id] },
				{ op, field: 'lastActivityDate', value },
			]);
		const stamps = [first, second, third].map(({ lastActivityDate }) => lastActivityDate).sort();
		expect(await at(stamps[1], 'gte')).toHaveLength(2);
		expect(await at(`${stamps[1]}Z`, 'gt')).toHaveLength(1);
		expect(await at(stamps[1].slice(0, 19), 'lte')).toHaveLength(2);
		expect(await query(http, 'Companies', [{ op: 'eq', field: 'isActive', value: true }])).toHaveLength(7);
		expect(await query(http, 'Contacts', [{ op: 'eq', field: 'isActive', value: 1 }])).toHaveLength(24);
	});

	it('joins conditions with and, nests and/or, knows in, notIn, exist and notExist', async () => {
		const [{ id }, { id: second }] = await query(http, 'Tickets');
		const ids = async (...filter: object[]): Promise<number[]> =>
			(await query(http, 'Tickets', filter)).map((row) => row.id);
		const either = [
			{ op: 'eq', field: 'id', value: id },
			{ op: 'eq', field: 'id', value: second },
		];
		expect(await ids({ op: 'or', items: either })).toEqual([id, second]);
		expect(await ids({ op: 'and', items: either })).toEqual([]);
		expect(await ids({ op: 'in', field: 'id', value: [id, 1] })).toEqual([id]);
		expect(await ids({ op: 'notIn', field: 'id', value: [id] })).not.toContain(id);
		expect(await ids({ op: 'exist', field: 'projectID' })).toEqual([]);
		expect(await ids({ op: 'notExist', field: 'projectID' })).toHaveLength(60);
	});

	it('does not meet an unset field with any comparison', async () => {
		expect(await query(http, 'Tickets', [{ op: 'noteq', field: 'projectID', value: 4 }])).toEqual([]);
	});

	it('finds by one user-defined field, and refuses two', async () => {
		const udf = (field: string, op: string, value: unknown): object => ({ op, field, value, udf: true });
		const gold = await query(http, 'Companies', [udf('Service Tier', 'eq', 'gold')]);
		expect(gold.length).toBeGreaterThan(0);
		for (const { userDefinedFields } of gold)
			expect(userDefinedFields[0]).toEqual({ name: 'Service Tier', value: 'Gold' });
		const big = await query(http, 'Companies', [udf('Employees', 'gt', 9)]);
		expect(big.every(({ userDefinedFields }) => Number(userDefinedFields[1].value) > 9)).toBe(true);
		const both = { filter: [udf('Service Tier', 'exist', null), udf('Employees', 'exist', null)] };
		expect(await refused(both, '/Companies/query')).toContain('only one user-defined field');
	});

	it('drops a condition whose operator does not exist, and finds everything', async () => {
		expect(await query(http, 'Tickets', [{ op: 'ne', field: 'status', value: 5 }])).toHaveLength(60);
	});

	it('names the unknown field in a 500', async () => {
		const filter = [{ op: 'eq', field: 'projektID', value: 1 }];
		expect(await refused({ filter })).toBe('Unable to find projektID in the Ticket Entity');
		expect(await refused({ filter: [all], includeFields: ['nothing'] })).toContain('Unable to find nothing');
	});

	it.each([
		['Tickets', 'creatorType'],
		['Tickets', 'lastActivityPersonType'],
		['Contacts', 'surveyOptOut'],
		['Companies', 'assetValue'],
	])('refuses a query of %s that names the field %s', async (entity, field) => {
		expect(await refused({ filter: [{ op: 'eq', field, value: 1 }] }, `/${entity}/query`)).toContain(field);
	});

	it.each([
		['no filter', {}],
		['an empty filter', { filter: [] }],
		['no body', undefined],
		['a page of 501', { filter: [all], maxRecords: 501 }],
		['a page of 0', { filter: [all], maxRecords: 0 }],
		['20,000 by another case', { filter: [all], MaxRecords: 20_000 }],
		['501 values', { filter: [{ op: 'in', field: 'id', value: Array.from({ length: 501 }, (_, i) => i) }] }],
		['text for a number', { filter: [{ op: 'eq', field: 'companyID', value: 'Acme' }] }],
		['a time that is none', { filter: [{ op: 'gt', field: 'createDate', value: 'yesterday' }] }],
	])('refuses %s with 500', async (_what, body) => {
		await refused(body);
	});

	it('keeps the fields that were asked for, and id and user-defined fields regardless', async () => {
		const [ticket] = await query(http, 'Tickets', [all], { includeFields: ['title'], maxRecords: 1 });
		expect(Object.keys(ticket).sort()).toEqual(['id', 'title', 'userDefinedFields']);
	});

	it('counts', async () => {
		expect((await http.post('/Tickets/query/count', { filter: [all] })).data).toEqual({ queryCount: 60 });
	});

	it('takes the query as a search parameter of a GET too', async () => {
		const search = JSON.stringify({ filter: [{ op: 'eq', field: 'id', value: 174 }] });
		const { data } = await http.get('/Companies/query', { params: { search } });
		expect(data.items.map(({ id }: Answered) => id)).toEqual([174]);
		expect((await http.get('/Companies/query/count', { params: { search } })).data.queryCount).toBe(1);
	});

	it('leads a POST query through pages that are posted again with the same body', async () => {
		const body = { filter: [all], maxRecords: 25 };
		const ids: number[] = [];
		let page = (await http.post('/Tickets/query', body)).data;
		const { nextPageUrl } = page.pageDetails;
		expect(page.pageDetails).toMatchObject({ count: 25, requestCount: 25, prevPageUrl: null });
		for (;;) {
			ids.push(...page.items.map(({ id }: Answered) => id));
			if (!page.pageDetails.nextPageUrl) break;
			page = (await http.post(page.pageDetails.nextPageUrl, body)).data;
		}
		expect(ids).toEqual((await query(http, 'Tickets')).map(({ id }) => id));
		const back = (await http.post(page.pageDetails.prevPageUrl, body)).data;
		expect(back.items.map(({ id }: Answered) => id)).toEqual(ids.slice(25, 50));
		const got = await http.get(nextPageUrl);
		expect([got.status, got.data.Message]).toEqual([405, expect.stringContaining("method 'GET'")]);
		expect((await http.post(nextPageUrl)).status).toBe(500);
	});

	it('leads a GET query through pages by GET, and answers 404 to an address that is too long', async () => {
		const search = JSON.stringify({ filter: [all], maxRecords: 50 });
		const { data } = await http.get('/Tickets/query', { params: { search } });
		const next = await http.get(data.pageDetails.nextPageUrl);
		expect(next.data.items).toHaveLength(10);
		const long = JSON.stringify({
			filter: [{ op: 'in', field: 'id', value: Array.from({ length: 400 }, (_, i) => 100_000 + i) }],
		});
		expect((await http.get('/Tickets/query', { params: { search: long } })).status).toBe(404);
	});

	it('shows lists an older state while the index lags; a GET by id is current', async () => {
		simulator.control.set({ indexLagMs: 60_000 });
		simulator.control.edit('Tickets', 7001, { title: 'Edited' });
		const byId = [{ op: 'eq', field: 'id', value: 7001 }];
		expect((await query(http, 'Tickets', byId))[0].title).not.toBe('Edited');
		expect((await http.get('/Tickets/7001')).data.item.title).toBe('Edited');
		simulator.control.catchUpIndex();
		expect((await query(http, 'Tickets', byId))[0].title).toBe('Edited');
	});

	it('answers a missing id with a null item, or with 404 where the tenant does', async () => {
		expect(await http.get('/Tickets/1')).toMatchObject({ status: 200, data: { item: null } });
		simulator.control.set({ missingAs404: true });
		expect((await http.get('/Tickets/1')).status).toBe(404);
	});
});
