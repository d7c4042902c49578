import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
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
