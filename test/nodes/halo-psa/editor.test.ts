import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { PsaSyncHaloPsaApi } from '../../../credentials/PsaSyncHaloPsaApi.credentials';
import { HaloPsa } from '../../../nodes/HaloPsa/HaloPsa.node';
import { startHaloPsa, type HaloPsaSimulator } from '../../../sandbox/halopsa';

const folder = join(__dirname, '..', '..', '..', 'nodes', 'HaloPsa');
const TRAFFIC = resolve(__dirname, '../../.traffic/halopsa-editor.jsonl');
const node = new HaloPsa();
let server: HaloPsaSimulator;

beforeAll(async () => {
	server = await startHaloPsa({ record: TRAFFIC, seed: { companies: 60, contactsPerCompany: 1, tickets: 5 } });
	server.control.edit('Client', 43, { name: 'Acme Dental' });
	server.control.edit('Users', 2, { firstname: 'Ada', surname: 'Byron' });
	server.control.edit('Tickets', 3, { summary: 'Printer on fire', tickettype_id: 4, sla_id: 2, status_id: 10 });
});
afterAll(async () => await server.close());

const credential = (more: object = {}) => ({ url: server.url, ...server.credentials, ...more });

/** What n8n gives to the methods of a node in the editor. */
function editor(parameters: Record<string, unknown> = {}, keys: object = credential()): ILoadOptionsFunctions {
	const context = {
		getCredentials: async () => keys,
		getCurrentNodeParameters: () => parameters,
		getCurrentNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ name: 'HaloPSA', type: 'haloPsa', typeVersion: 1, parameters: {} }),
	};
	return context as unknown as ILoadOptionsFunctions;
}

describe('the lists of the editor', () => {
	const { listSearch, loadOptions } = node.methods;
	const names = (options: INodePropertyOptions[]) => options.map(({ name }) => name);

	it('show clients page by page, and by what was typed', async () => {
		const first = await listSearch.companySearch.call(editor());
		expect(first.results).toHaveLength(50);
		const second = await listSearch.companySearch.call(editor(), undefined, first.paginationToken as string);
		expect(second.results).toHaveLength(10);
		expect(second.paginationToken).toBeUndefined();
		const found = await listSearch.companySearch.call(editor(), 'acme d');
		expect(found.results).toEqual([{ name: 'Acme Dental', value: '43' }]);
	});

	it('find users by name, tickets by summary or number', async () => {
		expect((await listSearch.contactSearch.call(editor(), 'byron')).results.map(({ value }) => value)).toEqual(['2']);
		expect((await listSearch.ticketSearch.call(editor(), 'on fire')).results).toEqual([
			{ name: '#3 Printer on fire', value: '3' },
		]);
		expect((await listSearch.ticketSearch.call(editor(), '#4')).results.map(({ value }) => value)).toContain('4');
	});

	it('are not led astray by what is typed', async () => {
		expect((await listSearch.companySearch.call(editor(), '&page_size=1&search=')).results).toEqual([]);
	});

	it('offer the statuses of the chosen type, of the ticket’s type, or all', async () => {
		const all = names(await loadOptions.ticketStatusId.call(editor()));
		expect(all).toContain('With Supplier');
		expect(names(await loadOptions.ticketStatusId.call(editor({ 'additionalFields.tickettypeId': 3 })))).not.toContain(
			'With Supplier',
		);
		const ofTicket = names(await loadOptions.ticketStatusId.call(editor({ ticketId: '3' })));
		expect(ofTicket).toEqual(['New', 'In Progress', 'Closed', 'Acknowledged']);
	});

	it('offer the priorities of the ticket’s SLA by the number that tickets use, or all', async () => {
		expect(await loadOptions.ticketPriorityId.call(editor({ ticketId: '3' }))).toEqual([
			{ name: 'Outage', value: 1 },
			{ name: 'Warning', value: 2 },
			{ name: 'Information', value: 3 },
		]);
		expect(names(await loadOptions.ticketPriorityId.call(editor()))).toContain('High (Standard SLA)');
	});

	it('offer ticket types, agents, teams, SLAs, top levels and custom fields', async () => {
		expect(names(await loadOptions.ticketTickettypeId.call(editor()))).toContain('Service Request');
		expect(names(await loadOptions.ticketAgentId.call(editor()))).toContain('PSA Sync');
		expect(await loadOptions.ticketTeam.call(editor())).toContainEqual({ name: 'Alerts', value: 'Alerts' });
		expect(names(await loadOptions.ticketSlaId.call(editor()))).toContain('Monitoring SLA');
		expect(names(await loadOptions.companyToplevelId.call(editor()))).toEqual(['All Customers']);
		const fields = await loadOptions.customFields.call(editor({ resource: 'contact' }));
		expect(fields).toContainEqual({ name: 'Desk Number', value: 'CFdeskNumber', description: 'CFdeskNumber' });
	});

	it('fail with a clear error instead of a made-up entry', async () => {
		const failing = listSearch.companySearch.call(editor({}, credential({ clientSecret: 'wrong' })));
		await expect(failing).rejects.toThrow('client secret');
	});
});

describe('the credential', () => {
	const test = async (data: Record<string, string>) =>
		await node.methods.credentialTest.testHaloPsa.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'HaloPSA',
			type: 'psaSyncHaloPsaApi',
			data,
		});
	const keys = (more: object = {}) => credential(more) as Record<string, string>;

	it('says as whom it connected, and what can be seen', async () => {
		expect(await test(keys())).toEqual({
			status: 'OK',
			message: 'Connected to HaloPSA as PSA Sync: 60 clients, 60 users and 5 tickets can be seen',
		});
	});

	it('detects an agent without rights, whose lists are empty without an error', async () => {
		server.control.set({ restricted: true });
		try {
			const result = await test(keys());
			expect(result.status).toBe('Error');
			expect(result.message).toContain('no clients can be seen: give the agent');
		} finally {
			server.control.set({ restricted: false });
		}
	});

	it('is content with one address, or with two', async () => {
		expect((await test(keys({ authUrl: `${server.authUrl}/token` }))).status).toBe('OK');
	});

	it.each([
		[{ clientSecret: 'wrong' }, 'check client ID, client secret and tenant'],
		[{ tenant: 'nobody' }, 'tenant'],
		[{ clientId: '' }, '"clientId" is missing'],
		[{ url: '' }, '"url" is missing'],
		[{ url: 'ftp://x' }, 'must begin with https://'],
		[{ url: 'http://127.0.0.1:1' }, 'refuses connections'],
	])('says what is wrong with %j', async (wrong, message) => {
		const result = await test(keys(wrong));
		expect(result.status).toBe('Error');
		expect(result.message).toContain(message);
	});

	it('is the one that the node asks for, with its secret hidden', () => {
		const type = new PsaSyncHaloPsaApi();
		expect(node.description.credentials?.map(({ name }) => name)).toEqual([type.name]);
		const secret = type.properties.filter((property) => property.typeOptions?.password).map(({ name }) => name);
		expect(secret).toEqual(['clientSecret']);
	});
});

describe('the description', () => {
	const operationsOf = (resource: string): string[] =>
		node.description.properties
			.filter(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource))
			.flatMap(({ options }) => (options as INodePropertyOptions[]).map(({ value }) => String(value)));

	it.each(['company', 'contact', 'ticket', 'sync'])('has a schema for each operation of %s', (resource) => {
		expect(operationsOf(resource).length).toBeGreaterThan(0);
		for (const operation of operationsOf(resource)) {
			const file = join(folder, '__schema__', 'v1.0.0', resource, `${operation}.json`);
			expect([file, existsSync(file)]).toEqual([file, true]);
			expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ type: 'object', version: 1 });
		}
	});

	it('has icons and names every list method that it uses', () => {
		const { icon } = node.description as { icon: { light: string; dark: string } };
		for (const file of [icon.light, icon.dark]) expect(existsSync(join(folder, file.replace('file:', '')))).toBe(true);
		const text = JSON.stringify(node.description.properties);
		const used = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map((match) => match[1]));
		expect(Object.keys(node.methods.loadOptions)).toEqual(
			expect.arrayContaining([...used(/"loadOptionsMethod":"(\w+)"/g)]),
		);
		expect(Object.keys(node.methods.listSearch)).toEqual(
			expect.arrayContaining([...used(/"searchListMethod":"(\w+)"/g)]),
		);
	});

	it('offers each field of a ticket once, by one word', () => {
		const collections = node.description.properties.filter(
			({ name, displayOptions }) => name === 'updateFields' && displayOptions?.show?.resource?.includes('ticket'),
		);
		const names = (collections[0].options as INodeProperties[]).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(names).toEqual(expect.arrayContaining(['summary', 'statusId', 'clientId', 'priorityId', 'team']));
		expect(names.filter((name) => /Name$/.test(name))).toEqual([]);
	});

	it('lets a sync choose the side that HaloPSA stands on', () => {
		const sides = node.description.properties.filter(({ name }) => name === 'side');
		expect(sides).toHaveLength(2);
		for (const { options } of sides) {
			expect((options as INodePropertyOptions[]).map(({ value }) => value)).toEqual(['psa', 'platform']);
		}
	});
});
