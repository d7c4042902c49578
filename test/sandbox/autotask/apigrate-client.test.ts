import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { type Answered, TICKET, startRecorded } from './simulator';

/** What this suite uses of the client's entities. Children take the id of their parent first. */
interface Collection {
	query(search: object): Promise<Answered>;
	count(search: object): Promise<Answered>;
	get(id: number): Promise<Answered | null>;
	info(): Promise<Answered>;
	fieldInfo(): Promise<Answered>;
	udfInfo(): Promise<Answered>;
	create(entity: object, options?: object): Promise<Answered>;
	update(entity: object): Promise<Answered>;
	replace(entity: object): Promise<Answered>;
	delete(id: number): Promise<Answered>;
}
interface ChildCollection {
	query(search: object): Promise<Answered>;
	get(id: number): Promise<Answered | null>;
	create(parentId: number, entity: object): Promise<Answered>;
	update(parentId: number, entity: object): Promise<Answered>;
	delete(parentId: number, id: number): Promise<Answered>;
}
interface Client {
	readonly zoneInfo: Answered | null;
	readonly Companies: Collection;
	readonly CompanyContacts: ChildCollection;
	readonly Contacts: Collection;
	readonly Tickets: Collection;
	readonly TicketNotes: ChildCollection;
	readonly TimeEntries: Collection;
	readonly CompanyWebhooks: Collection;
	readonly CompanyWebhookFields: ChildCollection;
	_get(path: string): Promise<Answered>;
}
interface Library {
	readonly AutotaskRestApi: new (user: string, secret: string, code: string, options: { base_url: string }) => Client;
	readonly FilterOperators: Readonly<Record<string, string>>;
}

/** A client that nobody of this project wrote. It has no types of its own. */
const { AutotaskRestApi, FilterOperators } = jest.requireActual<Library>('@apigrate/autotask-restapi');

describe('the client @apigrate/autotask-restapi', () => {
	let simulator: AutotaskSimulator;
	let autotask: Client;

	beforeAll(async () => ({ simulator } = await startRecorded('apigrate')));
	beforeEach(() => {
		simulator.control.reset();
		const { userName, secret, integrationCode } = simulator.credentials;
		autotask = new AutotaskRestApi(userName, secret, integrationCode, { base_url: `${simulator.url}/ATServicesRest/` });
	});
	afterAll(() => simulator.close());

	const created = async (answer: Promise<Answered>): Promise<number> => {
		const { itemId } = await answer;
		expect(itemId).toEqual(expect.any(Number));
		return itemId;
	};

	it('finds its zone and reads the root company, as its documentation begins', async () => {
		expect(await autotask.Companies.get(0)).toMatchObject({ item: { id: 0, companyName: 'Sandbox MSP' } });
		expect(autotask.zoneInfo).toMatchObject({ url: `${simulator.url}/atservicesrest/` });
	});

	it('follows a tenant into another zone', async () => {
		simulator.control.set({ zone: 'zone7' });
		expect(await autotask.Companies.get(0)).toMatchObject({ item: { id: 0 } });
	});

	it('counts and queries with the names of fields in its own case', async () => {
		const filter = [{ op: 'beginsWith', field: 'CompanyName', value: 'B' }];
		const { queryCount } = await autotask.Companies.count({ filter });
		const { items, pageDetails } = await autotask.Companies.query({ filter, includeFields: ['Id', 'CompanyName'] });
		expect(queryCount).toBeGreaterThan(0);
		expect(items).toHaveLength(queryCount);
		expect(items[0].companyName).toMatch(/^B/);
		expect(pageDetails).toEqual({ count: queryCount, requestCount: 500, prevPageUrl: null, nextPageUrl: null });
	});

	it('can use every operator that it knows', async () => {
		const values: Record<string, unknown> = { in: [1, 8], notIn: [5], exist: undefined, notExist: undefined };
		for (const op of Object.values(FilterOperators)) {
			const value = op in values ? values[op] : 1;
			const { queryCount } = await autotask.Tickets.count({ filter: [{ op, field: 'status', value }] });
			expect({ op, queryCount }).toEqual({ op, queryCount: expect.any(Number) });
		}
	});

	it('creates, changes, replaces and reads a company, and a contact below it', async () => {
		const company = { companyName: 'Sirius', companyType: 3, ownerResourceID: simulator.resource, phone: '1' };
		const id = await created(autotask.Companies.create(company));
		expect(await created(autotask.Companies.update({ id, city: 'Halle' }))).toBe(id);
		expect(await autotask.Companies.get(id)).toMatchObject({ item: { ...company, city: 'Halle' } });
		await autotask.Companies.replace({ id, ...company, companyName: 'Sirius Corp' });
		expect(await autotask.Companies.get(id)).toMatchObject({ item: { companyName: 'Sirius Corp', city: null } });
		const person = { firstName: 'Zaphod', lastName: 'B', isActive: 1 };
		const contact = await created(autotask.CompanyContacts.create(id, person));
		await autotask.CompanyContacts.update(id, { id: contact, title: 'President' });
		expect(await autotask.Contacts.get(contact)).toMatchObject({ item: { companyID: id, title: 'President' } });
		expect(await autotask.CompanyContacts.delete(id, contact)).toEqual({ itemId: contact });
		expect(await autotask.Contacts.get(contact)).toEqual({ item: null });
	});

	it('creates a ticket with a note and time', async () => {
		const ticketID = await created(autotask.Tickets.create(TICKET));
		const note = { title: 'x', description: 'y', noteType: 3, publish: 1 };
		const noteId = await created(autotask.TicketNotes.create(ticketID, note));
		await autotask.TicketNotes.update(ticketID, { ...note, id: noteId, description: 'z' });
		expect(await autotask.TicketNotes.get(noteId)).toMatchObject({ item: { ticketID, description: 'z' } });
		const window = { startDateTime: '2026-01-05T09:00:00Z', endDateTime: '2026-01-05T09:30:00Z' };
		const roleID = simulator.control.records('Roles')[0].id;
		const who = { resourceID: simulator.resource, roleID };
		const entry = await created(autotask.TimeEntries.create({ ticketID, ...who, ...window }));
		expect(await autotask.TimeEntries.get(entry)).toMatchObject({ item: { hoursWorked: 0.5 } });
		expect(await autotask.TimeEntries.delete(entry)).toEqual({ itemId: entry });
	});

	it('reads what fields there are', async () => {
		expect(await autotask.Tickets.info()).toMatchObject({ info: { canCreate: true, canDelete: false } });
		const { fields } = await autotask.Tickets.fieldInfo();
		expect(fields.find(({ name }: Answered) => name === 'status').picklistValues[0]).toMatchObject({ value: '1' });
		expect((await autotask.Companies.udfInfo()).fields[0]).toMatchObject({ name: 'Service Tier', isPickList: true });
		expect(await autotask._get('/ThresholdInformation')).toMatchObject({ externalRequestThreshold: 10_000 });
	});

	it('registers a webhook and takes it back', async () => {
		const id = await created(
			autotask.CompanyWebhooks.create({
				name: 'test',
				webhookUrl: 'https://hooks.example.com/in',
				deactivationUrl: 'https://hooks.example.com/off',
				secretKey: 'secret',
				isActive: true,
				sendThresholdExceededNotification: false,
			}),
		);
		const field = { fieldID: 1, isSubscribedField: true, isDisplayAlwaysField: false };
		await created(autotask.CompanyWebhookFields.create(id, field));
		expect(await autotask.CompanyWebhooks.get(id)).toMatchObject({ item: { isReady: true } });
		expect(await autotask.CompanyWebhooks.delete(id)).toEqual({ itemId: id });
	});

	it('is told what is wrong with a record', async () => {
		const { status, ...wrong } = TICKET;
		await expect(autotask.Tickets.create(wrong)).rejects.toMatchObject({
			status: 500,
			details: { errors: [expect.stringContaining('status')] },
		});
		expect(status).toBe(1);
	});

	it('is refused with an authorization error', async () => {
		const { userName, integrationCode } = simulator.credentials;
		const options = { base_url: `${simulator.url}/ATServicesRest/` };
		const stranger = new AutotaskRestApi(userName, 'wrong', integrationCode, options);
		await expect(stranger.Companies.get(0)).rejects.toMatchObject({ status: 401, details: '' });
	});
});
