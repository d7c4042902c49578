import fc from 'fast-check';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { DEFAULT_SETTINGS } from '../../sync/pipeline';
import { DayRun } from './day';
import { convergence, nothingTouched, ownWords } from './judgements';
import { judge, LawBroken } from './law';
import type { Fault } from './simulation/faults';
import { ENTITIES_IN_PLAY } from './simulation/tenant';
import type { World, WorldOptions } from './simulation/world';
import { edited, side, skew, type Edited } from './steps';
import { trial } from './trial';

interface Scene {
	readonly options: WorldOptions;
	readonly made: Side;
	readonly first: Edited;
	readonly fault: Fault;
	readonly cycles: number;
	readonly second: Edited | null;
}

/** Every entity of both sides is asked once what has changed. */
const IDLE_CALLS = SIDES.length * ENTITIES_IN_PLAY.length;

async function callsOf(world: World, act: () => Promise<unknown>): Promise<number> {
	const calls = (): number => world.psa.calls() + world.platform.calls();
	const before = calls();
	await act();
	return calls() - before;
}

/** One edit, whose write lands without an answer; while the engine waits to look for it, the person edits on. */
async function live({ options, made, first, fault, cycles, second }: Scene): Promise<DayRun> {
	const day = new DayRun(options);
	const { world } = day;
	await day.step({ do: 'ticket', side: made, title: 'a ticket', company: 0 });
	await day.rest();
	await day.step({ do: 'edit', ...first });
	// The list shows the edit, and one more second has begun.
	world.wait(options.lagMs + 1_000);
	const target = otherSide(first.side);
	const faults: Fault[] = [...ENTITIES_IN_PLAY.map((): Fault => 'ok'), 'ok', fault];
	world.break(target, faults);
	const before = world.system(target).writes.length;
	await world.run();
	world.mend();
	if (world.system(target).writes.length === before) return day;
	const pauseMs = (DEFAULT_SETTINGS.settleMs - 1_000) / cycles;
	for (let cycle = 0; cycle < cycles; cycle++) {
		const calls = await callsOf(world, () => world.run());
		if (calls !== IDLE_CALLS)
			throw new LawBroken(
				'S5',
				`${calls} calls instead of ${IDLE_CALLS} while nobody did anything and nothing was due`,
			);
		world.wait(pauseMs);
	}
	if (second) await day.step({ do: 'edit', ...second, side: first.side, field: first.field });
	await world.run();
	await day.rest();
	return day;
}

trial('an update that landed without an answer', {
	laws: {
		S2: 'both sides end alike',
		S4: 'what was edited stays to the letter',
		S5: 'it costs no call until the time has come to look for it',
		I2: 'it is known for our own: nothing is written on the side that was edited',
	},
	scenes: fc.record({
		options: fc.record({
			skewMs: fc.record({ psa: skew, platform: skew }),
			lagMs: fc.constantFrom(0, 800, 30_000),
			limit: fc.constant(50),
		}),
		made: side,
		first: edited,
		fault: fc.constantFrom<Fault>('lost', 'failedAfter'),
		cycles: fc.integer({ min: 1, max: 4 }),
		second: fc.option(edited),
	}),
	live: async (scene) => judge((await live(scene)).people, { S2: convergence, S4: ownWords, I2: nothingTouched }),
});
