import type { Entity, Side } from '../../sync/model/entity';
import type { Link, Missing } from '../../sync/model/link';
import type { Review } from '../../sync/model/review';
import type { LinkChange, MissingNotice } from '../../sync/model/commit-batch';
import type { Store } from '../../sync/store/store';
import { describeStores } from './both-stores';
import { change, commit, contextOf, entry, expecting, intend, newHalf, newPair, revisitsOf, SYNC, T0 } from './drafts';

const HOUR = 3_600_000;
const many = entry({ kind: 'massDeletion', field: '', message: 'many are gone' });
const notice = (parts: Partial<MissingNotice> = {}): MissingNotice => ({
	entity: 'ticket',
	side: 'platform',
	draft: many,
	...parts,
});

async function mark(store: Store, link: Link, known: Missing | null, side: Side = 'platform'): Promise<Link> {
	const { link: present } = await contextOf(store, link);
	const [next] = await commit(store, [change({ expect: expecting(present), missing: { [side]: known } })]);
	if (!next) throw new Error('stale');
	return next;
}

/** Pairs of which the platform's record is missing, with the one entry about them. */
async function asked(store: Store, count: number): Promise<{ links: Link[]; review: Review }> {
	const links: Link[] = [];
	for (let n = 1; n <= count; n++) links.push(await newPair(store, `p${n}`, `q${n}`));
	const changes = links.map((link) => change({ expect: expecting(link), missing: { platform: 'asked' } }));
	const { reviews } = await store.commit({ sync: SYNC, now: T0, pulls: [], changes, notices: [notice()] });
	return { links, review: reviews[0] };
}

/** A pair of which one side was deleted, as a plan accounts for it. */
async function deleted(
	store: Store,
	name: string,
	side: Side,
	now: number,
	more: Partial<LinkChange> = {},
): Promise<Link> {
	const link = await newPair(store, `p-${name}`, `q-${name}`);
	const reviews = [entry({ kind: 'deleted', field: '', side })];
	const [next] = await commit(store, [change({ expect: expecting(link), state: 'tombstone', reviews, ...more })], now);
	if (!next) throw new Error('stale');
	return next;
}

async function states(store: Store, links: readonly Link[]): Promise<(Missing | null)[]> {
	const contexts = await store.linkContexts(links.map(({ id }) => id));
	return links.map(({ id }) => contexts.get(id)?.link.platformMissing ?? null);
}

describeStores('a record that is missing', (open) => {
	test('leaves its link what it was; writes to its side wait, the other side goes on', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const writes = [intend('platform', 'update', { title: 'b' }), intend('psa', 'update', { status: 'x' })];
		const missing = { platform: 'asked' as const };
		const [next] = await commit(store, [change({ expect: expecting(link), writes, missing })]);
		expect(next).toMatchObject({ state: 'linked', platformMissing: 'asked', psaMissing: null });
		const due = await store.dueWrites(SYNC, T0, 10);
		expect(due.map(({ write }) => write.target)).toEqual(['psa']);
		expect((await store.status(SYNC)).missing).toBe(1);
		await mark(store, link, null);
		expect(await store.dueWrites(SYNC, T0, 10)).toHaveLength(2);
		expect((await store.status(SYNC)).missing).toBe(0);
	});

	test.each<Missing>(['asked', 'confirmed', 'ignored'])('keeps what is known of it (%s)', async (known) => {
		const store = await open();
		const link = await mark(store, await newPair(store, '1', '9'), known, 'psa');
		expect((await contextOf(store, link)).link).toMatchObject({ psaMissing: known, platformMissing: null });
		await commit(store, [change({ expect: expecting(link), platformShadow: { title: 'b' } })]);
		expect((await contextOf(store, link)).link.psaMissing).toBe(known);
	});

	test('makes plans stale that were made before it was known to be missing', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await mark(store, link, 'asked');
		expect(await commit(store, [change({ expect: expecting(link) })])).toEqual([null]);
	});

	test('is listed in the order of ids, page by page, unless its deletion is confirmed or accounted for', async () => {
		const store = await open();
		const links: Link[] = [];
		for (const id of ['c', 'a', 'd', 'b', 'e']) links.push(await newPair(store, `p${id}`, id));
		for (const link of links.slice(0, 3)) await mark(store, link, 'asked');
		await mark(store, links[3], 'ignored');
		await mark(store, links[4], 'confirmed');
		const page = async (after: string | null, limit: number) =>
			await store.missing(SYNC, 'ticket', 'platform', { after, limit });
		expect(await page(null, 2)).toEqual(['a', 'b']);
		expect(await page('b', 5)).toEqual(['c', 'd']);
		expect(await store.missing(SYNC, 'ticket', 'psa', { after: null, limit: 5 })).toEqual([]);
		expect(await store.missing(SYNC, 'company', 'platform', { after: null, limit: 5 })).toEqual([]);
		const { link } = await contextOf(store, links[1]);
		await commit(store, [change({ expect: expecting(link), state: 'tombstone' })]);
		expect(await page(null, 5)).toEqual(['b', 'c', 'd']);
	});
});

describeStores('how many are gone', (open) => {
	const count = async (store: Store, side: Side = 'platform', since = T0, entity: Entity = 'ticket') =>
		await store.deletions(SYNC, entity, side, since);

	test('counts links of one entity with an id on the side, and those that a person is asked about', async () => {
		const store = await open();
		await newPair(store, '1', '9');
		await newHalf(store, '2');
		await mark(store, await newPair(store, '3', '7'), 'asked');
		await mark(store, await newPair(store, '4', '6'), 'ignored');
		expect(await count(store)).toEqual({ linked: 3, recent: 0, asked: 1 });
		expect(await count(store, 'psa')).toEqual({ linked: 4, recent: 0, asked: 0 });
		expect(await count(store, 'psa', T0, 'company')).toEqual({ linked: 0, recent: 0, asked: 0 });
	});

	test('counts deletions since a time that nobody has looked at or confirmed', async () => {
		const store = await open();
		for (const hour of [1, 2, 3]) await deleted(store, `h${hour}`, 'platform', T0 + hour * HOUR);
		await deleted(store, 'other side', 'psa', T0 + 2 * HOUR);
		await deleted(store, 'confirmed', 'platform', T0 + 2 * HOUR, { missing: { platform: 'confirmed' } });
		const seen = await deleted(store, 'seen', 'platform', T0 + 2 * HOUR);
		const [looked] = (await contextOf(store, seen)).openReviews;
		await store.resolveReview(looked.id, { choice: 'dismiss' }, T0 + 3 * HOUR, 'ann');
		expect(await count(store)).toEqual({ linked: 0, recent: 3, asked: 0 });
		expect(await count(store, 'platform', T0 + HOUR)).toEqual({ linked: 0, recent: 2, asked: 0 });
	});
});

describeStores('the entry about many missing records', (open) => {
	test('is one of its entity and side, hangs on the first of them, and is news once', async () => {
		const store = await open();
		const { links, review } = await asked(store, 3);
		expect(review).toMatchObject({ kind: 'massDeletion', side: 'platform', linkId: links[0].id, entity: 'ticket' });
		const later = await newPair(store, 'p9', 'q9');
		const draft = { ...many, message: 'more are gone' };
		const changes = [change({ expect: expecting(later), missing: { platform: 'asked' } })];
		const again = await store.commit({ sync: SYNC, now: T0 + 1, pulls: [], changes, notices: [notice({ draft })] });
		expect(again.reviews).toEqual([]);
		expect(await store.reviews(SYNC, { kind: 'massDeletion', limit: 5 })).toMatchObject([
			{ id: review.id, message: 'more are gone' },
		]);
		const psa = [change({ expect: expecting(again.links[0]), missing: { psa: 'asked' } })];
		await store.commit({ sync: SYNC, now: T0, pulls: [], changes: psa, notices: [notice({ side: 'psa' })] });
		expect((await store.status(SYNC)).openReviews.massDeletion).toBe(2);
	});

	test('is not opened where the plans of all of them were stale', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		await mark(store, link, null);
		const changes = [change({ expect: expecting(link), missing: { platform: 'asked' } })];
		await store.commit({ sync: SYNC, now: T0, pulls: [], changes, notices: [notice()] });
		expect(await store.reviews(SYNC, { limit: 5 })).toEqual([]);
	});

	test('closes by a notice without a draft; what is still missing is read again', async () => {
		const store = await open();
		const { links, review } = await asked(store, 3);
		const { link } = await contextOf(store, links[1]);
		const changes = [change({ expect: expecting(link), missing: { platform: null } })];
		await store.commit({ sync: SYNC, now: T0 + 1, pulls: [], changes, notices: [notice({ draft: null })] });
		expect((await store.review(review.id))?.status).toBe('closed');
		expect(await revisitsOf(store)).toEqual([
			{ side: 'platform', recordId: 'q1', force: [] },
			{ side: 'platform', recordId: 'q3', force: [] },
		]);
	});

	test('"confirm": all of them are confirmed and read once more', async () => {
		const store = await open();
		const { links, review } = await asked(store, 3);
		const other = await mark(store, await newPair(store, 'x', 'y'), 'ignored');
		const done = await store.resolveReview(review.id, { choice: 'confirm' }, T0 + 1, 'ann');
		expect(done).toMatchObject({ status: 'resolved', decision: { choice: 'confirm', by: 'ann' } });
		expect(await states(store, [...links, other])).toEqual(['confirmed', 'confirmed', 'confirmed', 'ignored']);
		expect((await revisitsOf(store)).map(({ recordId }) => recordId)).toEqual(['q1', 'q2', 'q3']);
		expect(await store.deletions(SYNC, 'ticket', 'platform', T0 - 1)).toMatchObject({ asked: 0 });
	});

	test('"dismiss": all of them are left alone', async () => {
		const store = await open();
		const { links, review } = await asked(store, 2);
		const done = await store.resolveReview(review.id, { choice: 'dismiss' }, T0 + 1, 'ann');
		expect(done.status).toBe('closed');
		expect(await states(store, links)).toEqual(['ignored', 'ignored']);
		expect(await revisitsOf(store)).toEqual([]);
	});

	test('is not decided by anything else', async () => {
		const store = await open();
		const { links, review } = await asked(store, 1);
		await expect(store.resolveReview(review.id, { choice: 'retry' }, T0, 'ann')).rejects.toMatchObject({
			code: 'BAD_INPUT',
		});
		expect(await states(store, links)).toEqual(['asked']);
	});

	test('when some are there again, all are read again, and those whose deletion waits in an entry', async () => {
		const store = await open();
		await asked(store, 2);
		await mark(store, await newPair(store, 'x', 'y'), 'ignored');
		await deleted(store, 'gone', 'platform', T0);
		await deleted(store, 'elsewhere', 'psa', T0);
		await store.revisitMissing(SYNC, 'ticket', 'platform', 'back');
		expect((await revisitsOf(store)).map(({ recordId }) => recordId)).toEqual(['q1', 'q2', 'y', 'q-gone']);
	});
});
