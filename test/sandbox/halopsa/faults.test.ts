import { clientOf, startForOneTest } from './simulator';

describe('faults', () => {
	const start = startForOneTest();
	const seed = { companies: 2, contactsPerCompany: 1, tickets: 5 };

	it('refuses more than the limit of a window in the words that were seen live, without counting the refused', async () => {
		const simulator = await start({ seed });
		const http = await clientOf(simulator);
		simulator.control.set({ requestsPerWindow: 3, windowMs: 300_000 });
		for (let i = 0; i < 3; i++) expect((await http.get('/Status')).status).toBe(200);
		const { status, data, headers } = await http.get('/Status');
		expect({ status, data }).toEqual({
			status: 429,
			data: 'Rate Limit Reached - 3 Requests per rolling 5 minute window.',
		});
		expect(Number(headers['retry-after'])).toBeGreaterThan(290);
		simulator.control.set({ requestsPerWindow: null });
		expect((await http.get('/Status')).status).toBe(200);
	});

	it('lets requests pass again when the window has moved on', async () => {
		const simulator = await start({ seed });
		const http = await clientOf(simulator);
		simulator.control.set({ requestsPerWindow: 1, windowMs: 150 });
		expect((await http.get('/Status')).status).toBe(200);
		const refused = await http.get('/Status');
		expect(refused.data).toContain('0.0025 minute window');
		await expect(
			(async () => {
				while ((await http.get('/Status')).status !== 200);
			})(),
		).resolves.toBeUndefined();
	});

	it('says nothing of when to come back where it is told not to', async () => {
		const simulator = await start({ seed });
		const http = await clientOf(simulator);
		simulator.control.set({ retryAfter: false });
		simulator.control.faults.add({ kind: 'rateLimited', retryAfterSeconds: 7, times: 1 });
		const { status, headers } = await http.get('/Status');
		expect(status).toBe(429);
		expect(headers).not.toHaveProperty('retry-after');
	});

	it.each([
		['serverError', 500, { Message: 'An error has occurred.' }],
		['unavailable', 503, 'Service Unavailable'],
	] as const)('answers %s before anything has changed', async (kind, status, data) => {
		const simulator = await start({ seed });
		const http = await clientOf(simulator);
		simulator.control.faults.add({ kind, method: 'POST', path: '^/Client$', times: 1 });
		expect(await http.post('/Client', [{ name: 'x' }])).toMatchObject({ status, data });
		expect(simulator.control.records('Client')).toHaveLength(2);
		expect((await http.post('/Client', [{ name: 'x' }])).status).toBe(201);
	});

	it('carries out a request whose answer is lost', async () => {
		const simulator = await start({ seed });
		const http = await clientOf(simulator);
		simulator.control.faults.add({ kind: 'lostResponse', method: 'POST', path: '^/Tickets$', times: 1, delayMs: 1 });
		await expect(http.post('/Tickets', [{ summary: 'twice?' }])).rejects.toThrow();
		expect(simulator.control.records('Tickets')).toHaveLength(6);
	});

	it('can strike the authorisation server too', async () => {
		const simulator = await start({ seed });
		simulator.control.faults.add({ kind: 'unavailable', path: '^/auth/token$', times: 1 });
		expect((await (await clientOf(simulator)).get('/Status')).status).toBe(401);
		expect((await (await clientOf(simulator)).get('/Status')).status).toBe(200);
	});
});
