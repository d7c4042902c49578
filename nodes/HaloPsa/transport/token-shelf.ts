import { existsSync } from 'node:fs';
import type { TokenShelf } from '../../../sync/connectors/halopsa';
import { openStore, storePath } from '../../shared/store';

/**
 * The store of the syncs, for tokens that other workers can use. What lies there is encrypted by the connector. Where
 * there is no store yet, or it has no answer, a token is simply asked for again.
 */
export const tokenShelf: TokenShelf = {
	async cached(key, now, maxAgeMs) {
		if (!existsSync(storePath(process.env))) return undefined;
		return await openStore()
			.then((store) => store.cached(key, now, maxAgeMs))
			.catch(() => undefined);
	},
	async cache(key, value, now) {
		if (!existsSync(storePath(process.env))) return;
		await openStore()
			.then((store) => store.cache(key, value, now))
			.catch(() => undefined);
	},
};
