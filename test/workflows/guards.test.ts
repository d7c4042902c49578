import { Bench, NODES, SYNC } from './bench';

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

describe('a ConnectWise workflow rule that changes a field back after each of our writes', () => {
	/** The platform is the source of truth of titles: what ConnectWise makes of them is put back. */
	const enforced = {
		[NODES.resolve]: { rules: { rule: [{ entity: 'ticket', field: 'title', strategy: 'enforcePlatform' }] } },
	};
	const LIMIT = 20;

	async function twoTickets() {
		const { company } = bench.psaClient();
		const [psaId, otherPsaId] = [bench.psaTicket(company, 'Printer'), bench.psaTicket(company, 'Scanner')];
		await bench.settle(enforced);
		return { psaId, otherPsaId, otherId: bench.counterpart('ticket', otherPsaId).id };
	}

	/** The rule strikes, then the template runs, so often. */
	async function strike(psaId: number, times: number): Promise<void> {
		for (let round = 0; round < times; round++) {
			const { summary } = bench.psa('tickets', psaId);
			if (summary === 'Printer') bench.connectwise.control.edit('tickets', psaId, { summary: 'Set by the rule' });
			await bench.cycle(enforced);
		}
	}

	const patches = (psaId: number) =>
		bench.connectwise.control.requests.entries({ method: 'PATCH' }).filter(({ path }) => path.endsWith(`/${psaId}`));

	test('is written against twenty times an hour and no more; one entry says so, and the other tickets go on', async () => {
		const { psaId, otherPsaId, otherId } = await twoTickets();
		await strike(psaId, LIMIT);
		expect(patches(psaId)).toHaveLength(LIMIT);
		const tripping = await (async () => {
			bench.connectwise.control.edit('tickets', psaId, { summary: 'Set by the rule' });
			return await bench.cycle(enforced);
		})();
		expect(tripping.json(NODES.applyPsa)).toMatchObject([{ outcome: 'review', needsReview: true }]);
		await strike(psaId, 5);
		expect(patches(psaId)).toHaveLength(LIMIT);

		const store = await bench.store();
		const open = await store.reviews(SYNC, { status: 'open', limit: 10 });
		expect(open).toMatchObject([{ kind: 'flapping', entity: 'ticket', psaId: String(psaId), side: 'psa' }]);
		expect(open[0]?.message).toContain(`ConnectWise ticket ${psaId}`);
		expect(open[0]?.message).toContain('title 20 times');

		bench.platform.control.edit('ticket', otherId, { title: 'Scanner is dead' });
		await bench.settle(enforced);
		expect(bench.psa('tickets', otherPsaId).summary).toBe('Scanner is dead');
		expect((await bench.cycle(enforced)).ran(NODES.resolve)).toBe(false);
	}, 60_000);

	test('after the rule was switched off, "retry" writes the latest values, those of meanwhile among them', async () => {
		const { psaId } = await twoTickets();
		await strike(psaId, LIMIT + 2);
		const platformId = bench.counterpart('ticket', psaId).id;
		bench.platform.control.edit('ticket', platformId, { title: 'Printer, second floor', priority: 'High' });
		await bench.cycle(enforced);
		expect(bench.psa('tickets', psaId).summary).toBe('Set by the rule');
		const store = await bench.store();
		const [entry] = await store.reviews(SYNC, { status: 'open', kind: 'flapping', limit: 2 });
		await store.resolveReview(entry?.id ?? '', { choice: 'retry' }, Date.now(), 'jane');
		await bench.settle(enforced);
		expect(bench.psa('tickets', psaId)).toMatchObject({
			summary: 'Printer, second floor',
			priority: { name: 'Priority 2 - High' },
		});
		expect((await store.status(SYNC)).openReviews.flapping).toBe(0);
	}, 60_000);

	test('"dismiss" leaves both systems as they are; what was not written is kept in the audit', async () => {
		const { psaId } = await twoTickets();
		await strike(psaId, LIMIT + 2);
		const store = await bench.store();
		const [entry] = await store.reviews(SYNC, { status: 'open', kind: 'flapping', limit: 2 });
		await store.resolveReview(entry?.id ?? '', { choice: 'dismiss' }, Date.now(), 'jane');
		await bench.settle(enforced);
		expect(bench.psa('tickets', psaId).summary).toBe('Set by the rule');
		expect(bench.counterpart('ticket', psaId).title).toBe('Printer');
		const audit = await store.audit(SYNC, { limit: 200 });
		expect(audit).toContainEqual(
			expect.objectContaining({ kind: 'lost', side: 'psa', field: 'title', before: 'Printer' }),
		);
		expect((await store.reviews(SYNC, { status: 'open', limit: 2 })).length).toBe(0);
	}, 60_000);

	test('a person who edits one ticket ten times within the hour is no such rule', async () => {
		const { psaId } = await twoTickets();
		const platformId = bench.counterpart('ticket', psaId).id;
		for (let edit = 1; edit <= 10; edit++) {
			bench.platform.control.edit('ticket', platformId, { title: `Printer, try ${edit}` });
			await bench.cycle(enforced);
		}
		expect(bench.psa('tickets', psaId).summary).toBe('Printer, try 10');
		expect(await (await bench.store()).reviews(SYNC, { limit: 2 })).toEqual([]);
	}, 60_000);
});

describe('most tickets vanish from the platform at once', () => {
	const COUNT = 40;
	const GONE = 30;

	/** Linked tickets of one client. @returns their ids on both sides */
	async function linkedTickets(): Promise<{ psaId: number; platformId: string }[]> {
		const { company } = bench.psaClient();
		const psaIds = Array.from({ length: COUNT }, (_, index) => bench.psaTicket(company, `Ticket ${index}`));
		await bench.settle();
		return psaIds.map((psaId) => ({ psaId, platformId: bench.counterpart('ticket', psaId).id }));
	}

	const open = async () => await (await bench.store()).reviews(SYNC, { status: 'open', limit: 100 });
	const purge = (tickets: readonly { platformId: string }[]): void => {
		for (const { platformId } of tickets) bench.platform.control.remove('ticket', platformId);
	};

	test('one entry asks whether they were deleted, however many runs it takes to read them; the others go on', async () => {
		const tickets = await linkedTickets();
		purge(tickets.slice(0, GONE));
		const small = { [NODES.getPlatform]: { recordsPerRun: 7 } };
		const told: unknown[] = [];
		for (let run = 0; run < 8; run++) {
			const result = await bench.cycle(small);
			if (result.ran(NODES.tell)) told.push(...result.json(NODES.tell).filter(({ kind }) => kind === 'massDeletion'));
		}
		expect(told).toHaveLength(1);
		const entries = await open();
		const asking = entries.filter(({ kind }) => kind === 'massDeletion');
		expect(asking).toMatchObject([{ entity: 'ticket', side: 'platform' }]);
		expect(asking[0]?.message).toContain(`Unified Platform: ${GONE} of ${COUNT} linked records of "ticket"`);
		// What the first small run saw was few enough to be believed; each of those has its own entry.
		expect(entries.filter(({ kind }) => kind === 'deleted').length).toBeLessThanOrEqual(10);
		const { links, missing } = await (await bench.store()).status(SYNC);
		expect(links.ticket?.tombstone).toBeLessThanOrEqual(10);
		expect(missing).toBe(GONE - (links.ticket?.tombstone ?? 0));

		const last = tickets.at(-1);
		bench.platform.control.edit('ticket', last?.platformId ?? '', { title: 'Still here' });
		await bench.settle();
		expect(bench.psa('tickets', last?.psaId ?? 0).summary).toBe('Still here');
		expect(bench.connectwise.control.records('tickets')).toHaveLength(COUNT);
		expect((await bench.cycle()).ran(NODES.resolve)).toBe(false);
	}, 90_000);

	test('a person who confirms gets each of them reported; nothing is deleted in ConnectWise', async () => {
		const tickets = await linkedTickets();
		purge(tickets.slice(0, GONE));
		await bench.settle();
		const [asking, ...others] = await open();
		expect(asking?.kind).toBe('massDeletion');
		expect(others).toEqual([]);
		const store = await bench.store();
		await store.resolveReview(asking?.id ?? '', { choice: 'confirm' }, Date.now(), 'jane');
		await bench.settle();
		const entries = await open();
		expect(entries.map(({ kind }) => kind)).toEqual(Array<string>(GONE).fill('deleted'));
		expect((await store.status(SYNC)).links.ticket).toMatchObject({ tombstone: GONE, linked: COUNT - GONE });
		expect(bench.connectwise.control.records('tickets')).toHaveLength(COUNT);

		// The next single deletion is an ordinary one again.
		purge(tickets.slice(GONE, GONE + 1));
		await bench.settle();
		expect((await open()).map(({ kind }) => kind)).toEqual(Array<string>(GONE + 1).fill('deleted'));
	}, 90_000);

	test('a person who dismisses is not asked again; edits in ConnectWise wait and harm nothing', async () => {
		const tickets = await linkedTickets();
		purge(tickets.slice(0, GONE));
		await bench.settle();
		const store = await bench.store();
		await store.resolveReview((await open())[0]?.id ?? '', { choice: 'dismiss' }, Date.now(), 'jane');
		bench.connectwise.control.edit('tickets', tickets[0]?.psaId ?? 0, { summary: 'Edited in ConnectWise' });
		await bench.settle();
		expect(await open()).toEqual([]);
		expect(await store.status(SYNC)).toMatchObject({ missing: GONE, links: { ticket: { linked: COUNT } } });
		expect(bench.psa('tickets', tickets[0]?.psaId ?? 0).summary).toBe('Edited in ConnectWise');
		expect(bench.platform.control.list('ticket')).toHaveLength(COUNT - GONE);
	}, 90_000);

	test('a preview shows the question and remembers nothing', async () => {
		const tickets = await linkedTickets();
		purge(tickets.slice(0, GONE));
		const preview = await bench.cycle({ [NODES.resolve]: { mode: 'preview' } });
		expect(preview.json(NODES.resolve, 2)).toMatchObject([{ kind: 'massDeletion', needsReview: true }]);
		expect((await (await bench.store()).status(SYNC)).missing).toBe(0);
		expect(await open()).toEqual([]);
	}, 90_000);
});
