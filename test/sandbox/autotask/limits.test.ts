import axios, { type AxiosInstance } from 'axios';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { type Answered, clientOf, startForOneTest } from './simulator';

const SMALL = { seed: { companies: 1, contactsPerCompany: 0, tickets: 0 } };

describe('the calls of an hour', () => {
	const start = startForOneTest();
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;

	beforeEach(async () => {
		simulator = await start(SMALL);
		simulator.control.clock.set({ frozenAt: '2026-03-01T09:00:00Z' });
		http = clientOf(simulator);
	});

	const threshold = async (): Promise<Answered> => (await http.get('/ThresholdInformation')).data;

	it('are those of the whole database, other tools among them', async () => {
		await http.get('/Companies/174');
		simulator.control.set({ othersCalls: 6_000 });
		expect(await threshold()).toEqual({
			externalRequestThreshold: 10_000,
			requestThresholdTimeframe: 60,
			currentTimeframeRequestCount: 6_002,
		});
	});

	it('do not count the look-up of a zone, or a failed sign-in', async () => {
		await axios.get(`${simulator.url}/atservicesrest/v1.0/zoneInformation`, {
			params: { user: simulator.credentials.userName },
		});
		await http.get('/Companies/174', { headers: { Secret: 'wrong' } });
		expect(simulator.control.usage.calls).toBe(0);
	});

	it('suspend everybody once they are used up, until an hour has passed', async () => {
		simulator.control.set({ hourlyThreshold: 3, othersCalls: 1 });
		expect((await http.get('/Companies/174')).status).toBe(200);
		simulator.control.clock.advance(60_000);
		expect((await http.get('/Companies/174')).status).toBe(200);
		const refused = await http.get('/Companies/174');
		expect([refused.status, refused.headers['retry-after']]).toEqual([429, '3540']);
		expect(refused.data).toEqual({ errors: [expect.stringContaining('threshold of 3')] });
		expect(simulator.control.usage).toEqual({ calls: 3, own: 2, suspensions: 1, threadRefusals: 0 });
		simulator.control.clock.advance(3_540_000);
		expect((await http.get('/Companies/174')).status).toBe(200);
		expect(simulator.control.usage.suspensions).toBe(1);
	});

	it('slow answers down from half of them on, where that is switched on', async () => {
		simulator.control.set({ hourlyThreshold: 100, othersCalls: 50, progressiveLatency: true });
		const took = async (): Promise<number> => {
			const before = performance.now();
			await http.get('/Companies/174');
			return performance.now() - before;
		};
		expect(await took()).toBeGreaterThan(480);
		simulator.control.set({ othersCalls: 80 });
		expect(await took()).toBeGreaterThan(980);
	});
});

describe('calls at a time', () => {
	const start = startForOneTest();

	it.each([429, 500] as const)('of more than three to one endpoint are refused with %i', async (status) => {
		const simulator = await start({ ...SMALL, latencyMs: 250 });
		simulator.control.set({ threadRefusalStatus: status });
		const http = clientOf(simulator);
		const answers = await Promise.all(
			['/Companies/174', '/Companies/entityInformation/fields', '/Companies/0', '/Companies/174', '/Contacts/1'].map(
				(path) => http.get(path),
			),
		);
		expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, status]);
		const refused = answers.find((answer) => answer.status === status);
		expect(refused?.data.errors[0]).toContain('Thread Threshold Exceeded');
		expect(simulator.control.usage.threadRefusals).toBe(1);
		expect((await http.get('/Companies/174')).status).toBe(200);
	});

	it('are counted for the entity, wherever it is reached', async () => {
		const simulator = await start({ ...SMALL, latencyMs: 250 });
		const http = clientOf(simulator);
		const paths = ['/Contacts/1', '/Companies/174/Contacts', '/Contacts/2', '/Companies/174/Contacts/3'];
		const statuses = await Promise.all(paths.map(async (path) => (await http.get(path)).status));
		expect(statuses.sort()).toEqual([200, 200, 200, 500]);
	});

	it('are free again after a connection that broke', async () => {
		const simulator = await start(SMALL);
		simulator.control.faults.add({ kind: 'lostRequest', times: 3, delayMs: 1 });
		const http = clientOf(simulator);
		await Promise.allSettled([1, 2, 3].map(() => http.get('/Companies/174')));
		const statuses = await Promise.all([1, 2, 3].map(async () => (await http.get('/Companies/174')).status));
		expect(statuses).toEqual([200, 200, 200]);
	});
});
