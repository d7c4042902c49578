import axios, { type AxiosInstance } from 'axios';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { clientOf, startForOneTest, startRecorded } from './simulator';

describe('signing in', () => {
	let simulator: ConnectWiseSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('auth')));
	afterAll(() => simulator.close());

	it('lets in companyId+publicKey with the private key and a clientId', async () => {
		expect((await http.get('/system/info')).status).toBe(200);
	});

	it('tolerates the versioned Accept header', async () => {
		const headers = { accept: 'application/vnd.connectwise.com+json; version=2025.8' };
		expect((await http.get('/system/info', { headers })).status).toBe(200);
	});

	it.each([
		['a wrong private key', { auth: { username: 'sandboxmsp+sandboxPublicKey', password: 'wrong' } }],
		['a username without the plus', { auth: { username: 'sandboxPublicKey', password: 'sandboxPrivateKey' } }],
		['no clientId', { headers: { clientId: undefined } }],
		['another clientId', { headers: { clientId: '00000000-0000-0000-0000-000000000000' } }],
	])('answers 401 to %s', async (_what, config) => {
		const { status, data } = await http.get('/system/info', config);
		expect(status).toBe(401);
		expect(data).toMatchObject({ code: 'Unauthorized' });
		expect(JSON.stringify(data)).not.toContain('sandboxPrivateKey');
	});

	it.each([
		['nothing', {}],
		['another scheme', { authorization: 'Bearer x' }],
	])('answers 401 to %s', async (_what, headers) => {
		const { clientId } = simulator.credentials;
		const config = { headers: { clientId, ...headers }, validateStatus: () => true };
		expect((await axios.get(`${simulator.apiUrl}/system/info`, config)).status).toBe(401);
	});

	it('tells a company its codebase, and answers null for a company it does not know', async () => {
		const known = await axios.get(`${simulator.url}/login/companyinfo/sandboxmsp`);
		expect(known.data).toMatchObject({ Codebase: 'v4_6_release/', CompanyID: 'sandboxmsp', IsCloud: true });
		const unknown = await axios.get(`${simulator.url}/login/companyinfo/nobody`);
		expect(unknown.data).toBeNull();
		expect(unknown.headers['content-type']).toContain('application/json');
	});

	it('dates every answer by its own clock', async () => {
		simulator.control.clock.set({ frozenAt: '2026-02-03T04:05:06Z', skewMs: 90_000 });
		const { headers } = await http.get('/system/info');
		expect(headers.date).toBe('Tue, 03 Feb 2026 04:06:36 GMT');
		simulator.control.clock.set({ frozenAt: null, skewMs: 0 });
	});
});

describe('a release', () => {
	const start = startForOneTest();

	it('moves the API to another codebase: the old address is 404 until the company is looked up again', async () => {
		const simulator = await start({ seed: { companies: 0, tickets: 0 } });
		const { companyId, publicKey, privateKey, clientId } = simulator.credentials;
		const config = {
			auth: { username: `${companyId}+${publicKey}`, password: privateKey },
			headers: { clientId },
			validateStatus: () => true,
		};
		const old = simulator.apiUrl;
		expect((await axios.get(`${old}/system/info`, config)).status).toBe(200);
		simulator.control.set({ codebase: 'v2026_1' });
		expect((await axios.get(`${old}/system/info`, config)).status).toBe(404);
		const { data } = await axios.get(`${simulator.url}/login/companyinfo/${companyId}`);
		expect((await axios.get(`${simulator.url}/${data.Codebase}apis/3.0/system/info`, config)).status).toBe(200);
	});

	it('answers in the vendor’s shape where it has no endpoint', async () => {
		const simulator = await start({ seed: { companies: 0, tickets: 0 } });
		const { status, data } = await clientOf(simulator).get('/service/nonsense');
		expect(status).toBe(404);
		expect(data).toEqual({ code: 'ConnectWiseApi', message: 'The endpoint does not exist.' });
	});
});
