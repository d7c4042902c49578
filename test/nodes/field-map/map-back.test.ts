import type { INode } from 'n8n-workflow';
import { connectwisePlatformMappings } from '../../../sync/mapping/presets/connectwise-platform';
import type { Mapping } from '../../../sync/model/mapping';
import { change, fieldMapNode, link, mapNode, runChain, useFreshStore, wake, write } from './support';

useFreshStore();

const maps = connectwisePlatformMappings.map((mapping) => mapNode(mapping));
const back: INode = fieldMapNode('Map Back', { mode: 'mapBack' });
const ticket = connectwisePlatformMappings[2] as Mapping;

describe('Field Map, map back', () => {
	it('gives a planned update the PSA’s words, with the field maps before it', async () => {
		await link('company', '250', 'c-1');
		const fields = {
			title: 'x'.repeat(120),
			status: 'waiting',
			companyId: 'c-1',
			contactId: 'p-9',
			description: 'is for creates',
		};
		const result = await runChain([...maps, back], [], { before: 'Map Back', between: [write({ fields })] });
		expect(result.error).toBeUndefined();
		const payload = {
			summary: 'x'.repeat(100),
			'status/name': 'Waiting on Client',
			'company/id': 250,
			'contact/id': { $unlinked: { entity: 'contact', side: 'platform', id: 'p-9' } },
		};
		expect(result.json('Map Back')).toEqual([
			{ ...payload, _sync: expect.objectContaining({ fields, payload, problems: [] }) },
		]);
	});

	it('adds what a new record needs to a create, and nothing to an update', async () => {
		const between = [
			write({
				fields: { title: 'New', description: 'It burns', technicalNotes: 'again' },
				action: 'create',
				targetId: null,
			}),
			write({ fields: { name: 'Acme' }, entity: 'company', action: 'create', targetId: null }),
			write({ fields: { name: 'Acme 2' }, entity: 'company' }),
		];
		const result = await runChain([...maps, back], [], { before: 'Map Back', between });
		expect(result.json('Map Back').map(({ _sync, ...rest }) => rest)).toEqual([
			{
				'board/name': 'Service Desk',
				summary: 'New',
				initialDescription: 'It burns',
				initialInternalAnalysis: 'again',
			},
			{ 'site/name': 'Main', name: 'Acme' },
			{ name: 'Acme 2' },
		]);
	});

	it('lets writes of the platform, wake items and changes pass', async () => {
		const between = [
			write({ fields: { title: 'a' }, target: 'platform', payload: { title: 'a' } }),
			wake,
			change({ record: { summary: 'S' } }),
		];
		const result = await runChain([...maps, back], [], { before: 'Map Back', between });
		expect(result.json('Map Back')).toEqual(between);
		expect(result.output('Map Back').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('keeps out a value that the PSA has no word for, and says so', async () => {
		const result = await runChain([...maps, back], [], {
			before: 'Map Back',
			between: [write({ fields: { title: 'a', status: 'escalated' } })],
		});
		expect(result.json('Map Back')).toMatchObject([
			{
				summary: 'a',
				_sync: {
					payload: { summary: 'a' },
					problems: [{ kind: 'unmapped', field: 'status', sourceField: 'status', value: 'escalated' }],
				},
			},
		]);
	});

	it('names what is missing where no field map of the entity stands before it', async () => {
		const result = await runChain([maps[0] as INode, back], [], {
			before: 'Map Back',
			between: [write({ fields: { title: 'a' } })],
		});
		expect(result.error?.message).toContain('No Field Map node for "ticket" was found before Map Back');
	});

	it('does not use a field map that is switched off', async () => {
		const result = await runChain([mapNode(ticket, { disabled: true }), back], [], {
			before: 'Map Back',
			between: [write({ fields: { title: 'a' } })],
		});
		expect(result.error?.message).toContain('No Field Map node for "ticket"');
	});

	it('refuses two field maps of one entity, naming both nodes', async () => {
		const twin = { ...mapNode(ticket), name: 'Map Tickets Too', id: 'twin' };
		const result = await runChain([mapNode(ticket), twin, back], [], {
			before: 'Map Back',
			between: [write({ fields: { title: 'a' } })],
		});
		expect(result.error?.message).toMatch(
			/"Map (ticket|Tickets Too)" and "Map (ticket|Tickets Too)" both map "ticket"/,
		);
	});

	it('names the node whose field map cannot be used', async () => {
		const wrong: Mapping = {
			...ticket,
			rows: [{ psaField: 'nope', platformField: 'title', direction: 'both', transform: { kind: 'copy' } }],
		};
		const result = await runChain([mapNode(wrong), back], [], {
			before: 'Map Back',
			between: [write({ fields: { title: 'a' } })],
		});
		expect(result.error?.message).toContain(
			'Node "Map ticket": The field map of ticket cannot be used. Row 1 (nope ⇄ title)',
		);
	});

	it('reads field maps of which n8n left out the defaults', async () => {
		const bare = fieldMapNode('Map ticket', { rows: { row: [{ psaField: 'summary', platformField: 'title' }] } });
		const result = await runChain([bare, back], [], {
			before: 'Map Back',
			between: [write({ fields: { title: 'a' } })],
		});
		expect(result.json('Map Back')).toMatchObject([{ summary: 'a' }]);
	});

	it('leaves a write without a payload where its row says to fail and the node continues, so that it stays due', async () => {
		const strict: Mapping = {
			...ticket,
			rows: [
				{
					psaField: 'status/name',
					platformField: 'status',
					direction: 'both',
					transform: { kind: 'values', pairs: [{ psa: 'New', platform: 'new' }], unmapped: { policy: 'fail' } },
				},
			],
		};
		const between = [write({ fields: { status: 'new' } }), write({ fields: { status: 'odd' } })];
		const patient = fieldMapNode('Map Back', { mode: 'mapBack' }, { onError: 'continueRegularOutput' });
		const result = await runChain([mapNode(strict), patient], [], { before: 'Map Back', between });
		expect(result.json('Map Back')).toMatchObject([
			{ 'status/name': 'New', _sync: { payload: { 'status/name': 'New' } } },
			{ error: expect.stringContaining('"odd"'), _sync: { payload: null } },
		]);
		const stopped = await runChain([mapNode(strict), back], [], { before: 'Map Back', between });
		expect(stopped.error?.message).toContain('Unified Platform ticket: "status" holds "odd"');
	});
});
