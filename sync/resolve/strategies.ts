import type { Side } from '../model/entity';
import { canonicalJson, isEmpty, sameValue, type Json } from '../model/json';
import type { FieldPolicy } from '../model/policy';

/** One side's word in a conflict. Times are ISO 8601 UTC on one clock (the engine's). */
export interface Claim {
	readonly value: Json;
	readonly changedAt: string | null;
}

export type Verdict =
	| { readonly kind: 'winner'; readonly side: Side; readonly reason: string }
	| { readonly kind: 'merged'; readonly value: Json; readonly reason: string }
	| { readonly kind: 'review'; readonly reason: string };

/**
 * Decides one field that both sides changed to different values. A pure function of its inputs (law I11); *last write
 * wins* is commutative, associative and idempotent up to the declared tie-breaker (law I13).
 *
 * @param base the last value that both agreed on
 */
export function decide(policy: FieldPolicy, psa: Claim, platform: Claim, base: Json, tieBreaker: Side): Verdict {
	switch (policy.strategy) {
		case 'sourceOfTruth':
			return { kind: 'winner', side: policy.truth, reason: `source of truth: ${policy.truth}` };
		case 'lastWriteWins':
			return lastWrite(psa, platform, tieBreaker);
		case 'newestNonEmpty':
			if (isEmpty(psa.value)) return { kind: 'winner', side: 'platform', reason: 'newest non-empty: PSA is empty' };
			if (isEmpty(platform.value))
				return { kind: 'winner', side: 'psa', reason: 'newest non-empty: platform is empty' };
			return lastWrite(psa, platform, tieBreaker);
		case 'union':
			if (!isList(psa.value) || !isList(platform.value))
				return { kind: 'review', reason: 'union: the values are no lists' };
			return { kind: 'merged', value: union(psa.value, platform.value, base), reason: 'union of both lists' };
		case 'manual':
			return { kind: 'review', reason: 'a person decides' };
	}
}

function lastWrite(psa: Claim, platform: Claim, tieBreaker: Side): Verdict {
	const left = wholeSecond(psa.changedAt);
	const right = wholeSecond(platform.changedAt);
	if (Number.isNaN(left) || Number.isNaN(right) || left === right) {
		return { kind: 'winner', side: tieBreaker, reason: `last write wins: a tie, decided for ${tieBreaker}` };
	}
	return left > right
		? { kind: 'winner', side: 'psa', reason: `last write wins: PSA at ${psa.changedAt}` }
		: { kind: 'winner', side: 'platform', reason: `last write wins: platform at ${platform.changedAt}` };
}

/**
 * ConnectWise knows whole seconds only, so both times are cut to them. (Cutting keeps "later than" an order; a tolerance
 * of a second would not, and law I13 would fail on three edits in a row.)
 */
function wholeSecond(time: string | null): number {
	return time === null ? Number.NaN : Math.floor(Date.parse(time) / 1000);
}

/** An empty value is an empty list. */
function isList(value: Json): boolean {
	return isEmpty(value) || Array.isArray(value);
}

/** What either side holds, less what one of them took out of the common base; in a fixed order. */
function union(psa: Json, platform: Json, base: Json): Json {
	const lists = [psa, platform, base].map((value) => (Array.isArray(value) ? (value as readonly Json[]) : []));
	const [left, right, common] = lists;
	const has = (list: readonly Json[], item: Json): boolean => list.some((other) => sameValue(other, item));
	const kept = [...left, ...right].filter((item) => {
		const removed = has(common, item) && !(has(left, item) && has(right, item));
		return !removed;
	});
	const unique = new Map(kept.map((item) => [canonicalJson(item), item]));
	return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}
