import axios, { AxiosError, type AxiosInstance } from 'axios';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { type Answered, TICKET, startRecorded } from './simulator';

describe('faults', () => {
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('faults')));
	afterEach(() => simulator.control.faults.clear());
	afterAll(() => simulator.close());

	const newTicket = (): Promise<Answered> => http.post('/Tickets', TICKET);
	const ticketCount = (): number => simulator.control.records('Tickets').length;
	const failure = async (request: Promise<unknown>): Promise<AxiosError> => {
		const error: unknown = await request.then(
			() => undefined,
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(AxiosError);
		return error as AxiosError;
	};

	it('refuses with 429 and says when to come again', async () => {
		simulator.control.faults.add({ kind: 'rateLimited', times: 1, retryAfterSeconds: 7 });
		const { status, headers, data } = await http.get('/Tickets/7001');
		expect([status, headers['retry-after']]).toEqual([429, '7']);
		expect(data).toEqual({ errors: [expect.any(String)] });
	});

	it.each([
		['a failure of the server', { kind: 'serverError' }, 500, { Message: 'An error has occurred.' }],
		['an outage', { kind: 'unavailable' }, 503, { Message: 'The service is unavailable.' }],
		['a sentence about the request', { kind: 'serverError', message: 'No.' }, 500, { errors: ['No.'] }],
	] as const)('answers %s before anything is changed', async (_what, fault, status, body) => {
		const before = ticketCount();
		simulator.control.faults.add({ ...fault, times: 1 });
		const answer = await newTicket();
		expect([answer.status, answer.data]).toEqual([status, body]);
		expect(ticketCount()).toBe(before);
	});

	it('loses the response of a request that it carried out', async () => {
		const before = ticketCount();
		simulator.control.faults.add({ kind: 'lostResponse', times: 1, method: 'POST', path: '^/Tickets$', delayMs: 1 });
		expect((await failure(newTicket())).response).toBeUndefined();
		expect(ticketCount()).toBe(before + 1);
	});

	it('answers a page of a proxy with 200', async () => {
		simulator.control.faults.add({ kind: 'html', times: 1 });
		const { status, data } = await http.get('/Tickets/7001');
		expect([status, typeof data]).toEqual([200, 'string']);
	});
});

describe('the log and the recorder', () => {
	it('log paths below the version, and record them with it', async () => {
		const { simulator, http } = await startRecorded('log');
		await http.get('/Companies/174');
		await http.get('/Tickets/entityInformation');
		expect(simulator.control.requests.counts()).toEqual({
			'GET /Companies/{id}': 1,
			'GET /Tickets/entityInformation': 1,
		});
		await simulator.close();
		const file = join(__dirname, '..', '..', '.traffic', 'autotask-simulator-log.jsonl');
		const [line] = readFileSync(file, 'utf8').split('\n');
		expect(JSON.parse(line)).toMatchObject({ vendor: 'autotask', method: 'GET', path: '/v1.0/Companies/174' });
	});
});

describe('the control API', () => {
	let simulator: AutotaskSimulator;
	let control: AxiosInstance;

	beforeAll(async () => {
		({ simulator } = await startRecorded('control'));
		control = axios.create({ baseURL: `${simulator.url}/_sandbox`, validateStatus: () => true });
	});
	afterAll(() => simulator.close());

	it('creates, shows, changes, stores unchecked and deletes as a person', async () => {
		const { status, data } = await control.post('/records/Tickets?by=tchang', TICKET);
		expect(status).toBe(201);
		const path = `/records/Tickets/${data.id}`;
		const author = simulator.control.records('Resources').find(({ userName }) => userName === 'tchang')?.id;
		expect(data.creatorResourceID).toBe(author);
		expect((await control.patch(`${path}?by=${simulator.resource}`, { title: 'x' })).data).toMatchObject({
			title: 'x',
			lastActivityResourceID: simulator.resource,
		});
		await control.put(path, { title: null });
		expect((await control.get(path)).data.title).toBeNull();
		expect((await control.delete(path)).status).toBe(204);
		expect((await control.get(path)).status).toBe(404);
	});

	it('creates notes below a ticket', async () => {
		const note = { description: 'x', noteType: 3, publish: 2 };
		const { data } = await control.post('/records/TicketNotes?parentId=7001', note);
		expect(data).toMatchObject({ ...note, ticketID: 7001 });
	});

	it('reads and changes settings, usage, deliveries, the index', async () => {
		expect((await control.put('/settings', { othersCalls: 12 })).data).toMatchObject({
			othersCalls: 12,
			webhooks: true,
		});
		expect((await control.get('/settings')).data.othersCalls).toBe(12);
		expect((await control.get('/usage')).data.calls).toBe(12);
		expect((await control.get('/deliveries')).data).toEqual([]);
		expect((await control.post('/index/catch-up')).status).toBe(204);
	});

	it('resets to a seed, and adds another', async () => {
		await control.post('/reset', { companies: 2, contactsPerCompany: 1, tickets: 3 });
		const sizes = async (): Promise<number[]> =>
			Promise.all(
				['Companies', 'Contacts', 'Tickets'].map(async (table) => (await control.get(`/records/${table}`)).data.length),
			);
		expect(await sizes()).toEqual([3, 2, 3]);
		expect((await control.get('/settings')).data.othersCalls).toBe(0);
		await control.post('/seed', { companies: 1, contactsPerCompany: 0, tickets: 1 });
		expect(await sizes()).toEqual([4, 2, 4]);
	});

	it.each([
		['an unknown table', 'get', '/records/nothing'],
		['a setting that does not exist', 'put', '/settings'],
		['a person who does not exist', 'post', '/records/Tickets?by=nobody'],
		['a record that does not exist', 'patch', '/records/Tickets/1'],
	] as const)('refuses %s with 400', async (_what, method, path) => {
		expect((await control[method](path, { nonsense: 1 } as object)).status).toBe(400);
	});
});
