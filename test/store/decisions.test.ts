import type { Link } from '../../sync/model/link';
import type { Decision, Review } from '../../sync/model/review';
import type { LinkChange } from '../../sync/model/commit-batch';
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
	newHalf,
	newLink,
	newPair,
	revisitsOf,
	SYNC,
	T0,
	word,
} from './drafts';

async function open1(store: Store): Promise<Review> {
	const open = await store.reviews(SYNC, { status: 'open', limit: 10 });
	if (open.length !== 1) throw new Error(`${open.length} entries are open, not one`);
	return open[0];
}

async function conflict(store: Store, parts: Partial<LinkChange> = {}): Promise<Review> {
	const reviews = [entry({ base: 'a', psa: word('p'), platform: word('q') })];
	await newLink(store, { psaId: '1', platformId: '9', psaShadow: {}, platformShadow: {}, reviews, ...parts });
	return open1(store);
}

async function parked(
	store: Store,
	kind: 'deadLetter' | 'ambiguous',
	candidates: { id: string; label: string }[] = [],
): Promise<Review> {
	const { write } = await claimOne(store);
	await store.markSent(write, { title: 'a' });
	await store.park(write, kind === 'ambiguous' ? 'held' : 'dead', entry({ kind, field: '', candidates }), T0);
	return open1(store);
}

describeStores('an update that was given up after calls without an answer', (open) => {
	/** The PSA showed "a", "b" was sent to it, and nobody knows whether it arrived. */
	async function unanswered(store: Store): Promise<Link> {
		const writes = [intend('psa', 'update', { title: 'b' })];
		const pair = { psaId: '1', platformId: '9', psaShadow: { summary: 'a' }, platformShadow: {}, writes };
		const link = await newLink(store, pair);
		const { write } = await claimOne(store);
		await store.markSent(write, { summary: 'b' }, { replaces: { summary: 'a' }, now: T0 });
		await store.park(write, 'dead', entry({ kind: 'deadLetter', field: '' }), T0, true);
		return link;
	}
	const overwritten = async (store: Store) =>
		(await store.audit(SYNC, { limit: 10 })).filter(({ kind }) => kind === 'overwritten');

	test('gives way to a newer edit of its target, and to a newer value from where it came', async () => {
		for (const parts of [
			{ withdraw: [{ target: 'psa' as const, fields: ['title'] }], psaShadow: { summary: 'c' } },
			{ writes: [intend('psa', 'update', { title: 'c' })] },
		]) {
			const store = await open();
			const link = await unanswered(store);
			await commit(store, [change({ ...parts, expect: expecting(link) })]);
			const { writes, openReviews } = await contextOf(store, link);
			expect(writes.map(({ fields }) => fields.title)).not.toContain('b');
			expect(openReviews).toEqual([]);
			expect(await overwritten(store)).toMatchObject([{ field: 'summary', before: 'a', after: 'b' }]);
		}
	});

	test('is sent again without forgetting what it may have overwritten', async () => {
		const store = await open();
		await unanswered(store);
		const { id } = await open1(store);
		await store.resolveReview(id, { choice: 'retry' }, T0 + 1, 'ann');
		expect(await overwritten(store)).toMatchObject([{ field: 'summary', before: 'a', after: 'b' }]);
	});
});

describeStores('a decided conflict', (open) => {
	test.each<[string, Decision, [string, string][]]>([
		['the PSA’s value goes to the platform', { choice: 'psa' }, [['platform', 'p']]],
		['the platform’s value goes to the PSA', { choice: 'platform' }, [['psa', 'q']]],
		[
			'a third value goes to both',
			{ choice: 'value', value: 'r' },
			[
				['psa', 'r'],
				['platform', 'r'],
			],
		],
	])('%s', async (_name, decision, expected) => {
		const store = await open();
		const review = await conflict(store);
		const done = await store.resolveReview(review.id, decision, T0 + 1, 'ann');
		expect(done).toMatchObject({ status: 'resolved', decision: { ...decision, by: 'ann' } });
		const [{ writes, link }] = (await store.linkContexts([review.linkId])).values();
		expect(writes.map((one) => [one.target, one.fields.title])).toEqual(expected);
		expect(writes.every((one) => one.sourceAuthor === 'ann' && one.status === 'pending')).toBe(true);
		expect(link.revision).toBe(2);
		const audit = await store.audit(SYNC, { limit: 10 });
		expect(audit.map((one) => [one.kind, one.side, one.after]).reverse()).toEqual(
			expected.map(([side, value]) => ['decided', side, value]),
		);
		await expect(store.resolveReview(review.id, decision, T0, 'bob')).rejects.toMatchObject({ code: 'BAD_INPUT' });
	});

	test('calls off what was on its way to the field and says otherwise', async () => {
		const store = await open();
		const review = await conflict(store, { writes: [intend('psa', 'update', { title: 'q', status: 'x' })] });
		await store.resolveReview(review.id, { choice: 'psa' }, T0, 'ann');
		const [{ writes }] = (await store.linkContexts([review.linkId])).values();
		expect(writes.map((one) => [one.target, one.fields])).toEqual([
			['psa', { status: 'x' }],
			['platform', { title: 'p' }],
		]);
	});

	test('writes behind what is under way and says otherwise', async () => {
		const store = await open();
		const review = await conflict(store, { writes: [intend('psa', 'update', { title: 'q' })] });
		const { write } = await claimOne(store);
		await store.resolveReview(review.id, { choice: 'psa' }, T0, 'ann');
		expect(await store.markSent(write, { summary: 'q' })).toBe(true);
		const [{ writes }] = (await store.linkContexts([review.linkId])).values();
		expect(writes.map((one) => [one.target, one.fields.title])).toEqual([
			['psa', 'q'],
			['psa', 'p'],
			['platform', 'p'],
		]);
	});

	test('makes a plan that was made before it stale', async () => {
		const store = await open();
		const review = await conflict(store);
		const [{ link }] = (await store.linkContexts([review.linkId])).values();
		await store.resolveReview(review.id, { choice: 'psa' }, T0, 'ann');
		expect(await commit(store, [change({ expect: expecting(link) })])).toEqual([null]);
	});

	test('is refused where one side deleted its record, and changes nothing', async () => {
		const store = await open();
		const review = await conflict(store, { state: 'tombstone' });
		await expect(store.resolveReview(review.id, { choice: 'psa' }, T0, 'ann')).rejects.toMatchObject({
			code: 'BAD_INPUT',
		});
		expect(await open1(store)).toEqual(review);
		expect((await store.resolveReview(review.id, { choice: 'dismiss' }, T0, 'ann')).status).toBe('closed');
	});
});

describeStores('other decisions', (open) => {
	test('an unmapped value is read again with its field forced', async () => {
		const store = await open();
		await newLink(store, { psaId: '1', reviews: [entry({ kind: 'unmapped', field: 'status', side: 'psa' })] });
		await store.resolveReview((await open1(store)).id, { choice: 'retry' }, T0, 'ann');
		expect(await revisitsOf(store)).toEqual([{ side: 'psa', recordId: '1', force: ['status'] }]);
	});

	test('a given-up write is sent again, with new tries', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const review = await parked(store, 'deadLetter');
		await store.resolveReview(review.id, { choice: 'retry' }, T0, 'ann');
		expect((await contextOf(store, link)).writes[0]).toMatchObject({ status: 'pending', attempts: 0, lastError: null });
		expect(await store.dueWrites(SYNC, T0, 10)).toHaveLength(1);
	});

	test('an old value that is sent again does not overtake a newer one', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const [second] = await commit(store, [
			change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'old', status: 'x' })] }),
		]);
		const { write } = await claimOne(store);
		await store.markSent(write, { title: 'old' });
		await store.park(write, 'dead', entry({ kind: 'deadLetter', field: '' }), T0, true);
		await commit(store, [
			change({ expect: expecting(second), writes: [intend('platform', 'update', { title: 'new' })] }),
		]);
		const younger = await claimOne(store);
		await store.acknowledge(younger.write, landed('9', { title: 'new' }));
		await store.resolveReview((await open1(store)).id, { choice: 'retry' }, T0, 'ann');
		expect((await claimOne(store)).write.fields).toEqual({ status: 'x' });
	});

	test('a value that did not land is written again', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await commit(store, [change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'b' })] })]);
		const { write } = await claimOne(store);
		const reviews = [entry({ kind: 'notLanded', field: 'native name', side: 'platform', writeId: write.id })];
		await store.acknowledge(write, { ...landed('9', { title: 'a' }), reviews });
		await store.resolveReview((await open1(store)).id, { choice: 'retry' }, T0, 'ann');
		expect((await claimOne(store)).write).toMatchObject({ kind: 'update', fields: { title: 'b' } });
	});

	test('one of several counterparts is linked, and both records are read to compare them', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const candidates = [
			{ id: '8', label: 'eight' },
			{ id: '9', label: 'nine' },
		];
		const review = await parked(store, 'ambiguous', candidates);
		await expect(store.resolveReview(review.id, { choice: 'link', id: '7' }, T0, 'ann')).rejects.toMatchObject({
			code: 'BAD_INPUT',
		});
		const done = await store.resolveReview(review.id, { choice: 'link', id: '9' }, T0, 'ann');
		expect(done).toMatchObject({ status: 'resolved', platformId: '9' });
		expect(await contextOf(store, link)).toMatchObject({
			link: { state: 'matched', platformId: '9' },
			writes: [],
			openReviews: [],
		});
		expect(await revisitsOf(store)).toEqual([
			{ side: 'psa', recordId: '1', force: [] },
			{ side: 'platform', recordId: '9', force: [] },
		]);
	});

	test('a counterpart that is linked by now is refused', async () => {
		const store = await open();
		await newHalf(store, '1');
		const review = await parked(store, 'ambiguous', [{ id: '9', label: 'nine' }]);
		await newPair(store, '2', '9');
		await expect(store.resolveReview(review.id, { choice: 'link', id: '9' }, T0, 'ann')).rejects.toMatchObject({
			code: 'BAD_INPUT',
		});
		expect((await open1(store)).status).toBe('open');
	});

	test('none of the counterparts: the create is due, and says that it is wanted', async () => {
		const store = await open();
		await newHalf(store, '1');
		const review = await parked(store, 'ambiguous', [{ id: '9', label: 'nine' }]);
		await store.resolveReview(review.id, { choice: 'create' }, T0, 'ann');
		expect((await claimOne(store)).write).toMatchObject({ kind: 'create', createAnyway: true, status: 'pending' });
	});

	test.each<[Review['kind'], Decision['choice']]>([
		['conflict', 'retry'],
		['unmapped', 'psa'],
		['ambiguous', 'retry'],
		['deadLetter', 'create'],
		['notLanded', 'value'],
		['deleted', 'retry'],
	])('an entry of the kind %s refuses "%s" and takes "dismiss"', async (kind, choice) => {
		const store = await open();
		await newLink(store, { psaId: '1', reviews: [entry({ kind, psa: word('p') })] });
		const review = await open1(store);
		const decision = { choice, id: '1', value: null } as unknown as Decision;
		await expect(store.resolveReview(review.id, decision, T0, 'ann')).rejects.toMatchObject({ code: 'BAD_INPUT' });
		expect((await store.resolveReview(review.id, { choice: 'dismiss' }, T0, 'ann')).status).toBe('closed');
	});

	test('an unknown entry is refused', async () => {
		const store = await open();
		await expect(store.resolveReview('nothing', { choice: 'dismiss' }, T0, 'ann')).rejects.toMatchObject({
			code: 'BAD_INPUT',
		});
		expect(await store.review('nothing')).toBeNull();
	});

	test('entries are listed oldest first, by kind and status, page by page', async () => {
		const store = await open();
		const reviews = ['a', 'b', 'c'].map((field) => entry({ field })).concat(entry({ kind: 'unmapped' }));
		await newLink(store, { psaId: '1', reviews });
		const all = await store.reviews(SYNC, { limit: 10 });
		expect(all.map((one) => one.field)).toEqual(['a', 'b', 'c', 'title']);
		await store.resolveReview(all[1].id, { choice: 'dismiss' }, T0, 'ann');
		const page = await store.reviews(SYNC, { status: 'open', kind: 'conflict', limit: 1 });
		expect(page.map((one) => one.field)).toEqual(['a']);
		const next = await store.reviews(SYNC, { status: 'open', kind: 'conflict', limit: 1, after: page[0].id });
		expect(next.map((one) => one.field)).toEqual(['c']);
		await expect(store.reviews(SYNC, { limit: 1, after: 'nothing' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
	});
});
