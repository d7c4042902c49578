import axios, { AxiosError, type AxiosInstance } from 'axios';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { type Answered, startRecorded } from './simulator';

describe('faults', () => {
	let simulator: ConnectWiseSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('faults')));
	afterEach(() => {
		simulator.control.faults.clear();
		simulator.control.set({ indexLagMs: 0 });
	});
	afterAll(() => simulator.close());

	const newTicket = (summary = 'x'): Promise<Answered> =>
		http.post('/service/tickets', { summary, company: { id: 1 } });
	const ticketCount = (): number => simulator.control.records('tickets').length;
	const failure = async (request: Promise<unknown>): Promise<AxiosError> => {
		const error: unknown = await request.then(
			() => undefined,
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(AxiosError);
		return error as AxiosError;
	};

	it('refuses with 429, Retry-After and the body that has another shape than all other errors', async () => {
		simulator.control.faults.add({ kind: 'rateLimited', times: 1, retryAfterSeconds: 7 });
		const { status, headers, data } = await http.get('/service/tickets');
		expect(status).toBe(429);
		expect(headers['retry-after']).toBe('7');
		expect(data).toEqual({ error: 'ConnectWiseAPI', message: 'Too many requests. Please try again in 7 seconds.' });
		expect((await http.get('/service/tickets')).status).toBe(200);
	});

	it('refuses what exceeds a limit in a minute, and says when to come again', async () => {
		simulator.control.set({ requestsPerMinute: 2 });
		const statuses: number[] = [];
		for (let i = 0; i < 3; i++) statuses.push((await http.get('/system/info')).status);
		const { headers } = await http.get('/system/info');
		simulator.control.set({ requestsPerMinute: null });
		expect(statuses).toEqual([200, 200, 429]);
		expect(Number(headers['retry-after'])).toBeGreaterThan(50);
		expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
	});

	it('refuses with another status where a fault names one', async () => {
		simulator.control.faults.add({ kind: 'serverError', status: 409, message: 'Record possibly in use', times: 1 });
		expect(await newTicket()).toMatchObject({ status: 409, data: { message: 'Record possibly in use' } });
	});

	it.each([
		['serverError', 500, 'A timeout has occured'],
		['unavailable', 503, 'Service Unavailable'],
	] as const)('%s refuses with %i before anything is changed', async (kind, status, message) => {
		const before = ticketCount();
		simulator.control.faults.add({ kind, times: 1 });
		expect(await newTicket()).toMatchObject({ status, data: { code: 'ConnectWiseApi', message } });
		expect(ticketCount()).toBe(before);
	});

	it('loses a request before it is carried out', async () => {
		const before = ticketCount();
		simulator.control.faults.add({ kind: 'lostRequest', times: 1, delayMs: 1 });
		expect((await failure(newTicket())).response).toBeUndefined();
		expect(ticketCount()).toBe(before);
	});

	it('loses the response of a request that it carried out', async () => {
		const before = ticketCount();
		simulator.control.faults.add({
			kind: 'lostResponse',
			times: 1,
			method: 'POST',
			path: '^/service/tickets$',
			delayMs: 1,
		});
		expect((await failure(newTicket('committed'))).response).toBeUndefined();
		expect(ticketCount()).toBe(before + 1);
		expect(simulator.control.records('tickets').at(-1)).toMatchObject({ summary: 'committed' });
	});

	it('lets a client with a shorter patience time out after the commit', async () => {
		const before = ticketCount();
		simulator.control.faults.add({ kind: 'lostResponse', times: 1, delayMs: 60_000 });
		const impatient = http.post('/service/tickets', { summary: 'x', company: { id: 1 } }, { timeout: 1_500 });
		expect((await failure(impatient)).code).toBe('ECONNABORTED');
		expect(ticketCount()).toBe(before + 1);
	});

	it('answers slowly, but answers', async () => {
		simulator.control.faults.add({ kind: 'slow', times: 1, delayMs: 80 });
		const started = Date.now();
		expect((await http.get('/service/tickets/1')).status).toBe(200);
		expect(Date.now() - started).toBeGreaterThanOrEqual(75);
	});

	it('cuts a body in the middle', async () => {
		simulator.control.faults.add({ kind: 'truncated', times: 1 });
		const { status, data } = await http.get('/service/tickets', {
			responseType: 'text',
			transformResponse: (text: string) => text,
		});
		expect(status).toBe(200);
		expect(() => JSON.parse(data) as unknown).toThrow(SyntaxError);
		expect(data.length).toBeGreaterThan(100);
	});

	it('answers a proxy’s page instead of JSON', async () => {
		simulator.control.faults.add({ kind: 'html', times: 1 });
		const { status, headers, data } = await http.get('/service/tickets');
		expect(status).toBe(200);
		expect(headers['content-type']).toContain('text/html');
		expect(data).toContain('<html>');
	});

	it('strikes only the method and path it is set for, so often, and after so many', async () => {
		simulator.control.faults.add({
			kind: 'unavailable',
			method: ['PATCH', 'POST'],
			path: '^/service/tickets',
			skip: 1,
			times: 2,
		});
		const statuses: number[] = [];
		for (let i = 0; i < 4; i++) {
			expect((await http.get('/service/tickets/1')).status).toBe(200);
			expect(
				(await http.post('/service/tickets/1/notes', { text: 'x' }, { headers: { clientId: 'wrong' } })).status,
			).toBe(401);
			statuses.push((await newTicket()).status);
		}
		expect(statuses).toEqual([201, 503, 503, 201]);
		expect(simulator.control.faults.list()).toMatchObject([{ kind: 'unavailable', struck: 2 }]);
	});

	it('shows an older state in lists while the index lags; a GET by id is current', async () => {
		const params = { conditions: 'summary = "lagging"' };
		const count = async (): Promise<number> => (await http.get('/service/tickets/count', { params })).data.count;
		simulator.control.set({ indexLagMs: 600_000 });
		const { id } = (await newTicket('lagging')).data;
		expect((await http.get(`/service/tickets/${id}`)).data.summary).toBe('lagging');
		expect(await count()).toBe(0);
		expect((await http.get('/service/tickets', { params: { conditions: `id = ${id}` } })).data).toEqual([]);
		simulator.control.catchUpIndex();
		expect(await count()).toBe(1);

		await http.patch(`/service/tickets/${id}`, [{ op: 'replace', path: 'summary', value: 'changed' }]);
		expect((await http.get(`/service/tickets/${id}`)).data.summary).toBe('changed');
		expect(await count()).toBe(1);
		await http.delete(`/service/tickets/${id}`);
		expect((await http.get(`/service/tickets/${id}`)).status).toBe(404);
		expect(await count()).toBe(1);
		simulator.control.catchUpIndex();
		expect(await count()).toBe(0);
	});

	it('finds a record by the reference that the lagging index still holds', async () => {
		const found = async (reference: string): Promise<number> =>
			(await http.get('/service/tickets', { params: { conditions: `externalXRef = "${reference}"` } })).data.length;
		const { id } = (await http.post('/service/tickets', { summary: 'x', company: { id: 1 }, externalXRef: 'old' }))
			.data;
		simulator.control.set({ indexLagMs: 600_000 });
		await http.patch(`/service/tickets/${id}`, [{ op: 'replace', path: 'externalXRef', value: 'new' }]);
		expect([await found('old'), await found('new')]).toEqual([1, 0]);
		simulator.control.catchUpIndex();
		expect([await found('old'), await found('new')]).toEqual([0, 1]);
	});

	it('ends the lag of each write by itself, no sooner than set', async () => {
		simulator.control.set({ indexLagMs: 60 });
		const written = Date.now();
		const { id } = (await newTicket()).data;
		const params = { conditions: `id = ${id}` };
		while ((await http.get('/service/tickets', { params })).data.length === 0)
			expect(Date.now() - written).toBeLessThan(30_000);
		expect(Date.now() - written).toBeGreaterThanOrEqual(60);
	});

	it('stamps records and answers by a clock that is skewed', async () => {
		simulator.control.clock.set({ frozenAt: '2026-03-01T12:00:00Z', skewMs: -3_600_000 });
		const { data, headers } = await newTicket();
		simulator.control.clock.set({ frozenAt: null, skewMs: 0 });
		expect(data._info.lastUpdated).toBe('2026-03-01T11:00:00Z');
		expect(headers.date).toBe('Sun, 01 Mar 2026 11:00:00 GMT');
	});

	it('logs every request with what became of it', async () => {
		const { requests, faults } = simulator.control;
		requests.clear();
		faults.add({ kind: 'lostResponse', times: 1, method: 'PATCH', delayMs: 1 });
		const logged = requests.next(({ method }) => method === 'PATCH');
		const operations = [{ op: 'replace', path: 'summary', value: 'y' }];
		await failure(http.patch('/service/tickets/1', operations));
		expect(await logged).toMatchObject({
			path: '/service/tickets/1',
			body: operations,
			status: 0,
			fault: 'lostResponse',
		});
		await http.get('/service/tickets/2', { params: { fields: 'id' } });
		await http.get('/service/tickets/3');
		expect(requests.counts()).toEqual({ 'GET /service/tickets/{id}': 2, 'PATCH /service/tickets/{id}': 1 });
		expect(requests.entries({ method: 'get' })).toMatchObject([{ query: { fields: 'id' }, status: 200 }, {}]);
	});
});

describe('the control API', () => {
	let simulator: ConnectWiseSimulator;
	let sandbox: AxiosInstance;
	let http: AxiosInstance;

	beforeAll(async () => {
		({ simulator, http } = await startRecorded('control'));
		sandbox = axios.create({ baseURL: `${simulator.url}/_sandbox`, validateStatus: () => true });
	});
	afterAll(() => simulator.close());

	it('changes a record as a person does: in their name, at the server’s time', async () => {
		await sandbox.put('/clock', { frozenAt: '2026-04-01T08:00:00Z' });
		const { status, data } = await sandbox.patch('/records/tickets/5?by=mlind', {
			summary: 'Edited by hand',
			status: { name: 'In Progress' },
		});
		expect(status).toBe(200);
		expect(data._info).toMatchObject({ updatedBy: 'mlind', lastUpdated: '2026-04-01T08:00:00Z' });
		expect((await http.get('/service/tickets/5')).data).toEqual(data);
		expect((await sandbox.get('/records/tickets/5')).data).toEqual(data);
		await sandbox.put('/clock', { frozenAt: null });
	});

	it('creates and deletes as a person, by the same rules as the API', async () => {
		const created = await sandbox.post('/records/companies', {
			identifier: 'ByHand',
			name: 'By Hand',
			site: { name: 'Main' },
		});
		expect(created).toMatchObject({ status: 201, data: { _info: { enteredBy: 'jrivera' } } });
		const note = await sandbox.post('/records/notes?by=tchang&parentId=1', {
			text: 'Seen.',
			internalAnalysisFlag: true,
		});
		expect(note.data).toMatchObject({ ticketId: 1, createdBy: 'tchang' });
		const refused = await sandbox.post('/records/tickets', { summary: 'x'.repeat(200), company: { id: 1 } });
		expect(refused.status).toBe(400);
		expect(refused.data.error).toContain('MaxLengthField');
		expect((await sandbox.delete(`/records/companies/${created.data.id}`)).status).toBe(204);
		expect((await sandbox.get(`/records/companies/${created.data.id}`)).status).toBe(404);
	});

	it('stores what the API would refuse', async () => {
		expect((await sandbox.put('/records/tickets/6', { summary: 'x'.repeat(150) })).status).toBe(204);
		expect((await http.get('/service/tickets/6?fields=id')).data).toEqual({ id: 6 });
		await sandbox.patch('/records/tickets/6', { summary: 'short again' });
	});

	it('switches faults on and off', async () => {
		const { data } = await sandbox.post('/faults', [{ kind: 'unavailable' }, { kind: 'slow', delayMs: 1 }]);
		expect((await http.get('/system/info')).status).toBe(503);
		expect((await sandbox.delete(`/faults/${data.ids[0]}`)).status).toBe(204);
		expect((await http.get('/system/info')).status).toBe(200);
		expect((await sandbox.get('/faults')).data).toMatchObject([{ kind: 'slow', struck: 1 }]);
		await sandbox.delete('/faults');
		expect((await sandbox.get('/faults')).data).toEqual([]);
	});

	it.each([
		['a fault of no kind', '/faults', { kind: 'earthquake' }],
		['a path that is no pattern', '/faults', { kind: 'slow', path: '(' }],
		['an unknown table', '/records/nonsense', {}],
		['an unknown setting of the seed', '/seed', { tickets: 1, nonsense: 1 }],
	])('answers 400 with the reason to %s', async (_what, path, body) => {
		const { status, data } = await sandbox.post(path, body);
		expect(status).toBe(400);
		expect(data.error.length).toBeGreaterThan(10);
	});

	it('lists requests from a point on, and forgets them', async () => {
		await http.get('/service/boards');
		const { data } = await sandbox.get('/requests');
		const { seq } = data.requests.at(-1);
		await http.get('/service/priorities');
		const later = (await sandbox.get('/requests', { params: { since: seq } })).data.requests;
		expect(later).toMatchObject([{ seq: seq + 1, path: '/service/priorities', status: 200 }]);
		await sandbox.delete('/requests');
		expect((await sandbox.get('/requests')).data).toEqual({ counts: {}, requests: [] });
	});

	it('adds another seed, and resets to the first', async () => {
		await sandbox.post('/seed', { companies: 2, contactsPerCompany: 1, tickets: 3, seed: 9 });
		expect((await http.get('/company/companies/count')).data).toEqual({ count: 8 });
		expect((await http.get('/service/boards/count')).data).toEqual({ count: 3 });
		await sandbox.put('/settings', { indexLagMs: 5_000 });
		expect((await sandbox.post('/reset')).status).toBe(204);
		expect((await http.get('/company/companies/count')).data).toEqual({ count: 6 });
		expect((await sandbox.get('/settings')).data).toEqual({
			indexLagMs: 0,
			requestsPerMinute: null,
			callbacks: true,
			codebase: 'v4_6_release',
			timeClosedBefore: null,
			timeNotes: 'listed',
		});
		await sandbox.post('/reset', { companies: 0, tickets: 0 });
		expect((await http.get('/service/tickets')).data).toEqual([]);
		expect((await http.get('/service/boards')).data).toHaveLength(3);
	});
});
