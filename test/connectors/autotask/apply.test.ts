import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import type { Connector } from '../../../sync/connectors/connector';
import type { Entity } from '../../../sync/model/entity';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startMadeUp, startRecorded } from './support';

describe('apply', () => {
	let simulator: AutotaskSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 5 });
		connector = createAutotaskConnector(optionsFor(simulator));
	});
	afterAll(() => simulator.close());

	async function read(entity: Entity, id: string): Promise<NativeRecord> {
		const record = (await connector.read(entity, [id])).get(id);
		if (!record) throw new Error(`no ${entity} ${id}`);
		return record;
	}
	const idOf = (table: 'Tickets' | 'Contacts' | 'Companies', index = 0) =>
		String(simulator.control.records(table).filter(({ id }) => id !== 0)[index]['id']);
	const writes = (...method: string[]) =>
		simulator.control.requests
			.entries({})
			.filter((entry) => method.includes(entry.method) && !/query/.test(entry.path))
			.map(({ body }) => body);
	const newTicket = (more: object = {}) => ({
		title: 'Hello',
		companyID: idOf('Companies'),
		status: 1,
		priority: 2,
		queueID: 5,
		...more,
	});

	describe('update', () => {
		it('sends exactly what changed, in the vendor’s types, with the id in the body', async () => {
			const id = idOf('Tickets');
			const before = await read('ticket', id);
			const after = await connector.update('ticket', before, {
				title: 'New title',
				status: '8',
				contactID: null,
				dueDateTime: '2026-05-01T10:00:00.750Z',
				'customFields/Asset Tag': 'A-1',
			});
			expect(writes('PATCH', 'PUT')).toEqual([
				{
					id: Number(id),
					title: 'New title',
					status: 8,
					contactID: null,
					dueDateTime: '2026-05-01T10:00:00Z',
					userDefinedFields: [{ name: 'Asset Tag', value: 'A-1' }],
				},
			]);
			expect(after.record).toMatchObject({
				title: 'New title',
				status: 8,
				contactID: null,
				dueDateTime: '2026-05-01T10:00:00.000Z',
				'customFields/Asset Tag': 'A-1',
			});
		});

		it('keeps the user-defined fields that are not meant', async () => {
			const id = idOf('Tickets', 1);
			const filled = await connector.update('ticket', await read('ticket', id), {
				'customFields/Asset Tag': 'A-1',
				'customFields/Root Cause': 'Software',
			});
			const after = await connector.update('ticket', filled, { 'customFields/Asset Tag': null });
			expect(after.record).toMatchObject({ 'customFields/Asset Tag': null, 'customFields/Root Cause': 'Software' });
		});

		it('writes a contact below its company', async () => {
			const id = idOf('Contacts');
			const before = await read('contact', id);
			const after = await connector.update('contact', before, { emailAddress: 'new@example.com', isActive: false });
			expect(after.record).toMatchObject({ emailAddress: 'new@example.com', isActive: false });
			expect(simulator.control.requests.entries({ method: 'PATCH' }).map(({ path }) => path)).toEqual([
				expect.stringMatching(new RegExp(`/Companies/${String(before.record['companyID'])}/Contacts$`)),
			]);
			expect(simulator.control.record('Contacts', Number(id))).toMatchObject({ isActive: 0 });
		});

		it('writes nothing for nothing', async () => {
			const before = await read('contact', idOf('Contacts'));
			expect(await connector.update('contact', before, {})).toBe(before);
			expect(writes('PATCH', 'PUT')).toEqual([]);
		});

		it('notices a change that was answered with success and did not land, and sends it once more', async () => {
			simulator.control.set({ dropStatusChanges: 1 });
			const after = await connector.update('ticket', await read('ticket', idOf('Tickets')), {
				status: 9,
				title: 'Lands at once',
			});
			expect(after.record).toMatchObject({ status: 9, title: 'Lands at once' });
			expect(writes('PATCH')).toEqual([
				expect.objectContaining({ status: 9, title: 'Lands at once' }),
				{ id: Number(after.id), status: 9 },
			]);
		});

		it('knows its own value in the form in which the vendor keeps a user-defined field', async () => {
			const id = idOf('Companies');
			const filled = await connector.update('company', await read('company', id), {
				'customFields/Employees': 12,
				'customFields/Renewal Date': '2027-01-31',
			});
			expect(filled.record).toMatchObject({
				'customFields/Employees': '12.0000',
				'customFields/Renewal Date': '2027-01-31T00:00:00',
			});
			simulator.control.requests.clear();
			await connector.update('company', filled, {
				'customFields/Employees': '12',
				'customFields/Renewal Date': '2027-01-31',
			});
			expect(writes('PATCH')).toHaveLength(1);
		});

		it('gives the record as it is where a change never lands', async () => {
			simulator.control.set({ dropStatusChanges: 5 });
			const before = await read('ticket', idOf('Tickets'));
			const after = await connector.update('ticket', before, { status: 9 });
			expect(after.record['status']).toBe(before.record['status']);
			expect(writes('PATCH')).toHaveLength(2);
		});

		it('puts the whole record back with the change over it where a zone has no PATCH, and remembers that', async () => {
			simulator.control.set({ collectionPatch: false });
			const id = idOf('Tickets');
			const before = await read('ticket', id);
			const after = await connector.update('ticket', before, { title: 'By PUT', 'customFields/Asset Tag': 'A-3' });
			expect({ ...after.record, title: null, 'customFields/Asset Tag': null }).toEqual({
				...before.record,
				title: null,
				'customFields/Asset Tag': null,
			});
			expect(after.record).toMatchObject({ title: 'By PUT', 'customFields/Asset Tag': 'A-3' });
			await connector.update('ticket', after, { title: 'Again' });
			expect(simulator.control.requests.entries({ method: 'PATCH' })).toHaveLength(1);
		});

		it('does not put back with PUT what somebody changed since the record was read', async () => {
			simulator.control.set({ collectionPatch: false });
			const id = idOf('Tickets');
			const before = await read('ticket', id);
			simulator.control.edit('Tickets', Number(id), { title: 'Theirs' });
			const error = await failureOf(connector.update('ticket', before, { title: 'Ours' }));
			expect(error.code).toBe('PRECONDITION');
			const other = await connector.update('ticket', before, { status: 9 });
			expect(other.record).toMatchObject({ title: 'Theirs', status: 9 });
		});

		it.each([
			['nobody', 'x', 'is no field of it'],
			['__proto__', 'x', 'is no field of it'],
			['ticketNumber', 'x', 'read-only'],
			['status', 'New', 'must be a number'],
			['customFields/Nobody', 'x', 'no user-defined field'],
			['customFields/asset tag', 'x', 'no user-defined field'],
		])('refuses %s = %s and says why, since the vendor would ignore it', async (field, value, reason) => {
			const changes = Object.fromEntries([[field, value]]);
			const error = await failureOf(connector.update('ticket', await read('ticket', idOf('Tickets')), changes));
			expect(error.code).toBe('BAD_INPUT');
			expect(error.message).toContain(field);
			expect(error.message).toContain(reason);
			expect(writes('PATCH', 'PUT')).toEqual([]);
		});

		it('says what the vendor refuses, and does not try it again', async () => {
			const error = await failureOf(
				connector.update('ticket', await read('ticket', idOf('Tickets')), { priority: 99 }),
			);
			expect(error.code).toBe('REJECTED');
			expect(error.subject.field).toBe('priority');
			expect(error.retryable).toBe(false);
			expect(writes('PATCH')).toHaveLength(1);
		});

		it('takes the first of several values that this tenant has', async () => {
			const before = await read('ticket', idOf('Tickets'));
			const after = await connector.update('ticket', before, { priority: 3 }, { synonyms: { priority: [77, 5] } });
			expect(after.record['priority']).toBe(5);
		});

		it('says that a record is gone', async () => {
			const id = idOf('Tickets');
			const before = await read('ticket', id);
			simulator.control.remove('Tickets', Number(id));
			const error = await failureOf(connector.update('ticket', before, { title: 'x' }));
			expect(['NOT_FOUND', 'REJECTED']).toContain(error.code);
			expect(error.subject).toMatchObject({ entity: 'ticket', id });
		});

		it('leaves open what became of a change after which the record cannot be read', async () => {
			const before = await read('ticket', idOf('Tickets'));
			simulator.control.faults.add({ kind: 'unavailable', method: 'GET', path: 'Tickets/\\d+$' });
			const error = await failureOf(connector.update('ticket', before, { title: 'Landed' }));
			expect(error.subject.uncertain).toBe(true);
			expect(simulator.control.record('Tickets', Number(before.id))).toMatchObject({ title: 'Landed' });
		});
	});

	describe('create', () => {
		it('stores the other side’s id in a ticket, and reads back what it became', async () => {
			const payload = newTicket({ 'customFields/Asset Tag': 'A-9', description: 'It broke.\nTwice.', contactID: null });
			const created = await connector.create('ticket', payload, 'tkt_42', 'key');
			expect(created.externalIds).toEqual(['tkt_42']);
			expect(created.record).toMatchObject({
				title: 'Hello',
				description: 'It broke.\nTwice.',
				'customFields/Asset Tag': 'A-9',
				ticketNumber: expect.stringMatching(/^T\d{8}\.\d+/) as string,
			});
			expect(simulator.control.record('Tickets', Number(created.id))).toMatchObject({ externalID: 'tkt_42' });
		});

		it('creates an active contact below its company', async () => {
			const payload = {
				firstName: 'Ada',
				lastName: 'Byron',
				companyID: idOf('Companies', 1),
				emailAddress: 'a@b.example',
			};
			const created = await connector.create('contact', payload, 'ct_1', 'key');
			expect(created.record).toMatchObject({ ...payload, companyID: Number(payload.companyID), isActive: true });
			expect(created.externalIds).toEqual(['ct_1']);
		});

		it('says that a contact needs a company before it calls', async () => {
			const error = await failureOf(connector.create('contact', { firstName: 'A', lastName: 'B' }, 'ct_1', 'key'));
			expect(error).toMatchObject({ code: 'BAD_INPUT', subject: { field: 'companyID' } });
			expect(writes('POST')).toEqual([]);
		});

		it('gives a company the owner of the MSP’s own company', async () => {
			const created = await connector.create(
				'company',
				{ companyName: 'Acme', companyType: 1, phone: '1' },
				'c1',
				'key',
			);
			const own = simulator.control.record('Companies', 0);
			expect(created.record).toMatchObject({ companyName: 'Acme', ownerResourceID: own?.['ownerResourceID'] });
			expect(created.externalIds).toEqual([]);
		});

		it('names the field that is missing', async () => {
			const error = await failureOf(connector.create('company', { companyName: 'Acme', companyType: 1 }, 'c1', 'key'));
			expect(error).toMatchObject({ code: 'REJECTED', subject: { field: 'phone' } });
		});

		it('waits for a record that does not show for a moment', async () => {
			simulator.control.set({ readAfterCreateMs: 400 });
			const patient = createAutotaskConnector(optionsFor(simulator, { sleep: undefined }));
			const created = await patient.create('ticket', newTicket(), 'tkt_1', 'key');
			expect(created.record['title']).toBe('Hello');
		});

		it('leaves open what became of a record that does not show at all, and finds it later', async () => {
			simulator.control.set({ readAfterCreateMs: 60_000, indexLagMs: 60_000 });
			const error = await failureOf(connector.create('ticket', newTicket(), 'tkt_1', 'key'));
			expect(error.subject.uncertain).toBe(true);
			expect(error.retryable).toBe(true);
			expect(writes('POST')).toHaveLength(1);
			simulator.control.set({ readAfterCreateMs: 0, indexLagMs: 0 });
			simulator.control.catchUpIndex();
			const [found] = await connector.find('ticket', [{ sourceId: 'tkt_1', targetId: null, payload: {} }]);
			expect(found.map(({ rule }) => rule)).toEqual(['externalId']);
		});

		it('says when the outcome is unknown, and then finds the record', async () => {
			simulator.control.faults.add({ kind: 'lostResponse', method: 'POST', path: 'Tickets$', delayMs: 0, times: 1 });
			const error = await failureOf(connector.create('ticket', newTicket({ title: 'Once' }), 'tkt_1', 'key'));
			expect(error.subject.uncertain).toBe(true);
			const [found] = await connector.find('ticket', [{ sourceId: 'tkt_1', targetId: null, payload: {} }]);
			expect(found.map(({ record, rule }) => [record.record['title'], rule])).toEqual([['Once', 'externalId']]);
		});

		it.each([{}, { itemId: null }])('looks for a record whose id was answered as %j', async (body) => {
			const server = await startMadeUp((method) => (method === 'GET' ? { body: { fields: [] } } : { body }));
			try {
				const made = createAutotaskConnector(server.options);
				const error = await failureOf(made.create('ticket', { title: 'x' }, 'tkt_1', 'key'));
				expect(error.subject.uncertain).toBe(true);
				expect(server.asked.filter((asked) => asked === 'POST Tickets')).toHaveLength(1);
			} finally {
				await server.close();
			}
		});
	});

	describe('fields', () => {
		it('tells the picklists, references and user-defined fields of this tenant', async () => {
			const fields = await connector.fields('ticket');
			const byName = new Map(fields.map((field) => [field.name, field]));
			expect(byName.get('status')?.options).toContainEqual({ value: 1, label: 'New' });
			expect(byName.get('status')?.options).toContainEqual({
				value: 11,
				label: expect.stringContaining('(inactive)') as string,
			});
			expect(byName.get('subIssueType')?.options).toContainEqual({ value: 136, label: 'Printer (Hardware)' });
			expect(byName.get('source')?.options).toContainEqual({ value: -1, label: 'Client Portal' });
			expect(byName.get('assignedResourceID')?.options).toContainEqual({
				value: simulator.resource,
				label: 'PSA Sync',
			});
			expect(byName.get('assignedResourceRoleID')?.options?.map(({ label }) => label)).toContain('Technician');
			expect(byName.get('title')).toMatchObject({ maxLength: 255 });
			expect(byName.get('customFields/Root Cause')).toMatchObject({ type: 'option', custom: true });
			expect(byName.get('customFields/Asset Tag')).toMatchObject({ type: 'string', custom: true });
			expect(byName.has('customFields/VIP')).toBe(false);
		});

		it('tells numbers and dates among the user-defined fields of a company', async () => {
			const byName = new Map((await connector.fields('company')).map((field) => [field.name, field]));
			expect(byName.get('customFields/Employees')?.type).toBe('number');
			expect(byName.get('customFields/Renewal Date')?.type).toBe('date');
		});

		it('asks for the fields of the tenant once an hour, however often something is written', async () => {
			const ticket = await read('ticket', idOf('Tickets'));
			const after = await connector.update('ticket', ticket, { title: 'One' });
			simulator.control.requests.clear();
			await createAutotaskConnector(optionsFor(simulator)).update('ticket', after, { title: 'Two' });
			expect(simulator.control.requests.entries({}).map(({ method }) => method)).toEqual(['PATCH', 'GET']);
		});
	});
});
