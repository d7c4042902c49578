import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { PsaSyncAutotaskApi } from '../../../credentials/PsaSyncAutotaskApi.credentials';
import { Autotask } from '../../../nodes/Autotask/Autotask.node';
import { startAutotask, type AutotaskSimulator } from '../../../sandbox/autotask';

const folder = join(__dirname, '..', '..', '..', 'nodes', 'Autotask');
const TRAFFIC = resolve(__dirname, '../../.traffic/autotask-editor.jsonl');
const node = new Autotask();
let server: AutotaskSimulator;
let companies: number[];
let tickets: number[];
let contacts: number[];

beforeAll(async () => {
	server = await startAutotask({ record: TRAFFIC, seed: { companies: 60, contactsPerCompany: 1, tickets: 5 } });
	const ids = (table: 'Companies' | 'Contacts' | 'Tickets') =>
		server.control.records(table).map(({ id }) => Number(id));
	companies = ids('Companies');
	contacts = ids('Contacts');
	tickets = ids('Tickets');
	server.control.edit('Companies', companies[43], { companyName: 'Acme Dental', companyNumber: 'ACME' });
	server.control.edit('Contacts', contacts[2], { firstName: 'Ada', lastName: 'Byron' });
	server.control.edit('Tickets', tickets[3], { title: 'Printer on fire' });
});
afterAll(async () => await server.close());

const credential = (more: object = {}) => ({
	zone: 'other',
	zoneUrl: server.url,
	...server.credentials,
	...more,
});

/** What n8n gives to the methods of a node in the editor. */
function editor(parameters: Record<string, unknown> = {}, keys: object = credential()): ILoadOptionsFunctions {
	const context = {
		getCredentials: async () => keys,
		getCurrentNodeParameters: () => parameters,
		getCurrentNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ name: 'Autotask', type: 'autotask', typeVersion: 1, parameters: {} }),
	};
	return context as unknown as ILoadOptionsFunctions;
}

describe('the lists of the editor', () => {
	const { listSearch, loadOptions } = node.methods;
	const load = async (method: string, parameters: Record<string, unknown> = {}) =>
		await loadOptions[method].call(editor(parameters));
	const names = (options: INodePropertyOptions[]) => options.map(({ name }) => name);

	it('show companies page by page, and by what was typed', async () => {
		const first = await listSearch.companySearch.call(editor());
		expect(first.results).toHaveLength(50);
		const second = await listSearch.companySearch.call(editor(), undefined, first.paginationToken as string);
		expect(second.results).toHaveLength(companies.length - 50);
		expect(second.paginationToken).toBeUndefined();
		const expected = [{ name: 'Acme Dental (ACME)', value: String(companies[43]) }];
		expect((await listSearch.companySearch.call(editor(), 'acme d')).results).toEqual(expected);
		expect((await listSearch.companySearch.call(editor(), 'ACME')).results).toEqual(expected);
	});

	it('find contacts by parts of their names, tickets by title, number or ID', async () => {
		expect((await listSearch.contactSearch.call(editor(), 'byr ad')).results.map(({ value }) => value)).toEqual([
			String(contacts[2]),
		]);
		const [found] = (await listSearch.ticketSearch.call(editor(), 'on fire')).results;
		expect(found).toEqual({
			name: expect.stringMatching(/^T\d{8}\.\d{4} Printer on fire$/) as string,
			value: String(tickets[3]),
		});
		const number = found.name.split(' ')[0];
		expect((await listSearch.ticketSearch.call(editor(), number)).results.map(({ value }) => value)).toEqual([
			String(tickets[3]),
		]);
		expect(
			(await listSearch.ticketSearch.call(editor(), String(tickets[1]))).results.map(({ value }) => value),
		).toContain(String(tickets[1]));
	});

	it('are not led astray by what is typed', async () => {
		expect((await listSearch.companySearch.call(editor(), '"}],"filter":[')).results).toEqual([]);
	});

	it('offer the sub-issue types of the chosen issue type, or all with where they belong', async () => {
		expect(names(await load('ticketSubIssueType', { 'additionalFields.issueType': 12 }))).toEqual(['VPN', 'Internet']);
		expect(names(await load('ticketSubIssueType', { 'updateFields.issueType': '13' }))).toEqual(['New User', 'Leaver']);
		expect(names(await load('ticketSubIssueType', { 'updateFields.issueType': '={{ $json.x }}' }))).toContain(
			'VPN (Network)',
		);
	});

	it('offer statuses, priorities, queues, resources, roles, company types and user-defined fields', async () => {
		expect(await load('ticketStatus')).toContainEqual({ name: 'New', value: 1 });
		expect(await load('ticketPriority')).toContainEqual({ name: 'Critical', value: 4 });
		expect(names(await load('ticketQueueID'))).toContain('Old Queue (inactive)');
		expect(await load('ticketAssignedResourceID')).toContainEqual({ name: 'PSA Sync', value: server.resource });
		expect(names(await load('ticketAssignedResourceRoleID'))).toContain('Technician');
		expect(names(await load('companyCompanyType'))).toContain('Customer');
		expect(names(await load('customFields', { resource: 'contact' }))).toEqual(['VIP']);
	});

	it('fail with a clear error instead of a made-up entry', async () => {
		const failing = listSearch.companySearch.call(editor({}, credential({ integrationCode: 'wrong' })));
		await expect(failing).rejects.toThrow('integration code');
	});
});

describe('the credential', () => {
	const test = async (data: Record<string, string>) =>
		await node.methods.credentialTest.testAutotask.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'Autotask',
			type: 'psaSyncAutotaskApi',
			data,
		});

	it('says to whose Autotask it connected, and how many calls all tools have used', async () => {
		server.control.set({ othersCalls: 4000 });
		const result = await test(credential());
		expect(result).toMatchObject({ status: 'OK' });
		expect(result.message).toMatch(/^Connected to Autotask of .+ have used 4\d\d\d of 10000 calls$/);
	});

	it.each([
		[{ secret: 'wrong' }, 'check user name, secret and integration code'],
		[{ userName: 'nobody@msp.example' }, 'check the user name'],
		[{ userName: '' }, '"userName" is missing'],
		[{ zoneUrl: '' }, 'not the address of a server'],
		[{ zoneUrl: 'http://127.0.0.1:1' }, 'refuses connections'],
		[{ zone: 'mars' }, '"zone"'],
	])('says what is wrong with %j', async (wrong, message) => {
		const result = await test(credential(wrong) as Record<string, string>);
		expect(result.status).toBe('Error');
		expect(result.message).toContain(message);
	});

	it('says what the security level of the API user leaves out', async () => {
		server.control.set({ deniedEntities: ['Tickets', 'Contacts'] });
		const result = await test(credential());
		server.control.set({ deniedEntities: [] });
		expect(result.status).toBe('Error');
		expect(result.message).toContain('may not read contacts, tickets');
	});

	it('is the one that the node asks for, with its secret hidden', () => {
		const type = new PsaSyncAutotaskApi();
		expect(node.description.credentials?.map(({ name }) => name)).toEqual([type.name]);
		const secret = type.properties.filter((property) => property.typeOptions?.password).map(({ name }) => name);
		expect(secret).toEqual(['secret']);
	});
});

describe('the description', () => {
	const visible = (resource: string, operation: string): INodeProperties[] =>
		node.description.properties.filter(
			({ displayOptions }) =>
				displayOptions?.show?.resource?.includes(resource) &&
				(displayOptions.show.operation ?? [operation]).includes(operation),
		);
	const operationsOf = (resource: string): string[] =>
		node.description.properties
			.filter(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource))
			.flatMap(({ options }) => (options as INodePropertyOptions[]).map(({ value }) => String(value)));

	it.each([
		['company', ['create', 'get', 'getMany', 'update']],
		['contact', ['create', 'delete', 'get', 'getMany', 'update']],
		['ticket', ['create', 'get', 'getMany', 'update']],
		['sync', ['applyChanges', 'exportHistory', 'getChanges']],
	])('has a schema for each operation of %s', (resource, operations) => {
		expect(operationsOf(resource)).toEqual(operations);
		for (const operation of operations) {
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
		expect(Object.keys(node.methods.loadOptions).sort()).toEqual([...used(/"loadOptionsMethod":"(\w+)"/g)].sort());
		expect(Object.keys(node.methods.listSearch)).toEqual(
			expect.arrayContaining([...used(/"searchListMethod":"(\w+)"/g)]),
		);
	});

	it('offers each field of a ticket once', () => {
		const [collection] = visible('ticket', 'update').filter(({ name }) => name === 'updateFields');
		const names = (collection.options as INodeProperties[]).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(names).toEqual(expect.arrayContaining(['title', 'status', 'queueID', 'companyID', 'priority']));
		expect(names).not.toContain('ticketNumber');
	});

	it('sends an empty list value for an emptied field, never a text where the vendor wants a number', () => {
		const [collection] = visible('ticket', 'update').filter(({ name }) => name === 'updateFields');
		const listed = (collection.options as INodeProperties[]).filter(({ type }) => type === 'options');
		expect(listed.map(({ default: value }) => value)).toEqual(listed.map(() => ''));
	});
});
