import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { halopsaCatalogue } from '../../../sync/connectors/halopsa';
import { platformCatalogue } from '../../../sync/connectors/platform';
import type { Json } from '../../../sync/model/json';
import { getFields } from '../../../nodes/ConflictResolve/methods/loadOptions';
import { searchCandidates, searchConflicts } from '../../../nodes/PsaSync/methods/listSearch';
import { catalogueKey } from '../../../nodes/shared/live-catalogue';
import { useStore } from './support';

const bench = useStore();

/** What the editor gives to a method that fills a list. */
const editor = (parameters: Record<string, unknown>): ILoadOptionsFunctions =>
	({
		getCurrentNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ id: 'n', name: 'Node', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} }),
	}) as unknown as ILoadOptionsFunctions;

describe('the list of conflicts', () => {
	test('names each open entry by record, field and kind, and is searched by any of them', async () => {
		await bench().linked(41, [{}, { field: 'status', kind: 'unmapped', side: 'psa' }]);
		await bench().linked(42, [{}]);
		const search = async (filter?: string) =>
			(await searchConflicts.call(editor({ syncKey: 'default' }), filter)).results.map(({ name }) => name).sort();
		expect(await search()).toEqual([
			'ticket 41: status (unmapped)',
			'ticket 41: title (conflict)',
			'ticket 42: title (conflict)',
		]);
		expect(await search('TITLE')).toHaveLength(2);
		expect(await search('41: status')).toHaveLength(1);
		expect(await search('nothing like it')).toEqual([]);
	});

	test('goes on with the next page where the first is full', async () => {
		await bench().linked(
			1,
			Array.from({ length: 70 }, (_, index) => ({ field: `customFields/${index}` })),
		);
		const context = editor({ syncKey: 'default' });
		const first = await searchConflicts.call(context);
		const second = await searchConflicts.call(context, undefined, String(first.paginationToken));
		expect(new Set([...first.results, ...second.results].map(({ value }) => value)).size).toBe(70);
		expect(second.paginationToken).toBeUndefined();
	});

	test('says what is wrong instead of offering nothing', async () => {
		await expect(searchConflicts.call(editor({ syncKey: '' }))).rejects.toThrow(/sync key is empty/);
	});
});

test('the candidates of the chosen entry are offered', async () => {
	await bench().linked(1, [{ kind: 'ambiguous', field: '', candidates: [{ id: '7', label: 'Northwind' }] }]);
	const [entry] = await bench().store.reviews('default', { status: 'open', limit: 1 });
	const offered = await searchCandidates.call(editor({ conflict: { mode: 'list', value: entry?.id } }));
	expect(offered.results).toEqual([{ name: 'Northwind (7)', value: '7' }]);
	expect((await searchCandidates.call(editor({ conflict: undefined }))).results).toEqual([]);
});

test('a rule can be made for the known fields and for custom fields that the live system was seen to have', async () => {
	const custom = { name: 'customFields/Asset Tag', label: 'Asset Tag', type: 'string', custom: true };
	const live = [...(platformCatalogue.entities.ticket ?? []), custom];
	const key = catalogueKey('default', 'platform', 'ticket');
	await bench().store.cache(key, JSON.parse(JSON.stringify(live)) as Json, Date.now());
	const offered = await getFields.call(editor({ '&entity': 'ticket', syncKey: 'default' }));
	expect(offered[0]).toEqual({ name: 'All Other Fields', value: '' });
	const values = offered.map(({ value }) => value);
	expect(values).toEqual(expect.arrayContaining(['title', 'status', 'tags', 'customFields/Asset Tag']));
	expect(values).not.toContain('id');
	expect(values).not.toContain('createdAt');
});

test('a rule can be made for the fields of HaloPSA where it stands in the platform’s place, also before the first run', async () => {
	const ask = async () =>
		(await getFields.call(editor({ '&entity': 'ticket', syncKey: 'default' }))).map(({ value }) => value);
	expect(await ask()).toEqual(expect.arrayContaining(['title', 'status_name']));
	const key = catalogueKey('default', 'platform', 'ticket');
	await bench().store.cache(key, JSON.parse(JSON.stringify(halopsaCatalogue.entities.ticket)) as Json, Date.now());
	const offered = await ask();
	expect(offered).toContain('status_name');
	expect(offered).not.toContain('title');
});
