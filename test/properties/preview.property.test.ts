import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import { canonicalJson, type Json } from '../../sync/model/json';
import type { WriteEnvelope } from '../../sync/model/envelope';
import type { LinkChange } from '../../sync/model/commit-batch';
import { bijection, convergence, quiescence } from './judgements';
import { judge, LawBroken } from './law';
import { called, MORE_FAULTS, PAIRS } from './pairs';
import { SYNC } from './simulation/tenant';
import type { World } from './simulation/world';
import { runConditions, type RunConditions } from './steps';
import { SwitchingDay, switchingOf, type Switching } from './switching-day';
import { trial } from './trial';

type Scene = Switching & {
	/** By step: somebody looks at a preview after it, which meets this. */
	readonly looks: readonly (RunConditions | null)[];
};

/** Everything that a preview must leave as it is: both systems, and what the sync has decided. */
async function standingOf({ psa, platform, memory, writeCount }: World): Promise<string> {
	return canonicalJson({
		written: writeCount.call({ psa, platform } as World),
		links: memory.allLinks(),
		writes: memory.allWrites(),
		reviews: await memory.reviews(SYNC, { status: 'open', limit: 1000 }),
		audit: await memory.audit(SYNC, { limit: Number.MAX_SAFE_INTEGER }),
		phase: await memory.phase(SYNC),
	} as unknown as Json);
}

const inOrder = (some: readonly object[]): string =>
	some
		.map((one) => canonicalJson(one as unknown as Json))
		.sort()
		.join('\n');
const shownAs = ({ target, entity, action, fields }: WriteEnvelope) => ({ target, entity, action, fields });
const plannedAs = ({ entity, writes }: LinkChange) =>
	writes.map(({ target, kind, fields }) => ({ target, entity, action: kind, fields }));

class LookingDay extends SwitchingDay {
	/** P3: a preview writes nothing, whatever it meets. */
	async preview({ psa, platform, life }: RunConditions): Promise<void> {
		const { world } = this;
		const before = await standingOf(world);
		world.break('psa', psa);
		world.break('platform', platform);
		const calm = world.atEveryAwait;
		world.atEveryAwait = async () => undefined;
		await world.run({ preview: true, ...(life === null ? {} : { life }) });
		world.atEveryAwait = calm;
		world.mend();
		const after = await standingOf(world);
		if (after !== before) throw new LawBroken('P3', 'a preview has changed what stands');
	}

	#copy(): World {
		const copy = this.world.clone();
		copy.phaseOfNextRun = () => this.phase;
		copy.policyOf = this.world.policyOf;
		return copy;
	}

	/** P3: a live run on the same data plans what the preview showed, and what it writes beside that was due before. */
	async compare(): Promise<void> {
		// Each from the same reading position: of a window in which nothing had changed, no run reads again.
		const [other, world] = [this.#copy(), this.#copy()];
		const wasDue = world.memory.allWrites().some(({ status }) => !['done', 'dead', 'superseded'].includes(status));
		let shown: readonly WriteEnvelope[] = [];
		await other.run({ preview: true, given: (writes) => (shown = writes) });
		const planned: LinkChange[] = [];
		const commit = world.memory.commit.bind(world.memory);
		world.memory.commit = async (batch) => {
			planned.push(...batch.changes);
			return await commit(batch);
		};
		let given: readonly WriteEnvelope[] = [];
		await world.run({ given: (writes) => (given = writes) });
		const [seen, done] = [inOrder(shown.map(shownAs)), inOrder(planned.flatMap(plannedAs))];
		if (seen !== done) throw new LawBroken('P3', `the preview showed\n${seen}\nand the live run planned\n${done}`);
		const more = given.map(shownAs).filter((one) => !seen.includes(canonicalJson(one as unknown as Json)));
		if (!wasDue && more.length > 0)
			throw new LawBroken('P3', `the live run wrote what no preview showed: ${inOrder(more)}`);
	}
}

for (const pair of PAIRS) {
	trial<Scene>(`previews between ${called(pair)} at any moment of a day with switches of phase`, {
		laws: {
			P3: 'a preview writes nothing, and what it shows is what a live run on the same data plans and carries out',
			S1: 'once people stop, the sync stops writing',
			S2: 'both sides end alike, as far as each can hold it',
			S3: 'every record ends with exactly one counterpart: nothing doubled, nothing missing',
		},
		scenes: fc.record({
			...switchingOf(pair),
			looks: fc.array(fc.option(runConditions(false, MORE_FAULTS), { freq: 2 }), { maxLength: 30 }),
		}),
		share: 0.05,
		live: async (scene) => {
			const day = new LookingDay(scene);
			for (const side of SIDES) day.people.createTicket(side, 'Printer', 0);
			await day.rest();
			for (const [index, step] of scene.steps.entries()) {
				await day.step(step);
				const look = scene.looks[index];
				if (!look) continue;
				await day.compare();
				await day.preview(look);
			}
			await day.end();
			await judge(day.people, { S3: bijection, S2: convergence, S1: quiescence });
		},
	});
}
