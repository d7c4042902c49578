import { openSqliteStore } from '../../sync/store/sqlite';
import type { Store } from '../../sync/store/store';
import { MemoryStore } from '../model/memory-store';

/** Runs one suite against the specification and against the product: a promise is one test for each. */
export function describeStores(what: string, suite: (open: () => Promise<Store>) => void): void {
	const kinds: readonly (readonly [string, () => Promise<Store>])[] = [
		['in memory', async () => new MemoryStore()],
		['SQLite', () => openSqliteStore(':memory:')],
	];
	describe.each(kinds)(`${what} (%s)`, (_name, open) => {
		const opened: Store[] = [];
		afterEach(async () => {
			for (const store of opened.splice(0)) await store.close();
		});
		suite(async () => {
			const store = await open();
			opened.push(store);
			return store;
		});
	});
}
