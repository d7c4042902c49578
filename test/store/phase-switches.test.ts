import { isoTime } from '../../sync/model/clock';
import type { Phase } from '../../sync/model/phase';
import type { LinkChange } from '../../sync/model/commit-batch';
import type { Standing } from '../../sync/store/reported';
import type { Store } from '../../sync/store/store';
import { describeStores } from './both-stores';
import { change, claimAll, claimOne, commit, entry, expecting, intend, LEASE, newPair, SYNC, T0 } from './drafts';

const runAs = async (store: Store, phase: Phase, now = T0, changes: readonly LinkChange[] = []) =>
	await store.commit({ sync: SYNC, now, run: { phase, workflow: null }, pulls: [], changes });

const always = () => true;

async function fromNow(store: Store) {
	const phase = await store.phase(SYNC);
	if (!phase) throw new Error('the sync has no phase');
	return phase;
}

async function wish(store: Store, to: Phase, now = T0 + 10) {
	return { sync: SYNC, from: await fromNow(store), to, by: 'ann', although: [], now };
}

const undone = async (store: Store, now = T0) => (await store.standing(SYNC, now)).undone;

describeStores('a change of phase', (open) => {
	test('is remembered with who, when, from and to, the newest first, and shuts out the former phase', async () => {
		const store = await open();
		await runAs(store, 1);
		const there = await store.switchPhase(await wish(store, 2), always);
		expect(there).toMatchObject({
			kind: 'switched',
			phase: { phase: 2, since: isoTime(T0 + 10), lastRunAt: isoTime(T0) },
		});
		await expect(runAs(store, 1, T0 + 11)).rejects.toMatchObject({ code: 'WRONG_PHASE' });
		await runAs(store, 2, T0 + 12);
		expect(await store.phase(SYNC)).toMatchObject({ phase: 2, since: isoTime(T0 + 10), lastRunAt: isoTime(T0 + 12) });
		await store.switchPhase({ ...(await wish(store, 1, T0 + 20)), by: 'bob', although: ['conflict'] }, always);
		await runAs(store, 1, T0 + 21);
		expect(await store.phaseSwitches(SYNC, 10)).toEqual([
			{ from: 2, to: 1, by: 'bob', although: ['conflict'], at: isoTime(T0 + 20) },
			{ from: 1, to: 2, by: 'ann', although: [], at: isoTime(T0 + 10) },
		]);
		expect(await store.phaseSwitches(SYNC, 1)).toHaveLength(1);
		expect(await store.phaseSwitches('other', 10)).toEqual([]);
	});

	test('does not come about where the judge says no, who is told what stands', async () => {
		const store = await open();
		const pair = await newPair(store, '1', 'a');
		await runAs(store, 1, T0, [change({ expect: expecting(pair), writes: [intend('psa', 'update', { title: 'b' })] })]);
		const asked: Standing[] = [];
		const outcome = await store.switchPhase(await wish(store, 2), (standing) => {
			asked.push(standing);
			return standing.undone.due === 0;
		});
		expect(outcome).toEqual({ kind: 'refused', standing: asked[0] });
		expect(asked).toMatchObject([{ phase: { phase: 1 }, undone: { due: 1 }, status: { writes: { pending: 1 } } }]);
		expect(await store.phase(SYNC)).toMatchObject({ phase: 1 });
		expect(await store.phaseSwitches(SYNC, 10)).toEqual([]);
	});

	test('two people at once: one switches, the other is told that the phase has moved', async () => {
		const store = await open();
		await runAs(store, 1);
		const [first, second] = [await wish(store, 2, T0 + 1), await wish(store, 3, T0 + 2)];
		const kinds = (await Promise.all([store.switchPhase(first, always), store.switchPhase(second, always)])).map(
			({ kind }) => kind,
		);
		expect(kinds).toEqual(['switched', 'moved']);
		expect(await store.phaseSwitches(SYNC, 10)).toHaveLength(1);
	});

	test('there and back meanwhile counts as moved, though the phase is the same again', async () => {
		const store = await open();
		await runAs(store, 1);
		const late = await wish(store, 2, T0 + 30);
		await store.switchPhase(await wish(store, 2, T0 + 10), always);
		await store.switchPhase(await wish(store, 1, T0 + 20), always);
		expect(await store.switchPhase(late, always)).toMatchObject({ kind: 'moved', phase: { phase: 1 } });
	});

	test('of a sync that has none does not begin it', async () => {
		const store = await open();
		const from = { phase: 1, since: isoTime(T0) } as const;
		const request = { sync: SYNC, from, to: 2, by: 'ann', although: [], now: T0 } as const;
		expect(await store.switchPhase(request, always)).toEqual({ kind: 'moved', phase: null });
		expect(await store.phase(SYNC)).toBeNull();
	});

	test('and the commit of a run of the former phase: whichever comes first, no write is planned by the wrong rules', async () => {
		const store = await open();
		await runAs(store, 1);
		const request = await wish(store, 2);
		const atRest = ({ undone: { due } }: Standing) => due === 0;
		const planned = change({ psaId: '9', writes: [intend('platform', 'create', { title: 'x' })] });
		const [switched, committed] = await Promise.allSettled([
			store.switchPhase(request, atRest),
			runAs(store, 1, T0 + 11, [planned]),
		]);
		const isSwitched = switched.status === 'fulfilled' && switched.value.kind === 'switched';
		expect(committed.status).toBe(isSwitched ? 'rejected' : 'fulfilled');
		expect(await undone(store)).toMatchObject({ due: isSwitched ? 0 : 1 });
	});
});

describeStores('what a sync has not brought to an end', (open) => {
	const child = { company: { $unlinked: { entity: 'company', side: 'psa', id: '7' } } } as const;

	test('a write is due, under way, of unknown outcome, and over', async () => {
		const store = await open();
		const pair = await newPair(store, '1', 'a');
		await commit(store, [change({ expect: expecting(pair), writes: [intend('psa', 'update', { title: 'b' })] })]);
		expect(await undone(store)).toMatchObject({ due: 1, inFlight: 0 });
		const { write } = await claimOne(store);
		expect(await undone(store)).toMatchObject({ due: 0, inFlight: 1 });
		await store.markSent(write, { summary: 'b' });
		// Its worker died: nobody holds it any more, and it may have landed.
		expect(await undone(store, T0 + LEASE + 1)).toMatchObject({ due: 0, inFlight: 1 });
		const [again] = await claimAll(store, T0 + LEASE + 1);
		await store.acknowledge(again.write, {
			now: T0 + LEASE + 1,
			targetId: '1',
			shadow: { summary: 'b' },
			called: false,
			audit: [],
			reviews: [],
		});
		expect(await undone(store, T0 + LEASE + 1)).toEqual({ inFlight: 0, due: 0, waitingForParents: 0, unlinked: 0 });
	});

	test('a write waits for its parent until that has a counterpart, a link of its own alone is not enough; then it is due', async () => {
		const store = await open();
		await commit(store, [change({ psaId: '1', psaShadow: {}, writes: [intend('platform', 'create', child)] })]);
		const [claimed] = await claimAll(store);
		await store.release(claimed.write, T0 + 1000, 'waits', false);
		expect(await undone(store)).toMatchObject({ due: 0, waitingForParents: 1 });
		await commit(store, [change({ entity: 'company', psaId: '7', psaShadow: {} })]);
		expect(await undone(store)).toMatchObject({ waitingForParents: 1, unlinked: 1 });
		expect((await store.standing(SYNC, T0)).alone).toMatchObject([{ entity: 'company', psaId: '7' }]);
		const [company] = (await store.linksBySide(SYNC, 'company', 'psa', ['7'])).values();
		await commit(store, [
			change({ entity: 'company', expect: expecting(company.link), platformId: 'c7', platformShadow: {} }),
		]);
		expect(await undone(store)).toEqual({ inFlight: 0, due: 1, waitingForParents: 0, unlinked: 0 });
	});

	test('a text that looks like the placeholder of a parent is a text', async () => {
		const store = await open();
		const text = JSON.stringify(child.company);
		await commit(store, [
			change({ psaId: '1', psaShadow: {}, writes: [intend('platform', 'create', { title: text, [text]: text })] }),
		]);
		expect(await undone(store)).toMatchObject({ due: 1, waitingForParents: 0 });
	});

	test('what waits for a person, or for a record that is gone, is not due', async () => {
		const store = await open();
		const write = { writes: [intend('psa', 'update', { title: 'b' })] };
		await commit(store, [
			change({ psaId: '1', platformId: 'a', ...write, reviews: [entry({ kind: 'flapping', side: 'psa' })] }),
			change({ psaId: '2', platformId: 'b', ...write, missing: { psa: 'ignored' } }),
			change({ psaId: '3', platformId: 'c', ...write, state: 'tombstone' }),
		]);
		expect(await undone(store)).toMatchObject({ due: 0, inFlight: 0 });
		await commit(store, [
			change({ psaId: '4', psaShadow: {}, writes: [intend('platform', 'create', { title: 'a' })] }),
		]);
		const { write: create } = await claimOne(store);
		await store.park(create, 'held', entry({ kind: 'ambiguous' }), T0);
		expect(await undone(store)).toEqual({ inFlight: 0, due: 0, waitingForParents: 0, unlinked: 0 });
	});

	test('settled pairs are those with both records, nothing on its way and nothing open, page by page', async () => {
		const store = await open();
		const pairs = [await newPair(store, '1', 'a'), await newPair(store, '2', 'b'), await newPair(store, '3', 'c')];
		await commit(store, [
			change({ psaId: '4', platformId: 'd', psaShadow: {}, platformShadow: {}, reviews: [entry({})] }),
			change({
				psaId: '5',
				platformId: 'e',
				psaShadow: {},
				platformShadow: {},
				writes: [intend('psa', 'update', { title: 'b' })],
			}),
			change({ psaId: '6', platformId: 'f', psaShadow: {}, platformShadow: {}, missing: { psa: 'ignored' } }),
			change({ psaId: '7', psaShadow: {} }),
			change({ entity: 'company', psaId: '8', platformId: 'h', psaShadow: {}, platformShadow: {} }),
		]);
		const ids = pairs.map(({ id }) => id);
		const first = await store.settledPairs(SYNC, 'ticket', { after: null, limit: 2 });
		const second = await store.settledPairs(SYNC, 'ticket', { after: first[1]?.psaId ?? null, limit: 2 });
		expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
		expect(first[0]).toMatchObject({ psaShadow: { summary: 'a' }, platformShadow: { title: 'a' } });
	});
});
