import fc from 'fast-check';
import { runs } from '../../properties/runs';
import { play, Reader, SECOND, SimulatedList, step, world } from './simulated-list';

describe('readWindow', () => {
	afterEach(() => jest.restoreAllMocks());

	it.each([
		['W2–W4: in the end has shown the last version of every row, whatever moved, lagged, was skewed or died', world],
		['W2–W4: hold for a server that does not tell its time', world.map((one) => ({ ...one, sendsDate: false }))],
	])('%s', async (_law, worlds) => {
		await fc.assert(
			fc.asyncProperty(
				worlds,
				fc.array(step, { maxLength: 30 }),
				fc.array(fc.nat(1000), { maxLength: 6 }),
				async (setting, steps, edits) => {
					const list = new SimulatedList(setting);
					const reader = await play(list, steps, edits);
					list.advance(setting.lagMs);
					await reader.drain();
					await reader.drain();
					expect(reader.seen).toEqual(list.current);
				},
			),
			runs(),
		);
	});

	it('W3: loses none of many rows with one timestamp, whatever the page size', async () => {
		await fc.assert(
			fc.asyncProperty(
				world,
				fc.integer({ min: 1, max: 14 }),
				fc.integer({ min: 1, max: 9 }),
				async (setting, count, limit) => {
					const list = new SimulatedList({ ...setting, lagMs: 0 });
					for (let row = 0; row < count; row++) list.create();
					list.advance(300 * SECOND);
					const reader = new Reader(list);
					while (await reader.read(limit, false));
					for (let row = 0; row < count; row++) list.edit(row);
					while (await reader.read(limit, false));
					expect(reader.seen).toEqual(list.current);
				},
			),
			runs(),
		);
	});
});
