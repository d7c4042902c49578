import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningPlatform } from '../../../sandbox/platform';
import { systemClock } from '../../../sync/model/clock';
import { exportHistory, retire, takeBack, verifyExport, pull, type ExportResult } from '../../../sync/pipeline';
import { connectorTo, failureOf, platform, stopPlatforms } from '../../connectors/platform/sandbox';
import { MemoryStore } from '../../model/memory-store';

let root: string;
let psa: RunningPlatform;
let store: MemoryStore;

beforeEach(async () => {
	root = mkdtempSync(join(tmpdir(), 'export-'));
	psa = await platform();
	store = new MemoryStore();
	psa.control.seed({ company: [{ name: 'Northwind' }, { name: '../../../etc/passwd' }] });
	psa.control.seed({ ticket: Array.from({ length: 250 }, (_, at) => ({ companyId: 'co-1', title: `Ticket ${at}` })) });
	for (const content of ['one', 'two', 'one']) {
		const ticketId = psa.control.list('ticket')[0].id;
		const { id } = psa.control.create('attachment', { ticketId, fileName: '../x".txt' });
		psa.control.upload(id, Buffer.from(content));
	}
});
afterEach(async () => {
	await stopPlatforms();
	rmSync(root, { recursive: true, force: true });
});

const folder = (): string => join(root, 'export');
const run = async (limit = 100_000, sync = 'msp'): Promise<ExportResult> =>
	await exportHistory(
		{ connector: connectorTo(psa), store, clock: systemClock },
		{ sync, side: 'psa', folder: folder(), limit, product: 'n8n-nodes-psa-sync 0' },
	);
const linesOf = (entity: string): { id: string; record: Record<string, unknown>; file?: string }[] =>
	readFileSync(join(folder(), 'records', `${entity}.jsonl`), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as { id: string; record: Record<string, unknown> });

/** Runs until the export is whole. @returns how many runs it took */
async function toTheEnd(limit: number): Promise<number> {
	for (let runs = 1; runs < 100; runs++) {
		if ((await run(limit)).done) return runs;
		expect(existsSync(join(folder(), 'manifest.json'))).toBe(false);
	}
	throw new Error('it never ended');
}

describe('an export', () => {
	it('holds every record in its own field names and every file by its hash, and says so in its manifest', async () => {
		const { manifest, done } = await run();
		expect(done).toBe(true);
		expect(manifest?.entities.map(({ entity, records }) => [entity, records])).toEqual(
			expect.arrayContaining([
				['company', 2],
				['ticket', 250],
				['attachment', 3],
			]),
		);
		expect(linesOf('ticket').map(({ record }) => record.title)).toContain('Ticket 249');
		const files = linesOf('attachment').map(({ file = '' }) => readFileSync(join(folder(), file), 'utf8'));
		expect(files).toEqual(['one', 'two', 'one']);
		expect(manifest?.files).toHaveLength(2);
		expect(readdirSync(folder()).sort()).toEqual(['files', 'manifest.json', 'records']);
		expect(await verifyExport(folder())).toMatchObject({ problems: [] });
	});

	it('goes on run by run, and in the end is what one run would have made', async () => {
		expect(await toTheEnd(60)).toBeGreaterThan(4);
		const ids = linesOf('ticket').map(({ id }) => id);
		expect(new Set(ids).size).toBe(250);
		expect(ids).toHaveLength(250);
		expect((await run()).done).toBe(true);
	});

	it('loses nothing and doubles nothing where a run died in the middle of a page', async () => {
		await run(60);
		appendFileSync(join(folder(), 'records', 'ticket.jsonl'), '{"entity":"ticket","id":"half');
		writeFileSync(join(folder(), 'files', '.dead.part'), 'half');
		await toTheEnd(1_000);
		expect(new Set(linesOf('ticket').map(({ id }) => id)).size).toBe(250);
		expect(linesOf('ticket')).toHaveLength(250);
		expect(await verifyExport(folder())).toMatchObject({ problems: [] });
	});

	it('holds texts with every character that somewhere ends a line', async () => {
		const title = 'one\u2028two\u2029three\u0085four\rfive\nsix';
		psa.control.seed({ ticket: [{ companyId: 'co-1', title }] });
		expect((await run(100)).done).toBe(false);
		await toTheEnd(1_000);
		expect(linesOf('ticket').map(({ record }) => record.title)).toContain(title);
		expect(await verifyExport(folder())).toMatchObject({ problems: [] });
	});

	it('says so where its records were taken away between two runs', async () => {
		await run(60);
		rmSync(join(folder(), 'records', 'ticket.jsonl'));
		const error = await failureOf(run(60));
		expect(error.code).toBe('STORE');
		expect(error.message).toContain('ENOENT');
	});

	it('says what a system did not give away', async () => {
		psa.control.faults.add({ kind: 'serverError', path: '^/attachments/at-2/content' });
		const { manifest } = await run();
		expect(manifest?.withoutFile).toEqual([{ id: 'at-2', reason: expect.stringContaining('500') as string }]);
		expect(manifest?.files).toHaveLength(1);
	});

	it('stops where the system wants a pause, and goes on from there', async () => {
		psa.control.faults.add({ kind: 'rateLimited', path: '^/tickets', retryAfterSeconds: 3600, times: 1 });
		expect(await run()).toMatchObject({ done: false, stopped: { code: 'RATE_LIMITED' } });
		expect((await run()).done).toBe(true);
	});

	it.each([
		['relative/path', 'must be a whole path'],
		['/', 'must be a whole path'],
		['/no/such/parent/export', 'does not exist'],
	])('refuses the folder %s', async (path, why) => {
		const error = await failureOf(
			exportHistory(
				{ connector: connectorTo(psa), store, clock: systemClock },
				{ sync: 'msp', side: 'psa', folder: path, limit: 1, product: 'x' },
			),
		);
		expect(error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(why) as string });
	});

	it('goes into no folder that holds anything else, and into no export of another sync', async () => {
		await run(10);
		expect((await failureOf(run(10, 'other'))).message).toContain('holds an export of the sync "msp"');
		rmSync(folder(), { recursive: true });
		mkdtempSync(join(root, 'x'));
		const error = await failureOf(
			exportHistory(
				{ connector: connectorTo(psa), store, clock: systemClock },
				{ sync: 'msp', side: 'psa', folder: root, limit: 1, product: 'x' },
			),
		);
		expect(error.message).toContain('holds other things');
	});
});

describe('what is not as it was exported is found', () => {
	const damages: readonly (readonly [string, () => void, string])[] = [
		[
			'a changed record',
			() => appendFileSync(join(folder(), 'records', 'company.jsonl'), '{}\n'),
			'company.jsonl was changed',
		],
		['a missing file', () => rmSync(join(folder(), linesOf('attachment')[0].file ?? '')), 'is missing'],
		['a changed file', () => writeFileSync(join(folder(), linesOf('attachment')[0].file ?? ''), 'eno'), 'was changed'],
	];
	it.each(damages)('%s', async (_what, damage, said) => {
		await run();
		damage();
		const { problems } = await verifyExport(folder());
		expect(problems.join(' ')).toContain(said);
		expect((await failureOf(run())).code).toBe('BAD_INPUT');
	});

	it('an export that was not finished', async () => {
		await run(10);
		expect((await verifyExport(folder())).problems).toEqual(['It has no manifest: the export was not finished.']);
	});
});

describe('a PSA that is retired', () => {
	const dependencies = { clock: systemClock };
	const wish = (although: string[] = []) => ({ sync: 'msp', folder: folder(), by: 'Jane', although });
	const bound = async (phase: 1 | 3): Promise<void> => {
		const connector = connectorTo(psa);
		await store.bindTenant('msp', 'psa', connector.system, connector.fingerprint);
		await store.commit({
			sync: 'msp',
			now: Date.now(),
			run: { phase, workflow: null },
			pulls: [],
			changes: [],
			notices: [],
		});
	};

	it('is refused with every reason, and nothing is changed', async () => {
		await bound(1);
		const { outcome, reasons } = await retire({ store, ...dependencies }, wish(['phase', 'export']));
		expect(outcome).toBe('refused');
		expect(reasons.map(({ id, state }) => [id, state])).toEqual([
			['phase', 'blocks'],
			['export', 'blocks'],
		]);
		expect(await store.setting('msp', 'retired')).toBeUndefined();
	});

	it('is refused with an export of another sync or a damaged one', async () => {
		await bound(3);
		await run();
		const other = await retire({ store, ...dependencies }, { ...wish(), sync: 'msp' });
		expect(other.reasons.map(({ id }) => id)).toEqual([]);
		await takeBack({ store, ...dependencies }, { sync: 'msp', by: 'Jane' });
		appendFileSync(join(folder(), 'records', 'company.jsonl'), '{}\n');
		const damaged = await retire({ store, ...dependencies }, wish());
		expect(damaged.reasons.map(({ id }) => id)).toEqual(['export']);
	});

	it('gets no call any more, until somebody takes it back', async () => {
		await bound(3);
		await run();
		const { outcome, table, retired } = await retire({ store, ...dependencies }, wish());
		expect({ outcome, by: retired?.by }).toEqual({ outcome: 'retired', by: 'Jane' });
		expect(table.find(({ entity }) => entity === 'ticket')).toMatchObject({
			exported: 250,
			exportOnly: 250,
			unexplained: 0,
		});
		psa.control.requests.clear();
		const options = { sync: 'msp', side: 'psa', entities: ['ticket'], limit: 10 } as const;
		const from = { connector: connectorTo(psa), store, clock: systemClock };
		expect(await failureOf(pull(from, options))).toMatchObject({
			code: 'RETIRED',
			message: expect.stringContaining('Jane') as string,
		});
		expect((await failureOf(run())).code).toBe('RETIRED');
		expect(psa.control.requests.entries()).toEqual([]);
		expect((await retire({ store, ...dependencies }, wish())).outcome).toBe('unchanged');
		expect(await takeBack({ store, ...dependencies }, { sync: 'msp', by: 'Joe' })).toMatchObject({ by: 'Jane' });
		expect((await pull(from, options)).items).toHaveLength(10);
		expect((await store.settingChanges('msp', 'retired', 5)).map(({ by }) => by)).toEqual(['Joe', 'Jane']);
	});

	it('gets no call either where the store cannot tell whether it is retired', async () => {
		await store.changeSetting('msp', 'retired', { at: 1, by: 'somebody' }, { by: 'a program', now: 0 });
		psa.control.requests.clear();
		expect((await failureOf(run())).code).toBe('STORE');
		expect(psa.control.requests.entries()).toEqual([]);
	});

	it('names records without a counterpart that nothing explains, and goes ahead only where a person accepts them', async () => {
		await bound(3);
		const from = { connector: connectorTo(psa), store, clock: systemClock };
		await pull(from, { sync: 'msp', side: 'psa', entities: ['company'], limit: 10 });
		await store.commit({
			sync: 'msp',
			now: Date.now(),
			run: { phase: 3, workflow: null },
			pulls: [],
			changes: [
				{
					expect: null,
					entity: 'company',
					psaId: 'co-1',
					platformId: 'there',
					state: 'linked',
					psaShadow: {},
					platformShadow: {},
					writes: [],
					withdraw: [],
					confirm: [],
					reviews: [],
					closeReviews: [],
					audit: [],
					revisits: [],
					seen: [],
				},
			],
			notices: [],
		});
		await run();
		const refused = await retire({ store, ...dependencies }, wish());
		expect(refused.reasons).toMatchObject([{ id: 'records', state: 'warns', count: 1, examples: ['company co-2'] }]);
		expect((await retire({ store, ...dependencies }, wish(['records']))).retired?.although).toEqual(['records']);
	});
});
