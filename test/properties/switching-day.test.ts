import fc from 'fast-check';
import { SwitchingDay, switching } from './switching-day';

test('days with switches reach what they are about: switches carried out and refused, runs of other phases', async () => {
	const reached = new Set<string>();
	for (const scene of fc.sample(fc.record(switching), { numRuns: 100, seed: 1 })) {
		const day = new SwitchingDay(scene);
		await day.live(scene.steps);
		for (const what of day.reached) reached.add(what);
	}
	expect([...reached].sort()).toEqual(['a run of another phase', 'not begun', 'refused', 'switched', 'unchanged']);
});
