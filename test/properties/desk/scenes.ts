import fc from 'fast-check';
import { SIDES } from '../../../sync/model/entity';
import type { FieldPolicy, SyncPolicy } from '../../../sync/model/policy';
import { rounding, someMinutes } from '../../mapping/durations';
import type { Pair } from '../simulation/profiles';
import { switchingOf } from '../switching-day';
import type { Deed, DeskScene, Readers } from './day';
import { READERS_MAPS } from './tenant';
import { CHILDREN } from './words';

const side = fc.constantFrom(...SIDES);
const readers = fc.constantFrom<Readers>('public', 'public', 'internal', 'internal', 'unclear');
const entity = fc.constantFrom(...CHILDREN);
const at = fc.nat(150);
const deed: fc.Arbitrary<Deed> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			at,
			side,
			do: fc.constant('write' as const),
			entity,
			ticket: fc.nat(1),
			readers,
			minutes: someMinutes,
		}),
	},
	{
		weight: 5,
		arbitrary: fc.record({
			at,
			side,
			do: fc.constant('edit' as const),
			entity,
			which: fc.nat(3),
			text: fc.constantFrom(true, true, false),
			readers: fc.constantFrom<Readers | null>(null, null, 'public', 'internal', 'unclear'),
			minutes: fc.oneof(fc.constant(null), someMinutes),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			at,
			side: fc.constantFrom('psa' as const, 'psa' as const, 'platform' as const),
			do: fc.constant('bill' as const),
			which: fc.nat(3),
			how: fc.nat(3),
			billed: fc.constantFrom(true, true, false),
		}),
	},
);

const rule = fc.constantFrom<FieldPolicy>(
	{ strategy: 'lastWriteWins' },
	{ strategy: 'sourceOfTruth', truth: 'psa', mode: 'prefer' },
	{ strategy: 'sourceOfTruth', truth: 'psa', mode: 'enforce' },
	{ strategy: 'sourceOfTruth', truth: 'platform', mode: 'enforce' },
);
const rules = rule.map((fallback): SyncPolicy => ({ entities: {}, fallback, tieBreaker: 'psa' }));

/** A day of a pairing at the desk. */
export const scenesOf = (pair: Pair): fc.Arbitrary<DeskScene> =>
	fc.record({
		...switchingOf(pair),
		deeds: fc.array(deed, { minLength: 2, maxLength: 60, size: 'max' }),
		rules: fc.tuple(rules, rules, rules),
		rounding: fc.oneof(fc.constant(null), rounding),
		readers: fc.constantFrom('as shipped' as const, 'as shipped' as const, ...READERS_MAPS),
	});
