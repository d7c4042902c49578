import { mapAndPlan } from './map-plan';
import { makePairs, modelTickets } from './pairs';

describe('what the benchmark measures', () => {
	test('is the whole way from rows to a plan: one write for each pair that somebody edited, on either side', async () => {
		const pairs = makePairs(await modelTickets(), 400);
		expect(pairs.changed).toBe(4);
		// Rejects where it planned anything else.
		await expect(mapAndPlan(pairs)).resolves.toBeGreaterThan(0);
		await expect(mapAndPlan({ ...pairs, changed: 3 })).rejects.toThrow('3 pairs have changed, but 4 were planned');
	});
});
