import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { closeStores } from '../../nodes/shared/store';
import { MIGRATIONS, type Migration } from '../../sync/store/migrations';
import { openSqliteStore } from '../../sync/store/sqlite';
import {
	audited,
	change,
	claimOne,
	contextOf,
	entry,
	expecting,
	intend,
	newHalf,
	newPair,
	SYNC as ACME,
	T0,
} from '../store/drafts';
import { Bench, SYNC } from '../workflows/bench';
import { refusalOf } from './support';

/* A store that this version cannot use is left as it is; the run says where it lies, what is wrong and what to do. */

const NEXT: Migration = {
	name: 'from the future',
	up: async (db) => await db.schema.createTable('future').addColumn('id', 'text').execute(),
};

describe('a store of a newer version of this package', () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start();
	});
	afterEach(async () => await bench.stop());

	test('stops the run before anything is read or written; the update done, the sync goes on', async () => {
		const psaId = bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
		await bench.settle();
		const path = process.env.PSA_SYNC_STORE ?? '';
		await closeStores();
		cpSync(path, `${path}.kept`);
		await (await openSqliteStore(path, { migrations: [...MIGRATIONS, NEXT] })).close();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.pass(60);
		const requests = () => bench.connectwise.control.requests.entries().length;
		const before = requests();
		const refusal = refusalOf(await bench.run());
		expect(refusal).toContain(path);
		expect(refusal).toMatch(/was written by a newer version of this package \(schema \d+; this one knows \d+\)/);
		expect(refusal).toMatch(
			/Update n8n-nodes-psa-sync, or restore a backup of the store that was made before the update/,
		);
		expect(requests()).toBe(before);

		// The copy from before the update, put back.
		await closeStores();
		cpSync(`${path}.kept`, path);
		for (const rest of ['-wal', '-shm']) rmSync(path + rest, { force: true });
		await bench.settle();
		expect(bench.counterpart('ticket', psaId).title).toBe('Edited');
	});

	test('a file that is no store is named, and is not overwritten', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'psa-sync-no-store-'));
		const path = join(folder, 'holiday-pictures.zip');
		writeFileSync(path, 'PK\u0003\u0004 not a database at all'.repeat(200));
		const own = process.env.PSA_SYNC_STORE;
		process.env.PSA_SYNC_STORE = path;
		try {
			const refusal = refusalOf(await bench.run());
			expect(refusal).toContain(path);
			expect(refusal).toMatch(/is not an SQLite database\..*choose another path for the store/s);
			expect(existsSync(path)).toBe(true);
			expect(readdirSync(dirname(path)).every((name) => name.startsWith('holiday-pictures.zip'))).toBe(true);
		} finally {
			await closeStores();
			process.env.PSA_SYNC_STORE = own;
			rmSync(folder, { recursive: true });
		}
		expect(await (await bench.store()).phase(SYNC)).toBeNull();
	});
});

describe('texts that a database may stumble over', () => {
	const texts: [string, string, string][] = [
		['a NUL', 'before\0after', 'before\0after'],
		['a quote, a backslash, a line break', `'; drop table "links"; -- \\ \n`, `'; drop table "links"; -- \\ \n`],
		['emoji', '👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
		['right-to-left text', 'מדפסת', 'מדפסת'],
	];

	test.each(texts)('%s: comes back to the letter, wherever it stands', async (_what, text) => {
		const store = await openSqliteStore(':memory:');
		const link = await newPair(store, text, `p${text}`);
		expect((await store.linksBySide(ACME, 'ticket', 'psa', [text])).get(text)?.link.id).toBe(link.id);
		const side = { value: { [text]: text }, changedAt: null, author: text, url: text };
		await store.commit({
			sync: ACME,
			now: T0,
			run: { phase: 1, workflow: { id: text, name: text } },
			pulls: [],
			changes: [
				change({
					expect: expecting(link),
					psaShadow: { [text]: text },
					writes: [{ ...intend('platform', 'update', { [text]: text }), sourceAuthor: text }],
					reviews: [entry({ field: text, message: text, psa: side, candidates: [{ id: text, label: text }] })],
					audit: [audited({ field: text, before: text, after: text, reason: text })],
					revisit: [{ side: 'psa', recordId: text, force: [text] }],
				}),
			],
		});
		const context = await contextOf(store, link);
		expect(context.link).toMatchObject({ psaId: text, platformId: `p${text}`, psaShadow: { [text]: text } });
		expect(context.openReviews).toMatchObject([
			{ field: text, message: text, psa: side, candidates: [{ id: text, label: text }] },
		]);
		expect(await store.audit(ACME, { limit: 1 })).toMatchObject([
			{ field: text, before: text, after: text, reason: text },
		]);
		expect(await store.revisits(ACME, 'psa', 5)).toMatchObject([{ recordId: text, force: [text] }]);
		expect(await store.phase(ACME)).toMatchObject({ workflow: { id: text, name: text } });
		const { write } = await claimOne(store);
		expect(write).toMatchObject({ fields: { [text]: text }, sourceAuthor: text });
		await store.release(write, T0, text, false);
		expect((await contextOf(store, link)).writes).toMatchObject([{ lastError: text }]);
		await store.close();
	});

	test('half of a surrogate pair: a value keeps it, a message shows the sign for it, and nothing else is touched', async () => {
		const store = await openSqliteStore(':memory:');
		const link = await newHalf(store, '1', { title: 'a\ud800b' });
		const { write } = await claimOne(store);
		await store.release(write, T0, 'could not write "a\ud800b"', false);
		const [waiting] = (await contextOf(store, link)).writes;
		expect(waiting).toMatchObject({ fields: { title: 'a\ud800b' }, lastError: 'could not write "a\ufffdb"' });
		await store.close();
	});
});
