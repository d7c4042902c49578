import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { SyncError } from '../../model/errors';
import type { NewId } from '../ledger';
import { migrate, migratedAt, MIGRATIONS, schemaVersion, type Migration } from '../migrations';
import type { StoreSchema } from '../schema';
import { SqlStore } from '../sql-store';
import type { Store } from '../store';
import { listBackups, restoredAt, takeBackup } from './backup';
import { DailyBackup } from './daily-backup';
import { NodeSqliteDialect } from './dialect';
import { explainSqlite } from './errors';
import { restoreAdvice } from './restore-advice';

export interface SqliteStoreOptions {
	readonly migrations?: readonly Migration[];
	readonly newId?: NewId;
	/** Milliseconds since 1970: names the backups, and tells when the next one is due. */
	readonly now?: () => number;
}

/** Up to this size a store is checked whole when it is opened (about 0.1 s per 100 MB); a larger one before it is migrated. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * Opens the embedded store, and makes it where there is none: the folder for its owner only (0700), the file too (0600).
 * It is copied beside itself (see `backup.ts`) once a day, and before it is brought up to date where its version is an
 * older one.
 *
 * @param path a file, or ':memory:' for a store that lives as long as it is open
 * @throws SyncError STORE where the file cannot be used; the message says why and what to do. A damaged store, and one
 *   that is gone while its backups are there, is refused: the message names the backup to restore.
 */
export async function openSqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<Store> {
	const { migrations = MIGRATIONS, newId, now = Date.now } = options;
	let database: DatabaseSync | undefined;
	const explain = (error: unknown): unknown => explainSqlite(path, error, migrations.length);
	try {
		if (path !== MEMORY) makeFile(path, migrations.length);
		database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: OPENING_MS });
		configure(database);
		refuseForeign(database, path);
		let daily: DailyBackup | undefined;
		const db = new Kysely<StoreSchema>({ dialect: new NodeSqliteDialect(database, () => daily?.takeIfDue()) });
		await update(db, database, path, migrations, now());
		if (path !== MEMORY) {
			const since = await migratedAt(db);
			daily = new DailyBackup({ database, path, version: migrations.length, since, now });
		}
		database.exec(`pragma busy_timeout = ${WORKING_MS}`);
		const durable = (on: boolean): void => database?.exec(`pragma synchronous = ${on ? 'full' : 'normal'}`);
		return new SqlStore(db, { explain, newId, durable, restoredAt: restoredAt(database, now()) });
	} catch (error) {
		if (database?.isOpen) database.close();
		throw explain(error);
	}
}

const MEMORY = ':memory:';

/** How long SQLite itself waits for another process, which stops everything else in this one: the driver waits better. */
const OPENING_MS = 5_000;
const WORKING_MS = 10;

function makeFile(path: string, version: number): void {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	if (existsSync(path) && statSync(path).size > 0) return;
	// Beginning anew in silence would leave it to chance whether anybody hears of the loss.
	if (listBackups(path).length > 0) {
		throw new SyncError(
			'STORE',
			`The store ${path} is gone, while backups of it are there. ${restoreAdvice(path, version)} To begin with an empty store, move the backups away too.`,
		);
	}
	if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

/** `synchronous=full` makes a commit survive a power cut; write-ahead logging lets readers and the writer overlap. */
function configure(database: DatabaseSync): void {
	database.exec('pragma journal_mode = wal');
	database.exec('pragma synchronous = full');
}

/** The tables of another program's database (n8n keeps one in the same folder) are nothing to add ours to. */
function refuseForeign(database: DatabaseSync, path: string): void {
	const tables = tableNames(database);
	if (tables.length === 0 || tables.includes('psa_sync_schema')) return;
	throw new SyncError(
		'STORE',
		`${path} is a database of another program (it holds ${tables.slice(0, 3).join(', ')} …). Choose a path of its own for the store.`,
	);
}

function tableNames(database: DatabaseSync): string[] {
	const rows = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
	return rows.map((row) => String(row.name));
}

async function update(
	db: Kysely<StoreSchema>,
	database: DatabaseSync,
	path: string,
	migrations: readonly Migration[],
	now: number,
): Promise<void> {
	const version = tableNames(database).length === 0 ? 0 : await schemaVersion(db, migrations.length, path);
	const outdated = version < migrations.length;
	if (version > 0 && (outdated || sizeOf(database) <= CHECKED_BYTES)) refuseDamaged(database, path, migrations.length);
	if (version > 0 && outdated && path !== MEMORY) takeBackup(database, path, version, now);
	if (outdated) await migrate(db, migrations, now, path);
}

function refuseDamaged(database: DatabaseSync, path: string, known: number): void {
	const [first] = database.prepare('pragma quick_check(1)').all();
	const finding = first?.quick_check;
	if (finding === 'ok') return;
	throw new SyncError('STORE', `The store ${path} is damaged (${String(finding)}). ${restoreAdvice(path, known)}`);
}

function sizeOf(database: DatabaseSync): number {
	const pages = database.prepare('pragma page_count').get()?.page_count;
	const bytes = database.prepare('pragma page_size').get()?.page_size;
	return Number(pages) * Number(bytes);
}
