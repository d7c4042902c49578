import fc from 'fast-check';
import type { SyncPolicy } from '../../sync/model/policy';
import { sameValue, type Json } from '../../sync/model/json';
import type { Review } from '../../sync/model/review';
import { crowded } from './crowd';
import { DayRun } from './day';
import { convergence } from './judgements';
import { judge, LawBroken } from './law';
import { FIELDS, type People } from './simulation/people';
import { SYNC } from './simulation/tenant';
import { stepsOf, worldOptions } from './steps';
import { trial } from './trial';

/** Whatever both sides change differently is a person's to decide. */
const askAlways: SyncPolicy = { fallback: { strategy: 'manual' }, tieBreaker: 'psa', entities: {} };

const choice = fc.constantFrom('psa' as const, 'platform' as const, 'value' as const);
const CHOSEN = 'chosen by hand';

async function openConflicts({ world }: People): Promise<Review[]> {
	return world.memory.reviews(SYNC, { status: 'open', kind: 'conflict', limit: 1000 });
}

/** The two words of an entry are what both sides hold: neither was written while a person was asked. */
async function bothWordsStand(people: People): Promise<void> {
	const { world } = people;
	for (const { entity, field, psaId, platformId, psa, platform } of await openConflicts(people)) {
		const mapping = world.mappings.find((one) => one.entity === entity);
		const left = mapping?.forward(world.psa.all(entity).get(psaId ?? '') ?? {}, parent(people)).view[field];
		const right = world.platform.all(entity).get(platformId ?? '')?.[field];
		for (const [side, held, word] of [
			['psa', left, psa?.value],
			['platform', right, platform?.value],
		] as const) {
			if (sameValue(held, word)) continue;
			throw new LawBroken(
				'I4',
				`${entity} ${psaId} ↔ ${platformId} "${field}" waits for a person, who is shown ${JSON.stringify(word)} of ${side}, but it holds ${JSON.stringify(held)}`,
			);
		}
	}
}

function parent({ world }: People): (_: string, id: string) => string | undefined {
	return (_, id) => world.counterpart('company', 'psa', id);
}

/** Nobody is asked about a field that only one side ever touched. */
async function nobodyAskedInVain(people: People): Promise<void> {
	const open = await openConflicts(people);
	for (const { known, field, side } of people.oneSided()) {
		const entry = open.find(
			({ linkId, field: name }) => linkId === people.linkOf(known)?.id && name === FIELDS[field].platform,
		);
		if (entry)
			throw new LawBroken(
				'I2',
				`a person is asked about "${field}" of ticket ${known.id}, which ${side} alone has edited`,
			);
	}
}

/** A decision is what both sides end with. */
async function decisionsCount(people: People, choices: readonly ('psa' | 'platform' | 'value')[]): Promise<void> {
	const { world } = people;
	const open = await openConflicts(people);
	const expected: { entry: Review; value: Json }[] = [];
	for (const [index, entry] of open.entries()) {
		const choose = choices[index % choices.length];
		const state = entry.field === FIELDS.state.platform;
		const decision = choose === 'value' ? { choose, value: state ? 'done' : CHOSEN } : { choose };
		const value = choose === 'value' ? (state ? 'done' : CHOSEN) : (entry[choose]?.value ?? null);
		await world.memory.resolveReview(
			entry.id,
			'value' in decision
				? { choice: 'value', value: decision.value ?? null }
				: { choice: choose as 'psa' | 'platform' },
			world.clock.now(),
			'ann',
		);
		expected.push({ entry, value });
	}
	await world.settle();
	for (const { entry, value } of expected) {
		const mapping = world.mappings.find((one) => one.entity === entry.entity);
		const { psaId, platformId, field } = entry;
		const left = mapping?.forward(world.psa.all(entry.entity).get(psaId ?? '') ?? {}, parent(people)).view[field];
		const right = world.platform.all(entry.entity).get(platformId ?? '')?.[field];
		for (const held of [left, right]) {
			if (mapping?.equivalent(field, held, value)) continue;
			throw new LawBroken(
				'I4',
				`a person chose ${JSON.stringify(value)} for "${field}" of ${entry.entity} ${psaId} ↔ ${platformId}, which ended as ${JSON.stringify(left)} and ${JSON.stringify(right)}`,
			);
		}
	}
	const left = await openConflicts(people);
	if (left.length > 0) throw new LawBroken('I4', `${left.length} entries are open after all were decided`);
}

trial('any day on which a person decides every conflict', {
	laws: {
		S2: 'both sides end alike where nobody is asked',
		I2: 'nobody is asked about a field that one side alone has edited',
		I4: 'a field about which a person is asked keeps both words until then, and both sides end with the one that is chosen',
	},
	scenes: fc.record({
		options: fc.record({ ...worldOptions, policy: fc.constant(askAlways) }),
		steps: fc.array(stepsOf().map(crowded), { minLength: 3, maxLength: 30 }),
		choices: fc.array(choice, { minLength: 1, maxLength: 3 }),
	}),
	live: async ({ options, steps, choices }) => {
		const day = new DayRun(options);
		await day.live(steps);
		await day.rest();
		await judge(day.people, { S2: convergence, I2: nobodyAskedInVain, I4: bothWordsStand });
		await judge(day.people, { I4: (people) => decisionsCount(people, choices) });
	},
});
