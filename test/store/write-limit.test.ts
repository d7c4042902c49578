import type { Link } from '../../sync/model/link';
import type { Review } from '../../sync/model/review';
import type { Write } from '../../sync/model/write';
import type { Store } from '../../sync/store/store';
import { describeStores } from './both-stores';
import {
	change,
	claimOne,
	commit,
	contextOf,
	entry,
	expecting,
	intend,
	landed,
	LEASE,
	newHalf,
	newPair,
	SYNC,
	T0,
} from './drafts';

const MINUTE = 60_000;

async function plan(store: Store, link: Link, fields: Record<string, string>, now = T0): Promise<void> {
	const { link: present } = await contextOf(store, link);
	const writes = [intend('platform', 'update', fields)];
	await commit(store, [change({ expect: expecting(present), writes })], now);
}

/** Plans and carries out one write, with a call or, where the target already held it, without one. */
async function write(store: Store, link: Link, title: string, now: number, called = true): Promise<void> {
	await plan(store, link, { title }, now);
	const claimed = await claimOne(store, now);
	if (called) await store.markSent(claimed.write, { title });
	await store.acknowledge(claimed.write, { ...landed('9', { title }, now), called });
}

/** Plans one more write and holds it back. */
async function heldBack(store: Store, link: Link, now = T0): Promise<{ review: Review; held: Write }> {
	await plan(store, link, { title: 'once more' }, now);
	const claimed = await claimOne(store, now);
	await store.holdBack(claimed.write, entry({ kind: 'flapping', field: '', message: 'too often' }), now);
	const [review] = await store.reviews(SYNC, { status: 'open', kind: 'flapping', limit: 2 });
	return { review, held: claimed.write };
}

async function count(store: Store, link: Link, since: number): Promise<readonly (readonly string[])[]> {
	await plan(store, link, { title: 'counted' });
	const { writes } = await contextOf(store, link);
	const [pending] = writes.filter(({ target }) => target === 'platform');
	return (await store.carriedOut([pending.id], since)).get(pending.id) ?? [];
}

describeStores('how often a record was written', (open) => {
	test('counts what was carried out after a time, of one link and one target, with its fields', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const other = await newPair(store, '2', '8');
		for (const minute of [1, 2, 3]) await write(store, link, `v${minute}`, T0 + minute * MINUTE);
		const { link: present } = await contextOf(store, link);
		await commit(store, [change({ expect: expecting(present), writes: [intend('psa', 'update', { status: 'x' })] })]);
		await store.acknowledge((await claimOne(store)).write, landed('1', { status: 'x' }));
		expect(await count(store, other, T0)).toEqual([]);
		expect(await count(store, link, T0)).toEqual([['title'], ['title'], ['title']]);
		expect(await count(store, link, T0 + MINUTE)).toEqual([['title'], ['title']]);
		expect(await count(store, link, T0 + 3 * MINUTE)).toEqual([]);
	});

	test('does not count what took no call, nor the tries of a write that keeps failing', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await write(store, link, 'held already', T0, false);
		await plan(store, link, { title: 'b' });
		for (let attempt = 0; attempt < 5; attempt++) {
			const claimed = await claimOne(store);
			await store.markSent(claimed.write, { title: 'b' });
			await store.release(claimed.write, T0, 'unavailable', false);
		}
		expect(await count(store, link, T0 - 1)).toEqual([]);
	});

	test('counts a call without an answer once it turns out that it landed, or was changed back since', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		for (const end of ['landed', 'moved']) {
			await plan(store, link, { title: end });
			const claimed = await claimOne(store);
			await store.markSent(claimed.write, { title: end });
			await store.release(claimed.write, T0, 'no answer', true);
			const again = await claimOne(store);
			if (end === 'landed') await store.acknowledge(again.write, { ...landed('9', { title: end }), called: false });
			else await store.giveBack(again.write, 'title changed meanwhile', T0);
		}
		expect(await count(store, link, T0 - 1)).toEqual([['title'], ['title']]);
	});

	test('goes over to the link that another one is merged into', async () => {
		const store = await open();
		const half = await newHalf(store, '1');
		await store.acknowledge((await claimOne(store)).write, landed('9', { title: 'a' }));
		expect(await count(store, half, T0 - 1)).toEqual([['title']]);
	});

	test('is forgotten after a week', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await write(store, link, 'old', T0);
		await write(store, link, 'new', T0 + 8 * 24 * 60 * MINUTE);
		expect(await count(store, link, T0 - 1)).toEqual([['title']]);
	});
});

describeStores('a write that is held back', (open) => {
	test('waits with everything that follows it on its link and target, and takes in newer values', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const { review, held } = await heldBack(store, link);
		expect(review).toMatchObject({ kind: 'flapping', side: 'platform', writeId: held.id, message: 'too often' });
		await plan(store, link, { title: 'newest', status: 'x' });
		expect((await contextOf(store, link)).writes).toMatchObject([
			{ id: held.id, status: 'pending', fields: { title: 'newest', status: 'x' }, leaseToken: null },
		]);
		expect(await store.dueWrites(SYNC, T0 + LEASE, 10)).toEqual([]);
		expect(await store.claim(SYNC, [held.id], T0 + LEASE, LEASE)).toEqual([]);
	});

	test('leaves the other side of its link and other links alone', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const other = await newPair(store, '2', '8');
		await heldBack(store, link);
		await plan(store, other, { title: 'b' });
		const { link: present } = await contextOf(store, link);
		await commit(store, [change({ expect: expecting(present), writes: [intend('psa', 'update', { title: 'c' })] })]);
		const due = await store.dueWrites(SYNC, T0, 10);
		expect(due.map(({ write: one }) => [one.linkId, one.target])).toEqual([
			[other.id, 'platform'],
			[link.id, 'psa'],
		]);
	});

	test('has one entry for each side, however often it is held back', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const writes = [intend('platform', 'update', { title: 'b' }), intend('psa', 'update', { title: 'b' })];
		await commit(store, [change({ expect: expecting(link), writes })]);
		const due = await store.dueWrites(SYNC, T0, 10);
		const ids = due.map(({ write: one }) => one.id);
		for (const { write: one } of await store.claim(SYNC, ids, T0, LEASE)) {
			await store.holdBack(one, entry({ kind: 'flapping', field: '' }), T0);
			await store.holdBack(one, entry({ kind: 'flapping', field: '' }), T0);
		}
		const open2 = await store.reviews(SYNC, { kind: 'flapping', limit: 10 });
		expect(open2.map(({ side }) => side)).toEqual(['platform', 'psa']);
		expect((await store.status(SYNC)).openReviews.flapping).toBe(2);
	});

	test('is not held back by a worker that lost its lease', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await plan(store, link, { title: 'b' });
		const late = await claimOne(store, T0, LEASE);
		await claimOne(store, T0 + LEASE, LEASE);
		await store.holdBack(late.write, entry({ kind: 'flapping', field: '' }), T0 + LEASE);
		expect(await store.reviews(SYNC, { limit: 10 })).toEqual([]);
	});

	test('goes out when a person says "retry", with its newest values, and the count begins anew', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		for (const minute of [1, 2, 3]) await write(store, link, `v${minute}`, T0 + minute * MINUTE);
		const { review } = await heldBack(store, link, T0 + 4 * MINUTE);
		await plan(store, link, { title: 'newest' });
		await store.resolveReview(review.id, { choice: 'retry' }, T0 + 5 * MINUTE, 'ann');
		const claimed = await claimOne(store, T0 + 5 * MINUTE);
		expect(claimed.write.fields).toEqual({ title: 'newest' });
		expect((await store.carriedOut([claimed.write.id], T0)).size).toBe(0);
	});

	test('is called off by "dismiss": its values are kept in the audit, and later ones are still counted', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await write(store, link, 'v1', T0);
		const { review, held } = await heldBack(store, link);
		const { link: before } = await contextOf(store, link);
		const closed = await store.resolveReview(review.id, { choice: 'dismiss' }, T0, 'ann');
		expect(closed.status).toBe('closed');
		const { writes, link: after } = await contextOf(store, link);
		expect(writes).toEqual([]);
		expect(after.revision).toBeGreaterThan(before.revision);
		expect((await store.audit(SYNC, { limit: 10 })).filter(({ kind }) => kind === 'lost')).toMatchObject([
			{ side: 'platform', field: 'title', before: 'once more', linkId: held.linkId },
		]);
		expect(await count(store, link, T0 - 1)).toEqual([['title']]);
	});

	test('is not decided by anything else', async () => {
		const store = await open();
		const { review } = await heldBack(store, await newPair(store, '1', '9'));
		await expect(store.resolveReview(review.id, { choice: 'psa' }, T0, 'ann')).rejects.toMatchObject({
			code: 'BAD_INPUT',
		});
	});
});
