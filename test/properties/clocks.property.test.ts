import fc from 'fast-check';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import type { FieldPolicy, SyncPolicy } from '../../sync/model/policy';
import { DayRun } from './day';
import { judge, LawBroken } from './law';
import { picture } from './simulation/picture';
import type { World, WorldOptions } from './simulation/world';
import { edited, side, skew, text, worldOptions, type Step } from './steps';
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

const truth = (of: Side): FieldPolicy => ({ strategy: 'sourceOfTruth', truth: of, mode: 'prefer' });
/** No field is decided by time. */
const TIMELESS: SyncPolicy = {
	fallback: truth('psa'),
	tieBreaker: 'psa',
	entities: {
		ticket: {
			default: truth('psa'),
			fields: { note: { strategy: 'manual' }, extra: truth('platform'), owner: truth('platform') },
		},
	},
};

const RUN: Step = { do: 'run', psa: [], platform: [], life: null, meanwhile: [] };

const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('company' as const), side }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('ticket' as const), side, title: text, company: fc.nat(3) }) },
	{ weight: 6, arbitrary: edited.map((edit) => ({ do: 'edit' as const, ...edit })) },
	{
		weight: 3,
		arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1000, 20_000, 100_000) }),
	},
	{
		weight: 4,
		arbitrary: fc.constant(RUN),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('clock' as const),
			whose: fc.constantFrom<Side | 'engine'>(...SIDES, 'engine'),
			ms: skew,
		}),
	},
);

/** What people came to do: an edit is nothing where the record is not yet, or holds the value already. */
function done({ people }: DayRun): string {
	return JSON.stringify(people.records.map(({ edits }) => [...edits].map(([field, all]) => [field, all.length])));
}

trial('clocks that are wrong, and jump', {
	laws: { I9: 'change nothing where no field is decided by time' },
	scenes: fc.record({ ...worldOptions, steps: fc.array(steps, { minLength: 3, maxLength: 20 }) }),
	live: async ({ steps: deeds, ...options }) => {
		const wrong = new DayRun({ ...options, policy: TIMELESS });
		const right = new DayRun({ ...options, policy: TIMELESS, skewMs: { psa: 0, platform: 0 } });
		await wrong.live(deeds);
		await right.live(deeds.filter((step) => step.do !== 'clock'));
		await wrong.rest();
		await right.rest();
		// A clock that was set back hides a new record until it has caught up; who could not edit it meanwhile did less.
		if (done(wrong) !== done(right)) return;
		const [found, expected] = [picture(wrong.world), picture(right.world)];
		if (found !== expected) throw new LawBroken('I9', `ended as ${found}; with right clocks as ${expected}`);
	},
	found: {
		'a record that a clock set back hides for a while, and that nobody can edit meanwhile': {
			skewMs: { psa: 0, platform: 0 },
			lagMs: 0,
			limit: 1,
			concurrency: 1,
			steps: [
				{ do: 'ticket', side: 'psa', title: '', company: 0 },
				RUN,
				{ do: 'ticket', side: 'psa', title: '', company: 0 },
				{ do: 'clock', whose: 'psa', ms: -1 },
				RUN,
				{ do: 'edit', side: 'platform', ticket: 3, field: 'title', value: 0, text: '!' },
				RUN,
			],
		},
	},
});
