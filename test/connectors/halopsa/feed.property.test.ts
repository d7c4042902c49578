import fc from 'fast-check';
import { runs } from '../../properties/runs';
import { FeedReader, OVERLAP, SECOND, SimulatedInstance, step, world } from './simulated-instance';

describe('readFeed', () => {
	it('W2–W4: in the end has shown the last version of every record, whatever moved, lagged, went, was skewed or died', async () => {
		await fc.assert(
			fc.asyncProperty(
				world,
				fc.array(step, { maxLength: 30 }),
				fc.array(fc.nat(1000), { maxLength: 12 }),
				async (setting, steps, edits) => {
					const instance = new SimulatedInstance(setting);
					const reader = new FeedReader(instance);
					let edit = 0;
					for (const item of steps) {
						if (item.kind === 'create') for (let count = 0; count < item.count; count++) instance.create();
						else if (item.kind === 'edit') for (const pick of item.picks) instance.edit(pick);
						else if (item.kind === 'remove') instance.remove(item.pick);
						else if (item.kind === 'wait') instance.advance(item.ms);
						else {
							instance.between = () => {
								const pick = edits[edit++];
								if (pick === undefined) return;
								if (pick % 5 === 0) instance.remove(pick);
								else instance.edit(pick);
								instance.advance(pick);
							};
							await reader.read(item.limit, item.dies);
							instance.between = () => undefined;
						}
					}
					instance.advance(setting.lagMs);
					await reader.drain();
					await reader.drain();
					const missed = [...instance.current].filter(([id, version]) => reader.seen.get(id) !== version);
					expect(missed).toEqual([]);
				},
			),
			runs(),
		);
	});

	it.each([true, false])(
		'reads no record of the overlap twice that nobody touched (lists with time stamps: %s)',
		async (stamps) => {
			const instance = new SimulatedInstance({ skewMs: 0, lagMs: 0, stamps, resolutionMs: 3, maxPageSize: 100 });
			const reader = new FeedReader(instance);
			await reader.drain(200);
			for (let index = 0; index < 150; index++) instance.create();
			instance.advance(10 * SECOND);
			await reader.drain(200);
			expect(instance.reads).toBe(150);
			for (let cycle = 0; cycle < 10; cycle++) {
				instance.advance(30 * SECOND);
				await reader.drain(200);
			}
			expect(instance.reads).toBe(150);
			expect(instance.lists).toBeLessThan(60);
		},
	);

	it('costs one call where nothing changed, once the overlap is over', async () => {
		const instance = new SimulatedInstance({ skewMs: 0, lagMs: 0, stamps: false, resolutionMs: 3, maxPageSize: 100 });
		const reader = new FeedReader(instance);
		for (let index = 0; index < 250; index++) instance.create();
		instance.advance(10 * SECOND);
		await reader.drain(200);
		instance.advance(2 * OVERLAP);
		await reader.drain(200);
		const before = instance.lists;
		instance.advance(60 * SECOND);
		await reader.drain(200);
		expect([instance.lists - before, instance.reads]).toEqual([1, 250]);
	});
});
