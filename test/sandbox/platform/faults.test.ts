import { useBench } from './setup';

const bench = useBench();

describe('authentication', () => {
	test.each([
		['no key', {}],
		['a wrong key', { authorization: 'Bearer wrong' }],
		['a key without its prefix', { authorization: 'sandbox-platform-key' }],
	])('refuses %s with a problem', async (_what, headers) => {
		const { platform } = bench();
		for (const path of ['/me', '/companies', '/companies/changes', '/webhooks', '/attachments/at-1/content']) {
			const response = await fetch(`${platform.apiUrl}${path}`, { headers });
			expect(response.status).toBe(401);
			expect(response.headers.get('content-type')).toContain('application/problem+json');
			expect(await response.json()).toMatchObject({ code: 'unauthorized', status: 401 });
		}
	});

	test('tells who is asking', async () => {
		const { client } = bench();
		expect((await client.get('/me')).body).toMatchObject({ name: 'integration', contractVersion: '1.2.0' });
	});
});

describe('faults in the words of the contract', () => {
	test('429 says how long to wait, and nothing was done', async () => {
		const { client, platform, companyId } = bench();
		platform.control.faults.add({ kind: 'rateLimited', times: 1, retryAfterSeconds: 7 });
		const limited = await client.post('/tickets', { companyId, title: 'x' });
		expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
		expect(limited.headers.get('retry-after')).toBe('7');
		expect(platform.control.list('ticket')).toHaveLength(1);
		expect((await client.post('/tickets', { companyId, title: 'x' })).status).toBe(201);
	});

	test.each([
		['serverError', 500, 'internal_error'],
		['unavailable', 503, 'unavailable'],
	] as const)('%s is a %i before anything is changed', async (kind, status, code) => {
		const { client, platform, ticketId } = bench();
		platform.control.faults.add({ kind, times: 1, method: 'PATCH', path: '^/tickets' });
		expect(await client.patch(`/tickets/${ticketId}`, { title: 'x' })).toMatchObject({ status, body: { code } });
		expect(platform.control.get('ticket', ticketId).title).toBe('Printer is on fire');
	});

	test('another status can be asked for', async () => {
		const { client, platform } = bench();
		platform.control.faults.add({ kind: 'serverError', times: 1, status: 502, message: 'Bad gateway' });
		expect(await client.get('/me')).toMatchObject({ status: 502, body: { status: 502, detail: 'Bad gateway' } });
	});

	test('a lost answer hides a change that was carried out', async () => {
		const { client, platform, ticketId } = bench();
		platform.control.faults.add({ kind: 'lostResponse', times: 1, method: 'PATCH', delayMs: 1 });
		await expect(client.patch(`/tickets/${ticketId}`, { title: 'landed' })).rejects.toThrow('fetch failed');
		expect((await client.get(`/tickets/${ticketId}`)).body.title).toBe('landed');
	});

	test('a lost request leaves no trace', async () => {
		const { client, platform, ticketId } = bench();
		platform.control.faults.add({ kind: 'lostRequest', times: 1, method: 'PATCH', delayMs: 1 });
		await expect(client.patch(`/tickets/${ticketId}`, { title: 'lost' })).rejects.toThrow('fetch failed');
		expect((await client.get(`/tickets/${ticketId}`)).body.title).toBe('Printer is on fire');
	});

	test('a skewed clock shows in the Date header, in /me and in the records', async () => {
		const { client, platform, ticketId } = bench();
		platform.control.clock.set({ frozenAt: '2026-03-01T09:30:00.250Z', skewMs: 90_000 });
		const me = await client.get('/me');
		expect(me.headers.get('date')).toBe('Sun, 01 Mar 2026 09:31:30 GMT');
		expect(me.body.serverTime).toBe('2026-03-01T09:31:30.250Z');
		const { body } = await client.patch(`/tickets/${ticketId}`, { title: 'x' });
		expect(body.updatedAt).toBe('2026-03-01T09:31:30.250Z');
	});
});
