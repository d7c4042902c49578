import type { AxiosInstance } from 'axios';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { type Answered, TICKET, startRecorded } from './simulator';

describe('creating', () => {
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('create')));
	beforeEach(() => {
		simulator.control.reset();
		simulator.control.clock.set({ frozenAt: '2026-03-01T09:30:00.125Z' });
	});
	afterAll(() => simulator.close());

	const NOW = '2026-03-01T09:30:00.127';
	const create = async (path: string, body: object): Promise<number> => {
		const { status, data } = await http.post(path, body);
		expect({ status, data }).toEqual({ status: 200, data: { itemId: expect.any(Number) } });
		return data.itemId;
	};
	const refused = async (path: string, body: unknown): Promise<string[]> => {
		const { status, data } = await http.post(path, body);
		expect(status).toBe(500);
		return data.errors;
	};
	const read = async (path: string): Promise<Answered> => (await http.get(path)).data.item;

	it('answers the id alone; a read shows what the system filled in', async () => {
		const id = await create('/Tickets', TICKET);
		expect(await read(`/Tickets/${id}`)).toMatchObject({
			...TICKET,
			id,
			ticketNumber: 'T20260301.0001',
			createDate: NOW,
			lastActivityDate: NOW,
			lastTrackedModificationDateTime: NOW,
			creatorResourceID: simulator.resource,
			completedDate: null,
			description: null,
		});
		expect((await read(`/Tickets/${await create('/Tickets', TICKET)}`)).ticketNumber).toBe('T20260301.0002');
	});

	it('creates a company, and a contact below it', async () => {
		const company = { companyName: 'Acme', companyType: 1, phone: '1', ownerResourceID: simulator.resource };
		const companyID = await create('/Companies', company);
		expect(await read(`/Companies/${companyID}`)).toMatchObject({
			...company,
			isActive: true,
			lastTrackedModifiedDateTime: NOW,
		});
		const contact = { firstName: 'Ada', lastName: 'Byron', isActive: 1, externalID: 'x-1' };
		const id = await create(`/Companies/${companyID}/Contacts`, contact);
		expect(await read(`/Contacts/${id}`)).toMatchObject({ ...contact, companyID, lastModifiedDate: NOW });
		expect(await read(`/Companies/${companyID}/Contacts/${id}`)).toMatchObject({ id });
		expect(await read(`/Companies/174/Contacts/${id}`)).toBeNull();
		const { items } = (await http.get(`/Companies/${companyID}/Contacts`)).data;
		expect(items.map((item: Answered) => item.id)).toEqual([id]);
	});

	it.each([
		['Companies', { companyName: 'Acme', companyType: 1, ownerResourceID: 29682885 }, 'phone'],
		['Companies/174/Contacts', { firstName: 'Ada', isActive: 1 }, 'lastName'],
		['Companies/174/Contacts', { firstName: 'Ada', lastName: 'Byron' }, 'isActive'],
		['Tickets', { ...TICKET, title: undefined }, 'title'],
		['Tickets', { ...TICKET, priority: null }, 'priority'],
		['Tickets', { ...TICKET, queueID: undefined }, 'queueID'],
		['Tickets/7001/Notes', { description: 'x', noteType: 3 }, 'publish'],
	])('refuses %s %j, which lacks %s', async (path, body, field) => {
		expect(await refused(`/${path}`, body)).toEqual([expect.stringContaining(field)]);
	});

	it('wants numbers for references and picklists, though picklists list them as text', async () => {
		const problem = (field: string): string => `The field ${field} expects type number but got string`;
		expect(await refused('/Tickets', { ...TICKET, companyID: '174', status: '1' })).toEqual([
			problem('companyID'),
			problem('status'),
		]);
		expect(await refused('/Companies/174/Contacts', { firstName: 'A', lastName: 'B', isActive: true })).toEqual([
			'The field isActive expects type number but got boolean',
		]);
	});

	it.each([
		['companyID', 99_999],
		['contactID', 99_999],
		['priority', 3],
		['status', 11],
		['queueID', 29683355],
	])('refuses a %s of %i, which does not exist or is retired', async (field, value) => {
		expect(await refused('/Tickets', { ...TICKET, [field]: value })).toEqual([
			`Value does not reference an existing entity for ${field} . `,
		]);
	});

	it('wants a sub-issue type that belongs to the issue type', async () => {
		await create('/Tickets', { ...TICKET, issueType: 10, subIssueType: 136 });
		expect(await refused('/Tickets', { ...TICKET, issueType: 11, subIssueType: 136 })).toHaveLength(1);
	});

	it('wants a resource in a role that it has, and a contact of the company', async () => {
		const [resource] = simulator.control.records('Resources');
		const [{ id: role }] = simulator.control.records('Roles');
		const assigned = { ...TICKET, queueID: undefined, assignedResourceID: resource.id };
		const id = await create('/Tickets', { ...assigned, assignedResourceRoleID: role });
		expect(await read(`/Tickets/${id}`)).toMatchObject({ assignedResourceID: resource.id, queueID: null });
		const sentence = 'The specified AssignedResourceID and AssignedRoleID combination is not currently defined';
		expect(await refused('/Tickets', assigned)).toEqual([sentence]);
		const stranger = simulator.control.records('Contacts').find(({ companyID }) => companyID !== 174);
		expect(await refused('/Tickets', { ...TICKET, contactID: stranger?.id })).toEqual([
			expect.stringContaining('contactID'),
		]);
	});

	it('leaves unknown fields, and the system’s own, aside without a word', async () => {
		simulator.control.faults.clear();
		const id = simulator.control.create('Tickets', {
			...TICKET,
			titel: 'x',
			createdByContactID: 1,
			ticketNumber: 'T1',
			createDate: '2020-01-01T00:00:00Z',
		}).id as number;
		expect(await read(`/Tickets/${id}`)).toMatchObject({
			createdByContactID: null,
			ticketNumber: 'T20260301.0001',
			createDate: NOW,
		});
	});

	it('refuses text that is too long, or cuts it silently where the tenant does', async () => {
		const long = { ...TICKET, title: 'x'.repeat(256) };
		expect(() => simulator.control.create('Tickets', long)).toThrow('exceeds the maximum length of 255');
		simulator.control.set({ longText: 'truncate' });
		expect(simulator.control.create('Tickets', long).title).toBe('x'.repeat(255));
	});

	it('rounds times to three-hundredths of a second, and answers a Z only where it is set', async () => {
		const id = await create('/Tickets', { ...TICKET, dueDateTime: '2026-03-05T10:00:00.005+01:00' });
		expect((await read(`/Tickets/${id}`)).dueDateTime).toBe('2026-03-05T09:00:00.007');
		simulator.control.set({ timesWithZ: true });
		expect((await read(`/Tickets/${id}`)).dueDateTime).toBe('2026-03-05T09:00:00.007Z');
	});

	it('stores user-defined fields as text, numbers with four decimals, and refuses what is not in a list', async () => {
		const owner = { companyType: 1, phone: '1', ownerResourceID: simulator.resource };
		const udfs = (...userDefinedFields: object[]): object => ({ companyName: 'Acme', ...owner, userDefinedFields });
		const id = await create(
			'/Companies',
			udfs({ name: 'Employees', value: '12' }, { name: 'Service Tier', value: 'Gold' }),
		);
		expect((await read(`/Companies/${id}`)).userDefinedFields).toEqual([
			{ name: 'Service Tier', value: 'Gold' },
			{ name: 'Employees', value: '12.0000' },
			{ name: 'Renewal Date', value: null },
		]);
		expect(await refused('/Companies', udfs({ name: 'Service Tier', value: 'Platinum' }))).toHaveLength(1);
		expect(await refused('/Companies', udfs({ name: 'Nothing', value: 'x' }))).toHaveLength(1);
	});

	it('does not find a fresh record by its id for a moment, where the tenant is slow', async () => {
		simulator.control.set({ readAfterCreateMs: 60_000 });
		const id = await create('/Tickets', TICKET);
		expect((await http.get(`/Tickets/${id}`)).status).toBe(404);
		simulator.control.catchUpIndex();
		expect((await read(`/Tickets/${id}`)).id).toBe(id);
	});

	it('writes in another resource’s name where a request says so', async () => {
		const [{ id: resource }] = simulator.control.records('Resources');
		const { data } = await http.post('/Tickets', TICKET, { headers: { ImpersonationResourceId: resource as number } });
		expect(await read(`/Tickets/${data.itemId}`)).toMatchObject({
			creatorResourceID: resource,
			impersonatorCreatorResourceID: simulator.resource,
		});
	});

	it.each([
		['a list', []],
		['text', '"x"'],
		['nothing', undefined],
	])('refuses %s as a body', async (_what, body) => {
		const { status } = await http.post('/Tickets', body, { headers: { 'content-type': 'application/json' } });
		expect(status).toBe(500);
	});
});
