import type { AxiosInstance } from 'axios';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { type Answered, TICKET, query, startRecorded } from './simulator';

describe('changing', () => {
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('change')));
	beforeEach(() => {
		simulator.control.reset();
		simulator.control.clock.set({ frozenAt: '2026-03-01T09:30:00Z' });
	});
	afterAll(() => simulator.close());

	const NOW = '2026-03-01T09:30:00.000';
	const read = async (path: string): Promise<Answered> => (await http.get(path)).data.item;
	const patch = async (path: string, body: object): Promise<void> => {
		const { status, data } = await http.patch(path, body);
		expect({ status, data }).toEqual({ status: 200, data: { itemId: expect.any(Number) } });
	};
	const refused = async (answer: Promise<{ status: number; data: Answered }>): Promise<string> => {
		const { status, data } = await answer;
		expect(status).toBe(500);
		return data.errors[0];
	};

	it('changes only what a PATCH names, by the id in its body', async () => {
		const before = await read('/Tickets/7001');
		await patch('/Tickets', { id: 7001, title: 'Edited' });
		expect(await read('/Tickets/7001')).toEqual({
			...before,
			title: 'Edited',
			lastActivityDate: NOW,
			lastActivityResourceID: simulator.resource,
			lastTrackedModificationDateTime: NOW,
		});
	});

	it('clears what a PUT leaves out, also user-defined fields, but not the system’s own', async () => {
		const before = await read('/Companies/174');
		const { companyName, companyType, phone, ownerResourceID } = before;
		await http.put('/Companies', { id: 174, companyName, companyType, phone, ownerResourceID });
		const after = await read('/Companies/174');
		expect(after).toMatchObject({ companyName, address1: null, companyNumber: null, createDate: before.createDate });
		expect(after.userDefinedFields.every(({ value }: Answered) => value === null)).toBe(true);
	});

	it('keeps the user-defined fields that a PATCH does not name', async () => {
		const [tier, employees, renewal] = (await read('/Companies/174')).userDefinedFields;
		await patch('/Companies', { id: 174, userDefinedFields: [{ name: 'Renewal Date', value: '2026-05-01' }] });
		expect((await read('/Companies/174')).userDefinedFields).toEqual([
			tier,
			employees,
			{ name: renewal.name, value: '2026-05-01T00:00:00' },
		]);
	});

	it('refuses a change without an id, or of a record that does not exist', async () => {
		expect(await refused(http.patch('/Tickets', { title: 'x' }))).toContain('undefined');
		expect(await refused(http.patch('/Tickets', { id: 1, title: 'x' }))).toContain('1');
		expect(await refused(http.patch('/Companies/175/Contacts', { id: 29683, firstName: 'x' }))).toContain('29683');
	});

	it('changes contacts below their company', async () => {
		await patch('/Companies/174/Contacts', { id: 29683, firstName: 'Grace', isActive: 0 });
		expect(await read('/Contacts/29683')).toMatchObject({ firstName: 'Grace', isActive: 0, lastModifiedDate: NOW });
	});

	it('completes a ticket by its status, and opens it again', async () => {
		const { id } = simulator.control.create('Tickets', TICKET);
		await patch('/Tickets', { id, status: 5 });
		expect(await read(`/Tickets/${id}`)).toMatchObject({
			completedDate: NOW,
			completedByResourceID: simulator.resource,
		});
		await patch('/Tickets', { id, status: 8 });
		expect((await read(`/Tickets/${id}`)).completedDate).toBeNull();
	});

	it('moves the last activity of a ticket with a note, not its last tracked change', async () => {
		const before = await read('/Tickets/7001');
		const note = { title: 'x', description: 'y', noteType: 3, publish: 1 };
		const { data } = await http.post('/Tickets/7001/Notes', note);
		expect(await read(`/TicketNotes/${data.itemId}`)).toMatchObject({ ...note, ticketID: 7001, lastActivityDate: NOW });
		expect(await read('/Tickets/7001')).toEqual({
			...before,
			lastActivityDate: NOW,
			lastActivityResourceID: simulator.resource,
			lastCustomerVisibleActivityDateTime: NOW,
		});
	});

	it('wants noteType and publish in every change of a note', async () => {
		const [note] = await query(http, 'TicketNotes');
		const path = `/Tickets/${note.ticketID}/Notes`;
		expect(await refused(http.patch(path, { id: note.id, description: 'z' }))).toContain('noteType');
		await patch(path, { id: note.id, description: 'z', noteType: 3, publish: 2 });
		expect(await read(`/TicketNotes/${note.id}`)).toMatchObject({ description: 'z', publish: 2 });
	});

	describe('time entries', () => {
		const technician = (): unknown => simulator.control.records('Roles')[0].id;
		const entry = (): object => ({
			ticketID: 7001,
			resourceID: simulator.resource,
			roleID: technician(),
			dateWorked: '2026-02-28T14:00:00Z',
			startDateTime: '2026-02-28T14:00:00Z',
			endDateTime: '2026-02-28T15:30:00Z',
			summaryNotes: 'x',
		});
		const created = async (): Promise<number> => (await http.post('/TimeEntries', entry())).data.itemId;

		it('counts the hours between start and stop, and keeps the day of dateWorked', async () => {
			expect(await read(`/TimeEntries/${await created()}`)).toMatchObject({
				hoursWorked: 1.5,
				hoursToBill: 1.5,
				dateWorked: '2026-02-28T00:00:00.000',
				lastModifiedDateTime: NOW,
			});
			expect((await read('/Tickets/7001')).lastActivityDate).toBe(NOW);
		});

		it('wants start and stop on a ticket, and no more than 24 hours', async () => {
			expect(await refused(http.post('/TimeEntries', { ...entry(), endDateTime: null }))).toBe(
				'TimeEntries for Service tickets require a start and stop time.',
			);
			expect(await refused(http.post('/TimeEntries', { ...entry(), endDateTime: '2026-03-02T14:00:00Z' }))).toContain(
				'24 hours',
			);
		});

		it('wants a ticket or a task', async () => {
			expect(await refused(http.post('/TimeEntries', { ...entry(), ticketID: null }))).toContain('ticketID');
		});

		it('answers success to new hours without a new window, and changes nothing', async () => {
			const id = await created();
			await patch('/TimeEntries', { id, hoursWorked: 9 });
			expect((await read(`/TimeEntries/${id}`)).hoursWorked).toBe(1.5);
		});

		it('wants a role that the resource has, and a work type that is in use', async () => {
			const [, engineer] = simulator.control.records('Roles');
			const codes = simulator.control.records('BillingCodes');
			expect(await refused(http.post('/TimeEntries', { ...entry(), roleID: null }))).toContain('must have a roleID');
			expect(await refused(http.post('/TimeEntries', { ...entry(), roleID: engineer.id }))).toContain(
				'not currently defined',
			);
			for (const { id: billingCodeID, isActive, useType } of codes) {
				const { status } = await http.post('/TimeEntries', { ...entry(), billingCodeID });
				expect([useType, isActive, status]).toEqual([useType, isActive, isActive && useType === 1 ? 200 : 500]);
			}
		});

		it('takes time into a week that is open or was rejected, and changes none in any other', async () => {
			const id = await created();
			const { control, resource } = simulator;
			for (const state of ['submitted', 'approved'] as const) {
				control.timesheet(resource, '2026-02-23', state);
				expect(await refused(http.post('/TimeEntries', entry()))).toContain('New or Rejected');
				expect(await refused(http.patch('/TimeEntries', { id, summaryNotes: 'y' }))).toContain(state);
				expect(await refused(http.delete(`/TimeEntries/${id}`))).toContain(state);
			}
			control.timesheet(resource, '2026-03-01', 'rejected');
			await patch('/TimeEntries', { id, summaryNotes: 'y' });
		});

		it('lets the API user enter time for others, and across midnight, where the tenant is set so', async () => {
			const [someone] = simulator.control.records('Resources');
			const theirs = { ...entry(), resourceID: someone.id };
			expect((await http.post('/TimeEntries', theirs)).status).toBe(200);
			const late = { ...entry(), startDateTime: '2026-02-28T23:30:00Z', endDateTime: '2026-03-01T00:30:00Z' };
			expect((await http.post('/TimeEntries', late)).status).toBe(200);
			simulator.control.set({ proxyTimeEntry: false, timeOverMidnight: false });
			expect(await refused(http.post('/TimeEntries', theirs))).toContain('Proxy Time Entry');
			expect(await refused(http.post('/TimeEntries', late))).toContain('midnight');
			expect((await http.post('/TimeEntries', entry())).status).toBe(200);
		});

		it('deletes an entry, logs it, and answers 500 where it is gone', async () => {
			const id = await created();
			expect((await http.delete(`/TimeEntries/${id}`)).data).toEqual({ itemId: id });
			expect(await query(http, 'DeletedTicketActivityLogs')).toMatchObject([{ typeID: 2, ticketID: 7001 }]);
			expect(await refused(http.delete(`/TimeEntries/${id}`))).toContain(String(id));
		});
	});

	it('deletes a contact below its company, except one that a ticket names', async () => {
		const named = simulator.control.records('Tickets').find(({ contactID }) => contactID !== null) as Answered;
		expect(await refused(http.delete(`/Companies/${named.companyID}/Contacts/${named.contactID}`))).toContain('ticket');
		const { id } = simulator.control.create('Contacts', { companyID: 174, firstName: 'A', lastName: 'B', isActive: 1 });
		expect((await http.delete(`/Companies/174/Contacts/${id}`)).data).toEqual({ itemId: id });
		expect(await read(`/Contacts/${id}`)).toBeNull();
	});

	it('logs the ticket that a person deleted', async () => {
		const { ticketNumber } = await read('/Tickets/7001');
		simulator.control.remove('Tickets', 7001, { by: 'tchang' });
		expect(await read('/Tickets/7001')).toBeNull();
		const logged = await query(http, 'DeletedTicketLogs', [{ op: 'gte', field: 'deletedDateTime', value: NOW }]);
		expect(logged).toMatchObject([{ ticketID: 7001, ticketNumber, deletedDateTime: NOW }]);
	});

	it('keeps a company that has tickets; another goes with its contacts', async () => {
		const { companyID } = await read('/Tickets/7001');
		expect(() => simulator.control.remove('Companies', companyID)).toThrow('it has tickets');
		const company = { companyName: 'Gone', companyType: 1, phone: '1', ownerResourceID: simulator.resource };
		const { id } = simulator.control.create('Companies', company);
		const person = { companyID: id, firstName: 'A', lastName: 'B', isActive: 1 };
		const contact = simulator.control.create('Contacts', person);
		simulator.control.remove('Companies', id as number);
		expect([await read(`/Companies/${id}`), await read(`/Contacts/${contact.id}`)]).toEqual([null, null]);
	});

	it('loses so many changes of a status as are asked for, with a 200', async () => {
		const { id } = simulator.control.create('Tickets', TICKET);
		simulator.control.set({ dropStatusChanges: 1 });
		await patch('/Tickets', { id, status: 8, title: 'x' });
		expect(await read(`/Tickets/${id}`)).toMatchObject({ status: 1, title: 'x' });
		await patch('/Tickets', { id, status: 8 });
		expect((await read(`/Tickets/${id}`)).status).toBe(8);
	});

	it('answers a page with 404 to every PATCH of a collection in a zone without it; PUT works', async () => {
		simulator.control.set({ collectionPatch: false });
		const { status, headers } = await http.patch('/Tickets', { id: 7001, title: 'x' });
		expect([status, headers['content-type']]).toEqual([404, expect.stringContaining('text/html')]);
		const ticket = await read('/Tickets/7001');
		expect((await http.put('/Tickets', { ...ticket, title: 'x' })).status).toBe(200);
		expect((await read('/Tickets/7001')).title).toBe('x');
	});

	it('keeps an old choice that a record has, and refuses it anew', async () => {
		simulator.control.corrupt('Tickets', 7001, { status: 11 });
		await patch('/Tickets', { id: 7001, title: 'x' });
		expect(await refused(http.patch('/Tickets', { id: 7002, status: 11 }))).toContain('status');
	});
});
