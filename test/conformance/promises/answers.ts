import { otherSide, type Side } from '../../../sync/model/entity';
import type { Stage } from '../bench';
import { ENTITIES } from '../systems';

/** Answers that never come, and requests that never arrive. */
export function answers(bench: Stage, from: Side): void {
	const to = otherSide(from);

	test.each(ENTITIES)('a create of a %s whose answer is lost is made once', async (entity) => {
		const { faults, calls } = bench().on(to);
		faults.add({ kind: 'lostResponse', times: 1, delayMs: 0, ...calls.create[entity] });
		bench().makeClient(from);
		for (let run = 0; run < 6; run++) await bench().cycle();
		expect(faults.list()[0]?.struck).toBe(1);
		bench().expectAlike([1, 1, 1]);
		await bench().expectLinked([1, 1, 1]);
		expect((await bench().cycle()).ran(bench().nodes.resolve)).toBe(false);
	});

	test.each(['lostRequest', 'unavailable', 'rateLimited', 'serverError'] as const)(
		'a create that never got through (%s) is made later, and once',
		async (kind) => {
			const { faults, calls } = bench().on(to);
			const more = {
				...(kind === 'rateLimited' && { retryAfterSeconds: 1 }),
				...(kind === 'serverError' && calls.outage !== undefined && { message: calls.outage }),
			};
			faults.add({ kind, times: 1, delayMs: 0, ...more, ...calls.create.ticket });
			bench().makeClient(from);
			for (let run = 0; run < 6; run++) await bench().cycle();
			expect(faults.list()[0]?.struck).toBe(1);
			bench().expectAlike([1, 1, 1]);
			expect((await bench().status()).writes).toMatchObject({ pending: 0, replan: 0 });
		},
	);

	test('an update whose answer is lost is recognised as our own, and a later edit comes back over it', async () => {
		const { ticket } = await bench().linkedClient();
		const { faults, calls } = bench().on(to);
		faults.add({ kind: 'lostResponse', times: 1, delayMs: 0, ...calls.update.ticket });
		bench().edit('ticket', from, ticket, { title: 'Edited once' });
		for (let run = 0; run < 5; run++) await bench().cycle();
		expect(faults.list()[0]?.struck).toBe(1);
		expect(bench().see('ticket', to, ticket).title).toBe('Edited once');
		bench().edit('ticket', to, ticket, { title: 'Edited later' });
		await bench().settle();
		expect(bench().see('ticket', from, ticket).title).toBe('Edited later');
	});
}
