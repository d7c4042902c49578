import { isoTime } from '../../sync/model/clock';
import { describeStores } from './both-stores';
import {
	change,
	claimAll,
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
	SYNC,
	T0,
} from './drafts';

describeStores('outbox', (open) => {
	test('gives parents before children, then the oldest first, and no more than asked for', async () => {
		const store = await open();
		const create = [intend('platform', 'create', { title: 'a' })];
		await newLink(store, { entity: 'ticket', psaId: '1', writes: create });
		await newLink(store, { entity: 'company', psaId: '2', writes: create });
		await newLink(store, { entity: 'ticket', psaId: '3', writes: create });
		await newLink(store, { entity: 'company', psaId: '4', writes: create });
		const order = async (limit: number) => (await store.dueWrites(SYNC, T0, limit)).map(({ link }) => link.psaId);
		expect(await order(10)).toEqual(['2', '4', '1', '3']);
		expect(await order(3)).toEqual(['2', '4', '1']);
		expect(await store.dueWrites('other', T0, 10)).toEqual([]);
	});

	test('a write waits for the oldest of its link and target, not for one of the other side', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const [second] = await commit(store, [
			change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'b' })] }),
		]);
		const first = await claimOne(store);
		const more = [intend('platform', 'update', { title: 'c' }), intend('psa', 'update', { status: 'x' })];
		await commit(store, [change({ expect: expecting(second), writes: more })]);
		const due = await store.dueWrites(SYNC, T0, 10);
		expect(due.map(({ write }) => write.target)).toEqual(['psa']);
		await store.acknowledge(first.write, landed('9', { title: 'b' }));
		expect((await store.dueWrites(SYNC, T0, 10)).map(({ write }) => write.fields)).toEqual([
			{ title: 'c' },
			{ status: 'x' },
		]);
	});

	test('a given-up update lets younger ones pass, a given-up create does not', async () => {
		const store = await open();
		const pair = await newPair(store, '1', '9');
		const [second] = await commit(store, [
			change({ expect: expecting(pair), writes: [intend('platform', 'update', { title: 'b' })] }),
		]);
		const update = await claimOne(store);
		await store.markSent(update.write, { title: 'b' });
		await store.park(update.write, 'dead', entry({ kind: 'deadLetter' }), T0, true);
		await commit(store, [
			change({ expect: expecting(second), writes: [intend('platform', 'update', { title: 'c' })] }),
		]);
		expect(await claimAll(store)).toHaveLength(1);

		const half = await newHalf(store, '2');
		const create = await claimOne(store);
		await store.markSent(create.write, { title: 'a' });
		await store.park(create.write, 'dead', entry({ kind: 'deadLetter' }), T0, true);
		await commit(store, [change({ expect: expecting(half), writes: [intend('platform', 'update', { title: 'c' })] })]);
		expect(await claimAll(store)).toEqual([]);
	});

	test('holds back updates without a target, and everything of a tombstone', async () => {
		const store = await open();
		await newLink(store, { psaId: '1', writes: [intend('platform', 'update', { title: 'a' })] });
		const half = await newHalf(store, '2');
		await commit(store, [change({ expect: expecting(half), state: 'tombstone' })]);
		expect(await store.dueWrites(SYNC, T0, 10)).toEqual([]);
		const { writes } = await contextOf(store, half);
		expect(
			await store.claim(
				SYNC,
				writes.map((one) => one.id),
				T0,
				LEASE,
			),
		).toEqual([]);
	});

	test('a clock that is set back by an hour or more gives no lease and no pause the time that it had been wrong by', async () => {
		const HOUR = 60 * 60_000;
		const store = await open();
		await newHalf(store, '1', { title: 'a' }, T0);
		const ahead = await claimOne(store, T0 + HOUR);
		// A little back: the lease may still be held by somebody who is at work.
		expect(await claimAll(store, T0 + HOUR - LEASE)).toEqual([]);
		const taken = await claimOne(store, T0);
		expect(await store.markSent(ahead.write, { title: 'a' })).toBe(false);
		expect(await store.markSent(taken.write, { title: 'a' })).toBe(true);

		await store.release(taken.write, T0 + 24 * HOUR, 'asked to wait', true);
		expect(await claimAll(store, T0)).toEqual([]);
		const again = await claimOne(store, T0 - LEASE);
		expect(await store.acknowledge(again.write, landed('9', { title: 'a' }))).toBe(true);
	});

	test('claims what is due and only once; a lease ends by itself', async () => {
		const store = await open();
		await newHalf(store, '1');
		await newHalf(store, '2');
		const [a, b] = (await store.dueWrites(SYNC, T0, 10)).map(({ write }) => write.id);
		const claimed = await store.claim(SYNC, [b, 'unknown', a, b], T0, LEASE);
		expect(claimed.map(({ write }) => write.id)).toEqual([b, a]);
		expect(claimed[0].write.leaseUntil).toBe(isoTime(T0 + LEASE));
		const tokens = claimed.map(({ write }) => write.leaseToken);
		expect(new Set([...tokens, null]).size).toBe(3);
		expect(await store.claim(SYNC, [a, b], T0 + LEASE - 1, LEASE)).toEqual([]);
		expect(await store.claim('other', [a, b], T0 + LEASE, LEASE)).toEqual([]);
		expect(await store.claim(SYNC, [a, b], T0 + LEASE, LEASE)).toHaveLength(2);
	});

	test('overlapping claims share the work without sharing a write', async () => {
		const store = await open();
		for (let n = 0; n < 10; n++) await newHalf(store, String(n));
		const ids = (await store.dueWrites(SYNC, T0, 100)).map(({ write }) => write.id);
		const [one, two] = await Promise.all([store.claim(SYNC, ids, T0, LEASE), store.claim(SYNC, ids, T0, LEASE)]);
		expect(one.length + two.length).toBe(10);
	});

	test('counts calls before they are made and keeps what is sent', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		expect(await store.markSent(write, { name: 'a' })).toBe(true);
		expect((await contextOf(store, link)).writes[0]).toMatchObject({ attempts: 1, payload: { name: 'a' } });
		await store.release(write, T0 + 500, 'time-out', true);
		const [waiting] = (await contextOf(store, link)).writes;
		expect(waiting).toMatchObject({
			payload: { name: 'a' },
			lastError: 'time-out',
			leaseToken: null,
			leaseUntil: null,
		});
		expect(waiting.notBefore).toBe(isoTime(T0 + 500));
		expect(await store.dueWrites(SYNC, T0 + 499, 10)).toEqual([]);
		const again = await claimOne(store, T0 + 500);
		await store.markSent(again.write, { name: 'a' });
		await store.release(again.write, T0 + 500, 'refused', false);
		expect((await contextOf(store, link)).writes[0]).toMatchObject({ attempts: 2, payload: null, status: 'pending' });
	});

	test('parks with an entry that says why and which write', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		const candidates = [{ id: '8', label: 'eight' }];
		await store.park(write, 'held', entry({ kind: 'ambiguous', field: '', message: 'two of them', candidates }), T0);
		const context = await contextOf(store, link);
		expect(context.writes[0]).toMatchObject({ status: 'held', lastError: 'two of them', leaseToken: null });
		expect(context.openReviews[0]).toMatchObject({ kind: 'ambiguous', writeId: write.id, candidates, psaId: '1' });
		expect(await store.dueWrites(SYNC, T0 + LEASE, 10)).toEqual([]);
	});
});
