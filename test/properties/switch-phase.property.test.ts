import fc from 'fast-check';
import { SIDES } from '../../sync/model/entity';
import type { FieldPolicy, SyncPolicy } from '../../sync/model/policy';
import { DAY_JUDGEMENTS, DAY_LAWS } from './day-laws';
import { judge, LawBroken } from './law';
import { called, PAIRS } from './pairs';
import { FIELD_NAMES, FIELDS } from './simulation/people';
import { nobodyAstray, switchesWriteNothing } from './phase-judgements';
import { SwitchingDay, switchingOf, type Switching } from './switching-day';
import { trial } from './trial';

for (const pair of PAIRS) {
	trial<Switching>(
		`phases that are switched at random moments of any day between ${called(pair)}, with the same rules in each`,
		{
			laws: {
				P1: 'no run writes while the sync is in another phase than its own',
				P2: 'a switch writes nothing by itself, forth or back',
				...DAY_LAWS,
			},
			scenes: fc.record(switchingOf(pair)),
			share: 0.1,
			live: async (lived) => {
				const day = new SwitchingDay(lived);
				await day.live(lived.steps);
				await day.end();
				await judge(day, { P1: nobodyAstray, ...DAY_JUDGEMENTS, P2: switchesWriteNothing });
			},
		},
	);
}

const { S1, S3, I12, I14 } = DAY_JUDGEMENTS;

type Rules = readonly [SyncPolicy, SyncPolicy, SyncPolicy];

/**
 * P1: no field was written on the side that it belonged to in the phase of that moment. A record that has no counterpart
 * yet belongs to its own side: what is typed while the counterpart is being created goes along, in a second write.
 */
function nothingOwnedWritten(day: SwitchingDay, rulesOf: Rules): void {
	for (const side of SIDES) {
		const justMade = new Set<string>();
		for (const [index, { kind, entity, id, fields }] of day.world.system(side).writes.entries()) {
			if (entity !== 'ticket') continue;
			if (kind === 'create') {
				justMade.add(id);
				continue;
			}
			const isSecond = justMade.delete(id);
			const phase = day.phaseOf(side, index);
			const { default: others, fields: named } = rulesOf[phase - 1].entities.ticket ?? {};
			for (const field of FIELD_NAMES) {
				const own = FIELDS[field];
				const policy = named?.[own.platform] ?? others;
				const isOwned = policy?.strategy === 'sourceOfTruth' && policy.mode === 'enforce' && policy.truth === side;
				if (!isOwned || !Object.hasOwn(fields, own[side]) || (isSecond && day.typedWhileAlone(side, id, field)))
					continue;
				throw new LawBroken(
					'P1',
					`"${own[side]}" of ${side} ticket ${id} was written in phase ${phase}, in which it belongs to ${side}`,
				);
			}
		}
	}
}

const rule = fc.constantFrom<FieldPolicy>(
	{ strategy: 'lastWriteWins' },
	{ strategy: 'manual' },
	{ strategy: 'newestNonEmpty' },
	{ strategy: 'sourceOfTruth', truth: 'psa', mode: 'prefer' },
	{ strategy: 'sourceOfTruth', truth: 'platform', mode: 'prefer' },
	{ strategy: 'sourceOfTruth', truth: 'psa', mode: 'enforce' },
	{ strategy: 'sourceOfTruth', truth: 'platform', mode: 'enforce' },
);

/** The rules of one phase: of two fields their own, of all others the same. */
const rules: fc.Arbitrary<SyncPolicy> = fc
	.record({ title: rule, state: rule, others: rule, tieBreaker: fc.constantFrom(...SIDES) })
	.map(({ title, state, others, tieBreaker }) => ({
		entities: { ticket: { default: others, fields: { title, state } } },
		fallback: others,
		tieBreaker,
	}));

for (const pair of PAIRS) {
	trial<Switching & { readonly rules: Rules }>(
		`phases that are switched at random moments of any day between ${called(pair)}, each with rules of its own`,
		{
			laws: {
				P1: 'no run writes in another phase than its own, and none a field that its phase gives to the other side',
				P2: 'a switch writes nothing by itself, forth or back, whatever the rules of both phases are',
				S1: DAY_LAWS.S1,
				S3: DAY_LAWS.S3,
				I12: DAY_LAWS.I12,
				I14: DAY_LAWS.I14,
			},
			scenes: fc.record({ ...switchingOf(pair), rules: fc.tuple(rules, rules, rules) }),
			share: 0.1,
			live: async (lived) => {
				const day = new SwitchingDay(lived);
				day.world.policyOf = (of) => lived.rules[of - 1];
				await day.live(lived.steps);
				await day.end();
				await judge(day, {
					P1: () => {
						nobodyAstray(day);
						nothingOwnedWritten(day, lived.rules);
					},
					S3,
					I12,
					I14,
					S1,
					P2: switchesWriteNothing,
				});
			},
		},
	);
}
