import type { AxiosInstance } from 'axios';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { type Answered, links, startRecorded } from './simulator';

describe('paging', () => {
	let simulator: ConnectWiseSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('paging')));
	afterAll(() => simulator.close());

	const ids = (rows: Answered[]): number[] => rows.map(({ id }) => id as number);
	const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

	it('answers a bare array of 25 unless asked otherwise', async () => {
		const { data, headers } = await http.get('/service/tickets');
		expect(ids(data)).toEqual(upTo(25));
		expect(Object.keys(links(headers.link))).toEqual(['next', 'last']);
	});

	it('leads through all pages by the Link header, keeping the other parameters', async () => {
		const seen: number[] = [];
		let next: string | undefined = '/service/tickets?pageSize=7&conditions=id<=20&fields=id';
		let last: Record<string, string> = {};
		while (next) {
			const answer: Answered = await http.get(next);
			seen.push(...ids(answer.data));
			expect(answer.data.every((row: object) => Object.keys(row).join() === 'id')).toBe(true);
			last = links(answer.headers.link);
			next = last.next;
		}
		expect(seen).toEqual(upTo(20));
		expect(Object.keys(last)).toEqual(['first', 'prev']);
	});

	it('reads forward by id: a record that leaves the window does not shift the others', async () => {
		const headers = { 'pagination-type': 'forward-only' };
		const first = await http.get('/service/tickets', { headers, params: { pageSize: 20 } });
		simulator.control.remove('tickets', 3);
		const second = await http.get(links(first.headers.link).next, { headers });
		expect(ids(second.data)).toEqual(upTo(40).slice(20));
		const third = await http.get(links(second.headers.link).next, { headers });
		const beyond = await http.get(links(third.headers.link).next, { headers });
		expect(ids(third.data)).toEqual(upTo(60).slice(40));
		expect(beyond.data).toEqual([]);
		// The vendor always gives a next page: whoever only follows links never ends.
		expect(links(beyond.headers.link).next).toContain('pageId=60');
	});

	it('refuses orderBy with forward-only paging', async () => {
		const headers = { 'pagination-type': 'forward-only' };
		const { status, data } = await http.get('/service/tickets', { headers, params: { orderBy: 'id desc' } });
		expect(status).toBe(400);
		expect(data.code).toBe('ApiFindCondition');
	});

	it('counts in a twin of every list', async () => {
		expect((await http.get('/company/companies/count')).data).toEqual({ count: 6 });
		const params = { conditions: 'company/id = 1' };
		expect((await http.get('/company/contacts/count', { params })).data).toEqual({ count: 4 });
	});

	it('orders by fields of the record, of a reference and of _info', async () => {
		const params = { orderBy: 'board/name asc, lastUpdated desc', pageSize: 100 };
		const { data } = await http.get('/service/tickets', { params });
		const keys = data.map((t: Answered) => [t.board.name, t._info.lastUpdated]);
		const sorted = [...keys].sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x > y ? -1 : x < y ? 1 : 0));
		expect(keys).toEqual(sorted);
		expect(new Set(keys.map(([board]: string[]) => board)).size).toBeGreaterThan(1);
	});

	it.each([
		['an unknown field in orderBy', { orderBy: 'nonsense' }],
		['a direction that is none', { orderBy: 'id sideways' }],
		['an unknown field in fields', { fields: 'id,nonsense' }],
		['a page that is no number', { page: 'x' }],
		['page 0', { page: 0 }],
	])('answers 400 to %s', async (_what, params) => {
		expect((await http.get('/service/tickets', { params })).status).toBe(400);
	});

	it('answers 404 for the notes of a ticket that does not exist', async () => {
		const { status, data } = await http.get('/service/tickets/99999/notes');
		expect(status).toBe(404);
		expect(data).toEqual({ code: 'NotFound', message: 'Ticket 99999 not found' });
	});
});
