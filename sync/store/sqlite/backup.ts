import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SyncError } from '../../model/errors';

/** A whole copy of a store, taken beside it: `<path>.v<version>-<time>.backup`. */
export interface Backup {
	readonly file: string;
	/** Of the schema that the store had then. */
	readonly version: number;
	/** When it was taken, milliseconds since 1970. */
	readonly at: number;
}

/** So many are kept of each version of the schema: three days, and what was taken before updates. */
export const KEPT_BACKUPS = 3;

const NAME = /^\.v(\d+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.backup$/;
/** A copy that is being made, or whose making a dead process began. */
const UNFINISHED = /^\.v\d+-\w+\.part$/;
const UNFINISHED_MS = 60 * 60 * 1000;

/** @returns the backups of a store, newest first. */
export function listBackups(path: string): Backup[] {
	const found = besides(path).flatMap(({ file, rest }): Backup[] => {
		const match = NAME.exec(rest);
		if (!match) return [];
		const [version, ...time] = match.slice(1).map(Number);
		const [year, month, ...clock] = time;
		return [{ file, version, at: Date.UTC(year, month - 1, ...(clock as [number])) }];
	});
	return found.sort((a, b) => b.at - a.at);
}

/** @returns the newest backup that is whole and that a package which knows `version` can open; null without one. */
export function newestGoodBackup(path: string, version: number): Backup | null {
	return listBackups(path).find((backup) => backup.version <= version && isWhole(backup.file)) ?? null;
}

/**
 * Copies a store beside itself and forgets the oldest copies. The copy is taken by SQLite (copying the file would miss
 * what is still in its log), checked, and given its name only then: what bears the name is whole.
 * @throws SyncError STORE where the copy is damaged; errors of SQLite and of the file system as they are
 */
export function takeBackup(database: DatabaseSync, path: string, version: number, now: number): Backup {
	const stem = `${path}.v${version}-${new Date(now).toISOString().replace(/[-:.]/g, '')}`;
	const part = `${stem}.part`;
	try {
		closeSync(openSync(part, 'ax', 0o600));
		database.prepare('vacuum into ?').run(part);
		markAsBackup(part);
		flush(part);
		if (!isWhole(part)) throw new SyncError('STORE', `The copy ${part} of the store is damaged.`);
		renameSync(part, `${stem}.backup`);
	} catch (error) {
		rmSync(part, { force: true });
		throw error;
	}
	forgetOldest(path, version, now);
	return { file: `${stem}.backup`, version, at: now };
}

/**
 * SQLite's `user_version` says what a file is: 0 for a store that has always been in use, 1 for a backup, and else when a
 * backup was put to use, in seconds since 2020 (it is a number of 32 bits).
 */
const IS_BACKUP = 1;
const EPOCH_S = Date.UTC(2020, 0, 1) / 1000;

function markAsBackup(file: string): void {
	const copy = new DatabaseSync(file);
	try {
		copy.exec(`pragma user_version = ${IS_BACKUP}`);
	} finally {
		copy.close();
	}
}

/**
 * Notes, at the first opening, that a backup was put in the place of the store.
 * @returns when that was, milliseconds since 1970; null for a store that has always been in use
 */
export function restoredAt(database: DatabaseSync, now: number): number | null {
	const mark = Number(database.prepare('pragma user_version').get()?.user_version);
	if (mark === 0) return null;
	if (mark !== IS_BACKUP) return (EPOCH_S + mark) * 1000;
	const seconds = Math.ceil(now / 1000) - EPOCH_S;
	database.exec(`pragma user_version = ${seconds}`);
	return (EPOCH_S + seconds) * 1000;
}

function forgetOldest(path: string, version: number, now: number): void {
	const ofVersion = listBackups(path).filter((backup) => backup.version === version);
	for (const { file } of ofVersion.slice(KEPT_BACKUPS)) rmSync(file, { force: true });
	for (const { file, rest } of besides(path)) {
		const isLeft =
			UNFINISHED.test(rest) && now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) > UNFINISHED_MS;
		if (isLeft) rmSync(file, { force: true });
	}
}

/** The files whose names begin with the store's. */
function besides(path: string): { file: string; rest: string }[] {
	const [folder, name] = [dirname(path), basename(path)];
	return readdirSync(folder)
		.filter((entry) => entry.startsWith(name))
		.map((entry) => ({ file: join(folder, entry), rest: entry.slice(name.length) }));
}

function isWhole(file: string): boolean {
	try {
		const copy = new DatabaseSync(file, { readOnly: true });
		try {
			return copy.prepare('pragma quick_check(1)').get()?.quick_check === 'ok';
		} finally {
			copy.close();
		}
	} catch {
		// Not readable as a database at all.
		return false;
	}
}

function flush(file: string): void {
	const descriptor = openSync(file, 'r+');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
