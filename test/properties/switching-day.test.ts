import fc from 'fast-check';
import { PAIRS } from './pairs';
import { SwitchingDay, switchingOf } from './switching-day';

test('days with switches reach what they are about: switches carried out and refused, runs of other phases', async () => {
	const reached = new Set<string>();
	for (const scene of fc.sample(fc.record(switchingOf(PAIRS[0])), { numRuns: 100, seed: 1 })) {
		const day = new SwitchingDay(scene);
		await day.live(scene.steps);
		for (const what of day.reached) reached.add(what);
	}
	expect([...reached].sort()).toEqual(['a run of another phase', 'not begun', 'refused', 'switched', 'unchanged']);
});
