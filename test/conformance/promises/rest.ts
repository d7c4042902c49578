import { SIDES } from '../../../sync/model/entity';
import type { Stage } from '../bench';
import { ENTITIES } from '../systems';

/** Nothing changed, or nothing is to be changed. */
export function rest(bench: Stage): void {
	describe('rest', () => {
		test('a quiet cycle writes nothing and costs one list call per entity and side', async () => {
			await bench().linkedClient();
			// What was written lately is read once more.
			bench().pass(600);
			await bench().settle();
			const logs = SIDES.map((side) => bench().on(side));
			const marks = logs.map(({ requests }) => requests.entries().at(-1)?.seq ?? 0);
			const run = await bench().cycle();
			for (const [index, { requests, calls }] of logs.entries()) {
				const asked = requests.entries({ since: marks[index] }).filter((request) => !calls.isOverhead(request));
				expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(
					ENTITIES.flatMap((one) => calls.list[one]),
				);
			}
			expect(run.ran(bench().nodes.resolve)).toBe(false);
		});

		test('a preview shows the plan and writes nothing; the live run after it carries out the same plan', async () => {
			bench().makeClient('psa');
			const shown = await bench().cycle({ [bench().nodes.resolve]: { mode: 'preview' } });
			expect(bench().writeRequests()).toBe(0);
			const apply = bench().nodes.apply.platform;
			expect(shown.json(apply).map(({ entity, outcome }) => [entity, outcome])).toEqual(
				ENTITIES.map((entity) => [entity, 'preview']),
			);
			const plan = (run: typeof shown) => run.json(bench().nodes.resolve, 1).map(({ _sync, ...fields }) => fields);
			const live = await bench().cycle();
			expect(plan(live)).toEqual(plan(shown));
			expect(live.json(apply).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
		});
	});
}
