import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../sync/store/sqlite';
import type { Store } from '../../sync/store/store';
import { describeStores } from './both-stores';

const add = async (store: Store, key = 'calls'): Promise<number> =>
	await store.changeState(key, (state) => {
		const calls = typeof state === 'number' ? state + 1 : 1;
		return { state: calls, answer: calls };
	});

const look = async (store: Store, key = 'calls'): Promise<unknown> =>
	await store.changeState(key, (state) => ({ answer: state }));

describeStores('shared state', (open) => {
	test('begins with nothing, and is what the last change made of it', async () => {
		const store = await open();
		expect(await look(store)).toBeNull();
		await add(store);
		await store.changeState('calls', (state) => ({ state: { was: state }, answer: null }));
		expect(await look(store)).toEqual({ was: 1 });
	});

	test('keeps one key apart from another', async () => {
		const store = await open();
		await add(store, 'a');
		expect(await look(store, 'b')).toBeNull();
	});

	test('no change is lost where many come at once', async () => {
		const store = await open();
		const seen = await Promise.all(Array.from({ length: 50 }, async () => await add(store)));
		expect(new Set(seen).size).toBe(50);
		expect(await look(store)).toBe(50);
	});

	test('a change that throws leaves everything as it was, and the store in order', async () => {
		const store = await open();
		await add(store);
		const broken = store.changeState('calls', () => {
			throw new RangeError('made up');
		});
		await expect(broken).rejects.toThrow('made up');
		expect(await add(store)).toBe(2);
	});
});

describe('shared state of one file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'psa-sync-shared-'));
	const path = join(folder, 'sync.sqlite');
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	test('two openings count together, and a third finds what they left', async () => {
		const [one, two] = [await openSqliteStore(path), await openSqliteStore(path)];
		await Promise.all([one, two, one, two, one].map(async (store) => await add(store)));
		await one.close();
		await two.close();
		const three = await openSqliteStore(path);
		expect(await look(three)).toBe(5);
		await three.close();
	});
});
