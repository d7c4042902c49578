import axios, { type AxiosInstance } from 'axios';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { clientOf, startForOneTest, startRecorded } from './simulator';

describe('signing in', () => {
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('auth')));
	afterAll(() => simulator.close());

	it('lets in a user name, secret and integration code', async () => {
		expect((await http.get('/Version')).status).toBe(200);
	});

	it('reads names of headers and paths whatever their case', async () => {
		const { userName, secret, integrationCode } = simulator.credentials;
		const headers = { username: userName, SECRET: secret, ApiIntegrationcode: integrationCode };
		const { status } = await axios.get(`${simulator.url}/ATServicesRest/V1.0/companies/174`, { headers });
		expect(status).toBe(200);
	});

	it.each([
		['a wrong secret', { Secret: 'wrong' }],
		['another user', { UserName: 'nobody@msp.example' }],
		['another integration code', { ApiIntegrationCode: 'X' }],
		['no integration code', { ApiIntegrationCode: undefined }],
	])('answers %s with the same empty 401', async (_what, headers) => {
		const answer = await http.get('/Version', { headers });
		expect([answer.status, answer.data]).toEqual([401, '']);
		expect(answer.headers['www-authenticate']).toMatch(/^Basic Realm=/);
	});

	it('tells a user the zone without a secret, and answers 500 for a name that nobody has', async () => {
		const look = (user: string): Promise<{ status: number; data: { url: string } }> =>
			axios.get(`${simulator.url}/atservicesrest/v1.0/zoneInformation`, {
				params: { user },
				validateStatus: () => true,
			});
		const known = await look(simulator.credentials.userName);
		expect(known.data).toMatchObject({ url: `${simulator.url}/atservicesrest/`, ci: expect.any(Number) });
		const unknown = await look('nobody@msp.example');
		expect([unknown.status, unknown.data]).toEqual([500, { errors: [expect.any(String)] }]);
	});
});

describe('an API user without rights', () => {
	const start = startForOneTest();

	it('is answered 500 for what it may not touch, and can read that it may not', async () => {
		const simulator = await start({ seed: { companies: 1, tickets: 0 } });
		simulator.control.set({ deniedEntities: ['Companies'] });
		const http = clientOf(simulator);
		for (const answer of [
			await http.get('/Companies/174'),
			await http.post('/Companies/query', { filter: [{ op: 'exist', field: 'id' }] }),
			await http.patch('/Companies', { id: 174, city: 'x' }),
		])
			expect([answer.status, answer.data]).toEqual([500, { errors: [expect.stringContaining('permissions')] }]);
		const { info } = (await http.get('/Companies/entityInformation')).data;
		expect(info).toMatchObject({ canQuery: true, userAccessForQuery: 'None', userAccessForUpdate: 'None' });
		expect((await http.get('/Tickets/1')).status).toBe(200);
	});
});

describe('a tenant that moves to another zone', () => {
	const start = startForOneTest();

	it('is answered 401 in the old zone and found in the new one', async () => {
		const simulator = await start({ seed: { companies: 1, tickets: 0 } });
		const old = clientOf(simulator);
		expect((await old.get('/Companies/174')).status).toBe(200);
		simulator.control.set({ zone: 'zone12' });
		expect((await old.get('/Companies/174')).status).toBe(401);
		const { data } = await axios.get(`${simulator.url}/atservicesrest/v1.0/zoneInformation`, {
			params: { user: simulator.credentials.userName },
		});
		expect(data.url).toBe(`${simulator.url}/zone12/atservicesrest/`);
		const moved = await old.get(`${data.url}v1.0/Companies/174`);
		expect(moved.data.item).toMatchObject({ id: 174 });
		expect(simulator.apiUrl).toBe(`${data.url}v1.0`);
	});

	it('may leave the slash out of the address', async () => {
		const simulator = await start({ seed: { companies: 0, tickets: 0 } });
		simulator.control.set({ zoneSlash: false });
		const { data } = await axios.get(`${simulator.url}/atservicesrest/v1.0/zoneInformation`, {
			params: { user: simulator.credentials.userName },
		});
		expect(data.url).toBe(`${simulator.url}/atservicesrest`);
	});
});

describe('paths and verbs that the API does not have', () => {
	const start = startForOneTest();

	it.each([
		['get', '/Nonsense/1'],
		['get', '/Contacts'],
		['post', '/Contacts'],
		['patch', '/TicketNotes'],
		['get', '/Companies/174/Nonsense'],
		['get', '/Companies/abc'],
	] as const)('answers 404 to %s %s', async (method, path) => {
		const simulator = await start({ seed: { companies: 1, tickets: 0 } });
		const { status, data } = await clientOf(simulator)[method](path);
		expect([status, data]).toEqual([404, { Message: expect.stringContaining('No HTTP resource was found') }]);
	});

	it.each([
		['patch', '/Companies/174'],
		['delete', '/Companies/174'],
		['delete', '/Tickets/7001'],
		['get', '/Companies'],
		['post', '/Resources/query/count/'],
		['post', '/ThresholdInformation'],
		['delete', '/Contacts/29683'],
	] as const)('answers as for a known path to %s %s', async (method, path) => {
		const simulator = await start({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		const { status, data } = await clientOf(simulator)[method](path);
		if (path.includes('count')) expect([status, data]).toEqual([500, { errors: [expect.any(String)] }]);
		else {
			const Message = `The requested resource does not support http method '${method.toUpperCase()}'.`;
			expect([status, data]).toEqual([405, { Message }]);
		}
	});
});
