import type { AxiosInstance } from 'axios';
import { type HaloPsaSimulator, startHaloPsa } from '../../../sandbox/halopsa';
import { type Answered, clientOf } from './simulator';

// What a live system takes though its specification does not say so: not recorded, since no check could let it pass.
describe('a POST that the specification does not describe', () => {
	let simulator: HaloPsaSimulator;
	let http: AxiosInstance;

	beforeAll(async () => {
		simulator = await startHaloPsa({ seed: { companies: 6, contactsPerCompany: 4, tickets: 6 } });
		http = await clientOf(simulator);
	});
	beforeEach(() => simulator.control.reset());
	afterAll(() => simulator.close());

	const post = async (path: string, ...records: object[]): Promise<Answered> => {
		const { status, data } = await http.post(path, records);
		expect(status).toBe(201);
		return data;
	};
	const read = async (path: string): Promise<Answered> =>
		(await http.get(path, { params: { includedetails: true } })).data;

	it('ignores fields that it does not know, the system’s own, and nulls', async () => {
		const before = await read('/Client/1');
		const record = { id: 1, nonsense: 1, Name: 'case', toplevel_name: 'x', alastupdate: '2001-01-01', website: null };
		await post('/Client', record);
		const after = await read('/Client/1');
		expect({ ...after, alastupdate: '' }).toEqual({ ...before, alastupdate: '' });
		expect(after.alastupdate).not.toContain('2001');
	});

	it('is safe from fields with the names of an object’s own', async () => {
		const body = '[{"id":1,"__proto__":{"inactive":true},"constructor":{"x":1},"notes":"kept"}]';
		const { status } = await http.post('/Client', body, { headers: { 'content-type': 'application/json' } });
		expect(status).toBe(201);
		expect(await read('/Client/1')).toMatchObject({ inactive: false, notes: 'kept' });
		expect(({} as Answered).inactive).toBeUndefined();
	});

	it('takes numbers as text and floats without a fraction', async () => {
		expect(await post('/Tickets', { id: '1', agent_id: '3' })).toMatchObject({ id: 1, agent_id: 3 });
		expect(await post('/Users', { id: 1, site_id: 2.0 })).toMatchObject({ site_id: 2, client_id: 2 });
	});

	it('is refused where it is no JSON by its type', async () => {
		const answer = await http.post('/Client', 'name=x', { headers: { 'content-type': 'text/plain' } });
		expect(answer).toMatchObject({ status: 415, data: { Message: expect.any(String) } });
	});

	it('is refused where it is no JSON by its text', async () => {
		const answer = await http.post('/Client', '[{"name":', { headers: { 'content-type': 'application/json' } });
		expect(answer).toMatchObject({ status: 400, data: { '': [expect.any(String)] } });
	});
});
