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
