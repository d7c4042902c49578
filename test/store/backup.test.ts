import {
	copyFileSync,
	mkdtempSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Link } from '../../sync/model/link';
import { MIGRATIONS, type Migration } from '../../sync/store/migrations';
import { openSqliteStore } from '../../sync/store/sqlite';
import { KEPT_BACKUPS, listBackups } from '../../sync/store/sqlite/backup';
import type { Store } from '../../sync/store/store';
import { change, commit, contextOf, expecting, newHalf, newPair, SYNC } from './drafts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

let folder = '';
let path = '';
let now = Date.now();
let warn: jest.SpyInstance;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'psa-sync-backup-'));
	path = join(folder, 'sync.sqlite');
	now = Date.now();
	warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
});
afterEach(() => {
	warn.mockRestore();
	rmSync(folder, { recursive: true, force: true });
});

const open = async (migrations: readonly Migration[] = MIGRATIONS): Promise<Store> =>
	await openSqliteStore(path, { migrations, now: () => now });
const halves = async (store: Store): Promise<number> => (await store.status(SYNC)).links.ticket?.half ?? 0;

/** Spoils a page in the middle of the file, as a failing disk does. */
function damage(file: string): void {
	const raw = new DatabaseSync(file);
	raw.exec('pragma wal_checkpoint(truncate)');
	raw.close();
	truncateSync(file, statSync(file).size - 8192);
}

/** What the message tells a person to do. */
function restore(message: string): void {
	const [, from, to] = /copy (\S+) to (\S+), and start n8n again/.exec(message) ?? [];
	if (!from || !to) throw new Error(`No way to restore is told: ${message}`);
	for (const file of ['sync.sqlite', 'sync.sqlite-wal', 'sync.sqlite-shm']) {
		if (readdirSync(folder).includes(file)) renameSync(join(folder, file), join(folder, `away-${file}`));
	}
	copyFileSync(from, to);
}

const refusal = async (opening: Promise<Store>): Promise<string> =>
	await opening.then(
		() => {
			throw new Error('It was opened.');
		},
		(error: Error) => error.message,
	);

describe('the daily backup', () => {
	test('is taken by the first commit after a day, for the owner only, and holds that commit', async () => {
		const store = await open();
		await newHalf(store, '1');
		now += DAY_MS - HOUR_MS;
		await newHalf(store, '2');
		expect(listBackups(path)).toEqual([]);
		now += HOUR_MS;
		await newHalf(store, '3');
		await newHalf(store, '4');
		await store.close();
		const [backup, ...others] = listBackups(path);
		expect(others).toEqual([]);
		expect(backup).toMatchObject({ version: MIGRATIONS.length, at: now });
		expect(statSync(backup.file).mode & 0o777).toBe(0o600);
		const copy = await openSqliteStore(backup.file);
		expect(await halves(copy)).toBe(3);
		await copy.close();
	});

	test('is taken whether the store stays open for days or is opened anew each time; the newest three are kept', async () => {
		let store = await open();
		for (let day = 1; day <= 6; day++) {
			now += DAY_MS;
			await newHalf(store, String(day));
			if (day > 3) {
				await store.close();
				store = await open();
			}
		}
		await store.close();
		const backups = listBackups(path);
		expect(backups.map(({ at }) => (now - at) / DAY_MS)).toEqual([0, 1, 2]);
		expect(backups).toHaveLength(KEPT_BACKUPS);
	});

	test('of two processes that share the store only one takes it', async () => {
		const [one, other] = [await open(), await open()];
		await newHalf(one, '1');
		now += DAY_MS;
		await newHalf(one, '2');
		now += 1000;
		await newHalf(other, '3');
		expect(listBackups(path)).toHaveLength(1);
		await one.close();
		await other.close();
	});

	test('that cannot be taken fails no commit: it is told as a warning, and tried again an hour later', async () => {
		const store = await open();
		await newHalf(store, '1');
		now += DAY_MS;
		// Something is in the way of the copy.
		const stamp = new Date(now).toISOString().replace(/[-:.]/g, '');
		const inTheWay = `${path}.v${MIGRATIONS.length}-${stamp}.part`;
		writeFileSync(inTheWay, '');
		await newHalf(store, '2');
		expect(await halves(store)).toBe(2);
		expect(warn.mock.calls).toEqual([
			[
				expect.stringMatching(/daily backup of the store .*sync\.sqlite could not be taken.*tried again in an hour/),
				{ code: 'PSA_SYNC_BACKUP' },
			],
		]);
		expect(listBackups(path)).toEqual([]);
		now += HOUR_MS;
		await newHalf(store, '3');
		expect(listBackups(path)).toHaveLength(1);
		await store.close();
	});

	test('nothing is left of a copy that a dead process began', async () => {
		const store = await open();
		const part = `${path}.v1-20200101T000000000Z.part`;
		writeFileSync(part, 'half');
		now += DAY_MS;
		await newHalf(store, '1');
		await store.close();
		expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
	});

	test('the copies that were taken before updates are kept beside the daily ones', async () => {
		const next: Migration = {
			name: 'next',
			up: (db) => db.schema.alterTable('links').addColumn('extra', 'text').execute(),
		};
		const old = await open();
		await newHalf(old, '1');
		await old.close();
		now += HOUR_MS;
		const store = await open([...MIGRATIONS, next]);
		for (let day = 1; day <= 5; day++) {
			now += DAY_MS;
			await newHalf(store, `later ${day}`);
		}
		await store.close();
		const versions = listBackups(path).map(({ version }) => version - MIGRATIONS.length);
		expect(versions).toEqual([1, 1, 1, 0]);
	});
});

describe('a store that is lost', () => {
	/** A store with a backup of its first half link and a second one that the backup does not know. @returns its files */
	async function storeWithBackup(): Promise<void> {
		const store = await open();
		now += DAY_MS;
		await newHalf(store, '1');
		await newHalf(store, '2');
		await store.close();
	}

	test.each([
		['damaged', () => damage(path)],
		['no database any more', () => writeFileSync(path, 'x'.repeat(20_000))],
		['empty', () => truncateSync(path, 0)],
		['gone', () => rmSync(path)],
	])('%s: the message names the backup, and what it says to do brings the backup back', async (_what, happens) => {
		await storeWithBackup();
		happens();
		const message = await refusal(open());
		expect(message).toContain(path);
		expect(message).toContain(listBackups(path)[0]?.file);
		expect(message).toContain('Stop n8n, move sync.sqlite, sync.sqlite-wal and sync.sqlite-shm');
		restore(message);
		const store = await open();
		expect(await halves(store)).toBe(1);
		await newHalf(store, '2');
		await store.close();
	});

	test('damaged while it is in use: the error says the same', async () => {
		await storeWithBackup();
		const store = await open();
		const raw = new DatabaseSync(path);
		raw.exec('pragma wal_checkpoint(truncate)');
		raw.close();
		writeFileSync(path, Buffer.alloc(statSync(path).size - 4096, 7), { flag: 'r+' });
		const fails = (async () => {
			for (let read = 0; read < 20; read++) await newHalf(store, `more ${read}`);
		})();
		await expect(fails).rejects.toMatchObject({ code: 'STORE' });
		await expect(fails).rejects.toThrow(listBackups(path)[0]?.file);
		await store.close();
	});

	test('a backup that is damaged itself, or of a newer version, is passed over', async () => {
		const store = await open();
		for (const id of ['1', '2', '3']) {
			now += DAY_MS;
			await newHalf(store, id);
		}
		await store.close();
		const [newest, second, third] = listBackups(path).map(({ file }) => file);
		truncateSync(newest, 5000);
		renameSync(second, second.replace(`.v${MIGRATIONS.length}-`, `.v${MIGRATIONS.length + 1}-`));
		damage(path);
		const message = await refusal(open());
		expect(message).toContain(third);
		restore(message);
		const again = await open();
		expect(await halves(again)).toBe(1);
		await again.close();
	});

	test('without any backup the message says so, and that a new store links the records anew', async () => {
		const store = await open();
		await newHalf(store, '1');
		await store.close();
		damage(path);
		expect(await refusal(open())).toMatch(
			/is damaged.*no backup that could be restored lies beside it, and a new store links/,
		);
	});

	test('a new store is made in silence only where there are no backups: nothing was lost then', async () => {
		await storeWithBackup();
		rmSync(path);
		expect(await refusal(open())).toMatch(/is gone, while backups of it are there.*To begin with an empty store/);
		expect(readdirSync(folder)).not.toContain('sync.sqlite');
		for (const { file } of listBackups(path)) rmSync(file);
		const store = await open();
		expect((await store.status(SYNC)).links).toEqual({});
		await store.close();
	});

	test('a restored store says of every link that it stands as the backup has it, until the link is committed anew', async () => {
		const store = await open();
		now += DAY_MS;
		const [one, other] = [await newPair(store, '1', 'a', now), await newPair(store, '2', 'b', now)];
		expect(await contextOf(store, other)).not.toHaveProperty('restored');
		await store.close();
		now += HOUR_MS;
		const [{ file }] = listBackups(path);
		for (const name of readdirSync(folder).filter((entry) => !entry.endsWith('.backup'))) rmSync(join(folder, name));
		copyFileSync(file, path);
		// The first link is in the backup, which the commit of the second one came too late for.
		let restored = await open();
		now += HOUR_MS;
		expect(await contextOf(restored, one)).toMatchObject({ link: { psaId: '1' }, restored: true });
		await restored.close();
		now += HOUR_MS;
		restored = await open();
		expect(await contextOf(restored, one)).toMatchObject({ restored: true });
		const [committed] = await commit(
			restored,
			[change({ expect: expecting(one), platformShadow: { title: 'b' } })],
			now,
		);
		expect(await contextOf(restored, expectLink(committed))).not.toHaveProperty('restored');
		await restored.close();
	});
});

function expectLink(link: Link | null | undefined): Link {
	if (!link) throw new Error('the commit was stale');
	return link;
}
