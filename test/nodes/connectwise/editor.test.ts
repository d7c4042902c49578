import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { PsaSyncConnectWiseApi } from '../../../credentials/PsaSyncConnectWiseApi.credentials';
import { ConnectWise } from '../../../nodes/ConnectWise/ConnectWise.node';
import { startConnectWise, type ConnectWiseSimulator } from '../../../sandbox/connectwise';

const folder = join(__dirname, '..', '..', '..', 'nodes', 'ConnectWise');
const TRAFFIC = resolve(__dirname, '../../.traffic/connectwise-editor.jsonl');
const node = new ConnectWise();
let server: ConnectWiseSimulator;

beforeAll(async () => {
	server = await startConnectWise({ record: TRAFFIC, seed: { companies: 60, contactsPerCompany: 1, tickets: 5 } });
	server.control.edit('companies', 43, { name: 'Acme Dental' });
	server.control.edit('contacts', 2, { firstName: 'Ada', lastName: 'Byron' });
	server.control.edit('tickets', 3, {
		summary: 'Printer on fire',
		board: { name: 'Alerts' },
		status: { name: 'Acknowledged' },
	});
});
afterAll(async () => await server.close());

const credential = (more: object = {}) => ({
	environment: 'onPremise',
	siteUrl: server.url,
	...server.credentials,
	...more,
});

/** What n8n gives to the methods of a node in the editor. */
function editor(parameters: Record<string, unknown> = {}, keys: object = credential()): ILoadOptionsFunctions {
	const context = {
		getCredentials: async () => keys,
		getCurrentNodeParameters: () => parameters,
		getCurrentNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ name: 'ConnectWise', type: 'connectWise', typeVersion: 1, parameters: {} }),
	};
	return context as unknown as ILoadOptionsFunctions;
}

describe('the lists of the editor', () => {
	const { listSearch, loadOptions } = node.methods;
	const names = (options: INodePropertyOptions[]) => options.map(({ name }) => name);

	it('show companies page by page, and by what was typed', async () => {
		const first = await listSearch.companySearch.call(editor());
		expect(first.results).toHaveLength(50);
		const second = await listSearch.companySearch.call(editor(), undefined, first.paginationToken as string);
		expect(second.results).toHaveLength(10);
		expect(second.paginationToken).toBeUndefined();
		const found = await listSearch.companySearch.call(editor(), 'acme d');
		expect(found.results).toEqual([{ name: expect.stringContaining('Acme Dental') as string, value: '43' }]);
	});

	it('find contacts by parts of their names, tickets by summary or number, boards by name', async () => {
		expect((await listSearch.contactSearch.call(editor(), 'byr ad')).results.map(({ value }) => value)).toEqual(['2']);
		expect((await listSearch.ticketSearch.call(editor(), 'on fire')).results).toEqual([
			{ name: '#3 Printer on fire', value: '3' },
		]);
		expect((await listSearch.ticketSearch.call(editor(), '#4')).results.map(({ value }) => value)).toEqual(['4']);
		expect((await listSearch.boardSearch.call(editor(), 'desk')).results.map(({ name }) => name)).toEqual([
			'Service Desk',
		]);
	});

	it('are not led astray by what is typed', async () => {
		expect((await listSearch.companySearch.call(editor(), '" or id > 0 or name = "')).results).toEqual([]);
	});

	it('offer the statuses of the chosen board, of the ticket’s board, or of all', async () => {
		expect(names(await loadOptions.ticketStatus.call(editor({ 'additionalFields.boardId': 3 })))).toContain(
			'Delivered',
		);
		const ofTicket = names(await loadOptions.ticketStatus.call(editor({ ticketId: '3' })));
		expect(ofTicket).toEqual(['New (alert)', 'Acknowledged', 'In Progress', '>Closed']);
		expect(names(await loadOptions.ticketType.call(editor()))).toContain('Backup (Alerts)');
	});

	it('offer priorities, sources, boards, members, company statuses and custom fields', async () => {
		expect(names(await loadOptions.ticketPriority.call(editor()))).toContain('Priority 1 - Critical');
		expect(names(await loadOptions.ticketSource.call(editor()))).toContain('Portal');
		expect(names(await loadOptions.ticketBoard.call(editor()))).toContain('Projects');
		expect(names(await loadOptions.ticketOwner.call(editor()))).toContain('psasync');
		expect(names(await loadOptions.companyStatus.call(editor()))).toContain('Credit Hold');
		expect(names(await loadOptions.customFields.call(editor({ resource: 'contact' })))).toEqual(['VIP', 'Platform Id']);
	});

	it('fail with a clear error instead of a made-up entry', async () => {
		const failing = listSearch.companySearch.call(editor({}, credential({ clientId: 'wrong' })));
		await expect(failing).rejects.toThrow('client ID');
	});
});

describe('the credential', () => {
	const test = async (data: Record<string, string>) =>
		await node.methods.credentialTest.testConnectWise.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'ConnectWise',
			type: 'psaSyncConnectWiseApi',
			data,
		});

	it('says to which release it connected', async () => {
		const result = await test(credential());
		expect(result).toMatchObject({
			status: 'OK',
			message: expect.stringContaining('Connected to ConnectWise v') as string,
		});
	});

	it.each([
		[{ privateKey: 'wrong' }, 'check company ID, public key'],
		[{ companyId: 'nobody' }, 'is unknown'],
		[{ companyId: '' }, '"companyId" is missing'],
		[{ siteUrl: '' }, 'not the address of a server'],
		[{ siteUrl: 'http://127.0.0.1:1' }, 'refuses connections'],
		[{ environment: 'mars' }, '"environment"'],
	])('says what is wrong with %j', async (wrong, message) => {
		const result = await test(credential(wrong) as Record<string, string>);
		expect(result.status).toBe('Error');
		expect(result.message).toContain(message);
	});

	it('is the one that the node asks for, with its keys hidden', () => {
		const type = new PsaSyncConnectWiseApi();
		expect(node.description.credentials?.map(({ name }) => name)).toEqual([type.name]);
		const secret = type.properties.filter((property) => property.typeOptions?.password).map(({ name }) => name);
		expect(secret).toEqual(['privateKey']);
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

	it('offers each field of a ticket once', () => {
		const [collection] = visible('ticket', 'update').filter(({ name }) => name === 'updateFields');
		const names = (collection.options as INodeProperties[]).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(names).toEqual(expect.arrayContaining(['summary', 'boardId', 'statusId', 'companyId', 'priorityId']));
		expect(names).not.toContain('initialDescription');
	});
});
