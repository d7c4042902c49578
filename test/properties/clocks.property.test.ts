import fc from 'fast-check';
import { otherSide, type Side } from '../../sync/model/entity';
import type { SyncPolicy } from '../../sync/model/policy';
import { DayRun } from './day';
import { judge, LawBroken } from './law';
import type { World, WorldOptions } from './simulation/world';
import { side, skew, worldOptions } from './steps';
import { trial } from './trial';

/** Both times are cut to whole seconds, and a server's clock is measured to a second. */
const TELLABLE_MS = 2_000;

const lastWriteWins: SyncPolicy = { fallback: { strategy: 'lastWriteWins' }, tieBreaker: 'psa', entities: {} };

interface Scene {
	readonly options: WorldOptions;
	readonly engineMs: number;
	readonly first: Side;
	readonly apartMs: number;
	readonly tieBreaker: Side;
}

function held(world: World): readonly [unknown, unknown] {
	const [psa] = world.psa.all('ticket').values();
	const [platform] = world.platform.all('ticket').values();
	return [psa.owner, platform.owner];
}

/** Two people write into one field, one after the other, before either edit is carried over. */
async function live({ options, engineMs, first, apartMs, tieBreaker }: Scene): Promise<World> {
	const day = new DayRun({ ...options, policy: { ...lastWriteWins, tieBreaker } });
	day.world.localOffsetMs = engineMs;
	await day.live([{ do: 'ticket', side: first, title: 'a ticket', company: 0 }]);
	await day.rest();
	const edit = (where: Side, text: string): Promise<void> =>
		day.live([{ do: 'edit', side: where, ticket: 0, field: 'owner', value: 0, text }]);
	await edit(first, 'earlier');
	day.world.wait(apartMs);
	await edit(otherSide(first), 'later');
	await day.world.settle();
	return day.world;
}

trial('two edits of one field under clocks that go differently', {
	laws: { I9: `the later one wins, whatever the clocks show, if it came ${TELLABLE_MS / 1000} s later or more` },
	scenes: fc.record({
		options: fc.record(worldOptions),
		engineMs: skew,
		first: side,
		apartMs: fc.integer({ min: TELLABLE_MS, max: 100_000 }),
		tieBreaker: side,
	}),
	live: async (scene) =>
		judge(await live(scene), {
			I9: (world) => {
				if (held(world).every((value) => value === 'later')) return;
				throw new LawBroken('I9', `the later edit lost: both sides hold ${JSON.stringify(held(world))}`);
			},
		}),
});
