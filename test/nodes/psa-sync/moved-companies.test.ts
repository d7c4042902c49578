import { MOVED_COMPANIES } from '../../../sync/model/moved';
import { change } from '../../store/drafts';
import { outputOf, runNode, useStore } from './support';

const bench = useStore();
const NOW = Date.parse('2026-03-02T09:00:00Z');

/** Two companies called alike, and one that the platform has not got yet. */
beforeEach(async () => {
	const company = (psaId: string, platformId: string | undefined, name: string, pilot: string | null = null) =>
		change({
			entity: 'company',
			psaId,
			...(platformId !== undefined && { platformId, platformShadow: { name } }),
			psaShadow: { name, 'customFields/Pilot': pilot },
		});
	await bench().store.commit({
		sync: 'default',
		now: NOW,
		pulls: [],
		changes: [
			company('2', 'c-2', 'Acme, Inc.', 'Yes'),
			company('3', 'c-3', 'Northwind'),
			company('4', 'c-4', 'Northwind'),
			company('5', undefined, 'Contoso', 'yes'),
		],
	});
});

const set = async (parameters: Record<string, string>) =>
	outputOf(await runNode({ resource: 'company', operation: 'setMoved', changedBy: 'ann', ...parameters }));
const get = async (show = 'companies') => outputOf(await runNode({ resource: 'company', operation: 'getMoved', show }));
const names = (items: readonly Record<string, unknown>[]) =>
	items.map(({ company, psaId }) => `${String(company)} ${String(psaId)}`);

test('a company is named as people do: by its name or by an id of either side; the list grows and shrinks', async () => {
	expect(await get()).toEqual([]);
	expect(names(await set({ change: 'add', companies: ' acme, inc. \nc-3\n' }))).toEqual([
		'Acme, Inc. 2',
		'Northwind 3',
	]);
	expect(names(await set({ change: 'add', companies: '5\n2' }))).toEqual(['Northwind 3', 'Contoso 5', 'Acme, Inc. 2']);
	expect(names(await set({ change: 'remove', companies: 'psa:3' }))).toEqual(['Contoso 5', 'Acme, Inc. 2']);
	expect(await set({ change: 'replace', companies: 'platform:c-4' })).toMatchObject([
		{
			company: 'Northwind',
			psaId: '4',
			platformId: 'c-4',
			by: 'ann',
			decidedBy: 'list',
			movedSince: expect.stringMatching(/^20/),
		},
	]);
	expect(await set({ change: 'replace', companies: '' })).toEqual([]);
});

test('who was on the list already keeps since when, and by whom', async () => {
	const [first] = await set({ change: 'add', companies: '2' });
	const again = await set({ change: 'add', companies: '2\n5', changedBy: 'bob' });
	expect(again.find(({ psaId }) => psaId === '2')).toEqual(first);
	expect(again.find(({ psaId }) => psaId === '5')).toMatchObject({ by: 'bob' });
});

test('a name that fits nobody, or two, changes nothing and says what to type', async () => {
	await set({ change: 'add', companies: '2' });
	await expect(set({ change: 'add', companies: '5\nNobody Ltd' })).rejects.toMatchObject({
		message: expect.stringMatching(/has the id or the name "Nobody Ltd"/),
	});
	await expect(set({ change: 'add', companies: '5\nnorthwind' })).rejects.toMatchObject({
		message: expect.stringMatching(
			/names several companies: Northwind \(PSA 3, platform c-3\); Northwind \(PSA 4, platform c-4\).*"psa:"/,
		),
	});
	await expect(set({ change: 'add', companies: ' \n' })).rejects.toMatchObject({
		message: expect.stringMatching(/Name at least one company/),
	});
	await expect(set({ change: 'field', field: 'x', values: ' \n ' })).rejects.toMatchObject({
		message: expect.stringMatching(/at least one value/),
	});
	expect(names(await get())).toEqual(['Acme, Inc. 2']);
});

test('a field can decide instead, custom ones too, and shows who has moved by it', async () => {
	await set({ change: 'add', companies: '3' });
	const moved = await set({ change: 'field', side: 'psa', field: 'customFields/Pilot', values: 'YES' });
	expect(names(moved).sort()).toEqual(['Acme, Inc. 2', 'Contoso 5']);
	expect(moved[0]).toMatchObject({ decidedBy: 'PSA field customFields/Pilot = YES', movedSince: null });
	expect(names(await set({ change: 'add', companies: '3' }))).toEqual(['Northwind 3']);
});

test('the history tells when, by whom and to what, and nothing but the setting has changed', async () => {
	const before = await bench().store.standing('default', NOW);
	await set({ change: 'add', companies: '2' });
	await set({ change: 'field', side: 'platform', field: 'status', values: 'active', changedBy: 'bob' });
	expect(await get('history')).toMatchObject([
		{ by: 'bob', decidedBy: 'field', side: 'platform', field: 'status', values: ['active'] },
		{ by: 'ann', decidedBy: 'list', companies: [{ company: 'Acme, Inc.', psaId: '2', platformId: 'c-2' }] },
	]);
	expect(await bench().store.standing('default', NOW)).toEqual(before);
});

test('two people at once: neither change is lost', async () => {
	await Promise.all([set({ change: 'add', companies: '2' }), set({ change: 'add', companies: '5' })]);
	expect(names(await get()).sort()).toEqual(['Acme, Inc. 2', 'Contoso 5']);
	expect(await bench().store.settingChanges('default', MOVED_COMPANIES, 9)).toHaveLength(2);
});
