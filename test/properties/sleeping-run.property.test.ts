import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import { DayRun } from './day';
import { bijection, convergence, nothingTouched, nothingUnseen, ownWords, quiescence } from './judgements';
import { judge } from './law';
import { crowded } from './crowd';
import type { Fault } from './simulation/faults';
import type { World } from './simulation/world';
import { edited, faultsOf, side, stepsOf, text, worldOptions, type Edited, type Step } from './steps';
import { trial } from './trial';

interface Sleep {
	/** The await at which the run falls asleep. */
	readonly at: number;
	readonly ms: number;
	/** What the other run meets. */
	readonly psa: readonly Fault[];
	readonly platform: readonly Fault[];
	/** What somebody writes on the platform (which tells a writer that a record has moved) before the run wakes up. */
	readonly again: Edited | null;
	/** What the run meets when it has woken up. */
	readonly awake: readonly Fault[];
}

/**
 * One run falls asleep, longer than its leases last; another one comes and goes; then it wakes up and ends. It does not
 * fall asleep between saying that it is about to call and calling: no lease can take a call back (docs/architecture.md).
 */
async function sleep(day: DayRun, { at, ms, psa, platform, again, awake }: Sleep): Promise<void> {
	const { world } = day;
	let awaits = 0;
	let slept = false;
	await world.run({
		pause: async () => {
			if (slept || awaits++ < at || isCalling(world)) return;
			slept = true;
			world.wait(ms);
			world.break('psa', psa);
			world.break('platform', platform);
			await world.run();
			world.mend();
			if (again) await day.step({ do: 'edit', ...again });
			for (const side of SIDES) world.break(side, awake);
		},
	});
	world.mend();
}

function isCalling({ memory }: World): boolean {
	return memory
		.allWrites()
		.some(({ status, payload, leaseToken }) => status === 'pending' && payload !== null && leaseToken !== null);
}

/** Most of them meet the write: the lists and the look-up or the reading before it go well. */
const faults = fc.oneof(
	fc
		.tuple(fc.integer({ min: 2, max: 4 }), fc.constantFrom<Fault>('lost', 'failedAfter', 'unavailable'))
		.map(([well, fault]): Fault[] => [...Array.from({ length: well }, (): Fault => 'ok'), fault]),
	fc.array(faultsOf(false), { maxLength: 6 }),
);

/** Few tickets and fields, so that what both runs know of one record differs. */
const meeting = (edit: Edited): Edited => ({
	...edit,
	ticket: 0,
	field: (['extra', 'note', 'title', 'owner'] as const)[edit.value],
});

trial('a run that falls asleep in the middle, and wakes up when another one has done its work', {
	laws: {
		S1: 'once people stop, the sync stops writing',
		S2: 'both sides end alike, as far as each can hold it',
		S3: 'every record ends with exactly one counterpart',
		S4: 'what one side edited stays on that side to the letter',
		I2: 'a field that one side edited is never written on that side',
		I8: 'no write runs over a value that its writer has not read',
	},
	scenes: fc.record({
		options: fc.record(worldOptions),
		steps: fc.array(
			stepsOf().map((step): Step => crowded(step)),
			{ maxLength: 4 },
		),
		sleeps: fc.array(
			fc.record({
				at: fc.integer({ min: 10, max: 60 }),
				ms: fc.constantFrom(60_000, 150_000, 600_000),
				psa: faults,
				platform: faults,
				before: fc.array(edited.map(meeting), { maxLength: 3 }),
				made: fc.record({ side, title: text }),
				again: fc.option(text, { freq: 2 }),
				awake: fc.array(faultsOf(true), { maxLength: 3 }),
			}),
			{ minLength: 1, maxLength: 3 },
		),
	}),
	live: async ({ options, steps, sleeps }) => {
		const day = new DayRun(options);
		await day.step({ do: 'ticket', side: 'psa', title: 'a ticket', company: 0 });
		await day.live(steps);
		for (const { before, made, again, ...one } of sleeps) {
			await day.rest();
			await day.step({ do: 'ticket', ...made, company: 0 });
			for (const edit of before) await day.step({ do: 'edit', ...edit });
			const last = before.at(-1);
			await sleep(day, { ...one, again: last && again !== null ? { ...last, side: 'platform', text: again } : null });
		}
		await day.rest();
		await judge(day.people, {
			S3: bijection,
			S2: convergence,
			S4: ownWords,
			I2: nothingTouched,
			I8: nothingUnseen,
			S1: quiescence,
		});
	},
});
