import type { AxiosInstance } from 'axios';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { type Answered, startRecorded } from './simulator';

let simulator: HaloPsaSimulator;
let http: AxiosInstance;

beforeAll(async () => ({ simulator, http } = await startRecorded('writing')));
beforeEach(() => simulator.control.reset());
afterAll(() => simulator.close());

const post = async (path: string, ...records: object[]): Promise<Answered> => {
	const { status, data } = await http.post(path, records);
	expect({ status, data }).toEqual({ status: 201, data: expect.anything() });
	return data;
};
const read = async (path: string): Promise<Answered> =>
	(await http.get(path, { params: { includedetails: true } })).data;
const refusal = async (path: string, body: unknown): Promise<Answered> => {
	const { status, data } = await http.post(path, body);
	expect(status).toBe(400);
	return data;
};

describe('every POST', () => {
	it('is an array, also for one record', async () => {
		const data = await refusal('/Tickets', { summary: 'x' });
		expect(data['']).toEqual([expect.stringContaining('requires a JSON array')]);
		expect(simulator.control.records('Tickets')).toHaveLength(60);
	});

	it('answers one record for one, a list for several', async () => {
		expect(await post('/Client', { name: 'One' })).toMatchObject({ name: 'One' });
		expect(await post('/Client', { name: 'Two' }, { name: 'Three' })).toMatchObject([
			{ name: 'Two' },
			{ name: 'Three' },
		]);
	});

	it('creates without an id, and changes the given fields of the record whose id it carries', async () => {
		const before = await read('/Users/5');
		const changed = await post('/Users', { id: 5, phonenumber: '555-0123' });
		expect(changed).toMatchObject({ id: 5, phonenumber: '555-0123', name: before.name });
		const after = await read('/Users/5');
		expect({ ...after, ulastupdate: '', phonenumber: '' }).toEqual({ ...before, ulastupdate: '', phonenumber: '' });
	});

	it('dates what it sets with seven decimals and a zone, which a GET then shows without either', async () => {
		simulator.control.clock.set({ frozenAt: '2026-03-01T10:20:30.455Z' });
		const created = await post('/Tickets', { summary: 'x', client_id: 1 });
		expect(created.datecreated).toMatch(/^2026-03-01T10:20:30\.455\d{0,4}Z$/);
		expect(created.last_update).toMatch(/Z$/);
		expect(created.targetdate).toBe('1900-01-01T00:00:00');
		// The resolution of the vendor's database is a three hundredth of a second.
		const shown = await read(`/Tickets/${created.id}`);
		expect(shown).toMatchObject({ datecreated: '2026-03-01T10:20:30.457', dateoccurred: '2026-03-01T10:20:30.457' });
	});

	it('shows dates that it did not touch as a GET does', async () => {
		const changed = await post('/Tickets', { id: 1, summary: 'y' });
		expect(changed.datecreated).not.toMatch(/Z$/);
		expect(changed.last_update).toMatch(/Z$/);
		simulator.control.clock.set({ frozenAt: '2026-03-01T10:20:30Z' });
		for (let i = 0; i < 2; i++) expect((await post('/Tickets', { id: 1, impact: i })).last_update).toMatch(/Z$/);
	});

	it('clears with an empty text, a sentinel date or a sentinel number', async () => {
		await post('/Tickets', { id: 1, targetdate: '2026-05-01T12:00:00', user_id: 1, userdef1: 'x' });
		await post('/Tickets', { id: 1, targetdate: '1900-01-01T00:00:00', user_id: 0, userdef1: '' });
		expect(await read('/Tickets/1')).toMatchObject({ targetdate: '1900-01-01T00:00:00', user_id: 0, userdef1: '' });
	});

	it.each([
		[{ id: 'abc' }, '[0].id'],
		[{ id: 1, agent_id: 'nobody' }, '[0].agent_id'],
		[{ id: 1, agent_id: { id: 2 } }, '[0].agent_id'],
		[{ id: 1, flagged: 'perhaps' }, '[0].flagged'],
		[{ id: 1, targetdate: 'tomorrow' }, '[0].targetdate'],
		[{ id: 1, summary: ['x'] }, '[0].summary'],
		[{ id: 1, customfields: 'x' }, '[0].customfields'],
		[{ id: 1, impact: 1.5 }, '[0].impact'],
	])('refuses %p by its place, %s', async (record, place) => {
		expect((await refusal('/Tickets', [record]))[place]).toHaveLength(1);
	});

	it('carries records out one after the other: those before a bad one stay', async () => {
		const { status } = await http.post('/Client', [
			{ id: 1, notes: 'done' },
			{ id: 2, toplevel_id: 77 },
			{ id: 3, notes: 'not' },
		]);
		expect(status).toBe(400);
		expect((await read('/Client/1')).notes).toBe('done');
		expect(await read('/Client/3')).not.toHaveProperty('notes');
	});

	it('answers 404 for an id that there is not, and creates nothing', async () => {
		expect((await http.post('/Client', [{ id: 4711, name: 'x' }])).status).toBe(404);
		expect(simulator.control.records('Client')).toHaveLength(6);
	});
});

describe('clients, sites and users', () => {
	it('gives a new client a main site', async () => {
		const client = await post('/Client', {
			name: 'New',
			newclient_sitename: 'Harbour',
			newclient_phonenumber: '555-1',
		});
		expect(client).toMatchObject({
			main_site_name: 'Harbour',
			main_phonenumber: '555-1',
			inactive: false,
			toplevel_id: 1,
		});
		expect(await read(`/Site/${client.main_site_id}`)).toMatchObject({
			client_id: client.id,
			clientsite_name: 'New/Harbour',
		});
		expect(client).not.toHaveProperty('newclient_sitename');
	});

	it('shows the telephone and address of its main site with a client, where they are written', async () => {
		const address = { line1: '1 Quay', line3: 'Hull', postcode: 'HU1' };
		await post('/Site', { id: 1, phonenumber: '555-7', delivery_address: address });
		const shown = { line1: '1 Quay', line2: '', line3: 'Hull', line4: '', postcode: 'HU1', site_id: 1 };
		expect(await read('/Client/1')).toMatchObject({ main_phonenumber: '555-7', main_delivery_address: shown });
		await post('/Site', { id: 1, delivery_address: { line1: '2 Quay' } });
		await post('/Client', { id: 1, main_phonenumber: '555-8', main_delivery_address: address });
		expect(await read('/Client/1')).toMatchObject({
			main_phonenumber: '555-7',
			main_delivery_address: { line1: '2 Quay', line3: '' },
		});
	});

	it('gives a new site a general user where the instance does so, whose the tickets are that name nobody', async () => {
		simulator.control.set({ generalUsers: true });
		const client = await post('/Client', { name: 'New' });
		const users = async (params: object): Promise<Answered[]> =>
			(await http.get('/Users', { params: { client_id: client.id, ...params } })).data.users;
		const [general] = await users({});
		expect(general).toMatchObject({ name: 'General User', site_id: client.main_site_id });
		expect(await users({ exclude_generaluser: true })).toEqual([]);
		const ticket = await post('/Tickets', { summary: 'x', client_id: client.id });
		expect(ticket).toMatchObject({ user_id: general.id, user_name: 'General User' });
		const site = await post('/Site', { name: 'West', client_id: client.id });
		expect((await http.delete(`/Site/${site.id}`)).status).toBe(200);
		expect(await users({})).toHaveLength(1);
	});

	it('places a user by their site, not by a client alone', async () => {
		const message = { Message: expect.stringContaining('Please select a Site') };
		expect(await refusal('/Users', [{ name: 'Ada Byron', client_id: 1 }])).toMatchObject(message);
		const user = await post('/Users', { name: 'Ada Byron', site_id: 2 });
		expect(user).toMatchObject({
			firstname: 'Ada',
			surname: 'Byron',
			initials: 'AB',
			site_id: 2,
			site_id_int: 2,
			client_id: 2,
		});
	});

	it('keeps name, first name and surname of a user together', async () => {
		expect(await post('/Users', { id: 1, surname: 'King' })).toMatchObject({ name: expect.stringMatching(/ King$/) });
		expect(await post('/Users', { id: 1, name: 'Ada de Byron' })).toMatchObject({
			firstname: 'Ada',
			surname: 'de Byron',
		});
	});

	it.each([
		['/Client', { website: 'x' }],
		['/Site', { name: 'x' }],
		['/Site', { client_id: 1 }],
		['/Users', { site_id: 1 }],
		['/Client', { id: 1, name: '' }],
	])('refuses POST %s %p in the words of an exception', async (path, record) => {
		expect(await refusal(path, [record])).toMatchObject({
			ClassName: 'System.Exception',
			Message: expect.stringMatching(/^CODE:/),
		});
	});

	it('takes a client without tickets away with its sites and users, and keeps one with tickets', async () => {
		const { id } = await post('/Client', { name: 'Short' });
		const [site] = simulator.control.records('Site').filter((one) => one.client_id === id);
		await post('/Users', { name: 'x', site_id: site.id });
		expect(await http.delete(`/Client/${id}`)).toMatchObject({ status: 200, data: { id } });
		expect((await http.get(`/Client/${id}`)).status).toBe(404);
		expect((await http.get(`/Site/${String(site.id)}`)).status).toBe(404);
		const used = simulator.control.records('Tickets')[0].client_id;
		expect(await http.delete(`/Client/${String(used)}`)).toMatchObject({
			status: 400,
			data: 'This Customer cannot be deleted as it has Tickets',
		});
	});
});

describe('custom fields', () => {
	const valueOf = (record: Answered, name: string): Answered =>
		record.customfields.find((field: Answered) => field.name === name);

	it('shows all of a record’s kind, set or not, with label, type, value and display', async () => {
		const client = await read('/Client/1');
		expect(client.customfields.map(({ name }: Answered) => name)).toEqual([
			'CFserviceTier',
			'CFclientPlatformId',
			'CFcontractEnd',
		]);
		expect(valueOf(client, 'CFserviceTier')).toMatchObject({
			label: 'Service Tier',
			type: 2,
			value: expect.any(Number),
		});
		expect(['Gold', 'Silver', 'Bronze']).toContain(valueOf(client, 'CFserviceTier').display);
	});

	it('changes those that are given, by name or by id, and keeps the others', async () => {
		const tier = valueOf(await read('/Client/1'), 'CFserviceTier');
		await post('/Client', { id: 1, customfields: [{ name: 'CFclientPlatformId', value: 'p-1' }] });
		const changed = await post('/Client', {
			id: 1,
			customfields: [
				{ id: tier.id, value: 3 },
				{ name: 'CFnone', value: 1 },
			],
		});
		expect(valueOf(changed, 'CFserviceTier')).toMatchObject({ value: 3, display: 'Bronze' });
		expect(valueOf(changed, 'CFclientPlatformId')).toMatchObject({ value: 'p-1', display: 'p-1' });
	});

	it('shows a date without a zone, a checkbox as true or false, and clears with an empty text', async () => {
		const date = { name: 'CFcontractEnd', value: '2027-01-31' };
		const client = await post('/Client', { id: 1, customfields: [date] });
		expect(valueOf(client, 'CFcontractEnd')).toMatchObject({ value: '2027-01-31T00:00:00', display: '31/01/2027' });
		const cleared = await post('/Client', { id: 1, customfields: [{ ...date, value: '' }] });
		expect(valueOf(cleared, 'CFcontractEnd')).toMatchObject({ value: '', display: '' });
		const ticket = await post('/Tickets', { id: 1, customfields: [{ name: 'CFchangeApproved', value: true }] });
		expect(valueOf(ticket, 'CFchangeApproved')).toMatchObject({ value: true, display: 'Yes' });
	});

	it('refuses a value that a select field does not offer', async () => {
		expect(await refusal('/Tickets', [{ id: 1, customfields: [{ name: 'CFrootCause', value: 99 }] }])).toHaveProperty(
			'ClassName',
		);
	});
});

describe('external links', () => {
	it('are made with a record, shown with its details, and replaced by the same integration', async () => {
		const link = { module_id: 9999, details_id: 1, third_party_id: 'p-1', third_party_url: 'https://p.example/1' };
		await post('/Client', { id: 1, new_external_link: link });
		await post('/Client', { id: 1, new_external_link: { ...link, third_party_id: 'p-2' } });
		expect((await read('/Client/1')).external_links).toMatchObject([
			{ halo_id: 1, module_id: 9999, third_party_id: 'p-2' },
		]);
		expect((await read('/Site/1')).external_links).toEqual([]);
	});
});
