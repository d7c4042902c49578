import { catalogueKey } from '../../../nodes/shared/live-catalogue';
import { openStore } from '../../../nodes/shared/store';
import { connectwisePlatformMappings } from '../../../sync/mapping/presets/connectwise-platform';
import type { Json } from '../../../sync/model/json';
import type { Mapping, MappingRow } from '../../../sync/model/mapping';
import { change, fieldMapNode, link, mapNode, runChain, useFreshStore, wake, write } from './support';

useFreshStore();

const [company, contact, ticket] = connectwisePlatformMappings as readonly [Mapping, Mapping, Mapping];

function ticketMap(...rows: MappingRow[]): Mapping {
	return { entity: 'ticket', psaSystem: 'connectwise', platformSystem: 'platform', rows };
}

const title: MappingRow = {
	psaField: 'summary',
	platformField: 'title',
	direction: 'both',
	transform: { kind: 'copy' },
};

async function rememberFields(side: 'psa' | 'platform', fields: Json): Promise<void> {
	await (await openStore()).cache(catalogueKey('default', side, 'ticket'), fields, Date.now());
}

describe('Field Map, to platform', () => {
	it('gives each record the platform’s words, references translated, and keeps what it was', async () => {
		await link('company', '250', 'c-1');
		const record = {
			summary: 'Printer',
			'status/name': 'In Progress',
			'company/id': 250,
			'contact/id': 7,
			'priority/name': 'Priority 2 - High',
		};
		const shadow = { summary: 'Printer?', 'status/name': 'New', 'company/id': 250 };
		const result = await runChain([mapNode(ticket)], [change({ record, shadow, linkId: 'l', revision: 3 })]);

		expect(result.error).toBeUndefined();
		const [item] = result.output('Map ticket');
		const view = {
			title: 'Printer',
			status: 'in_progress',
			priority: 'High',
			agreementId: null,
			companyId: 'c-1',
			contactId: { $unlinked: { entity: 'contact', side: 'psa', id: '7' } },
			dueAt: null,
		};
		expect(item?.json).toEqual({
			...view,
			_sync: expect.objectContaining({
				record,
				shadow,
				view,
				shadowView: {
					title: 'Printer?',
					status: 'new',
					priority: null,
					agreementId: null,
					companyId: 'c-1',
					contactId: null,
					dueAt: null,
				},
				revision: 3,
				problems: [],
			}),
		});
		expect(item?.pairedItem).toEqual({ item: 0 });
	});

	it('maps each entity in its own node, in order, and leaves everything else as it is', async () => {
		const items = [
			change({ record: { name: 'Acme' }, entity: 'company', id: '5' }),
			wake,
			change({ record: { title: 'T' }, side: 'platform', system: 'platform', view: { title: 'T' } }),
			change({ record: { firstName: 'Ann', inactiveFlag: false }, entity: 'contact', id: '6' }),
			change({ record: { summary: 'S' }, id: '7' }),
			change({ record: { summary: 'gone' }, id: '8', deleted: true }),
			write({ fields: { title: 'x' } }),
		];
		const result = await runChain(
			[company, contact, ticket].map((mapping) => mapNode(mapping)),
			items,
		);

		expect(result.error).toBeUndefined();
		const json = result.json('Map ticket');
		expect(json[0]).toMatchObject({ name: 'Acme', _sync: { view: { name: 'Acme' } } });
		expect(json[3]).toMatchObject({
			firstName: 'Ann',
			active: true,
			_sync: { view: { firstName: 'Ann', active: true } },
		});
		expect(json[4]).toMatchObject({ title: 'S', _sync: { view: { title: 'S' } } });
		for (const index of [1, 2, 5, 6]) expect(json[index]).toEqual(items[index]);
		expect(result.output('Map ticket').map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	});

	it('keeps out a value that the list does not name, and says so', async () => {
		const result = await runChain(
			[mapNode(ticket)],
			[change({ record: { summary: 'S', 'status/name': 'Escalated' } })],
		);
		const [json] = result.json('Map ticket');
		expect(Object.hasOwn(json ?? {}, 'status')).toBe(false);
		expect(json).toMatchObject({
			title: 'S',
			_sync: { problems: [{ kind: 'unmapped', field: 'status', sourceField: 'status/name', value: 'Escalated' }] },
		});
	});

	it('reads the links of all records in one call per kind', async () => {
		const store = await openStore();
		const reads = jest.spyOn(store, 'linksBySide');
		const records = Array.from({ length: 30 }, (_, index) =>
			change({ record: { 'company/id': index + 1, 'contact/id': index + 1 }, id: String(index) }),
		);
		await runChain([mapNode(ticket)], records);
		expect(reads).toHaveBeenCalledTimes(2);
	});

	it('does not ask the store where none of its records came', async () => {
		const reads = jest.spyOn(await openStore(), 'linksBySide');
		const result = await runChain([mapNode(ticket)], [change({ record: { name: 'Acme' }, entity: 'company' })]);
		expect(result.error).toBeUndefined();
		expect(reads).not.toHaveBeenCalled();
	});

	it('stops with the row named where a mapping cannot be used', async () => {
		const wrong = ticketMap(title, { ...title, psaField: 'sumary', platformField: 'description' });
		const result = await runChain([mapNode(wrong)], [change({ record: { summary: 'S' } })]);
		expect(result.status).toBe('error');
		expect(result.error?.message).toContain(
			'Row 2 (sumary ⇄ description): ConnectWise has no field "sumary" on a ticket',
		);
		expect(result.error).toMatchObject({ description: expect.stringContaining('correct the row') });
	});

	it('stops at an item of another sync, and at one without an envelope', async () => {
		const other = await runChain([mapNode(ticket)], [change({ record: {}, sync: 'acme' })]);
		expect(other.error?.message).toContain('the sync "acme" arrived at a Field Map node of the sync "default"');
		const foreign = await runChain([mapNode(ticket)], [{ hello: 1 }]);
		expect(foreign.error?.message).toContain('An item without "_sync"');
	});

	describe('with a row that says to fail', () => {
		const strict = ticketMap(title, {
			psaField: 'status/name',
			platformField: 'status',
			direction: 'both',
			transform: { kind: 'values', pairs: [{ psa: 'New', platform: 'new' }], unmapped: { policy: 'fail' } },
		});
		const items = [
			change({ record: { summary: 'a', 'status/name': 'New' } }),
			change({ record: { summary: 'b', 'status/name': 'Odd' } }),
		];

		it('stops the run', async () => {
			const result = await runChain([mapNode(strict)], items);
			expect(result.status).toBe('error');
			expect(result.error?.message).toContain('ConnectWise ticket: "status/name" holds "Odd"');
		});

		it('hands on the record unmapped where the node continues on failure, so that nothing is committed for it', async () => {
			const result = await runChain([mapNode(strict, { onError: 'continueRegularOutput' })], items);
			const json = result.json('Map ticket');
			expect(json[0]).toMatchObject({ title: 'a', status: 'new' });
			expect(json[1]).toMatchObject({ error: expect.stringContaining('"Odd"'), _sync: { view: null } });
		});
	});

	describe('with custom fields', () => {
		const asset: MappingRow = {
			psaField: 'customFields/Asset Tag',
			platformField: 'customFields/Asset Tag',
			direction: 'both',
			transform: { kind: 'copy' },
		};
		const items = [change({ record: { summary: 'S', 'customFields/Asset Tag': 'PC-1' } })];

		it('carries them before the live system was ever asked', async () => {
			const result = await runChain([mapNode(ticketMap(title, asset))], items);
			expect(result.json('Map ticket')).toMatchObject([{ title: 'S', 'customFields/Asset Tag': 'PC-1' }]);
		});

		it('knows them by what the live system said', async () => {
			await rememberFields('psa', [
				{ name: 'customFields/Asset Tag', label: 'Asset Tag', type: 'string', custom: true },
			]);
			await rememberFields('platform', [
				{ name: 'customFields/Asset Tag', label: 'Asset Tag', type: 'string', maxLength: 2, custom: true },
			]);
			const result = await runChain([mapNode(ticketMap(title, asset))], items);
			expect(result.json('Map ticket')).toMatchObject([{ 'customFields/Asset Tag': 'PC' }]);
		});

		it('refuses one that the live system does not have', async () => {
			await rememberFields('psa', []);
			const result = await runChain([mapNode(ticketMap(title, asset))], items);
			expect(result.error?.message).toContain('ConnectWise has no field "customFields/Asset Tag"');
		});

		it('leaves alone what is not in the record at all: a field that was deleted is not an emptied one', async () => {
			const result = await runChain([mapNode(ticketMap(title, asset))], [change({ record: { summary: 'S' } })]);
			expect(Object.hasOwn(result.json('Map ticket')[0] ?? {}, 'customFields/Asset Tag')).toBe(false);
		});
	});

	it('treats an empty map as one that carries nothing', async () => {
		const result = await runChain([fieldMapNode('Map ticket', {})], [change({ record: { summary: 'S' } })]);
		expect(result.json('Map ticket')).toEqual([
			{ _sync: expect.objectContaining({ view: {}, record: { summary: 'S' } }) },
		]);
	});
});
