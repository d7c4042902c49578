import { isoTime } from '../../sync/model/clock';
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
	LEASE,
	newHalf,
	newLink,
	newPair,
	revisitsOf,
	SYNC,
	T0,
	word,
} from './drafts';

describeStores('commit of new links', (open) => {
	test('makes half a link with the create of its counterpart', async () => {
		const store = await open();
		const link = await newHalf(store, '1', { title: 'a', priority: 2 });
		expect(link).toMatchObject({
			sync: SYNC,
			entity: 'ticket',
			psaId: '1',
			platformId: null,
			state: 'half',
			revision: 1,
		});
		expect(link.createdAt).toBe(isoTime(T0));
		const { writes } = await contextOf(store, link);
		expect(writes).toHaveLength(1);
		expect(writes[0]).toMatchObject({
			kind: 'create',
			target: 'platform',
			status: 'pending',
			attempts: 0,
			payload: null,
		});
		expect(writes[0].fields).toEqual({ title: 'a', priority: 2 });
	});

	test('finds links by the id of either side, and nothing for unknown ids', async () => {
		const store = await open();
		const pair = await newPair(store, '1', '9');
		expect([...(await store.linksBySide(SYNC, 'ticket', 'psa', ['1', '2'])).keys()]).toEqual(['1']);
		expect((await store.linksBySide(SYNC, 'ticket', 'platform', ['9'])).get('9')?.link.id).toBe(pair.id);
		expect((await store.linksBySide(SYNC, 'company', 'psa', ['1'])).size).toBe(0);
		expect((await store.linksBySide('other', 'ticket', 'psa', ['1'])).size).toBe(0);
		expect((await store.linkContexts(['unknown'])).size).toBe(0);
	});

	test('refuses a second link of the same record: the plan is stale, its records are read again', async () => {
		const store = await open();
		await newHalf(store, '1');
		const seen = [{ side: 'psa' as const, recordId: '1', force: ['title'] }];
		const [second, third] = await commit(store, [change({ psaId: '1', seen }), change({ psaId: '2' })]);
		expect(second).toBeNull();
		expect(third).not.toBeNull();
		expect(await revisitsOf(store)).toEqual(seen);
	});

	test('keeps records of any content: SQL, prototype keys, quotes, emoji, nesting', async () => {
		const store = await open();
		const hostile: Record<string, unknown> = JSON.parse(
			'{"__proto__":{"polluted":true},"x\'); drop table links;--":"\\u0000\'\\"","list":[1,null,{"deep":"🙂"}],"constructor":"c"}',
		);
		const link = await newLink(store, { psaId: "1'; drop table links", psaShadow: hostile as never });
		const found = (await store.linksBySide(SYNC, 'ticket', 'psa', ["1'; drop table links"])).values().next().value;
		expect(JSON.stringify(found?.link.psaShadow)).toBe(JSON.stringify(hostile));
		expect(found?.link.id).toBe(link.id);
		expect({}).not.toHaveProperty('polluted');
	});

	test('refuses a link that names no record', async () => {
		const store = await open();
		await expect(commit(store, [change({ psaId: '1' }), change({})])).rejects.toMatchObject({ code: 'BAD_INPUT' });
		expect((await store.linksBySide(SYNC, 'ticket', 'psa', ['1'])).size).toBe(0);
	});
});

describeStores('commit of changes', (open) => {
	test('counts revisions and refuses a plan made from an older one, without stopping the others', async () => {
		const store = await open();
		const a = await newPair(store, '1', '9');
		const b = await newPair(store, '2', '8');
		const [fresh] = await commit(store, [change({ expect: expecting(a), psaShadow: { summary: 'b' } })], T0 + 1);
		expect(fresh).toMatchObject({ revision: 2, psaShadow: { summary: 'b' }, platformShadow: { title: 'a' } });
		expect(fresh?.updatedAt).toBe(isoTime(T0 + 1));
		const stale = change({
			expect: expecting(a),
			psaShadow: { summary: 'c' },
			writes: [intend('platform', 'update', { title: 'c' })],
			reviews: [entry({})],
			audit: [audited()],
			seen: [{ side: 'psa', recordId: '1', force: [] }],
		});
		const [first, second] = await commit(store, [stale, change({ expect: expecting(b), state: 'tombstone' })]);
		expect(first).toBeNull();
		expect(second?.state).toBe('tombstone');
		const context = await contextOf(store, a);
		expect(context).toMatchObject({ link: { psaShadow: { summary: 'b' } }, writes: [], openReviews: [] });
		expect(await store.audit(SYNC, { limit: 10 })).toEqual([]);
		expect(await revisitsOf(store)).toEqual([{ side: 'psa', recordId: '1', force: [] }]);
	});

	test('a second plan for one link in the same batch is stale', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const twice = change({ expect: expecting(link) });
		expect((await commit(store, [twice, twice])).map((one) => one?.revision ?? null)).toEqual([2, null]);
	});

	test('merges a write into one that has not begun to travel', async () => {
		const store = await open();
		const link = await newHalf(store, '1', { title: 'a', priority: 1 });
		await commit(store, [change({ expect: expecting(link), writes: [intend('platform', 'create', { title: 'b' })] })]);
		const { writes } = await contextOf(store, link);
		expect(writes.map(({ kind, fields }) => ({ kind, fields }))).toEqual([
			{ kind: 'create', fields: { title: 'b', priority: 1 } },
		]);
	});

	test('a lease that ran out does not survive an amendment: its late holder may not call', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store, T0, LEASE);
		const late = T0 + LEASE;
		const amend = change({ expect: expecting(link), writes: [intend('platform', 'create', { title: 'b' })] });
		await commit(store, [amend], late);
		expect(await store.markSent(write, { title: 'a' })).toBe(false);
		expect((await contextOf(store, link)).writes[0].fields).toEqual({ title: 'b' });
	});

	test.each([
		['is leased', false],
		['may have landed', true],
	])('puts a write behind one that %s, as an update: nothing is created twice', async (_name, sent) => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		if (sent) {
			await store.markSent(write, { title: 'a' });
			await store.release(write, T0 + 1, 'no answer', true);
		}
		await commit(store, [change({ expect: expecting(link), writes: [intend('platform', 'create', { title: 'b' })] })]);
		const { writes } = await contextOf(store, link);
		expect(writes.map(({ kind, fields }) => [kind, fields.title])).toEqual([
			['create', 'a'],
			['update', 'b'],
		]);
	});

	test('a given-up write that gets new values is sent again, and its entry is closed', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		await store.markSent(write, { title: 'a' });
		await store.park(write, 'dead', entry({ kind: 'deadLetter', field: '', message: 'no title' }), T0);
		expect((await contextOf(store, link)).openReviews).toHaveLength(1);
		await commit(store, [change({ expect: expecting(link), writes: [intend('platform', 'create', { title: 'b' })] })]);
		const context = await contextOf(store, link);
		expect(context.openReviews).toEqual([]);
		expect(context.writes).toHaveLength(1);
		expect(context.writes[0]).toMatchObject({
			status: 'pending',
			attempts: 0,
			fields: { title: 'b' },
			lastError: null,
		});
	});

	test('withdraws fields; an update left with none is over', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const writes = [intend('platform', 'update', { title: 'b', status: 'open' })];
		const [second] = await commit(store, [change({ expect: expecting(link), writes })]);
		const takeOut = (fields: string[]) => [{ target: 'platform' as const, fields }];
		const [third] = await commit(store, [change({ expect: expecting(second), withdraw: takeOut(['title']) })]);
		expect((await contextOf(store, link)).writes[0].fields).toEqual({ status: 'open' });
		await commit(store, [change({ expect: expecting(third), withdraw: takeOut(['status', 'other']) })]);
		expect((await contextOf(store, link)).writes).toEqual([]);
		expect((await store.status(SYNC)).writes.superseded).toBe(1);
	});

	test('withdrawing from a write that is under way makes the whole change stale', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const [second] = await commit(store, [
			change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'b' })] }),
		]);
		const { write } = await claimOne(store);
		const withdraw = [{ target: 'platform' as const, fields: ['title'] }];
		const plan = change({ expect: expecting(second), withdraw, psaShadow: { summary: 'z' } });
		expect(await commit(store, [plan])).toEqual([null]);
		await store.markSent(write, { title: 'b' });
		await store.release(write, T0, 'no answer', true);
		expect(await commit(store, [plan])).toEqual([null]);
		expect((await contextOf(store, link)).link.psaShadow).toEqual({ summary: 'a' });
		const other = change({ expect: expecting(second), withdraw: [{ target: 'platform', fields: ['status'] }] });
		expect(await commit(store, [other])).not.toEqual([null]);
	});

	test('a write given back waits until it is confirmed', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const [second] = await commit(store, [
			change({ expect: expecting(link), writes: [intend('platform', 'update', { title: 'b' })] }),
		]);
		const { write } = await claimOne(store);
		await store.giveBack(write, 'title changed meanwhile', T0);
		expect(await store.dueWrites(SYNC, T0, 10)).toEqual([]);
		expect(await revisitsOf(store)).toEqual([{ side: 'platform', recordId: '9', force: [] }]);
		const [third] = await commit(store, [change({ expect: expecting(second), confirm: ['psa'] })]);
		expect(await store.dueWrites(SYNC, T0, 10)).toEqual([]);
		await commit(store, [change({ expect: expecting(third), confirm: ['platform'] })]);
		expect((await store.dueWrites(SYNC, T0, 10)).map((one) => one.write.id)).toEqual([write.id]);
	});

	test('a record that was seen ends its create', async () => {
		const store = await open();
		const link = await newHalf(store, '1');
		const { write } = await claimOne(store);
		const joined = change({
			expect: expecting(link),
			platformId: '9',
			platformShadow: {},
			closeCreate: true,
			state: 'linked',
		});
		expect(await commit(store, [joined])).toEqual([null]);
		await store.markSent(write, { title: 'a' });
		await store.release(write, T0, 'no answer', true);
		expect(await commit(store, [{ ...joined, closeCreate: false }])).toEqual([null]);
		const [linked] = await commit(store, [joined]);
		expect(linked).toMatchObject({ platformId: '9', state: 'linked' });
		expect((await contextOf(store, link)).writes).toEqual([]);
		expect((await store.status(SYNC)).writes.done).toBe(1);
	});

	test('half a link of the same record is merged into the one that turned out to know it', async () => {
		const store = await open();
		const left = await newHalf(store, '1');
		const right = await newLink(store, {
			platformId: '9',
			platformShadow: { title: 'z' },
			writes: [intend('psa', 'create', { title: 'z' })],
			reviews: [entry({ kind: 'unmapped', field: 'status' })],
			audit: [audited()],
		});
		const [joined] = await commit(store, [change({ expect: expecting(left), platformId: '9', closeCreate: true })]);
		expect(joined).toMatchObject({ id: left.id, psaId: '1', platformId: '9', platformShadow: { title: 'z' } });
		expect((await store.linkContexts([right.id])).size).toBe(0);
		const context = await contextOf(store, left);
		expect(context.writes).toEqual([]);
		expect(context.openReviews).toMatchObject([{ kind: 'unmapped', linkId: left.id, psaId: '1', platformId: '9' }]);
		const kinds = (await store.audit(SYNC, { linkId: left.id, limit: 10 })).map((one) => one.kind);
		expect(kinds).toEqual(['merged', 'overwritten']);
		expect(await store.dueWrites(SYNC, T0, 10)).toEqual([]);
	});

	test('tells of an entry as it stands after the whole batch: on the link that its own was merged into', async () => {
		const store = await open();
		const left = await newHalf(store, '1');
		const right = change({ platformId: '9', reviews: [entry({ kind: 'unmapped', field: 'status' })] });
		const join = change({ expect: expecting(left), platformId: '9', closeCreate: true });
		const { reviews } = await store.commit({ sync: SYNC, now: T0, pulls: [], changes: [right, join] });
		expect(reviews).toMatchObject([{ kind: 'unmapped', linkId: left.id, psaId: '1', platformId: '9' }]);
	});

	test('an id that another pair has is not taken from it', async () => {
		const store = await open();
		const half = await newHalf(store, '1');
		await newPair(store, '2', '9');
		expect(await commit(store, [change({ expect: expecting(half), platformId: '9', closeCreate: true })])).toEqual([
			null,
		]);
	});

	test('brings an open entry of the same thing up to date instead of opening a second one', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const first = await store.commit({
			sync: SYNC,
			now: T0,
			pulls: [],
			changes: [change({ expect: expecting(link), reviews: [entry({ psa: word('b') }), entry({ field: 'status' })] })],
		});
		expect(first.reviews).toHaveLength(2);
		const second = await store.commit({
			sync: SYNC,
			now: T0 + 5,
			pulls: [],
			changes: [change({ expect: expecting(first.links[0]), reviews: [entry({ psa: word('c') })] })],
		});
		expect(second.reviews.map((one) => one.id)).toEqual([first.reviews[0].id]);
		expect(second.reviews[0]).toMatchObject({ psa: word('c'), createdAt: isoTime(T0), updatedAt: isoTime(T0 + 5) });
		const closeReviews = [{ kind: 'conflict' as const, field: 'title' }];
		await commit(store, [change({ expect: expecting(second.links[0]), closeReviews })]);
		expect((await contextOf(store, link)).openReviews.map((one) => one.field)).toEqual(['status']);
		expect((await store.review(first.reviews[0].id))?.status).toBe('closed');
	});

	test('two given-up writes of one link have an entry each', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const writes = [intend('platform', 'update', { title: 'b' }), intend('psa', 'update', { status: 'open' })];
		await commit(store, [change({ expect: expecting(link), writes })]);
		const due = await store.dueWrites(SYNC, T0, 10);
		for (const { write } of await store.claim(
			SYNC,
			due.map((one) => one.write.id),
			T0,
			LEASE,
		)) {
			await store.park(write, 'dead', entry({ kind: 'deadLetter', field: '' }), T0);
		}
		expect((await contextOf(store, link)).openReviews).toHaveLength(2);
	});

	test('keeps what was asked to be read again, and drops what the change answers', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const ask = { sync: SYNC, side: 'psa' as const, entity: 'ticket' as const, reason: 'test' };
		await store.addRevisits([{ ...ask, recordId: '1', force: ['*'] }]);
		const [answered] = await store.revisits(SYNC, 'psa', 10);
		const revisit = [{ side: 'platform' as const, recordId: '9', force: [] }];
		await commit(store, [change({ expect: expecting(link), revisits: [answered.id], revisit })]);
		expect(await revisitsOf(store)).toEqual(revisit);
	});

	test('numbers the audit and lists it newest first', async () => {
		const store = await open();
		const link = await newPair(store, '1', '9');
		const audit = [audited({ before: '1' }), audited({ before: '2', after: null, kind: 'lost' })];
		await commit(store, [change({ expect: expecting(link), audit })], T0 + 3);
		const entries = await store.audit(SYNC, { limit: 10 });
		expect(entries).toEqual([
			{ ...audit[1], id: 2, sync: SYNC, linkId: link.id, entity: 'ticket', at: isoTime(T0 + 3) },
			{ ...audit[0], id: 1, sync: SYNC, linkId: link.id, entity: 'ticket', at: isoTime(T0 + 3) },
		]);
		expect(await store.audit(SYNC, { limit: 1 })).toEqual(entries.slice(0, 1));
		expect(await store.audit(SYNC, { linkId: 'other', limit: 10 })).toEqual([]);
	});

	test('gives out copies: changing them changes nothing', async () => {
		const store = await open();
		const shadow = { list: ['a'] };
		const link = await newLink(store, { psaId: '1', psaShadow: shadow });
		shadow.list.push('b');
		try {
			(link.psaShadow as { list: string[] }).list.push('c');
		} catch {
			// A frozen copy is as good.
		}
		expect((await contextOf(store, link)).link.psaShadow).toEqual({ list: ['a'] });
	});
});
