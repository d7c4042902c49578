// Where things are: the checkout, and the cache outside it that all checkouts of this user share.
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Keeps Node 24 and the n8n host, since both are big and the same for every checkout. `PSA_SYNC_CACHE` moves it. */
export const cacheFolder = process.env.PSA_SYNC_CACHE || join(systemCacheFolder(), 'n8n-nodes-psa-sync');

function systemCacheFolder() {
	if (process.platform === 'win32') return process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
	if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
	return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}
