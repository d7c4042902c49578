import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { SyncError } from '../../model/errors';
import { MIGRATIONS } from '../migrations';
import { restoreAdvice } from './restore-advice';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html): the low byte of an extended one. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const REMEDIES: Readonly<Record<number, string>> = {
	[BUSY]:
		'is locked by another process for too long. Stop the other program that has it open (a backup, a database browser, a second n8n), then run again.',
	[LOCKED]:
		'is locked by another process for too long. Stop the other program that has it open (a backup, a database browser, a second n8n), then run again.',
	[READONLY]:
		'cannot be written. Give the user that n8n runs as the right to write the file and its folder, on a disk that is not mounted read-only.',
	[IOERR]: 'cannot be read or written: the disk reports an error. Check the disk and its mount, then run again.',
	[FULL]: 'cannot grow: the disk is full. Free some space, then run again; nothing was lost.',
	[CANTOPEN]:
		'cannot be opened. Check that the folder exists and that the user that n8n runs as may read and write it.',
};

/** By shape, not by class: an error that Node makes is of no class that a context of its own (a VM) knows. */
interface NodeError {
	readonly message: string;
	readonly errcode?: unknown;
	readonly syscall?: unknown;
	readonly code?: unknown;
}

/** @returns the primary result code of an error of node:sqlite, or null for any other error. */
export function resultCode(error: unknown): number | null {
	return isNodeError(error) && typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

export function isBusy(error: unknown): boolean {
	const code = resultCode(error);
	return code === BUSY || code === LOCKED;
}

/**
 * @param version of the schema that this package knows: a backup of a newer one is no remedy
 * @returns a `SyncError STORE` that names the file and the remedy; errors that are not the storage's, as they are.
 */
export function explainSqlite(path: string, error: unknown, version: number = MIGRATIONS.length): unknown {
	if (error instanceof SyncError) return error;
	if (!isNodeError(error)) return error;
	const code = resultCode(error);
	const remedy = code === null ? fileRemedy(error) : resultRemedy(code, path, version, error.message);
	if (remedy === null) return error;
	return new SyncError('STORE', `The store ${path} ${remedy}`, {}, { cause: error });
}

function resultRemedy(code: number, path: string, version: number, message: string): string {
	// SQLite wants to make files beside the store and says "cannot open" where the folder forbids it.
	if (code === CANTOPEN && !isWritable(dirname(path))) return REMEDIES[READONLY];
	if (code === CORRUPT) return `is damaged. ${restoreAdvice(path, version)}`;
	if (code === NOTADB) {
		return `is not an SQLite database. If it was one, it is damaged: ${restoreAdvice(path, version)} Otherwise choose another path for the store.`;
	}
	return REMEDIES[code] ?? `failed: ${message}.`;
}

function isWritable(folder: string): boolean {
	try {
		accessSync(folder, constants.W_OK);
		return true;
	} catch (error) {
		// A folder that is not there has another remedy.
		return isNodeError(error) && error.code === 'ENOENT';
	}
}

const FILE_REMEDIES: Readonly<Record<string, string>> = {
	EACCES: REMEDIES[READONLY],
	EPERM: REMEDIES[READONLY],
	EROFS: REMEDIES[READONLY],
	ENOSPC: REMEDIES[FULL],
	EISDIR: 'is a folder. Name a file for the store.',
	ENOTDIR: 'cannot be made: part of its path is a file. Choose another path for the store.',
	ENOENT: REMEDIES[CANTOPEN],
};

/** @returns what to do about an error of the file system; null for any other error. */
function fileRemedy(error: NodeError): string | null {
	if (typeof error.syscall !== 'string' || typeof error.code !== 'string') return null;
	return FILE_REMEDIES[error.code] ?? `failed: ${error.message}.`;
}

function isNodeError(error: unknown): error is NodeError {
	return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
