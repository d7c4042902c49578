import { basename } from 'node:path';
import { newestGoodBackup, type Backup } from './backup';

/**
 * What a person does about a store that cannot be used any more: which backup to put in its place, and how. The files
 * of the write-ahead log must go along with the damaged file: left behind, SQLite would play them into the backup.
 *
 * @param version of the schema that this package knows
 */
export function restoreAdvice(path: string, version: number): string {
	const name = basename(path);
	const away = `Stop n8n, move ${name}, ${name}-wal and ${name}-shm (as far as they are there) to another folder`;
	const backup = newestBackup(path, version);
	if (backup === null) {
		return `${away}, and start n8n again: no backup that could be restored lies beside it, and a new store links the records of both systems by matching them.`;
	}
	const taken = new Date(backup.at).toISOString();
	return `${away}, copy ${backup.file} to ${path}, and start n8n again. The backup is of ${taken}; what both systems did since then is compared anew.`;
}

function newestBackup(path: string, version: number): Backup | null {
	try {
		return newestGoodBackup(path, version);
	} catch {
		// The folder cannot be listed: the advice must not hide the error that it belongs to.
		return null;
	}
}
