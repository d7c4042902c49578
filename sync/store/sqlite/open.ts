import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { SyncError } from '../../model/errors';
import type { NewId } from '../ledger';
import { migrate, MIGRATIONS, schemaVersion, type Migration } from '../migrations';
import type { StoreSchema } from '../schema';
import { SqlStore } from '../sql-store';
import type { Store } from '../store';
import { NodeSqliteDialect } from './dialect';
import { explainSqlite } from './errors';

export interface SqliteStoreOptions {
	readonly migrations?: readonly Migration[];
	readonly newId?: NewId;
	/** Milliseconds since 1970: names the backup. */
	readonly now?: number;
}

/** Up to this size a store is checked whole when it is opened (about 0.1 s per 100 MB); a larger one before it is migrated. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * Opens the embedded store, and makes it where there is none: the folder for its owner only (0700), the file too (0600).
 * A store of an older version is copied beside itself (`<path>.v<version>-<time>.backup`) and then brought up to date.
 *
 * @param path a file, or ':memory:' for a store that lives as long as it is open
 * @throws SyncError STORE where the file cannot be used; the message says why and what to do.
 */
export async function openSqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<Store> {
	const migrations = options.migrations ?? MIGRATIONS;
	let database: DatabaseSync | undefined;
	try {
		if (path !== ':memory:') makeFile(path);
		database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: OPENING_MS });
		configure(database);
		refuseForeign(database, path);
		const db = new Kysely<StoreSchema>({ dialect: new NodeSqliteDialect(database) });
		await update(db, database, path, migrations, options.now ?? Date.now());
		database.exec(`pragma busy_timeout = ${WORKING_MS}`);
		return new SqlStore(db, { explain: (error) => explainSqlite(path, error), newId: options.newId });
	} catch (error) {
		if (database?.isOpen) database.close();
		throw explainSqlite(path, error);
	}
}

/** How long SQLite itself waits for another process, which stops everything else in this one: the driver waits better. */
const OPENING_MS = 5_000;
const WORKING_MS = 10;

function makeFile(path: string): void {
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
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
	if (version > 0 && (outdated || sizeOf(database) <= CHECKED_BYTES)) refuseDamaged(database, path);
	if (version > 0 && outdated && path !== ':memory:') backUp(database, `${path}.v${version}-${stamp(now)}.backup`);
	if (outdated) await migrate(db, migrations, now, path);
}

function refuseDamaged(database: DatabaseSync, path: string): void {
	const [first] = database.prepare('pragma quick_check(1)').all();
	const finding = first?.quick_check;
	if (finding === 'ok') return;
	throw new SyncError(
		'STORE',
		`The store ${path} is damaged (${String(finding)}). Stop n8n, keep a copy of the file, and restore a backup.`,
	);
}

function sizeOf(database: DatabaseSync): number {
	const pages = database.prepare('pragma page_count').get()?.page_count;
	const bytes = database.prepare('pragma page_size').get()?.page_size;
	return Number(pages) * Number(bytes);
}

/** A whole, compact copy, taken by SQLite itself: copying the file would miss what is still in its log. */
function backUp(database: DatabaseSync, path: string): void {
	closeSync(openSync(path, 'ax', 0o600));
	database.prepare('vacuum into ?').run(path);
}

function stamp(now: number): string {
	return new Date(now).toISOString().replace(/[-:.]/g, '');
}
