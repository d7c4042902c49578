import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../../sync/model/clock';
import type { ContentStore } from '../../sync/model/content';
import { SyncError } from '../../sync/model/errors';
import { Spool } from '../../sync/pipeline';
import { openSqliteStore } from '../../sync/store/sqlite';
import type { Store } from '../../sync/store/store';

/** The stores of this process, by path: several nodes of several workflows share one. */
const opened = new Map<string, Promise<Store>>();

/**
 * The memory of all syncs of this n8n, opened once per process.
 * @throws SyncError STORE where the file cannot be opened; the next call tries again.
 */
export async function openStore(): Promise<Store> {
	const path = storePath(process.env);
	const known = opened.get(path) ?? openSqliteStore(path);
	opened.set(path, known);
	known.catch(() => opened.delete(path));
	return await known;
}

/** Closes every store of this process, so that another process can have the files to itself. */
export async function closeStores(): Promise<void> {
	const stores = [...opened.values()];
	opened.clear();
	for (const store of await Promise.allSettled(stores)) {
		if (store.status === 'fulfilled') await store.value.close();
	}
}

/** `PSA_SYNC_STORE`, or a file in n8n's own folder, which people back up together with n8n's database. */
export function storePath(environment: Readonly<Record<string, string | undefined>>): string {
	const { PSA_SYNC_STORE: chosen, N8N_USER_FOLDER: userFolder } = environment;
	if (chosen) return resolve(chosen);
	return join(userFolder ? resolve(userFolder) : homedir(), '.n8n', 'psa-sync', 'sync.sqlite');
}

/**
 * Where attachments lie on their way: a folder beside the store's file.
 * @throws SyncError BAD_INPUT where its size (`PSA_SYNC_FILES_MB`) is no number.
 */
export function openContents(): ContentStore {
	const { PSA_SYNC_FILES_MB: chosen } = process.env;
	const megabytes = chosen ? Number(chosen) : undefined;
	if (megabytes !== undefined && !(megabytes >= 1)) {
		throw new SyncError('BAD_INPUT', 'PSA_SYNC_FILES_MB must be a number of megabytes, 1 or more.');
	}
	const maxBytes = megabytes === undefined ? undefined : megabytes * 1_000_000;
	return new Spool(`${storePath(process.env)}.files`, { clock: systemClock, maxBytes });
}
