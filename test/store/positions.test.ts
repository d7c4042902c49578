import { isoTime } from '../../sync/model/clock';
import type { Pull, Watermark } from '../../sync/model/watermark';
import type { Store } from '../../sync/store/store';
import { describeStores } from './both-stores';
import { newHalf, newPair, SYNC, T0 } from './drafts';

function pull(id: string, from: Watermark | null, to: Watermark): Pull {
	return { id, sync: SYNC, side: 'psa', steps: [{ entity: 'ticket', from, to }], createdAt: isoTime(T0) };
}

function mark(cursor: number): Watermark {
	return { state: { cursor, window: [1, null] }, at: isoTime(T0 + cursor) };
}

async function standing(store: Store): Promise<Watermark | undefined> {
	return (await store.watermarks(SYNC, 'psa')).get('ticket');
}

describeStores('watermarks', (open) => {
	test('advance with the commit of what was read, not before', async () => {
		const store = await open();
		await store.savePull(pull('one', null, mark(1)));
		expect(await standing(store)).toBeUndefined();
		await store.commit({ sync: SYNC, now: T0, pulls: ['one', 'unknown'], changes: [] });
		expect(await standing(store)).toEqual(mark(1));
		expect((await store.watermarks(SYNC, 'platform')).size).toBe(0);
		expect((await store.status(SYNC)).watermarks).toEqual([{ side: 'psa', entity: 'ticket', at: isoTime(T0 + 1) }]);
	});

	test('advance only from where the pull began', async () => {
		const store = await open();
		await store.savePull(pull('one', null, mark(1)));
		await store.savePull(pull('two', null, mark(2)));
		await store.settlePull('one');
		await store.settlePull('two');
		expect(await standing(store)).toEqual(mark(1));
		await store.savePull(pull('three', { at: mark(1).at, state: { window: [1, null], cursor: 1 } }, mark(3)));
		await store.settlePull('three');
		expect(await standing(store)).toEqual(mark(3));
		await store.settlePull('three');
		expect(await standing(store)).toEqual(mark(3));
	});

	test('a pull that no commit settled is forgotten after a week', async () => {
		const store = await open();
		await store.savePull(pull('dead', null, mark(1)));
		const createdAt = isoTime(T0 + 7 * 24 * 60 * 60 * 1000 + 1);
		await store.savePull({ ...pull('next', null, mark(2)), createdAt });
		await store.settlePull('dead');
		expect(await standing(store)).toBeUndefined();
		await store.settlePull('next');
		expect(await standing(store)).toEqual(mark(2));
	});
});

describeStores('revisits', (open) => {
	const ask = { sync: SYNC, side: 'psa' as const, entity: 'ticket' as const, reason: 'test' };

	test('are kept once a record, with the forced fields of all requests', async () => {
		const store = await open();
		await store.addRevisits([
			{ ...ask, recordId: '1', force: ['title'] },
			{ ...ask, recordId: '2', force: [] },
			{ ...ask, recordId: '1', force: ['status', 'title'] },
		]);
		const kept = await store.revisits(SYNC, 'psa', 10);
		expect(kept.map(({ recordId, force }) => [recordId, force])).toEqual([
			['2', []],
			['1', ['title', 'status']],
		]);
		expect(await store.revisits(SYNC, 'psa', 1)).toHaveLength(1);
		expect(await store.revisits(SYNC, 'platform', 10)).toEqual([]);
	});

	test('an answer to an older request does not drop a newer one', async () => {
		const store = await open();
		await store.addRevisits([{ ...ask, recordId: '1', force: ['title'] }]);
		const [older] = await store.revisits(SYNC, 'psa', 10);
		await store.addRevisits([{ ...ask, recordId: '1', force: [] }]);
		await store.dropRevisits([older.id]);
		const [newer] = await store.revisits(SYNC, 'psa', 10);
		expect(newer.force).toEqual(['title']);
		await store.dropRevisits([newer.id]);
		expect(await store.revisits(SYNC, 'psa', 10)).toEqual([]);
	});
});

async function bindPair(store: Store, sync: string, psa: string, platform: string): Promise<void> {
	await store.bindTenant(sync, 'psa', 'connectwise', psa);
	await store.bindTenant(sync, 'platform', 'platform', platform);
}

describeStores('tenants, cache, status', (open) => {
	test('a side of a sync stays with the tenant that it began with', async () => {
		const store = await open();
		await store.bindTenant(SYNC, 'psa', 'connectwise', 'acme.example');
		await store.bindTenant(SYNC, 'psa', 'connectwise', 'acme.example');
		await store.bindTenant(SYNC, 'platform', 'platform', 'p');
		await store.bindTenant('other', 'psa', 'connectwise', 'other.example');
		const wrong = store.bindTenant(SYNC, 'psa', 'connectwise', 'other.example');
		await expect(wrong).rejects.toMatchObject({ code: 'WRONG_TENANT' });
		await expect(store.bindTenant(SYNC, 'psa', 'halopsa', 'acme.example')).rejects.toMatchObject({
			code: 'WRONG_TENANT',
		});
	});

	test('looking whether a tenant fits remembers nothing', async () => {
		const store = await open();
		expect(await store.checkTenant(SYNC, 'psa', 'connectwise', 'mistyped.example')).toBe(false);
		await store.bindTenant(SYNC, 'psa', 'connectwise', 'acme.example');
		expect(await store.checkTenant(SYNC, 'psa', 'connectwise', 'acme.example')).toBe(true);
		await expect(store.checkTenant(SYNC, 'psa', 'connectwise', 'mistyped.example')).rejects.toMatchObject({
			code: 'WRONG_TENANT',
		});
	});

	test('two syncs may share one tenant', async () => {
		const store = await open();
		await bindPair(store, SYNC, 'cw.example/acme', 'p1.example');
		await bindPair(store, 'another platform', 'cw.example/acme', 'p2.example');
		await bindPair(store, 'another PSA', 'cw.example/other', 'p1.example');
	});

	test('two tenants are one sync: the second key for the same pair is refused, whichever side comes last', async () => {
		const store = await open();
		await bindPair(store, SYNC, 'cw.example/acme', 'p.example');
		const refused = { code: 'SYNC_KEY_CHANGED', message: expect.stringContaining(`"${SYNC}"`) as string };
		await expect(bindPair(store, 'renamed', 'cw.example/acme', 'p.example')).rejects.toMatchObject(refused);
		await store.bindTenant('renamed again', 'platform', 'platform', 'p.example');
		await expect(store.bindTenant('renamed again', 'psa', 'connectwise', 'cw.example/acme')).rejects.toMatchObject(
			refused,
		);
		// The two sides exchanged are the same two tenants.
		await store.bindTenant('exchanged', 'psa', 'platform', 'p.example');
		await expect(store.bindTenant('exchanged', 'platform', 'connectwise', 'cw.example/acme')).rejects.toMatchObject(
			refused,
		);
		await bindPair(store, SYNC, 'cw.example/acme', 'p.example');
	});

	test('a key that was refused serves another pair afterwards', async () => {
		const store = await open();
		await bindPair(store, SYNC, 'cw.example/acme', 'p.example');
		await expect(bindPair(store, 'second', 'cw.example/acme', 'p.example')).rejects.toThrow();
		await bindPair(store, 'second', 'cw.example/acme', 'p2.example');
	});

	test('one tenant cannot be both sides', async () => {
		const store = await open();
		await store.bindTenant(SYNC, 'psa', 'halopsa', 'h.example');
		await expect(store.bindTenant(SYNC, 'platform', 'halopsa', 'h.example')).rejects.toMatchObject({
			code: 'WRONG_TENANT',
		});
		await store.bindTenant(SYNC, 'platform', 'platform', 'h.example');
	});

	test('a cached value is good for as long as the reader says', async () => {
		const store = await open();
		expect(await store.cached('k', T0, 1000)).toBeUndefined();
		await store.cache('k', { boards: [1] }, T0);
		expect(await store.cached('k', T0 + 1000, 1000)).toEqual({ boards: [1] });
		expect(await store.cached('k', T0 + 1001, 1000)).toBeUndefined();
		await store.cache('k', null, T0 + 5);
		expect(await store.cached('k', T0 + 5, 0)).toBeNull();
	});

	test('status counts what there is', async () => {
		const store = await open();
		await newHalf(store, '1');
		await newPair(store, '2', '9', T0 + 7);
		const status = await store.status(SYNC);
		expect(status).toMatchObject({
			links: { ticket: { half: 1, matched: 0, linked: 1, tombstone: 0 } },
			writes: { pending: 1, done: 0 },
			openReviews: { conflict: 0 },
			revisits: 0,
			acknowledged: { psa: 0, platform: 0 },
			lastCommitAt: isoTime(T0 + 7),
		});
		expect(await store.status('other')).toMatchObject({ links: {}, lastCommitAt: null });
	});
});
