import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { PsaSyncUnifiedPlatformApi } from '../../../credentials/PsaSyncUnifiedPlatformApi.credentials';
import { UnifiedPlatform } from '../../../nodes/UnifiedPlatform/UnifiedPlatform.node';
import type { RunningPlatform } from '../../../sandbox/platform';
import { startPlatform } from '../../../sandbox/platform';

const folder = join(__dirname, '..', '..', '..', 'nodes', 'UnifiedPlatform');
const node = new UnifiedPlatform();
let server: RunningPlatform;

beforeAll(async () => {
	const company = Array.from({ length: 60 }, (_, i) => ({ name: `Company ${i}`, identifier: `C${i}` }));
	const contact = [{ companyId: 'co-1', firstName: 'Ann', lastName: 'Lee', email: 'ann@a.example' }];
	const ticket = [{ companyId: 'co-1', title: 'Printer' }];
	server = await startPlatform({ seed: { company, contact, ticket } });
});
afterAll(async () => await server.close());

/** What n8n gives to the methods of a node in the editor. */
function editor(parameters: Record<string, unknown> = {}, apiKey = server.apiKey): ILoadOptionsFunctions {
	const context = {
		getCredentials: async () => ({ baseUrl: server.url, apiKey }),
		getCurrentNodeParameters: () => parameters,
		getCurrentNodeParameter: (name: string) => parameters[name.replace('&', '')],
		getNode: () => ({ name: 'Unified Platform', type: 'unifiedPlatform', typeVersion: 1, parameters: {} }),
	};
	return context as unknown as ILoadOptionsFunctions;
}

describe('the lists of the editor', () => {
	it('show companies page by page, and by what was typed', async () => {
		const { companySearch } = node.methods.listSearch;
		const first = await companySearch.call(editor());
		expect(first.results[0]).toEqual({ name: 'Company 0 (C0)', value: 'co-1' });
		expect(first.results).toHaveLength(50);
		const second = await companySearch.call(editor(), undefined, first.paginationToken);
		expect(second.results).toHaveLength(10);
		expect(second.paginationToken).toBeUndefined();
		expect((await companySearch.call(editor(), 'company 42')).results.map(({ value }) => value)).toEqual(['co-43']);
	});

	it('show contacts and tickets under the names that people know', async () => {
		expect((await node.methods.listSearch.contactSearch.call(editor())).results[0].name).toBe(
			'Ann Lee (ann@a.example)',
		);
		expect((await node.methods.listSearch.ticketSearch.call(editor(), 'print')).results[0].name).toBe('T00001 Printer');
	});

	it('take options and custom fields from the live system', async () => {
		const { ticketQueues, ticketCategories, customFields } = node.methods.loadOptions;
		expect((await ticketQueues.call(editor())).map(({ value }) => value)).toContain('Service Desk');
		expect((await ticketCategories.call(editor())).map(({ value }) => value)).toContain('Hardware');
		const fields = await customFields.call(editor({ resource: 'contact' }));
		expect(fields.map(({ value }) => value)).toEqual(['customFields/VIP', 'customFields/Badge Number']);
	});

	it('offer the contract’s names for the entity of the row', async () => {
		const names = await node.methods.loadOptions.contractFields.call(editor({ entity: 'contact' }));
		expect(names.map(({ value }) => value)).toEqual(expect.arrayContaining(['firstName', 'updatedAt', 'externalRefs']));
	});

	it('fail with a clear error instead of a made-up entry', async () => {
		const failing = node.methods.listSearch.companySearch.call(editor({}, 'wrong'));
		await expect(failing).rejects.toThrow('check the API key');
	});
});

describe('the credential', () => {
	const test = async (data: Record<string, string>) =>
		await node.methods.credentialTest.testPlatform.call({} as ICredentialTestFunctions, {
			id: '1',
			name: 'Platform',
			type: 'psaSyncUnifiedPlatformApi',
			data,
		});

	it('says whose key it is', async () => {
		expect(await test({ baseUrl: server.url, apiKey: server.apiKey })).toEqual({
			status: 'OK',
			message: 'Connected as integration',
		});
	});

	it('says what is wrong, without the key', async () => {
		const refused = await test({ baseUrl: server.url, apiKey: 'not-the-key' });
		expect(refused).toMatchObject({ status: 'Error', message: expect.stringContaining('check the API key') });
		expect(refused.message).not.toContain('not-the-key');
		expect((await test({ baseUrl: 'platform', apiKey: 'x' })).message).toContain('https://');
		expect((await test({ apiKey: 'x' })).message).toContain('baseUrl');
	});

	it('hides the key in the editor', () => {
		const key = new PsaSyncUnifiedPlatformApi().properties.find(({ name }) => name === 'apiKey');
		expect(key?.typeOptions).toEqual({ password: true });
	});
});

function optionsOf(name: string, resource?: string): string[] {
	const shownFor = (property: INodeProperties) =>
		resource === undefined || property.displayOptions?.show?.resource?.includes(resource);
	const property = node.description.properties.find((one) => one.name === name && shownFor(one));
	return (property?.options as INodePropertyOptions[]).map(({ value }) => String(value));
}

describe('what the node brings along', () => {
	it.each(
		optionsOf('resource').flatMap((resource) => optionsOf('operation', resource).map((name) => [resource, name])),
	)('an output schema of %s %s', (resource, operation) => {
		const path = join(folder, '__schema__', 'v1.0.0', resource, `${operation}.json`);
		expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ type: 'object', version: 1 });
	});

	it.each(['company', 'contact', 'ticket'] as const)('a schema of %s with the fields of a real record', (resource) => {
		const path = join(folder, '__schema__', 'v1.0.0', resource, 'get.json');
		const schema = JSON.parse(readFileSync(path, 'utf8')) as { properties: object };
		const [record] = server.control.list(resource);
		expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(record).sort());
	});

	it('icons for light and dark, and a codex file that names it', () => {
		const { icon, name } = node.description;
		for (const file of Object.values(icon as Record<string, string>)) {
			expect(existsSync(join(folder, file.replace('file:', '')))).toBe(true);
		}
		const codex = JSON.parse(readFileSync(join(folder, 'UnifiedPlatform.node.json'), 'utf8')) as { node: string };
		expect(codex.node).toBe(`n8n-nodes-psa-sync.${name}`);
	});

	it('methods for every list and drop-down that a parameter names', () => {
		const named = JSON.stringify(node.description.properties);
		const lists = [...named.matchAll(/"searchListMethod":"(\w+)"/g)].map(([, method]) => method);
		const dropDowns = [...named.matchAll(/"loadOptionsMethod":"(\w+)"/g)].map(([, method]) => method);
		expect(lists.length).toBeGreaterThan(0);
		expect(dropDowns.length).toBeGreaterThan(0);
		expect(Object.keys(node.methods.listSearch)).toEqual(expect.arrayContaining([...new Set(lists)]));
		expect(Object.keys(node.methods.loadOptions)).toEqual(expect.arrayContaining([...new Set(dropDowns)]));
	});
});
