import { resolve } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startHaloPsa, type HaloPsaSimulator } from '../../../sandbox/halopsa';
import { byId, NODE, NodeBench } from '../node-bench';

const TRAFFIC = resolve(__dirname, '../../.traffic/halopsa-node.jsonl');
let server: HaloPsaSimulator;

beforeAll(async () => {
	server = await startHaloPsa({ record: TRAFFIC, seed: { companies: 3, contactsPerCompany: 2, tickets: 6 } });
});
beforeEach(() => server.control.reset());
afterAll(async () => await server.close());

const node = new NodeBench('haloPsa', () => ({ psaSyncHaloPsaApi: { url: server.url, ...server.credentials } }));
const run = node.run.bind(node);
const items = (...json: IDataObject[]) => json.map((one) => ({ json: one }));
const posted = (path: string) => server.control.requests.entries({ method: 'POST', path }).map(({ body }) => body);

describe('the HaloPSA node', () => {
	it('creates a ticket with references, listed options, times of the workflow’s zone and custom fields', async () => {
		const result = await run({
			resource: 'ticket',
			operation: 'create',
			summary: 'Printer on fire',
			clientId: byId(1),
			additionalFields: { tickettypeId: 2, statusId: 2, details: 'It burns', deadlinedate: '2026-05-01T10:00:00Z' },
			customFields: {
				fields: [
					{ name: 'CFassetTag', value: 'A-4' },
					{ name: 'CFrootCause', value: 'software' },
				],
			},
		});
		expect(result.error).toBeUndefined();
		const [ticket] = result.json(NODE);
		expect(ticket).toMatchObject({
			summary: 'Printer on fire',
			client_id: 1,
			tickettype_id: 2,
			status_id: 2,
			details: 'It burns',
		});
		const stored = server.control.record('Tickets', Number(ticket.id));
		expect(stored?.['deadlinedate']).toBe('2026-05-01T10:00:00');
		expect(stored?.['customfields']).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ name: 'CFassetTag', value: 'A-4' }),
				expect.objectContaining({ name: 'CFrootCause', display: 'Software' }),
			]),
		);
	});

	it('creates a client with its address and a user of it', async () => {
		const company = await run({
			resource: 'company',
			operation: 'create',
			name: 'Acme Dental',
			additionalFields: { mainDeliveryAddressLine1: 'Long Road 4', mainPhonenumber: '+1 555 0100' },
		});
		expect(company.json(NODE)).toMatchObject([
			{ name: 'Acme Dental', main_phonenumber: '+1 555 0100', main_delivery_address: { line1: 'Long Road 4' } },
		]);
		const contact = await run({
			resource: 'contact',
			operation: 'create',
			firstname: 'Ada',
			clientId: byId(Number(company.json(NODE)[0].id)),
			additionalFields: { surname: 'Byron', emailaddress: 'ada@acme.example' },
		});
		expect(contact.json(NODE)).toMatchObject([
			{ name: 'Ada Byron', client_name: 'Acme Dental', emailaddress: 'ada@acme.example' },
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
		expect(result.json(NODE)).toMatchObject([
			{ error: 'HaloPSA has no ticket with the ID 999999, or no longer' },
			{ id: 5 },
		]);
	});

	it('gets many by its filters, slim as the list is or with all details', async () => {
		server.control.edit('Tickets', 2, { summary: 'Printer on fire', details: 'It burns', status_id: 9 });
		const parameters = {
			resource: 'ticket',
			operation: 'getMany',
			returnAll: true,
			filters: { search: 'on fire', state: 'closed' },
		};
		const slim = await run(parameters);
		expect(slim.json(NODE).map(({ id }) => id)).toEqual([2]);
		expect(slim.json(NODE)[0]).not.toHaveProperty('details');
		const whole = await run({ ...parameters, includeDetails: true });
		expect(whole.json(NODE)).toMatchObject([{ id: 2, details: 'It burns' }]);
		const ofClient = await run({ resource: 'contact', operation: 'getMany', limit: 1, filters: { clientId: byId(2) } });
		expect(ofClient.json(NODE).map(({ client_id }) => client_id)).toEqual([2]);
	});

	it('shows inactive clients only where they are asked for, and what changed since a time', async () => {
		server.control.edit('Client', 2, { inactive: true });
		const ids = async (filters: INodeParameters) =>
			(await run({ resource: 'company', operation: 'getMany', returnAll: true, filters }))
				.json(NODE)
				.map(({ id }) => id);
		expect(await ids({})).toEqual([1, 3]);
		expect(await ids({ includeInactive: true })).toEqual([1, 2, 3]);
		expect(await ids({ includeInactive: true, changedSince: new Date(Date.now() - 60_000).toISOString() })).toEqual([
			2,
		]);
	});

	it('updates the given fields and no others, in an array', async () => {
		const result = await run({
			resource: 'ticket',
			operation: 'update',
			ticketId: byId(3),
			updateFields: { summary: 'Renamed', category1: '' },
		});
		expect(result.json(NODE)).toMatchObject([{ id: 3, summary: 'Renamed' }]);
		expect(posted('^/Tickets')).toEqual([[{ id: 3, summary: 'Renamed', category_1: '' }]]);
	});

	it('refuses an update of nothing', async () => {
		const result = await run({ resource: 'ticket', operation: 'update', ticketId: byId(3), updateFields: {} });
		expect(result.error?.message).toContain('nothing to update');
	});

	it('deletes a ticket, and passes on why HaloPSA deletes no client with tickets', async () => {
		const result = await run({ resource: 'ticket', operation: 'delete', ticketId: byId(3) });
		expect(result.json(NODE)).toEqual([{ id: 3, deleted: true }]);
		expect(server.control.record('Tickets', 3)?.['deleted']).toBe(true);
		const refused = await run({ resource: 'company', operation: 'delete', companyId: byId(1) });
		expect(refused.error?.message).toContain('has Tickets');
	});

	it('says which credential is wrong without telling the secret', async () => {
		const result = await run(
			{ resource: 'ticket', operation: 'get', ticketId: byId(1) },
			{ credential: { clientSecret: 'not-the-secret-9' } },
		);
		expect(result.error?.message).toContain('client ID, client secret and tenant');
		expect(JSON.stringify(result.error)).not.toContain('not-the-secret-9');
	});
});
