import { SIDES } from '../../../sync/model/entity';
import { CLIENT, PERSON, SYNC, type LinkedClient, type Stage } from '../bench';

/** Both sides do something at once. */
export function meetings(bench: Stage): void {
	describe('people who are on both sides already', () => {
		test('the same client and contact, typed in twice, are one of each', async () => {
			for (const side of SIDES) {
				const { people } = bench().on(side);
				const company = people.create('company', bench().known('company', CLIENT));
				people.create('contact', { ...PERSON, company });
			}
			await bench().settle();
			bench().expectAlike([1, 1, 0]);
			await bench().expectLinked([1, 1, 0]);
		});
	});

	describe('both sides at once', () => {
		let client: LinkedClient;
		beforeEach(async () => {
			client = await bench().linkedClient();
		});

		test('edits of different fields of one ticket both survive', async () => {
			bench().edit('ticket', 'psa', client.ticket, { priority: 'critical' });
			bench().edit('ticket', 'platform', client.ticket, { title: 'Printer is still on fire' });
			await bench().settle();
			for (const side of SIDES) {
				expect(bench().see('ticket', side, client.ticket)).toMatchObject({
					title: 'Printer is still on fire',
					priority: 'critical',
				});
			}
		});

		test('edits of one field: the PSA wins as the template says, and the loser is kept', async () => {
			bench().edit('ticket', 'psa', client.ticket, { title: 'What the PSA says' });
			bench().edit('ticket', 'platform', client.ticket, { title: 'What the platform says' });
			await bench().settle();
			for (const side of SIDES) {
				expect(bench().see('ticket', side, client.ticket).title).toBe('What the PSA says');
			}
			const audit = await (await bench().store()).audit(SYNC, { limit: 200 });
			expect(audit).toContainEqual(
				expect.objectContaining({ kind: 'lost', side: 'platform', before: 'What the platform says' }),
			);
		});

		test('edits of one field to the same value are no conflict, and nothing is written', async () => {
			for (const side of SIDES) bench().edit('ticket', side, client.ticket, { title: 'Both say so' });
			const before = bench().writeRequests();
			await bench().settle();
			expect(bench().writeRequests()).toBe(before);
			expect(await bench().openReviews()).toEqual([]);
		});

		test('a run that dies between plan and apply is finished by the next one, over no edit of meanwhile', async () => {
			bench().edit('ticket', 'psa', client.ticket, { title: 'What the PSA says' });
			await bench().dieBeforeApply();
			bench().edit('ticket', 'platform', client.ticket, { title: 'What the platform says', priority: 'high' });
			await bench().settle();
			for (const side of SIDES) {
				expect(bench().see('ticket', side, client.ticket)).toMatchObject({
					title: 'What the PSA says',
					priority: 'high',
				});
			}
			const audit = await (await bench().store()).audit(SYNC, { limit: 200 });
			expect(JSON.stringify(audit.filter(({ kind }) => kind === 'lost'))).toContain('What the platform says');
		});

		test('both systems are in trouble for a while: everything arrives once they recover', async () => {
			for (const { faults } of SIDES.map((side) => bench().on(side))) {
				faults.add({ kind: 'unavailable', times: 3, skip: 1 });
				faults.add({ kind: 'rateLimited', times: 1, skip: 3, retryAfterSeconds: 1 });
			}
			for (const side of SIDES) {
				bench()
					.on(side)
					.people.create('ticket', { title: `Ticket of ${side}`, company: client.company[side] });
			}
			for (let run = 0; run < 4; run++) {
				// What was learned from a refusal is over by then.
				bench().pass(600);
				await bench().once();
			}
			await bench().settle();
			bench().expectAlike([1, 1, 3]);
		}, 180_000);
	});
}
