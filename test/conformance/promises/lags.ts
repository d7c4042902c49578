import { otherSide, SIDES, type Side } from '../../../sync/model/entity';
import { type Stage } from '../bench';

/** What a system shows late, or no longer. */
export function lags(bench: Stage, from: Side): void {
	const to = otherSide(from);

	test('a ticket that is gone here is left alone there, and a person is told', async () => {
		const { ticket } = await bench().linkedClient();
		bench().on(from).people.remove('ticket', ticket[from]);
		bench().edit('ticket', to, ticket, { title: 'Edited afterwards' });
		await bench().settle();
		expect(bench().see('ticket', to, ticket).title).toBe('Edited afterwards');
		expect(bench().on(from).people.exists('ticket', ticket[from])).toBe(false);
		expect(bench().counts()[from]).toEqual([1, 1, 0]);
		expect(await bench().openReviews()).toMatchObject([{ kind: 'deleted', entity: 'ticket', side: from }]);
		expect((await bench().cycle()).ran(bench().nodes.resolve)).toBe(false);
	});

	test('an index that lags behind shows an edit later, and nothing twice', async () => {
		const { ticket } = await bench().linkedClient();
		// Within the overlap of the readers' windows.
		bench().on(from).lag(100_000);
		bench().edit('ticket', from, ticket, { title: 'Shown later' });
		bench().edit('ticket', to, ticket, { priority: 'high' });
		for (let run = 0; run < 12; run++) await bench().cycle();
		for (const side of SIDES) {
			expect(bench().see('ticket', side, ticket)).toMatchObject({ title: 'Shown later', priority: 'high' });
		}
		const before = bench().writeRequests();
		for (let run = 0; run < 6; run++) await bench().cycle();
		expect(bench().writeRequests()).toBe(before);
	}, 60_000);

	test('an index that lags behind while records are new doubles none', async () => {
		bench().on(to).lag(100_000);
		bench().makeClient(from);
		for (let run = 0; run < 12; run++) await bench().cycle();
		bench().expectAlike([1, 1, 1]);
		expect((await bench().cycle()).ran(bench().nodes.resolve)).toBe(false);
	}, 60_000);

	test('records that cannot be read for a moment after they were created are linked all the same', async () => {
		const system = bench().on(to);
		if (!system.lagAfterCreate) return;
		system.lagAfterCreate(100_000);
		bench().makeClient(from);
		for (let run = 0; run < 8; run++) await bench().cycle();
		bench().expectAlike([1, 1, 1]);
		await bench().expectLinked([1, 1, 1]);
		expect(await bench().openReviews()).toEqual([]);
	}, 60_000);
}
