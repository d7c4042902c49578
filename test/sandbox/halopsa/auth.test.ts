import axios from 'axios';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { clientOf, signIn, startForOneTest, startRecorded } from './simulator';

describe('signing in', () => {
	let simulator: HaloPsaSimulator;

	beforeAll(async () => ({ simulator } = await startRecorded('auth')));
	beforeEach(() => simulator.control.reset());
	afterAll(() => simulator.close());

	const ask = (headers: Readonly<Record<string, string>>): Promise<{ status: number; data: unknown }> =>
		axios.get(`${simulator.apiUrl}/Status`, { headers, validateStatus: () => true });

	it('gives a bearer token for an hour in return for client credentials', async () => {
		const { status, data } = await signIn(simulator);
		expect({ status, data }).toMatchObject({
			status: 200,
			data: { token_type: 'Bearer', expires_in: 3600, scope: 'all' },
		});
		expect((await ask({ authorization: `Bearer ${data.access_token}` })).status).toBe(200);
	});

	it('takes the tenant from the form as well as from the address, whatever its case', async () => {
		expect((await signIn(simulator, { tenant: 'SandboxMSP' }, '')).status).toBe(200);
	});

	it.each([
		['a wrong secret', { client_secret: 'wrong' }, 'sandboxmsp'],
		['another application', { client_id: 'wrong' }, 'sandboxmsp'],
		['another tenant', {}, 'elsewhere'],
		['no tenant', {}, ''],
	])('answers %s with invalid_client', async (_what, form, tenant) => {
		const { status, data } = await signIn(simulator, form, tenant);
		expect({ status, data }).toMatchObject({ status: 401, data: { error: 'invalid_client' } });
		expect(JSON.stringify(data)).not.toContain('wrong');
	});

	it.each([
		['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
		['no scope', { scope: '' }, 'invalid_scope'],
	])('answers %s with 400 in the words of OAuth 2', async (_what, form, error) => {
		expect(await signIn(simulator, form)).toMatchObject({ status: 400, data: { error } });
	});

	it('reads a form and no JSON', async () => {
		const { clientId, clientSecret, tenant } = simulator.credentials;
		const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'all' };
		const asked = axios.post(`${simulator.authUrl}/token`, body, { params: { tenant }, validateStatus: () => true });
		expect((await asked).status).toBe(400);
	});

	it('answers 401 without a body to no token, a wrong one and another scheme', async () => {
		const { data } = await signIn(simulator);
		for (const authorization of ['', 'Bearer wrong', `Basic ${data.access_token}`]) {
			const refused = await ask(authorization === '' ? {} : { authorization });
			expect(refused).toMatchObject({ status: 401, data: '' });
		}
	});

	it('forgets a token when its time is over by the server’s own clock, and when it is taken back', async () => {
		simulator.control.set({ tokenSeconds: 60 });
		const http = await clientOf(simulator);
		simulator.control.clock.advance(59_000);
		expect((await http.get('/Status')).status).toBe(200);
		simulator.control.clock.advance(1_500);
		expect((await http.get('/Status')).status).toBe(401);
		const again = await clientOf(simulator);
		simulator.control.revokeTokens();
		expect((await again.get('/Status')).status).toBe(401);
	});

	it('holds several tokens valid at a time', async () => {
		const [first, second] = [await clientOf(simulator), await clientOf(simulator)];
		expect([(await first.get('/Status')).status, (await second.get('/Status')).status]).toEqual([200, 200]);
	});

	it('tells anybody where the authorisation server is', async () => {
		const { data } = await axios.get(`${simulator.apiUrl}/authinfo`);
		expect(data).toEqual({ auth_url: simulator.authUrl, tenant_id: 'sandboxmsp' });
	});

	it('logs the asking for tokens, and does not count it against the limit of the API', async () => {
		simulator.control.set({ requestsPerWindow: 1 });
		const http = await clientOf(simulator);
		await clientOf(simulator);
		expect((await http.get('/Status')).status).toBe(200);
		expect((await http.get('/Status')).status).toBe(429);
		expect(simulator.control.requests.counts()).toMatchObject({ 'POST /auth/token': 2, 'GET /Status': 2 });
	});
});

describe('an application bound to an agent without rights', () => {
	const start = startForOneTest();

	it('sees empty lists without an error, and the look-ups', async () => {
		const simulator = await start({ seed: { companies: 2, contactsPerCompany: 2, tickets: 5 } });
		simulator.control.set({ restricted: true });
		const http = await clientOf(simulator);
		expect((await http.get('/Tickets')).data).toEqual({ record_count: 0, tickets: [] });
		expect((await http.get('/Client')).data).toEqual({ record_count: 0, clients: [] });
		expect((await http.get('/Users')).data).toEqual({ record_count: 0, users: [] });
		expect((await http.get('/Status')).data).not.toEqual([]);
		expect((await http.get('/Tickets/1')).status).toBe(403);
		expect((await http.post('/Client', [{ name: 'x' }])).status).toBe(403);
	});

	it('is what a token with a narrow scope makes of any application', async () => {
		const simulator = await start({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		const { data } = await signIn(simulator, { scope: 'read:kb' });
		const headers = { authorization: `Bearer ${data.access_token}` };
		const { data: list } = await axios.get(`${simulator.apiUrl}/Tickets`, { headers });
		expect(list).toEqual({ record_count: 0, tickets: [] });
	});

	it('needs no tenant where the instance has none', async () => {
		const simulator = await start({ tenant: '', seed: { companies: 0, tickets: 0 } });
		expect((await signIn(simulator)).status).toBe(200);
	});
});
