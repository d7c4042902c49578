import type { PlatformEntity } from '../../../sandbox/platform';
import { ENTITY_PATHS } from '../../../sandbox/platform';
import { platformCatalogue, RESOURCE_PATHS } from '../../../sync/connectors/platform';
import { connectorTo, platform, stopPlatforms } from './sandbox';

afterEach(stopPlatforms);

const ENTITIES = Object.keys(ENTITY_PATHS) as PlatformEntity[];

describe('the catalogue', () => {
	it('knows every kind of record of the contract and where it lives', () => {
		expect(RESOURCE_PATHS).toEqual(ENTITY_PATHS);
		expect(Object.keys(platformCatalogue.entities).sort()).toEqual([...ENTITIES].sort());
	});

	it.each(ENTITIES)('says of %s what the server itself says', async (entity) => {
		const live = await connectorTo(await platform()).fields(entity);
		const known = platformCatalogue.entities[entity] ?? [];
		const described = new Set(live.map(({ name }) => name));
		expect(known.filter(({ name }) => !described.has(name)).map(({ name }) => name)).toEqual([]);
		for (const field of known) {
			const said = live.find(({ name }) => name === field.name);
			expect({ name: field.name, type: said?.type, required: said?.required, readOnly: said?.readOnly }).toEqual({
				name: field.name,
				type: field.type,
				required: field.required ?? false,
				readOnly: field.readOnly ?? false,
			});
		}
	});

	it('takes custom fields and options from the live system', async () => {
		const live = await connectorTo(await platform()).fields('ticket');
		expect(live.find(({ name }) => name === 'customFields/Asset Tag')).toMatchObject({
			type: 'string',
			custom: true,
			trims: true,
			maxLength: 50,
		});
		expect(live.find(({ name }) => name === 'queue')?.options?.map(({ value }) => value)).toContain('Service Desk');
	});

	it('stands in for a platform without field metadata', async () => {
		const server = await platform({ fieldNames: {} });
		const connector = connectorTo(server, { basePath: '/api/v2' });
		expect(await connector.fields('ticket')).toEqual(platformCatalogue.entities.ticket);
	});
});
