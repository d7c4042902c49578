import fc from 'fast-check';
import { SIDES, otherSide, type Side } from '../../sync/model/entity';
import type { Json } from '../../sync/model/json';
import type { FieldPolicy } from '../../sync/model/policy';
import { decide, type Claim } from '../../sync/resolve/strategies';
import { runs } from '../properties/runs';

const time = fc
	.integer({ min: 0, max: 5_000 })
	.map((ms) => new Date(Date.parse('2026-01-01T00:00:00Z') + ms).toISOString());
const word: fc.Arbitrary<Claim> = fc.record({
	value: fc.constantFrom<Json>('a', 'b', 'c', ''),
	changedAt: fc.option(time),
});
const tieBreaker = fc.constantFrom(...SIDES);

/** The value that a strategy leaves standing between two words. */
function standing(strategy: 'lastWriteWins' | 'newestNonEmpty', psa: Claim, platform: Claim, ties: Side): Claim {
	const verdict = decide({ strategy }, psa, platform, null, ties);
	if (verdict.kind !== 'winner') throw new Error('these strategies always name a winner');
	return verdict.side === 'psa' ? psa : platform;
}

describe('last write wins', () => {
	it('I13: does not depend on which side is asked first, once the tie-breaker is turned round with them', () => {
		fc.assert(
			fc.property(word, word, tieBreaker, (a, b, ties) => {
				expect(standing('lastWriteWins', a, b, ties)).toBe(standing('lastWriteWins', b, a, otherSide(ties)));
			}),
			runs(),
		);
	});

	it('I13: is idempotent', () => {
		fc.assert(
			fc.property(word, tieBreaker, (a, ties) => {
				expect(standing('lastWriteWins', a, a, ties)).toBe(a);
			}),
			runs(),
		);
	});

	it('I13: an edit that is later by a second or more wins, whatever the tie-breaker', () => {
		fc.assert(
			fc.property(word, word, tieBreaker, (a, b, ties) => {
				if (a.changedAt === null || b.changedAt === null) return;
				const apart = Date.parse(a.changedAt) - Date.parse(b.changedAt);
				if (Math.abs(apart) < 1000) return;
				expect(standing('lastWriteWins', a, b, ties)).toBe(apart > 0 ? a : b);
			}),
			runs(),
		);
	});

	it('I13: "later than" stays an order over three edits, which a tolerance would break', () => {
		fc.assert(
			fc.property(time, time, time, (a, b, c) => {
				const later = (x: string, y: string): boolean =>
					standing('lastWriteWins', { value: 'x', changedAt: x }, { value: 'y', changedAt: y }, 'platform').value ===
					'x';
				if (later(a, b) && later(b, c)) expect(later(a, c)).toBe(true);
			}),
			runs(),
		);
	});
});

describe('any strategy', () => {
	const policy = fc.oneof(
		fc
			.constantFrom('lastWriteWins', 'newestNonEmpty', 'manual', 'union')
			.map((strategy) => ({ strategy }) as FieldPolicy),
		fc.record({
			strategy: fc.constant('sourceOfTruth' as const),
			truth: fc.constantFrom(...SIDES),
			mode: fc.constantFrom('prefer' as const, 'enforce' as const),
		}),
	);

	it('I11: gives an equal winner for equal words, however they came about', () => {
		fc.assert(
			fc.property(policy, word, word, tieBreaker, (rule, psa, platform, ties) => {
				const copy = (claim: Claim): Claim => JSON.parse(JSON.stringify(claim)) as Claim;
				const verdict = decide(rule, psa, platform, 'base', ties);
				expect(decide(rule, copy(psa), copy(platform), 'base', ties)).toEqual(verdict);
			}),
			runs(),
		);
	});
});

describe('newest non-empty', () => {
	it('I4: never lets an empty value win over one that says something', () => {
		fc.assert(
			fc.property(word, word, tieBreaker, (a, b, ties) => {
				if (a.value === '' && b.value === '') return;
				expect(standing('newestNonEmpty', a, b, ties).value).not.toBe('');
			}),
			runs(),
		);
	});
});

describe('source of truth', () => {
	it('I4: always names the declared side, whatever the times', () => {
		fc.assert(
			fc.property(word, word, tieBreaker, fc.constantFrom(...SIDES), (a, b, ties, truth) => {
				const verdict = decide({ strategy: 'sourceOfTruth', truth, mode: 'prefer' }, a, b, null, ties);
				expect(verdict).toMatchObject({ kind: 'winner', side: truth });
			}),
			runs(),
		);
	});
});

describe('union', () => {
	const list = fc.uniqueArray(fc.constantFrom('vip', 'server', 'print', 'mail', 'urgent'));
	const union = (psa: Json, platform: Json, base: Json): Json => {
		const verdict = decide(
			{ strategy: 'union' },
			{ value: psa, changedAt: null },
			{ value: platform, changedAt: null },
			base,
			'psa',
		);
		if (verdict.kind !== 'merged') throw new Error(`union did not merge: ${verdict.reason}`);
		return verdict.value;
	};

	it('I4: keeps what either side added and drops what either side took away', () => {
		fc.assert(
			fc.property(list, list, list, (psa, platform, base) => {
				const merged = union(psa, platform, base) as string[];
				for (const item of [...psa, ...platform]) if (!base.includes(item)) expect(merged).toContain(item);
				for (const item of base) expect(merged.includes(item)).toBe(psa.includes(item) && platform.includes(item));
			}),
			runs(),
		);
	});

	it('I11: gives one result, in one order, whichever side is which', () => {
		fc.assert(
			fc.property(list, list, list, (psa, platform, base) => {
				expect(union(psa, platform, base)).toEqual(union(platform, psa, base));
			}),
			runs(),
		);
	});

	it('I4: leaves values that are no lists to a person', () => {
		const verdict = decide(
			{ strategy: 'union' },
			{ value: 'a', changedAt: null },
			{ value: 'b', changedAt: null },
			null,
			'psa',
		);
		expect(verdict.kind).toBe('review');
	});
});

describe('manual', () => {
	it('I4: decides nothing by itself', () => {
		fc.assert(
			fc.property(word, word, tieBreaker, (a, b, ties) => {
				expect(decide({ strategy: 'manual' }, a, b, null, ties).kind).toBe('review');
			}),
			runs(),
		);
	});
});
