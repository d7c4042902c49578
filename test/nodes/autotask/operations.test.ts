import { resolve } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import { startAutotask, type AutotaskSimulator } from '../../../sandbox/autotask';
import { byId, NODE, NodeBench } from '../node-bench';

const TRAFFIC = resolve(__dirname, '../../.traffic/autotask-node.jsonl');
let server: AutotaskSimulator;

beforeAll(async () => {
	server = await startAutotask({ record: TRAFFIC, seed: { companies: 3, contactsPerCompany: 2, tickets: 6 } });
});
beforeEach(() => server.control.reset());
afterAll(async () => await server.close());

const node = new NodeBench('autotask', () => ({
	psaSyncAutotaskApi: { zone: 'other', zoneUrl: server.url, ...server.credentials },
}));
const run = node.run.bind(node);
const items = (...json: IDataObject[]) => json.map((one) => ({ json: one }));
const sent = (method: string) => server.control.requests.entries({ method }).map(({ body }) => body);
const ids = (table: 'Tickets' | 'Contacts' | 'Companies') =>
	server.control
		.records(table)
		.map(({ id }) => Number(id))
		.filter((id) => id !== 0);

describe('the Autotask node', () => {
	it('creates a ticket with references, listed options, times of the workflow’s zone and user-defined fields', async () => {
		const result = await run({
			resource: 'ticket',
			operation: 'create',
			title: 'Printer on fire',
			companyID: byId(ids('Companies')[0]),
			status: 1,
			priority: 2,
			additionalFields: { queueID: 5, dueDateTime: '2026-05-01T10:00:00Z', description: 'It burns' },
			customFields: { fields: [{ name: 'Asset Tag', value: 'A-1' }] },
		});
		expect(result.error).toBeUndefined();
		expect(result.json(NODE)).toMatchObject([
			{ title: 'Printer on fire', companyID: ids('Companies')[0], queueID: 5, dueDateTime: '2026-05-01T10:00:00.000' },
		]);
		expect(result.json(NODE)[0].userDefinedFields).toContainEqual({ name: 'Asset Tag', value: 'A-1' });
	});

	it('creates a company and a contact of it', async () => {
		const company = await run({
			resource: 'company',
			operation: 'create',
			companyName: 'Acme Dental',
			companyType: 1,
			phone: '+1 555 0100',
			additionalFields: { city: 'York' },
		});
		expect(company.error).toBeUndefined();
		expect(company.json(NODE)).toMatchObject([{ companyName: 'Acme Dental', city: 'York', isActive: true }]);
		const contact = await run({
			resource: 'contact',
			operation: 'create',
			firstName: 'Ada',
			lastName: 'Byron',
			companyID: byId(Number(company.json(NODE)[0].id)),
			additionalFields: { emailAddress: 'ada@acme.example' },
		});
		expect(contact.json(NODE)).toMatchObject([
			{ firstName: 'Ada', companyID: company.json(NODE)[0].id, emailAddress: 'ada@acme.example', isActive: 1 },
		]);
	});

	it('gets each of several records, paired with its item', async () => {
		const [first, second] = ids('Tickets');
		const result = await run(
			{ resource: 'ticket', operation: 'get', ticketId: { __rl: true, mode: 'id', value: '={{ $json.number }}' } },
			{ input: items({ number: second }, { number: first }) },
		);
		expect(result.json(NODE).map(({ id }) => id)).toEqual([second, first]);
		expect(result.output(NODE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('goes on after a failure where the workflow says so, and says what is wrong', async () => {
		const [id] = ids('Tickets');
		const result = await run(
			{ resource: 'ticket', operation: 'get', ticketId: { __rl: true, mode: 'id', value: '={{ $json.number }}' } },
			{ input: items({ number: 99999999 }, { number: id }), settings: { onError: 'continueRegularOutput' } },
		);
		expect(result.status).toBe('success');
		const [failed, found] = result.json(NODE);
		expect(String(failed.error)).toContain('99999999');
		expect(found.id).toBe(id);
	});

	it('stops with an error that names record and remedy', async () => {
		const result = await run({ resource: 'ticket', operation: 'get', ticketId: byId(99999999) });
		expect(result.status).toBe('error');
		expect(result.error?.message).toContain('no ticket with the ID 99999999');
	});

	it('gets many, with a limit and without', async () => {
		expect(
			(await run({ resource: 'ticket', operation: 'getMany', returnAll: false, limit: 4 })).json(NODE),
		).toHaveLength(4);
		expect((await run({ resource: 'ticket', operation: 'getMany', returnAll: true })).json(NODE)).toHaveLength(6);
	});

	it('narrows by conditions on fields of any type', async () => {
		const [first, second, third] = ids('Tickets');
		server.control.edit('Tickets', first, { purchaseOrderNumber: null });
		server.control.edit('Tickets', second, {
			title: 'Mail "bounces" \\ back',
			purchaseOrderNumber: 'PO 3',
			estimatedHours: 12,
		});
		server.control.edit('Tickets', third, { title: 'Mail works', status: 9, contactID: null });
		const many = async (filters: INode['parameters']) => {
			const result = await run({ resource: 'ticket', operation: 'getMany', returnAll: true, filters });
			expect(result.error).toBeUndefined();
			return result.json(NODE).map(({ id }) => id);
		};
		const where = (field: string, operator: string, value = '') => ({
			conditions: { values: [{ field, operator, value }] },
		});
		expect(await many(where('title', 'contains', 'mail'))).toEqual([second, third]);
		expect(await many(where('title', 'equals', 'Mail "bounces" \\ back'))).toEqual([second]);
		expect(await many(where('title', 'beginsWith', 'Mail w'))).toEqual([third]);
		expect(await many(where('title', 'equals', '*'))).toEqual([]);
		expect(await many(where('purchaseOrderNumber', 'notEmpty'))).toEqual([second]);
		expect(await many(where('purchaseOrderNumber', 'empty'))).toEqual(ids('Tickets').filter((id) => id !== second));
		expect(await many(where('contactID', 'empty'))).toContain(third);
		expect(await many(where('contactID', 'empty'))).not.toContain(first);
		expect(await many(where('estimatedHours', 'greaterOrEqual', '12'))).toEqual([second]);
		expect(await many(where('status', 'equals', '9'))).toEqual([third]);
		expect(await many(where('id', 'in', `${first}, ${third},99999999`))).toEqual([first, third]);
		expect(await many(where('lastActivityDate', 'greater', '2999-01-01T00:00:00Z'))).toEqual([]);
		expect(
			await many({
				match: 'any',
				conditions: {
					values: [
						{ field: 'purchaseOrderNumber', operator: 'equals', value: 'PO 3' },
						{ field: 'id', operator: 'equals', value: first },
					],
				},
			}),
		).toEqual([first, second]);
	});

	it('refuses a condition that the vendor would not understand', async () => {
		const result = await run({
			resource: 'ticket',
			operation: 'getMany',
			returnAll: true,
			filters: { conditions: { values: [{ field: 'status', operator: 'equals', value: 'New' }] } },
		});
		expect(result.error?.message).toContain('needs a number');
		expect(sent('POST')).toEqual([]);
	});

	it('finds contacts by one of their email addresses, and records by a user-defined field', async () => {
		const [, contact] = ids('Contacts');
		server.control.edit('Contacts', contact, { emailAddress2: 'second@example.com' });
		const byEmail = await run({
			resource: 'contact',
			operation: 'getMany',
			returnAll: true,
			filters: { email: 'Second@Example.com' },
		});
		expect(byEmail.json(NODE).map(({ id }) => id)).toEqual([contact]);
		const ticket = ids('Tickets')[5];
		server.control.edit('Tickets', ticket, { userDefinedFields: [{ name: 'Asset Tag', value: 'X-9' }] });
		const byField = await run({
			resource: 'ticket',
			operation: 'getMany',
			returnAll: true,
			filters: { customField: { value: { name: 'Asset Tag', value: 'X-9' } } },
		});
		expect(byField.json(NODE).map(({ id }) => id)).toEqual([ticket]);
	});

	it('updates only the given fields, and empties a field that is given empty', async () => {
		const [id] = ids('Tickets');
		server.control.edit('Tickets', id, { purchaseOrderNumber: 'PO', title: 'Old' });
		const result = await run({
			resource: 'ticket',
			operation: 'update',
			ticketId: byId(id),
			updateFields: { purchaseOrderNumber: '', priority: 1 },
			customFields: { fields: [{ name: 'Asset Tag', value: 'A-7' }] },
		});
		expect(result.error).toBeUndefined();
		expect(result.json(NODE)[0]).toMatchObject({ title: 'Old', priority: 1 });
		expect(sent('PATCH')).toEqual([
			{ id, priority: 1, purchaseOrderNumber: null, userDefinedFields: [{ name: 'Asset Tag', value: 'A-7' }] },
		]);
	});

	it('refuses an update without fields', async () => {
		const [id] = ids('Contacts');
		const result = await run({ resource: 'contact', operation: 'update', contactId: byId(id), updateFields: {} });
		expect(result.error?.message).toContain('nothing to update');
		expect(sent('PATCH')).toEqual([]);
	});

	it('deletes a contact below its company', async () => {
		const created = server.control.create(
			'Contacts',
			{ firstName: 'Gone', lastName: 'Soon', isActive: 1 },
			{ parentId: ids('Companies')[1] },
		);
		const id = Number(created.id);
		const result = await run({ resource: 'contact', operation: 'delete', contactId: byId(id) });
		expect(result.json(NODE)).toEqual([{ id, deleted: true }]);
		expect(server.control.record('Contacts', id)).toBeUndefined();
	});

	it.each(['company', 'ticket'])(
		'has no operation that deletes a %s, which Autotask lets nobody do',
		async (resource) => {
			const result = await run({ resource, operation: 'delete', [`${resource}Id`]: byId(1) });
			expect(result.error?.message).toContain('no operation "delete"');
			expect(sent('DELETE')).toEqual([]);
		},
	);

	it('shows what the vendor rejects, with the field, and nothing of the keys', async () => {
		const [id] = ids('Tickets');
		const result = await run({
			resource: 'ticket',
			operation: 'update',
			ticketId: byId(id),
			updateFields: { priority: 99 },
		});
		expect(result.error?.message).toContain('priority');
		expect(JSON.stringify(result.run)).not.toContain(server.credentials.secret);
		const refused = await run(
			{ resource: 'ticket', operation: 'get', ticketId: byId(id) },
			{ credential: { secret: 'wrong-secret-wrong' } },
		);
		expect(refused.error?.message).toContain('check user name, secret and integration code');
		expect(JSON.stringify(refused.run)).not.toContain('wrong-secret-wrong');
	});
});
