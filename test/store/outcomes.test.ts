import { isoTime } from '../../sync/model/clock';
import type { Write } from '../../sync/model/write';
import type { Store } from '../../sync/store/store';
import { describeStores } from './both-stores';
import {
	audited,
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
	newLink,
	newPair,
	revisitsOf,
	SYNC,
	T0,
} from './drafts';

describeStores('acknowledgement', (open) => {
	test('of a create sets the id and the whole shadow, and links', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		await store.markSent(write, { title: 'a' });
		expect(await store.acknowledge(write, landed('9', { title: 'a', id: '9' }, T0 + 1))).toBe(true);
		expect((await contextOf(store, link)).link).toMatchObject({
			platformId: '9',
			platformShadow: { title: 'a', id: '9' },
			state: 'linked',
			revision: 2,
			updatedAt: isoTime(T0 + 1),
		});
		expect((await store.status(SYNC)).acknowledged).toEqual({ psa: 0, platform: 1 });
	});

	test('keeps in the audit what a call without an answer replaced, when it turns out to have landed or to be overtaken', async () => {
		const replaced = async (end: (store: Store, write: Write) => Promise<unknown>): Promise<unknown[]> => {
			const store = await open();
			const link = await newPair(store, '1', '9');
			const writes = [intend('platform', 'update', { status: 'x' })];
			await commit(store, [change({ expect: expecting(link), writes })]);
			const { write } = await claimOne(store);
			await store.markSent(write, { status: 'x' }, { replaces: { status: 'old' }, sentAt: isoTime(T0) });
			await store.release(write, T0, 'no answer', true);
			const again = await claimOne(store);
			expect(again.write).toMatchObject({ replaces: { status: 'old' }, sentAt: isoTime(T0) });
			await end(store, again.write);
			const audit = await store.audit(SYNC, { limit: 10 });
			return audit.filter(({ kind }) => kind === 'overwritten').map(({ side, field, before }) => [side, field, before]);
		};
		const kept = [['platform', 'status', 'old']];
		expect(
			await replaced((store, write) => store.acknowledge(write, { ...landed('9', { status: 'x' }), called: false })),
		).toEqual(kept);
		expect(await replaced((store, write) => store.giveBack(write, 'status changed since the plan', T0))).toEqual(kept);
		expect(await replaced((store, write) => store.release(write, T0, 'refused', false))).toEqual([]);
	});

	test('that is given back counts as written what an earlier call was seen to have written', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const writes = [intend('platform', 'update', { status: 'x', title: 'b' })];
		await commit(store, [change({ expect: expecting(link), writes })]);
		const { write } = await claimOne(store);
		await store.giveBack(write, 'title changed since the plan', T0, { status: 'x' });
		const { link: after, writes: left } = await contextOf(store, link);
		expect(after).toMatchObject({ platformShadow: { title: 'a', status: 'x' }, revision: 3 });
		expect(left).toMatchObject([{ status: 'replan', payload: null }]);
	});

	test('of an update moves only the written fields of the shadow', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await commit(store, [change({ expect: expecting(link), writes: [intend('platform', 'update', { status: 'x' })] })]);
		const { write } = await claimOne(store);
		const outcome = { ...landed('9', { status: 'x' }), audit: [audited()], reviews: [entry({ kind: 'notLanded' })] };
		expect(await store.acknowledge(write, outcome)).toBe(true);
		const context = await contextOf(store, link);
		expect(context.link).toMatchObject({ platformShadow: { title: 'a', status: 'x' }, revision: 3 });
		expect(context.writes).toEqual([]);
		expect(context.openReviews).toMatchObject([{ kind: 'notLanded', status: 'open' }]);
		expect(await store.audit(SYNC, { limit: 10 })).toHaveLength(1);
	});

	test('is refused to a holder whose lease went to another', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const first = await claimOne(store, T0, LEASE);
		const second = await claimOne(store, T0 + LEASE, LEASE);
		expect(await store.markSent(first.write, {})).toBe(false);
		expect(await store.acknowledge(first.write, landed('9', {}))).toBe(false);
		expect(await store.adopt(first.write, { now: T0, targetId: '9', shadow: {}, reason: 'r' })).toBe(false);
		await store.release(first.write, T0, 'late', false);
		await store.giveBack(first.write, 'late', T0);
		expect(await store.park(first.write, 'dead', entry({ kind: 'deadLetter' }), T0)).toBe(false);
		const context = await contextOf(store, link);
		expect(context.link).toEqual(link);
		expect(context).toMatchObject({ writes: [second.write], openReviews: [] });
	});

	test('of a create merges half a link of the same record away and reads it again', async () => {
		const store = await open();
		const left = await newHalf(store, '1');
		const { write } = await claimOne(store);
		await store.markSent(write, { title: 'a' });
		// The record's own change was seen before the answer arrived.
		const right = await newLink(store, {
			platformId: '9',
			platformShadow: { title: 'edited' },
			writes: [intend('psa', 'create', { title: 'edited' })],
		});
		expect(await store.acknowledge(write, landed('9', { title: 'a' }))).toBe(true);
		expect((await contextOf(store, left)).link).toMatchObject({ platformId: '9', platformShadow: { title: 'a' } });
		expect((await store.linkContexts([right.id])).size).toBe(0);
		expect(await store.dueWrites(SYNC, T0, 10)).toEqual([]);
		expect(await revisitsOf(store)).toEqual([{ side: 'platform', recordId: '9', force: [] }]);
	});

	test('is refused to the holder of a write whose link was merged away meanwhile', async () => {
		const store = await open();
		await newHalf(store, '1');
		await newLink(store, { platformId: '9', writes: [intend('psa', 'create', { title: 'a' })] });
		const due = await store.dueWrites(SYNC, T0, 10);
		const ids = due.map((one) => one.write.id);
		const [left, right] = await store.claim(SYNC, ids, T0, LEASE);
		expect(await store.acknowledge(left.write, landed('9', {}))).toBe(true);
		expect(await store.markSent(right.write, {})).toBe(false);
		expect(await store.acknowledge(right.write, landed('1', {}))).toBe(false);
		expect(await store.adopt(right.write, { now: T0, targetId: '1', shadow: {}, reason: 'r' })).toBe(false);
	});

	test('merging leaves one open entry of one thing', async () => {
		const store = await open();
		const reviews = [entry({ kind: 'unmapped', field: 'status' })];
		await newLink(store, { platformId: '9', reviews: [...reviews, entry({ kind: 'unmapped', field: 'priority' })] });
		const link = await newLink(store, { psaId: '1', writes: [intend('platform', 'create', {})], reviews });
		const { write } = await claimOne(store);
		expect(await store.acknowledge(write, landed('9', {}))).toBe(true);
		const { openReviews } = await contextOf(store, link);
		expect(openReviews.map((one) => one.field).sort()).toEqual(['priority', 'status']);
		expect(await store.reviews(SYNC, { limit: 10 })).toHaveLength(3);
	});

	test('of a create is refused for a record that is linked to another one', async () => {
		const store = await open();
		await newPair(store, '2', '9');
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		expect(await store.acknowledge(write, landed('9', {}))).toBe(false);
		expect((await contextOf(store, link)).link.platformId).toBeNull();
	});

	test('lets what waited behind a create follow as an update', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		await store.markSent(write, { title: 'a' });
		await commit(store, [change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'b' })] })]);
		expect(await store.dueWrites(SYNC, T0 + LEASE, 10)).toHaveLength(1);
		await store.acknowledge(write, landed('9', { title: 'a' }));
		const next = await claimOne(store);
		expect(next).toMatchObject({ write: { kind: 'update', fields: { title: 'b' } }, link: { platformId: '9' } });
	});
});

describeStores('adoption', (open) => {
	test('joins the record with the counterpart that was found, to be compared', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		const found = { now: T0, targetId: '9', shadow: { title: 'there' }, reason: 'same name' };
		expect(await store.adopt(write, found)).toBe(true);
		const context = await contextOf(store, link);
		expect(context.link).toMatchObject({ platformId: '9', state: 'matched', platformShadow: { title: 'there' } });
		expect(context.writes).toEqual([]);
		expect(await revisitsOf(store)).toEqual([{ side: 'psa', recordId: '1', force: [] }]);
		expect(await store.audit(SYNC, { limit: 1 })).toMatchObject([{ kind: 'linked', after: '9', reason: 'same name' }]);
		expect((await store.status(SYNC)).acknowledged.platform).toBe(0);
	});

	test('takes over the shadow and the entries of the counterpart, and ends its create', async () => {
		const store = await open();
		const left = await newHalf(store, '1');
		const right = await newLink(store, {
			platformId: '9',
			platformShadow: { title: 'known' },
			writes: [intend('psa', 'create', { title: 'known' })],
			reviews: [entry({ kind: 'unmapped', field: 'status' })],
		});
		const [first] = await store.dueWrites(SYNC, T0, 1);
		const [{ write }] = await store.claim(SYNC, [first.write.id], T0, LEASE);
		expect(await store.adopt(write, { now: T0, targetId: '9', shadow: { title: 'read' }, reason: 'r' })).toBe(true);
		const context = await contextOf(store, left);
		expect(context.link.platformShadow).toEqual({ title: 'known' });
		expect(context.openReviews).toHaveLength(1);
		expect((await store.linkContexts([right.id])).size).toBe(0);
		expect((await store.status(SYNC)).writes).toMatchObject({ done: 1, superseded: 1, pending: 0 });
	});

	test('waits while the create of the counterpart may be landing', async () => {
		const store = await open();
		await newHalf(store, '1');
		await newLink(store, { platformId: '9', writes: [intend('psa', 'create', { title: 'a' })] });
		const due = await store.dueWrites(SYNC, T0, 10);
		const [left, right] = await store.claim(
			SYNC,
			due.map((one) => one.write.id),
			T0,
			LEASE,
		);
		await store.markSent(right.write, { summary: 'a' });
		expect(await store.adopt(left.write, { now: T0, targetId: '9', shadow: {}, reason: 'r' })).toBe(false);
		await store.acknowledge(right.write, landed('5', {}));
		expect(await store.adopt(left.write, { now: T0, targetId: '9', shadow: {}, reason: 'r' })).toBe(false);
		expect(await store.adopt(left.write, { now: T0, targetId: '8', shadow: {}, reason: 'r' })).toBe(true);
	});
});
