import type { IDataObject, INode } from 'n8n-workflow';
import { type HaloPsaSimulator, startHaloPsa } from '../../sandbox/halopsa';
import { type CredentialReference, type Execution, type N8nHost, startHost } from '../support/n8n-host';

/** n8n's own node, which nobody here wrote: what it cannot do is a fault of the simulator. */
const NODE = 'n8n-nodes-base.haloPSA';
const CREDENTIAL = 'haloPSAApi';
const SEED = { companies: 30, contactsPerCompany: 5, tickets: 230 };

type Step = Readonly<Record<string, unknown>>;

describe('n8n’s built-in HaloPSA node against the simulator', () => {
	let host: N8nHost;
	let simulator: HaloPsaSimulator;
	let credential: CredentialReference;

	beforeAll(async () => {
		simulator = await startHaloPsa({ seed: SEED });
		host = await startHost({ tarball: null });
		credential = await host.client.createCredential('Halo', CREDENTIAL, secrets());
	});
	beforeEach(() => simulator.control.reset());

	afterAll(async () => {
		await simulator?.close();
		await host?.dispose();
	});

	const secrets = (clientSecret = simulator.credentials.clientSecret): IDataObject => ({
		hostingType: 'hostedHalo',
		authUrl: simulator.authUrl,
		resourceApiUrl: simulator.apiUrl,
		client_id: simulator.credentials.clientId,
		client_secret: clientSecret,
		tenant: simulator.credentials.tenant,
		scope: 'admin edit:tickets edit:customers',
	});

	/** Runs the steps one after the other; each is a node of its own, named by its operation. */
	const run = async (resource: string, steps: readonly Step[]): Promise<Execution> => {
		const trigger: INode = {
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const nodes: INode[] = steps.map((step, i) => ({
			id: `step-${i}`,
			name: String(step.operation),
			type: NODE,
			typeVersion: 1,
			position: [200 * (i + 1), 0],
			parameters: { resource, ...step } as INode['parameters'],
			executeOnce: true,
		}));
		const all = [trigger, ...nodes];
		const connections = Object.fromEntries(
			all
				.slice(0, -1)
				.map(({ name }, i) => [name, { main: [[{ node: all[i + 1].name, type: 'main' as const, index: 0 }]] }]),
		);
		const id = await host.client.importWorkflow(
			{ name: resource, nodes: all, connections },
			{ [CREDENTIAL]: credential },
		);
		return await host.client.run(id, 'Start');
	};
	const output = ({ data, status }: Execution, node: string): IDataObject[] => {
		const { runData, error } = data.resultData;
		expect({ status, error }).toEqual({ status: 'success', error: undefined });
		return (runData[node]?.[0]?.data?.main[0] ?? []).map(({ json }) => json);
	};
	const created = "={{ $('create').item.json.id }}";

	it('signs in, and says where it cannot', async () => {
		expect(await host.client.testCredential(credential, CREDENTIAL, secrets())).toMatchObject({ status: 'OK' });
		const refused = await host.client.testCredential(credential, CREDENTIAL, secrets('wrong'));
		expect(refused.status).toBe('Error');
	});

	it('creates, reads, changes, lists and deletes a client', async () => {
		const execution = await run('client', [
			{ operation: 'create', clientName: 'Analytical Engines', additionalFields: { notes: 'cogs', is_vip: true } },
			{ operation: 'get', clientId: created, simplify: false },
			{
				operation: 'update',
				clientId: created,
				updateFields: { website: 'https://engines.example', inactive: 'true' },
			},
			{ operation: 'getAll', returnAll: true, simplify: false, filters: { activeStatus: 'inactive' } },
			{ operation: 'delete', clientId: created },
		]);
		expect(output(execution, 'get')).toMatchObject([{ name: 'Analytical Engines', notes: 'cogs', is_vip: true }]);
		expect(output(execution, 'update')).toMatchObject([{ website: 'https://engines.example', inactive: true }]);
		expect(output(execution, 'getAll').map(({ name }) => name)).toEqual(['Analytical Engines']);
		expect(output(execution, 'delete')).toEqual([{ success: true }]);
		expect(simulator.control.records('Client')).toHaveLength(SEED.companies);
	});

	it('creates, reads, changes, lists and deletes a site', async () => {
		const execution = await run('site', [
			{
				operation: 'create',
				siteName: 'West',
				selectOption: true,
				clientId: 3,
				additionalFields: { phonenumber: '555-0100' },
			},
			{ operation: 'get', siteId: created, simplify: true },
			{ operation: 'update', siteId: created, updateFields: { name: 'West Wing', notes: 'ring twice' } },
			{ operation: 'getAll', returnAll: false, limit: 5, simplify: false, filters: { search: 'west w' } },
			{ operation: 'delete', siteId: created },
		]);
		expect(output(execution, 'get')).toMatchObject([{ name: 'West', client_id: 3, phonenumber: '555-0100' }]);
		expect(output(execution, 'getAll').map(({ name }) => name)).toEqual(['West Wing']);
		expect(output(execution, 'delete')).toEqual([{ success: true }]);
		expect(simulator.control.records('Site')).toHaveLength(SEED.companies);
	});

	it('creates, reads, changes, lists and deletes a user', async () => {
		const execution = await run('user', [
			{
				operation: 'create',
				userName: 'Ada',
				siteId: 2,
				additionalFields: { surname: 'Byron', emailaddress: 'ada@x.example' },
			},
			{ operation: 'get', userId: created, simplify: true },
			{ operation: 'update', userId: created, updateFields: { name: 'Ada King', site_id: 4 } },
			{ operation: 'getAll', returnAll: true, simplify: true, filters: { activeStatus: 'all' } },
			{ operation: 'delete', userId: created },
		]);
		expect(output(execution, 'get')).toMatchObject([{ name: 'Ada', surname: 'Byron', site_id: 2, inactive: false }]);
		expect(output(execution, 'update')).toMatchObject([{ name: 'Ada King', client_id: 4 }]);
		// More than one page: the page size that it asks for is the largest there is.
		expect(output(execution, 'getAll')).toHaveLength(SEED.companies * SEED.contactsPerCompany + 1);
		expect(output(execution, 'delete')).toEqual([{ success: true }]);
		expect(simulator.control.records('Users')).toHaveLength(SEED.companies * SEED.contactsPerCompany);
	});

	it('creates, reads, changes, lists and deletes a ticket', async () => {
		const execution = await run('ticket', [
			{
				operation: 'create',
				ticketType: 1,
				summary: 'Printer on fire',
				details: 'Bring water',
				additionalFields: { agent_id: 3 },
			},
			{ operation: 'get', ticketId: created, simplify: true },
			{
				operation: 'update',
				ticketId: created,
				updateFields: { summary: 'Printer out', targetdate: '2026-05-01T10:00:00.000Z' },
			},
			{ operation: 'getAll', returnAll: true, simplify: true, filters: {} },
			{ operation: 'delete', ticketId: created },
		]);
		expect(output(execution, 'get')).toMatchObject([
			{ summary: 'Printer on fire', details: 'Bring water', agent_id: 3 },
		]);
		expect(output(execution, 'update')).toMatchObject([{ summary: 'Printer out', targetdate: '2026-05-01T10:00:00Z' }]);
		const listed = output(execution, 'getAll');
		expect(new Set(listed.map(({ id }) => id)).size).toBe(SEED.tickets + 1);
		expect(listed.find(({ summary }) => summary === 'Printer out')).toBeDefined();
		expect(output(execution, 'delete')).toEqual([{ success: true }]);
		expect(simulator.control.records('Tickets').filter(({ deleted }) => deleted === true)).toHaveLength(1);
	});

	it('reads what is wrong with an id out of a refusal, and says of whom there is none', async () => {
		const wrong = await run('ticket', [{ operation: 'get', ticketId: 'abc', simplify: false }]);
		expect(wrong.status).toBe('error');
		expect(JSON.stringify(wrong.data.resultData.error)).toContain("For field ID, The value 'abc' is not valid.");
		const missing = await run('client', [{ operation: 'get', clientId: '99999', simplify: false }]);
		expect(missing.status).toBe('error');
	});
});
