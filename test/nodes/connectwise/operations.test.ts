import { resolve } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import { startConnectWise, type ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { byId, NODE, NodeBench } from '../node-bench';

const TRAFFIC = resolve(__dirname, '../../.traffic/connectwise-node.jsonl');
let server: ConnectWiseSimulator;

beforeAll(async () => {
	server = await startConnectWise({ record: TRAFFIC, seed: { companies: 3, contactsPerCompany: 2, tickets: 6 } });
});
beforeEach(() => server.control.reset());
afterAll(async () => await server.close());

const node = new NodeBench('connectWise', () => ({
	psaSyncConnectWiseApi: { environment: 'onPremise', siteUrl: server.url, ...server.credentials },
}));
const run = node.run.bind(node);
const items = (...json: IDataObject[]) => json.map((one) => ({ json: one }));
const sent = (method: string) => server.control.requests.entries({ method }).map(({ body }) => body);

describe('the ConnectWise node', () => {
	it('creates a ticket with references, listed options, times of the workflow’s zone and custom fields', async () => {
		const result = await run({
			resource: 'ticket',
			operation: 'create',
			summary: 'Printer on fire',
			companyId: byId(1),
			additionalFields: {
				boardId: 1,
				statusId: 3,
				contactId: byId(1),
				requiredDate: '2026-05-01T10:00:00Z',
				initialDescription: 'It burns',
			},
			customFields: { fields: [{ name: 'Impacted Users', value: '4' }] },
		});
		expect(result.error).toBeUndefined();
		expect(result.json(NODE)).toMatchObject([
			{
				summary: 'Printer on fire',
				board: { id: 1 },
				status: { id: 3 },
				contact: { id: 1 },
				requiredDate: '2026-05-01T10:00:00Z',
			},
		]);
		const id = Number(result.json(NODE)[0].id);
		expect(server.control.record('tickets', id)?.customFields).toContainEqual(
			expect.objectContaining({ caption: 'Impacted Users', value: 4 }),
		);
	});

	it('creates a company and a contact of it', async () => {
		const company = await run({
			resource: 'company',
			operation: 'create',
			name: 'Acme Dental',
			additionalFields: { city: 'York' },
		});
		expect(company.json(NODE)).toMatchObject([{ identifier: 'AcmeDental', city: 'York', site: { name: 'Main' } }]);
		const contact = await run({
			resource: 'contact',
			operation: 'create',
			firstName: 'Ada',
			companyId: byId(Number(company.json(NODE)[0].id)),
			additionalFields: { lastName: 'Byron', email: 'ada@acme.example' },
		});
		expect(contact.json(NODE)).toMatchObject([
			{ firstName: 'Ada', company: { name: 'Acme Dental' }, communicationItems: [{ value: 'ada@acme.example' }] },
		]);
	});

	it('gets each of several records, paired with its item', async () => {
		const result = await run(
			{ resource: 'ticket', operation: 'get', ticketId: { __rl: true, mode: 'id', value: '={{ $json.number }}' } },
			{ input: items({ number: 2 }, { number: 5 }) },
		);
		expect(result.json(NODE).map(({ id }) => id)).toEqual([2, 5]);
		expect(result.output(NODE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('goes on after a failure where the workflow says so, and says what is wrong', async () => {
		const result = await run(
			{ resource: 'ticket', operation: 'get', ticketId: { __rl: true, mode: 'id', value: '={{ $json.number }}' } },
			{ input: items({ number: 999999 }, { number: 5 }), settings: { onError: 'continueRegularOutput' } },
		);
		expect(result.status).toBe('success');
		const [failed, found] = result.json(NODE);
		expect(String(failed.error)).toContain('999999');
		expect(found.id).toBe(5);
	});

	it('stops with an error that names record and remedy', async () => {
		const result = await run({ resource: 'ticket', operation: 'get', ticketId: byId(999999) });
		expect(result.status).toBe('error');
		expect(result.error?.message).toContain('no ticket with the ID 999999');
	});

	it('gets many, with a limit and without', async () => {
		expect(
			(await run({ resource: 'ticket', operation: 'getMany', returnAll: false, limit: 4 })).json(NODE),
		).toHaveLength(4);
		expect((await run({ resource: 'ticket', operation: 'getMany', returnAll: true })).json(NODE)).toHaveLength(6);
	});

	it('narrows by conditions on fields of any type', async () => {
		server.control.edit('tickets', 3, { summary: 'Mail "bounces" \\ back', poNumber: 'PO 3', budgetHours: 12 });
		server.control.edit('tickets', 4, { summary: 'Mail works', approved: false });
		const many = async (filters: INode['parameters']) => {
			const result = await run({ resource: 'ticket', operation: 'getMany', returnAll: true, filters });
			expect(result.error).toBeUndefined();
			return result.json(NODE).map(({ id }) => id);
		};
		const where = (field: string, operator: string, value = '') => ({
			conditions: { values: [{ field, operator, value }] },
		});
		expect(await many(where('summary', 'contains', 'mail'))).toEqual([3, 4]);
		expect(await many(where('summary', 'equals', 'Mail "bounces" \\ back'))).toEqual([3]);
		expect(await many(where('summary', 'contains', '"bounces" \\'))).toEqual([3]);
		expect(await many(where('summary', 'like', 'Mail*back'))).toEqual([3]);
		expect(await many(where('summary', 'equals', '*'))).toEqual([]);
		expect(await many(where('poNumber', 'notEmpty'))).toEqual([3]);
		expect(await many(where('budgetHours', 'greaterOrEqual', '12'))).toEqual([3]);
		expect(await many(where('approved', 'equals', 'false'))).toEqual([4]);
		expect(await many(where('id', 'in', '2, 4,999'))).toEqual([2, 4]);
		expect(await many(where('lastUpdated', 'greater', '2999-01-01T00:00:00Z'))).toEqual([]);
		expect(
			await many({
				match: 'any',
				conditions: {
					values: [
						{ field: 'poNumber', operator: 'equals', value: 'PO 3' },
						{ field: 'id', operator: 'equals', value: 1 },
					],
				},
			}),
		).toEqual([1, 3]);
	});

	it('finds contacts by one of their email addresses, and records by a custom field', async () => {
		const items2 = server.control.record('contacts', 2)?.communicationItems as Array<{ value: string }>;
		const byEmail = await run({
			resource: 'contact',
			operation: 'getMany',
			returnAll: true,
			filters: { email: items2[0].value.toUpperCase() },
		});
		expect(byEmail.json(NODE).map(({ id }) => id)).toEqual([2]);
		server.control.edit('tickets', 6, { customFields: [{ caption: 'Asset Tag', value: 'X-9' }] });
		const byField = await run({
			resource: 'ticket',
			operation: 'getMany',
			returnAll: true,
			filters: { customField: { value: { name: 'Asset Tag', value: 'X-9' } } },
		});
		expect(byField.json(NODE).map(({ id }) => id)).toEqual([6]);
	});

	it('updates only the given fields, and empties a field that is given empty', async () => {
		server.control.edit('tickets', 1, { poNumber: 'PO', summary: 'Old' });
		const result = await run({
			resource: 'ticket',
			operation: 'update',
			ticketId: byId(1),
			updateFields: { poNumber: '', priorityId: 2, companyId: byId(2) },
			customFields: { fields: [{ name: 'Asset Tag', value: 'A-7' }] },
		});
		expect(result.error).toBeUndefined();
		expect(result.json(NODE)[0]).toMatchObject({ summary: 'Old', priority: { id: 2 }, company: { id: 2 } });
		const [patch] = sent('PATCH') as Array<Array<{ path: string }>>;
		expect(patch.map(({ path }) => path)).toEqual(['priority', 'company', 'poNumber', 'customFields']);
	});

	it('refuses an update without fields', async () => {
		const result = await run({ resource: 'contact', operation: 'update', contactId: byId(1), updateFields: {} });
		expect(result.error?.message).toContain('nothing to update');
		expect(sent('PATCH')).toEqual([]);
	});

	it('deletes', async () => {
		const result = await run({ resource: 'ticket', operation: 'delete', ticketId: byId(6) });
		expect(result.json(NODE)).toEqual([{ id: 6, deleted: true }]);
		expect(server.control.record('tickets', 6)).toBeUndefined();
	});

	it('shows what the vendor rejects, with the field, and nothing of the keys', async () => {
		const result = await run({
			resource: 'ticket',
			operation: 'update',
			ticketId: byId(1),
			updateFields: { summary: 'x'.repeat(101) },
		});
		expect(result.error?.message).toContain('summary');
		expect(JSON.stringify(result.run)).not.toContain(server.credentials.privateKey);
		const refused = await run(
			{ resource: 'ticket', operation: 'get', ticketId: byId(1) },
			{ credential: { privateKey: 'wrong-key-wrong' } },
		);
		expect(refused.error?.message).toContain('check company ID, public key');
		expect(JSON.stringify(refused.run)).not.toContain('wrong-key-wrong');
	});
});
