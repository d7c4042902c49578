import fc from 'fast-check';
import { BilledDay, billedScenesOf, everyEditTold, nothingBilledTouched, type BilledScene } from './billed-day';
import {
	bijection,
	convergence,
	nothingForgotten,
	nothingTouched,
	nothingUnseen,
	ownWords,
	parentsFirst,
	quiescence,
} from './judgements';
import { judge } from './law';
import { called, PAIRS } from './pairs';
import { CALM } from './steps';
import { trial } from './trial';

/** So many awaits a run has at most that writes four tickets. */
const AWAITS = 80;

for (const pair of PAIRS) {
	trial(
		`several pieces of work between ${called(pair)} that are billed while one run writes them, and an index that does not show it yet`,
		{
			laws: { P5: 'none is written that was billed when it was read' },
			scenes: fc.record({
				tickets: fc.integer({ min: 1, max: 4 }),
				lagMs: fc.constantFrom(0, 30_000),
				concurrency: fc.constantFrom(1, 3),
				billed: fc.array(fc.record({ at: fc.nat(AWAITS), ticket: fc.nat(3) }), { minLength: 1, maxLength: 4 }),
			}),
			share: 0.1,
			live: async ({ tickets, lagMs, concurrency, billed }) => {
				const options = { ...CALM, pair, limit: 50, lagMs, concurrency };
				const day = new BilledDay({ options, steps: [], switches: [], others: [], billings: [] });
				const { world, people } = day;
				const made = Array.from({ length: tickets }, (_, index) => people.createTicket('psa', `t${index}`, 0));
				await day.rest();
				for (const known of made) people.edit(known, 'platform', 'note', 0, 'ten minutes more');
				world.wait(lagMs + 1000);
				const bill = (ticket: number): void => day.bill({ side: 'psa', ticket, billed: true });
				await world.run({ meanwhile: billed.map(({ at, ticket }) => ({ at, side: 'psa', act: () => bill(ticket) })) });
				await judge(people, { P5: nothingBilledTouched });
			},
		},
	);

	trial<BilledScene>(
		`work between ${called(pair)} that is billed at random moments, while people edit it and phases are switched`,
		{
			laws: {
				P5: 'billed work is never written, a person is asked about each edit of it, and one sent again after it was reopened arrives',
				S1: 'once people stop, the sync stops writing',
				S2: 'once it was reopened, both sides end alike',
				S3: 'every record ends with exactly one counterpart: nothing doubled, nothing missing',
				S4: 'what one side edited stays on that side to the letter',
				I2: 'a field that one side edited is never written on that side',
				I8: 'no write runs over a value that its writer has not read',
				I12: 'every overwritten value can be read in the audit',
				I14: 'no record is written before its parent, and none loses it',
			},
			scenes: billedScenesOf(pair),
			share: 0.1,
			live: async (scene) => {
				const day = new BilledDay(scene);
				await day.live(scene.steps);
				await day.end();
				const { people } = day;
				await judge(people, { P5: everyEditTold, S4: ownWords, S1: quiescence });
				await day.reopen();
				await judge(people, {
					P5: nothingBilledTouched,
					S2: convergence,
					S3: bijection,
					I2: nothingTouched,
					I8: nothingUnseen,
					I12: nothingForgotten,
					I14: parentsFirst,
				});
			},
		},
	);
}
