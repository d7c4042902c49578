import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from '../../sync/store/migrations';
import type { Migration } from '../../sync/store/migrations';
import { openSqliteStore } from '../../sync/store/sqlite';
import { explainSqlite } from '../../sync/store/sqlite/errors';
import { change, claimOne, commit, contextOf, expecting, intend, landed, newHalf, newPair, SYNC, T0 } from './drafts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'psa-sync-store-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const storeFile = () => join(folder, 'deep', 'er', 'sync.sqlite');
const isRoot = process.getuid?.() === 0;

/** One more step than the package has. */
const NEXT: Migration = {
	name: 'next',
	up: (db) => db.schema.alterTable('links').addColumn('extra', 'text').execute(),
};

/** Half a link with its create, as the first version of the package wrote it. */
function oldLink(path: string): void {
	const raw = new DatabaseSync(path);
	const at = new Date(T0).toISOString();
	raw
		.prepare(
			`insert into links (id, sync, entity, psa_id, psa_shadow, state, revision, created_at, updated_at)
			values ('old link', ?, 'ticket', '1', '{"summary":"a"}', 'half', 1, ?, ?)`,
		)
		.run(SYNC, at, at);
	raw
		.prepare(
			`insert into writes (id, seq, sync, link_id, entity, rank, target, kind, fields, status, attempts, create_anyway, acknowledged, created_at)
			values ('old write', 1, ?, 'old link', 'ticket', 3, 'platform', 'create', '{"title":"a"}', 'pending', 0, 0, 0, ?)`,
		)
		.run(SYNC, at);
	raw.close();
}

async function filled(path: string): Promise<void> {
	const store = await openSqliteStore(path);
	await newHalf(store, '1');
	await store.close();
}

/** A process of its own that begins to write, says so, and never ends by itself. */
async function otherWriter(path: string, then: string) {
	const script = `
		const { DatabaseSync } = require('node:sqlite');
		const db = new DatabaseSync(process.argv[1]);
		db.exec('begin immediate');
		db.exec("insert into commits values ('torn', 'x')");
		process.stdout.write('locked');
		${then}`;
	const child = spawn(process.execPath, ['-e', script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
	await once(child.stdout, 'data');
	return child;
}

describe('the file of a store', () => {
	test('is made with its folder, for its owner only', async () => {
		await filled(storeFile());
		expect(statSync(storeFile()).mode & 0o777).toBe(0o600);
		expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
	});

	test('survives power cuts: write-ahead log, synced at every commit', async () => {
		const path = storeFile();
		const store = await openSqliteStore(path);
		await newHalf(store, '1');
		expect(existsSync(`${path}-wal`)).toBe(true);
		expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
		await store.close();
		const raw = new DatabaseSync(path);
		expect(raw.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
		raw.close();
	});

	test('holds everything when it is opened again', async () => {
		const first = await openSqliteStore(storeFile());
		const link = await newHalf(first, '1');
		const { write } = await claimOne(first);
		await first.markSent(write, { title: 'a' });
		const [before, status] = [await contextOf(first, link), await first.status(SYNC)];
		await first.close();
		const second = await openSqliteStore(storeFile());
		expect(await contextOf(second, link)).toEqual(before);
		expect(await second.status(SYNC)).toEqual(status);
		expect(await second.acknowledge(write, landed('9', { title: 'a' }))).toBe(true);
		await second.close();
	});

	test('refuses work after it was closed, and closes twice without complaint', async () => {
		const store = await openSqliteStore(storeFile());
		await store.close();
		await store.close();
		await expect(store.status(SYNC)).rejects.toMatchObject({ code: 'STORE' });
	});

	test('calls made at once are carried out one after the other, all of them', async () => {
		const store = await openSqliteStore(storeFile());
		const made = await Promise.all(Array.from({ length: 20 }, (_, n) => newPair(store, `p${n}`, `q${n}`)));
		const plan = change({ expect: expecting(made[0]) });
		const results = await Promise.all(Array.from({ length: 5 }, () => commit(store, [plan])));
		expect(results.flat().filter((link) => link !== null)).toHaveLength(1);
		expect((await store.status(SYNC)).links.ticket.linked).toBe(20);
		await store.close();
	});
});

describe('other processes', () => {
	test('two open the same store and see each other’s commits', async () => {
		const [one, two] = [await openSqliteStore(storeFile()), await openSqliteStore(storeFile())];
		const link = await newPair(one, '1', '9');
		expect((await contextOf(two, link)).link).toEqual(link);
		const plan = change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'b' })] });
		const results = await Promise.all([commit(one, [plan]), commit(two, [plan])]);
		expect(results.flat().filter((result) => result !== null)).toHaveLength(1);
		await one.close();
		await two.close();
	});

	test('one that writes is waited for; readers are not held up', async () => {
		const store = await openSqliteStore(storeFile());
		const other = await otherWriter(
			storeFile(),
			`process.stdin.once('data', () => { db.exec('commit'); process.exit(0); });`,
		);
		const waiting = newHalf(store, '1');
		const reader = await openSqliteStore(storeFile());
		expect((await reader.status(SYNC)).links).toEqual({});
		await reader.close();
		other.stdin.write('go');
		expect((await waiting).psaId).toBe('1');
		expect((await store.status('torn')).lastCommitAt).toBe('x');
		await store.close();
	});

	test('one that is killed in the middle of a transaction leaves nothing of it', async () => {
		const store = await openSqliteStore(storeFile());
		const other = await otherWriter(storeFile(), 'setInterval(() => undefined, 1000);');
		other.kill('SIGKILL');
		await once(other, 'exit');
		await newHalf(store, '1');
		expect((await store.status('torn')).lastCommitAt).toBeNull();
		await store.close();
	});

	test('one that keeps the lock for too long is named as the cause; when it lets go, everything goes on', async () => {
		const store = await openSqliteStore(storeFile());
		const link = await newHalf(store, '1');
		const other = await otherWriter(
			storeFile(),
			`process.stdin.once('data', () => { db.exec('commit'); process.exit(0); });`,
		);
		const plan = change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'b' })] });
		const refused = commit(store, [plan]);
		await expect(refused).rejects.toMatchObject({ code: 'STORE' });
		await expect(refused).rejects.toThrow(
			/sync\.sqlite is locked by another process for too long\. Stop the other program/,
		);
		expect((await contextOf(store, link)).link).toEqual(link);
		other.stdin.write('go');
		await once(other, 'exit');
		expect((await commit(store, [plan]))[0]?.revision).toBe(link.revision + 1);
		await store.close();
	});

	test('the lock of a process that SQLite itself waits for is named too', async () => {
		await filled(storeFile());
		const holder = new DatabaseSync(storeFile());
		holder.exec('begin immediate');
		const other = new DatabaseSync(storeFile(), { timeout: 0 });
		const error = explainSqlite(
			'sync.sqlite',
			failure(() => other.exec('begin immediate')),
		);
		expect(error).toMatchObject({
			code: 'STORE',
			message: expect.stringMatching(/sync\.sqlite is locked by another process/),
		});
		other.close();
		holder.close();
	});
});

describe('versions', () => {
	test('a store of a newer version is refused and left as it is', async () => {
		const path = storeFile();
		await (await openSqliteStore(path, { migrations: [...MIGRATIONS, NEXT] })).close();
		const refused = openSqliteStore(path);
		await expect(refused).rejects.toMatchObject({ code: 'STORE' });
		const versions = `schema ${MIGRATIONS.length + 1}; this one knows ${MIGRATIONS.length}`;
		await expect(refused).rejects.toThrow(new RegExp(`newer version .*${versions}`));
		await (await openSqliteStore(path, { migrations: [...MIGRATIONS, NEXT] })).close();
	});

	test('an older store is copied before it is brought up to date', async () => {
		const path = storeFile();
		await filled(path);
		const now = Date.UTC(2026, 10, 23, 4, 5, 6, 7);
		const store = await openSqliteStore(path, { migrations: [...MIGRATIONS, NEXT], now: () => now });
		expect((await store.status(SYNC)).links.ticket.half).toBe(1);
		await store.close();
		const backup = `${path}.v${MIGRATIONS.length}-20261123T040506007Z.backup`;
		expect(statSync(backup).mode & 0o777).toBe(0o600);
		const copy = await openSqliteStore(backup);
		expect((await copy.status(SYNC)).links.ticket.half).toBe(1);
		await copy.close();
	});

	test('a store of the first version keeps its links and its writes, and its next run decides its phase', async () => {
		const path = storeFile();
		await (await openSqliteStore(path, { migrations: MIGRATIONS.slice(0, 1) })).close();
		oldLink(path);
		const store = await openSqliteStore(path);
		const [context] = (await store.linksBySide(SYNC, 'ticket', 'psa', ['1'])).values();
		expect(context).toMatchObject({
			link: { id: 'old link', psaShadow: { summary: 'a' }, psaMissing: null, platformMissing: null },
			writes: [{ id: 'old write', fields: { title: 'a' }, status: 'pending', replaces: null, sentAt: null }],
		});
		expect(await store.dueWrites(SYNC, T0, 10)).toHaveLength(1);
		expect(await store.phase(SYNC)).toBeNull();
		await store.commit({ sync: SYNC, now: T0, run: { phase: 2, workflow: null }, pulls: [], changes: [] });
		expect(await store.phase(SYNC)).toMatchObject({ phase: 2 });
		await store.close();
	});

	test('neither a new store nor one that is up to date is copied', async () => {
		const path = storeFile();
		await filled(path);
		await (await openSqliteStore(path)).close();
		expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['sync.sqlite']);
	});

	test('a step that fails leaves the store at its old version', async () => {
		const path = storeFile();
		await filled(path);
		const broken: Migration = {
			name: 'broken',
			up: async (db) => {
				await NEXT.up(db);
				await db.schema.dropTable('no such table').execute();
			},
		};
		await expect(openSqliteStore(path, { migrations: [...MIGRATIONS, broken] })).rejects.toMatchObject({
			code: 'STORE',
		});
		const store = await openSqliteStore(path);
		expect((await store.status(SYNC)).links.ticket.half).toBe(1);
		await store.close();
	});
});

describe('what cannot be a store', () => {
	test('a file that is no database', async () => {
		const path = join(folder, 'text.sqlite');
		writeFileSync(path, 'this is a text file, long enough to be taken for a header by nobody\n'.repeat(20));
		const refused = openSqliteStore(path);
		await expect(refused).rejects.toMatchObject({ code: 'STORE' });
		await expect(refused).rejects.toThrow(/text\.sqlite is not an SQLite database/);
	});

	test('the database of another program, which is left as it is', async () => {
		const path = join(folder, 'database.sqlite');
		const other = new DatabaseSync(path);
		other.exec('create table workflow_entity (id integer); create table migrations (id integer)');
		await expect(openSqliteStore(path)).rejects.toThrow(/database of another program/);
		expect(other.prepare("select count(*) as n from sqlite_master where type = 'table'").get()).toEqual({ n: 2 });
		other.close();
	});

	test('a damaged file', async () => {
		const path = storeFile();
		await filled(path);
		truncateSync(path, 8192);
		await expect(openSqliteStore(path)).rejects.toMatchObject({
			code: 'STORE',
			message: expect.stringMatching(/sync\.sqlite is damaged.*Stop n8n, move sync\.sqlite/),
		});
	});

	test('a folder, and a path through a file', async () => {
		await expect(openSqliteStore(folder)).rejects.toMatchObject({ code: 'STORE' });
		writeFileSync(join(folder, 'file'), '');
		await expect(openSqliteStore(join(folder, 'file', 'sync.sqlite'))).rejects.toMatchObject({ code: 'STORE' });
	});

	test('a store that may only be read says so', async () => {
		await filled(storeFile());
		const readOnly = new DatabaseSync(storeFile(), { readOnly: true });
		const error = explainSqlite(
			'sync.sqlite',
			failure(() => readOnly.exec('delete from commits')),
		);
		expect(error).toMatchObject({ code: 'STORE', message: expect.stringMatching(/sync\.sqlite cannot be written/) });
		readOnly.close();
	});

	(isRoot ? test.skip : test)(
		'a file without the right to write it (not for root, who may write everything)',
		async () => {
			await filled(storeFile());
			chmodSync(storeFile(), 0o400);
			await expect(openSqliteStore(storeFile())).rejects.toThrow(/cannot be written/);
		},
	);

	test('a full disk loses nothing', async () => {
		const path = storeFile();
		const store = await openSqliteStore(path);
		const link = await newHalf(store, '1');
		await store.close();
		const raw = new DatabaseSync(path);
		const pages = Number(raw.prepare('pragma page_count').get()?.page_count);
		raw.exec(`pragma max_page_count = ${pages}`);
		const huge = 'x'.repeat(1_000_000);
		const error = explainSqlite(
			path,
			failure(() => raw.exec(`insert into cached_values values ('k', '${huge}', '')`)),
		);
		expect(error).toMatchObject({ code: 'STORE', message: expect.stringMatching(/the disk is full/) });
		raw.close();
		const again = await openSqliteStore(path);
		expect((await contextOf(again, link)).link).toEqual(link);
		await again.close();
	});

	test('a value that was changed by hand is named', async () => {
		await filled(storeFile());
		const raw = new DatabaseSync(storeFile());
		raw.exec(`update links set psa_shadow = '[1]'`);
		raw.close();
		const store = await openSqliteStore(storeFile());
		await expect(store.linksBySide(SYNC, 'ticket', 'psa', ['1'])).rejects.toMatchObject({
			code: 'STORE',
			message: expect.stringMatching(/damaged value \(link .*not of the expected shape/),
		});
		await store.close();
	});
});

test('at no time is more than one transaction open', async () => {
	const store = await openSqliteStore(storeFile());
	const link = await newHalf(store, '1');
	const half = commit(store, [change({ expect: expecting(link), psaShadow: { summary: 'b' } })], T0 + 1);
	const read = contextOf(store, link);
	const [[changed], seen] = await Promise.all([half, read]);
	expect(seen.link).toEqual(changed);
	await store.close();
});

function failure(work: () => void): unknown {
	try {
		work();
	} catch (error) {
		return error;
	}
	throw new Error('it did not fail');
}
