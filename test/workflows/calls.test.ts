import { countCalls, type Calls } from '../bench/calls';
import { Bench } from './bench';

const CHANGES = 120;

let bench: Bench;
let calls: Calls;
beforeAll(async () => {
	bench = await Bench.start({ connectwise: { seed: { companies: 3, contactsPerCompany: 2, tickets: CHANGES } } });
	calls = await countCalls(bench, () => bench.cycle(), CHANGES);
}, 120_000);
afterAll(async () => await bench.stop());

describe('what a cycle asks of both systems', () => {
	test('is one call per entity and side where nothing has changed', () => {
		expect(calls.idlePerEntitySide).toBe(1);
	});

	test('stays within 5 % of the least that so many changes can cost', () => {
		expect(calls.changes.calls).toBeGreaterThanOrEqual(calls.changes.floor);
		expect(calls.changes.calls / calls.changes.floor).toBeLessThanOrEqual(1.05);
	});
});
