import { DatabaseSync } from 'node:sqlite';
import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { FieldMap } from '../../../nodes/FieldMap/FieldMap.node';
import { DEFAULTS, fromNodeParameters } from '../../../nodes/FieldMap/parameters';
import { catalogueKey } from '../../../nodes/shared/live-catalogue';
import { openStore, storePath } from '../../../nodes/shared/store';
import { useFreshStore } from './support';

useFreshStore();

const node = new FieldMap();

function property(name: string): INodeProperties {
	const found = node.description.properties.find((one) => one.name === name);
	if (!found) throw new Error(`No property ${name}`);
	return found;
}

/** Another program's database, which is not to be opened as a store, beside that of the test. */
function foreignDatabase(): string {
	const path = `${process.env.PSA_SYNC_STORE}.other`;
	const database = new DatabaseSync(path);
	database.exec('create table if not exists customers (id integer)');
	database.close();
	return path;
}

function editorWith(parameters: Record<string, unknown>): ILoadOptionsFunctions {
	return {
		getCurrentNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ id: 'n', name: 'Map', type: 'fieldMap', typeVersion: 1, position: [0, 0], parameters: {} }),
	} as unknown as ILoadOptionsFunctions;
}

describe('the Field Map node in the editor', () => {
	it('has the defaults that the parser takes for granted', () => {
		expect({
			mode: property('mode').default,
			entity: property('entity').default,
			psaSystem: property('psaSystem').default,
			platformSystem: property('platformSystem').default,
		}).toEqual(DEFAULTS);
		expect(fromNodeParameters({ rows: property('rows').default }).rows).toEqual([]);
	});

	it('lets HaloPSA be the PSA or stand in the platform’s place, and the platform be no PSA', () => {
		const values = (name: string) => (property(name).options as INodePropertyOptions[]).map(({ value }) => value);
		expect(values('psaSystem')).toEqual(['autotask', 'connectwise', 'halopsa']);
		expect(values('platformSystem')).toEqual(['halopsa', 'platform']);
		for (const name of ['psaSystem', 'platformSystem']) expect(property(name).type).toBe('options');
	});

	it('offers the fields of HaloPSA on either side', async () => {
		const ask = { entity: 'ticket', syncKey: 'default', psaSystem: 'halopsa', platformSystem: 'halopsa' };
		for (const method of ['getPsaFields', 'getPlatformFields'] as const) {
			const fields = await node.methods.loadOptions[method].call(editorWith(ask));
			expect(fields.map(({ value }) => value)).toEqual(expect.arrayContaining(['summary', 'status_name', 'client_id']));
		}
	});

	it('offers the fields of each side, with what they hold', async () => {
		const psa = await node.methods.loadOptions.getPsaFields.call(
			editorWith({ entity: 'ticket', syncKey: 'default', psaSystem: 'connectwise' }),
		);
		expect(psa).toContainEqual({
			name: 'Summary',
			value: 'summary',
			description: 'summary (string), up to 100 characters, required',
		});
		expect(psa).toContainEqual(
			expect.objectContaining({ value: 'company/id', description: expect.stringContaining('points to a company') }),
		);
		expect(psa.map(({ name }) => name)).toEqual(psa.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en')));
		const platform = await node.methods.loadOptions.getPlatformFields.call(
			editorWith({ entity: 'contact', syncKey: 'default' }),
		);
		expect(platform.map(({ value }) => value)).toEqual(expect.arrayContaining(['firstName', 'companyId']));
	});

	it('offers custom fields that the live system told of, for this sync only', async () => {
		await (
			await openStore()
		).cache(
			catalogueKey('acme', 'psa', 'ticket'),
			[{ name: 'customFields/Rack', label: 'Rack', type: 'string' }],
			Date.now(),
		);
		const offered = async (syncKey: string) =>
			(await node.methods.loadOptions.getPsaFields.call(editorWith({ entity: 'ticket', syncKey }))).map(
				({ value }) => value,
			);
		expect(await offered('acme')).toEqual(expect.arrayContaining(['customFields/Rack', 'summary']));
		expect(await offered('default')).not.toContain('customFields/Rack');
	});

	it('offers the custom fields that a template brought along, until the live system was asked', async () => {
		const rows = {
			row: [{ psaField: 'summary' }, { psaField: 'customFields/Rack' }, { psaField: 'customFields/Rack' }],
		};
		const offered = async () =>
			(await node.methods.loadOptions.getPsaFields.call(editorWith({ entity: 'ticket', syncKey: 'default', rows })))
				.filter(({ value }) => String(value).startsWith('customFields/'))
				.map(({ name, description }) => `${name}: ${description}`);
		expect(await offered()).toEqual(['Rack: customFields/Rack, not yet read from the live system']);
		await (await openStore()).cache(catalogueKey('default', 'psa', 'ticket'), [], Date.now());
		expect(await offered()).toEqual([]);
	});

	it('says why there are no fields to choose from, instead of offering none', async () => {
		process.env.PSA_SYNC_STORE = foreignDatabase();
		await expect(
			node.methods.loadOptions.getPsaFields.call(editorWith({ entity: 'ticket', syncKey: 'default' })),
		).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining('.other'),
		});
	});
});

describe('the place of the sync store', () => {
	it('is the chosen file, else in the folder of this n8n', () => {
		expect(storePath({ PSA_SYNC_STORE: '/data/sync.sqlite', N8N_USER_FOLDER: '/srv/n8n' })).toBe('/data/sync.sqlite');
		expect(storePath({ N8N_USER_FOLDER: '/srv/n8n' })).toBe('/srv/n8n/.n8n/psa-sync/sync.sqlite');
		expect(storePath({})).toMatch(/\/\.n8n\/psa-sync\/sync\.sqlite$/);
	});

	it('is opened once, and again after a failure', async () => {
		const path = process.env.PSA_SYNC_STORE;
		expect(await openStore()).toBe(await openStore());
		process.env.PSA_SYNC_STORE = foreignDatabase();
		await expect(openStore()).rejects.toMatchObject({ code: 'STORE' });
		await expect(openStore()).rejects.toMatchObject({ code: 'STORE' });
		process.env.PSA_SYNC_STORE = path;
		await expect(openStore()).resolves.toBeDefined();
	});
});
