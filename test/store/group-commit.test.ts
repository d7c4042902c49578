import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SyncError } from '../../sync/model/errors';
import { openSqliteStore } from '../../sync/store/sqlite';
import type { ClaimedWrite, Store } from '../../sync/store/store';
import { describeStores } from './both-stores';
import { contextOf, landed, LEASE, newHalf, SYNC, T0 } from './drafts';

const COUNT = 120;

/** So many creates, each claimed. */
async function claimed(store: Store): Promise<ClaimedWrite[]> {
	for (let index = 0; index < COUNT; index++) await newHalf(store, String(index));
	const due = await store.dueWrites(SYNC, T0, COUNT);
	const ids = due.map(({ write }) => write.id);
	return await store.claim(SYNC, ids, T0, LEASE);
}

describeStores('what many writes report at once', (open) => {
	test('is kept for each of them as if they had come one by one', async () => {
		const store = await open();
		const writes = await claimed(store);
		expect(writes).toHaveLength(COUNT);
		const marked = await Promise.all(writes.map(({ write }) => store.markSent(write, { title: write.id })));
		expect(marked).toEqual(writes.map(() => true));
		const kept = await Promise.all(
			writes.map(({ write }, index) => store.acknowledge(write, landed(`p${index}`, { title: write.id }, T0 + 1))),
		);
		expect(kept).toEqual(writes.map(() => true));
		for (const [index, { link, write }] of writes.entries()) {
			const { link: now, writes: left } = await contextOf(store, link);
			expect(now).toMatchObject({ platformId: `p${index}`, platformShadow: { title: write.id }, state: 'linked' });
			expect(left).toEqual([]);
		}
	});

	test('of two that give one record to two links, the first is kept and the second is refused', async () => {
		const store = await open();
		const [first, second, third] = await claimed(store);
		const all = [first, second, third].map(({ write }, index) =>
			store.acknowledge(write, landed(index < 2 ? 'same' : 'other', {}, T0)),
		);
		expect(await Promise.all(all)).toEqual([true, false, true]);
		expect((await contextOf(store, first.link)).link.platformId).toBe('same');
		expect((await contextOf(store, second.link)).link.platformId).toBeNull();
	});

	test('a lost lease refuses its own write alone', async () => {
		const store = await open();
		const [first, second] = await claimed(store);
		const [again] = await store.claim(SYNC, [first.write.id], T0 + LEASE, LEASE);
		const sent = [first, second, again].map(({ write }) => store.markSent(write, {}));
		expect(await Promise.all(sent)).toEqual([false, true, true]);
	});
});

describe('what many writes report at once (SQLite)', () => {
	test('one that fails is undone alone; the others are durable', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'psa-sync-group-'));
		const path = join(folder, 'sync.sqlite');
		const store = await openSqliteStore(path);
		const [first, second, third] = await claimed(store);
		const cyclic: Record<string, unknown> = {};
		cyclic.self = cyclic;
		const outcomes = await Promise.allSettled([
			store.acknowledge(first.write, landed('1', { title: 'a' })),
			store.acknowledge(second.write, landed('2', cyclic as never)),
			store.acknowledge(third.write, landed('3', { title: 'c' })),
		]);
		expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		const reader = await openSqliteStore(path);
		expect((await contextOf(reader, first.link)).link.platformId).toBe('1');
		expect((await contextOf(reader, second.link)).link.platformId).toBeNull();
		expect((await contextOf(reader, third.link)).link.platformId).toBe('3');
		expect((await reader.status(SYNC)).acknowledged.platform).toBe(2);
		await reader.close();
		await store.close();
		rmSync(folder, { recursive: true });
	});

	test('what waits when the store is closed is refused, not lost in silence', async () => {
		const store = await openSqliteStore(':memory:');
		const [first, second] = await claimed(store);
		const answers = [first, second].map(({ write }) => store.markSent(write, {}));
		const closed = store.close();
		for (const answer of await Promise.allSettled(answers)) {
			expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(SyncError) as unknown });
		}
		await closed;
	});
});
