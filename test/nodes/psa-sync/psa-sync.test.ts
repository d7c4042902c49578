import { onWakeUp } from '../../../nodes/shared/wake-up';
import { outputOf, runNode, useStore } from './support';

const bench = useStore();
const byId = (id: unknown) => ({ __rl: true, mode: 'id', value: String(id) });

describe('Conflict → Get Many', () => {
	test('lists the open entries, as people read them', async () => {
		await bench().linked(1, [{}]);
		const [entry] = outputOf(await runNode({ resource: 'conflict', operation: 'getMany' }));
		expect(entry).toMatchObject({
			kind: 'conflict',
			status: 'open',
			entity: 'ticket',
			field: 'title',
			psaId: '1',
			platformId: 'tk-1',
			base: 'Base',
			psaValue: 'From PSA',
			psaAuthor: 'jrivera',
			platformValue: 'From platform',
			platformChangedAt: '2026-03-02T08:59:30.000Z',
			message: 'both sides changed "title"',
		});
		expect(Object.keys(entry ?? {})).not.toContain('linkId');
	});

	test('filters by kind and status, and stops at the limit', async () => {
		await bench().linked(1, [{}, { kind: 'unmapped', field: 'status', side: 'psa' }]);
		await bench().linked(2, [{}]);
		const many = async (more: object) =>
			outputOf(await runNode({ resource: 'conflict', operation: 'getMany', ...more }));
		expect(await many({})).toHaveLength(3);
		expect(await many({ filters: { kind: 'unmapped' } })).toMatchObject([{ field: 'status' }]);
		expect(await many({ limit: 2 })).toHaveLength(2);
		expect(await many({ filters: { status: 'resolved' } })).toEqual([]);
	});

	test('returns all, page by page', async () => {
		await bench().linked(
			1,
			Array.from({ length: 450 }, (_, index) => ({ field: `customFields/${index}` })),
		);
		const all = outputOf(await runNode({ resource: 'conflict', operation: 'getMany', returnAll: true }));
		expect(new Set(all.map(({ field }) => field)).size).toBe(450);
	});
});

describe('Conflict → Resolve', () => {
	const open = async () => (await bench().store.reviews('default', { status: 'open', limit: 10 }))[0];
	const resolve = async (parameters: object) =>
		await runNode({ resource: 'conflict', operation: 'resolve', conflict: byId((await open())?.id), ...parameters });

	test.each([
		['psa', {}, { platform: 'From PSA' }],
		['platform', {}, { psa: 'From platform' }],
		['value', { value: 'Agreed' }, { psa: 'Agreed', platform: 'Agreed' }],
	])('%s becomes a write to each side that differs, and wakes the sync up', async (choice, more, expected) => {
		await bench().linked(1, [{}]);
		let woken = 0;
		const stop = onWakeUp('default', () => woken++);
		const [entry] = outputOf(await resolve({ choice, decidedBy: 'jane@example.com', ...more }));
		stop();
		expect(entry).toMatchObject({ status: 'resolved' });
		expect(woken).toBe(1);
		const due = await bench().store.dueWrites('default', Date.now(), 10);
		expect(Object.fromEntries(due.map(({ write }) => [write.target, write.fields.title]))).toEqual(expected);
		expect(JSON.stringify(await bench().store.audit('default', { limit: 10 }))).toContain('jane@example.com');
	});

	test('a list is a list again, whether it was typed as JSON or with commas', async () => {
		const tags = { field: 'tags', psa: { value: ['a'], changedAt: null, author: null, url: null } };
		for (const [number, value] of ['vip, printer', '["vip","printer"]'].entries()) {
			await bench().linked(number, [{ ...tags, platform: { ...tags.psa, value: ['b'] } }]);
			outputOf(await resolve({ choice: 'value', value }));
		}
		const due = await bench().store.dueWrites('default', Date.now(), 10);
		expect(due.map(({ write }) => write.fields.tags)).toEqual(Array(due.length).fill(['vip', 'printer']));
		expect(due.length).toBeGreaterThanOrEqual(2);
	});

	test('one field of a record is decided, the other keeps waiting', async () => {
		await bench().linked(1, [{}, { field: 'priority' }]);
		outputOf(await resolve({ choice: 'dismiss' }));
		expect(await bench().store.reviews('default', { status: 'open', limit: 10 })).toHaveLength(1);
	});

	test.each([
		['retry', 'flapping', 'resolved'],
		['dismiss', 'flapping', 'closed'],
		['confirm', 'massDeletion', 'resolved'],
		['dismiss', 'massDeletion', 'closed'],
	])('%s fits an entry of the kind %s, which Get Many lists by that kind', async (choice, kind, status) => {
		await bench().linked(1, [{ kind: kind as 'flapping', field: '', side: 'psa' }]);
		await bench().linked(2, [{}]);
		const filters = { kind };
		const listed = outputOf(await runNode({ resource: 'conflict', operation: 'getMany', filters }));
		expect(listed).toMatchObject([{ kind, side: 'psa', field: '' }]);
		const [entry] = outputOf(await resolve({ choice, conflict: byId(listed[0]?.id) }));
		expect(entry).toMatchObject({ kind, status });
	});

	test.each([
		['a decision that does not fit', { choice: 'retry' }],
		['a conflict that was not chosen', { choice: 'psa', conflict: byId(' ') }],
		['an entry that does not exist', { choice: 'psa', conflict: byId('nope') }],
		['an entry of another sync', { choice: 'psa', syncKey: 'other' }],
		['a link to nothing', { choice: 'link', candidate: byId(' ') }],
	])('%s is refused, and nothing is decided', async (_, parameters) => {
		await bench().linked(1, [{}]);
		const run = await resolve(parameters);
		expect(run.error?.message).toBeTruthy();
		expect(await open()).toMatchObject({ status: 'open' });
	});

	test('with "continue on error" one entry that cannot be decided does not stop the next', async () => {
		await bench().linked(1, [{}]);
		const id = (await open())?.id;
		const run = await runNode(
			{
				resource: 'conflict',
				operation: 'resolve',
				conflict: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				choice: 'psa',
			},
			{ input: [{ json: { id: 'nope' } }, { json: { id } }], onError: 'continueRegularOutput' },
		);
		const [failed, done] = outputOf(run);
		expect(failed?.error).toMatch(/nope/);
		expect(done).toMatchObject({ id, status: 'resolved' });
	});
});

test('Sync → Get Status is one item with what is linked, written, open and read', async () => {
	await bench().linked(1, [{}]);
	const items = outputOf(await runNode({ resource: 'sync', operation: 'status' }));
	expect(items).toMatchObject([
		{
			syncKey: 'default',
			links: { ticket: { linked: 1 } },
			openReviews: { conflict: 1, flapping: 0, massDeletion: 0 },
			revisits: 0,
			missing: 0,
			watermarks: [],
		},
	]);
});

test('Sync → Get Status says in which phase the sync is, and which workflow ran it last', async () => {
	const status = async () => outputOf(await runNode({ resource: 'sync', operation: 'status' }));
	expect(await status()).toMatchObject([{ phase: null }]);
	const run = { phase: 1, workflow: { id: 'w1', name: 'Phase 1 of Acme' } } as const;
	await bench().store.commit({ sync: 'default', now: 0, run, pulls: [], changes: [] });
	expect(await status()).toMatchObject([
		{ phase: { number: 1, workflowId: 'w1', workflowName: 'Phase 1 of Acme', lastRunAt: '1970-01-01T00:00:00.000Z' } },
	]);
});

test('Conflict → Get reads one entry', async () => {
	await bench().linked(1, [{}]);
	const [listed] = outputOf(await runNode({ resource: 'conflict', operation: 'getMany' }));
	const [read] = outputOf(await runNode({ resource: 'conflict', operation: 'get', conflict: byId(listed?.id) }));
	expect(read).toEqual(listed);
});
