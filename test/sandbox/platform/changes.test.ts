import fc from 'fast-check';
import { type RunningPlatform, startPlatform } from '../../../sandbox/platform';
import { ContractClient } from './client';
import { useBench } from './setup';

const bench = useBench();

interface Row {
	readonly id: string;
	readonly deleted?: true;
	readonly title?: string;
	readonly updatedAt: string;
}

/** Reads the feed from a cursor to its present end. */
async function drain(client: ContractClient, cursor?: string, limit = 500): Promise<{ rows: Row[]; cursor: string }> {
	const rows: Row[] = [];
	for (;;) {
		const { body } = await client.get('/tickets/changes', { limit, ...(cursor && { cursor }) });
		expect(body.items.length).toBeLessThanOrEqual(limit);
		rows.push(...(body.items as Row[]));
		cursor = String(body.nextCursor);
		if (!body.hasMore) return { rows, cursor };
	}
}

describe('the change feed', () => {
	test('starts with everything, in the order of the latest commits', async () => {
		const { client, platform, companyId, ticketId } = bench();
		const second = platform.control.create('ticket', { companyId, title: 'second' }).id;
		platform.control.edit('ticket', ticketId, { title: 'first, edited last' });
		expect((await drain(client)).rows.map(({ id }) => id)).toEqual([second, ticketId]);
	});

	test('holds the record as a read by id gives it', async () => {
		const { client, ticketId } = bench();
		expect((await drain(client)).rows).toEqual([(await client.get(`/tickets/${ticketId}`)).body]);
	});

	test('goes on where the cursor stands, and stays there when nothing happens', async () => {
		const { client, platform, ticketId } = bench();
		const start = await drain(client);
		const quiet = await drain(client, start.cursor);
		expect(quiet.rows).toEqual([]);
		platform.control.edit('ticket', ticketId, { title: 'again' });
		expect((await drain(client, quiet.cursor)).rows).toMatchObject([{ id: ticketId, title: 'again' }]);
		expect((await drain(client, start.cursor)).rows).toHaveLength(1);
	});

	test('has a tombstone for a deleted record, with its time and who did it', async () => {
		const { client, platform, ticketId } = bench();
		const { cursor } = await drain(client);
		platform.control.remove('ticket', ticketId, 'Sam');
		const { rows } = await drain(client, cursor);
		expect(rows).toEqual([{ id: ticketId, deleted: true, updatedAt: expect.any(String), updatedBy: 'Sam' }]);
	});

	test('holds changes of its own kind only', async () => {
		const { client, ticketId } = bench();
		const { cursor } = await drain(client);
		await client.post('/notes', { ticketId, text: 'x' });
		expect((await drain(client, cursor)).rows).toEqual([]);
		expect((await client.get('/notes/changes')).body.items).toHaveLength(1);
	});

	test('gives many records of one instant page by page, none skipped and none twice', async () => {
		const { client, platform, companyId } = bench();
		platform.control.clock.set({ frozenAt: '2026-03-01T09:00:00.000Z' });
		for (let index = 0; index < 50; index++) platform.control.create('ticket', { companyId, title: `t${index}` });
		const { rows } = await drain(client, undefined, 7);
		expect(rows).toHaveLength(51);
		expect(new Set(rows.map(({ id }) => id)).size).toBe(51);
		expect(new Set(rows.slice(1).map(({ updatedAt }) => updatedAt)).size).toBe(1);
	});

	test('loses no record that moves while the pages are read', async () => {
		const { client, platform, companyId } = bench();
		for (let index = 0; index < 20; index++) platform.control.create('ticket', { companyId, title: `t${index}` });
		const { body: first } = await client.get('/tickets/changes', { limit: 5 });
		platform.control.edit('ticket', first.items[0].id, { title: 'moved, was read' });
		platform.control.edit('ticket', 'tk-15', { title: 'moved, was not read' });
		const { rows } = await drain(client, first.nextCursor, 5);
		const seen = new Map([...first.items, ...rows].map((row: Row) => [row.id, row.title]));
		expect(seen).toEqual(new Map(platform.control.list('ticket').map(({ id, title }) => [id, title])));
	});

	test('goes by commits, not by the clock: a clock that is set back hides nothing', async () => {
		const { client, platform, ticketId } = bench();
		const { cursor, rows } = await drain(client);
		platform.control.clock.set({ skewMs: -3_600_000 });
		platform.control.edit('ticket', ticketId, { title: 'an hour ago' });
		const later = await drain(client, cursor);
		expect(later.rows).toMatchObject([{ title: 'an hour ago' }]);
		expect(later.rows[0].updatedAt < rows[0].updatedAt).toBe(true);
	});

	test('says that there is more only when there is', async () => {
		const { client, platform, companyId } = bench();
		platform.control.create('ticket', { companyId, title: 'second' });
		const pages = await Promise.all([1, 2, 3].map((limit) => client.get('/tickets/changes', { limit })));
		expect(pages.map(({ body }) => [body.items.length, body.hasMore])).toEqual([
			[1, true],
			[2, false],
			[2, false],
		]);
	});

	test('refuses cursors that it has not handed out', async () => {
		const { client } = bench();
		const { cursor } = await drain(client);
		const { body: list } = await client.get('/tickets', { limit: 1 });
		expect(list.hasMore).toBe(false);
		for (const foreign of ['nonsense', '0', Buffer.from('{"after":0}').toString('base64url')]) {
			const refused = { status: 400, body: { code: 'invalid_cursor' } };
			expect(await client.get('/tickets/changes', { cursor: foreign })).toMatchObject(refused);
		}
		expect(await client.get('/notes/changes', { cursor })).toMatchObject({ status: 400 });
	});

	test('says when a cursor is too old', async () => {
		const { client, platform } = bench();
		const { cursor } = await drain(client);
		platform.control.expireCursors();
		const expired = { status: 410, body: { code: 'cursor_expired' } };
		expect(await client.get('/tickets/changes', { cursor })).toMatchObject(expired);
		expect((await drain(client)).rows).toHaveLength(1);
	});

	test.each([0, 501, 'many'])('refuses a limit of %s', async (limit) => {
		expect(await bench().client.get('/tickets/changes', { limit })).toMatchObject({
			status: 400,
			body: { code: 'invalid_parameter' },
		});
	});
});

describe('index lag', () => {
	test('keeps the latest commits out of lists, look-ups and the feed, but not out of a read by id', async () => {
		const { client, platform, companyId, ticketId } = bench();
		const { cursor } = await drain(client);
		platform.control.indexLagMs = 60_000;
		platform.control.edit('ticket', ticketId, { title: 'new', externalRefs: [{ system: 'cw', id: '1' }] });
		const born = platform.control.create('ticket', { companyId, title: 'born' });
		expect((await client.get(`/tickets/${ticketId}`)).body.title).toBe('new');
		expect((await client.get(`/tickets/${born.id}`)).body.title).toBe('born');
		expect((await drain(client, cursor)).rows).toEqual([]);
		expect((await client.get('/tickets', { externalRef: 'cw:1' })).body.items).toEqual([]);
		expect((await client.get('/tickets', { ids: born.id })).body.items).toEqual([]);

		platform.control.indexLagMs = 0;
		expect((await drain(client, cursor)).rows.map(({ title }) => title)).toEqual(['new', 'born']);
		expect((await client.get('/tickets', { externalRef: 'cw:1' })).body.items).toHaveLength(1);
	});

	test('shows the state from before while the new one is not indexed', async () => {
		const { client, platform, ticketId } = bench();
		const [{ at }] = platform.control.history('ticket', ticketId);
		const now = jest.spyOn(Date, 'now').mockImplementation(() => at + 10);
		try {
			platform.control.edit('ticket', ticketId, { status: 'closed' });
			now.mockImplementation(() => at + 5 + 5_000);
			platform.control.indexLagMs = 5_000;
			expect((await client.get('/tickets')).body.items).toMatchObject([{ id: ticketId, status: 'new' }]);
			expect((await client.get('/tickets', { status: 'closed' })).body.items).toEqual([]);
		} finally {
			now.mockRestore();
		}
	});
});

describe('a follower of the feed', () => {
	let platform: RunningPlatform;
	let client: ContractClient;
	beforeAll(async () => {
		platform = await startPlatform();
		client = new ContractClient(platform);
	});
	afterAll(() => platform.close());

	const act = fc.oneof(
		{ weight: 3, arbitrary: fc.record({ act: fc.constant('create' as const), title: fc.string({ minLength: 1 }) }) },
		{ weight: 6, arbitrary: fc.record({ act: fc.constant('edit' as const), which: fc.nat(), title: fc.uuid() }) },
		{ weight: 2, arbitrary: fc.record({ act: fc.constant('delete' as const), which: fc.nat() }) },
		{ weight: 5, arbitrary: fc.record({ act: fc.constant('poll' as const), limit: fc.integer({ min: 1, max: 4 }) }) },
		{
			weight: 1,
			arbitrary: fc.record({ act: fc.constant('skew' as const), skewMs: fc.integer({ min: -9_999, max: 9_999 }) }),
		},
		{ weight: 1, arbitrary: fc.record({ act: fc.constant('lag' as const), lagMs: fc.constantFrom(0, 1, 600_000) }) },
	);

	test('ends with the same records as the platform, whatever happens meanwhile', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
				const { control } = platform;
				control.reset();
				const companyId = control.create('company', { name: 'Northwind' }).id;
				const copy = new Map<string, string>();
				let cursor: string | undefined;
				const poll = async (limit: number): Promise<boolean> => {
					const { body } = await client.get('/tickets/changes', { limit, ...(cursor && { cursor }) });
					for (const row of body.items as Row[]) {
						if (row.deleted) copy.delete(row.id);
						else copy.set(row.id, String(row.title));
					}
					cursor = String(body.nextCursor);
					return body.hasMore as boolean;
				};
				for (const step of acts) {
					const living = control.list('ticket');
					if (step.act === 'create') control.create('ticket', { companyId, title: `x${step.title}` });
					if (step.act === 'skew') control.clock.set({ skewMs: step.skewMs });
					if (step.act === 'lag') control.indexLagMs = step.lagMs;
					if (step.act === 'poll') await poll(step.limit);
					if (living.length === 0) continue;
					if (step.act === 'edit') control.edit('ticket', living[step.which % living.length].id, { title: step.title });
					if (step.act === 'delete') control.remove('ticket', living[step.which % living.length].id);
				}
				control.indexLagMs = 0;
				while (await poll(3));
				const truth = new Map(control.list('ticket').map(({ id, title }) => [id, String(title)]));
				expect(copy).toEqual(truth);
			}),
			{ numRuns: 150 },
		);
	});
});
