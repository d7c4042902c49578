import { SIDES } from '../../../sync/model/entity';
import type { Stage } from '../bench';

/** The first runs between two systems that have long been in use. */
export function firstLoad(bench: Stage): void {
	describe('a first load', () => {
		test('links what both know, creates what one knows, and doubles nothing', async () => {
			const size = { companies: 4, contactsPerCompany: 2 };
			bench().psa.seed({ ...size, tickets: 12 });
			bench().platform.seed({ ...size, tickets: 0 });
			bench().makeClient('platform');
			await bench().settle();
			bench().expectAlike([5, 9, 13]);
			await bench().expectLinked([5, 9, 13]);
			const { openReviews: open } = await bench().status();
			// Where two records from before disagree, nobody knows who is right: a person is asked.
			expect(Object.keys(open).filter((kind) => open[kind] && kind !== 'conflict')).toEqual([]);
		}, 60_000);

		test('takes as many runs as it likes: small ones end with the same records', async () => {
			bench().psa.seed({ companies: 3, contactsPerCompany: 2, tickets: 9 });
			bench().makeClient('platform');
			const small = Object.fromEntries(SIDES.map((side) => [bench().nodes.get[side], { recordsPerRun: 2 }]));
			for (let run = 0; run < 20; run++) {
				// So many runs within minutes would meet the limits of both systems.
				bench().pass(240);
				await bench().cycle(small);
			}
			bench().expectAlike([4, 7, 10]);
		}, 60_000);
	});
}
