import { canonicalJson, isEmpty, type Json } from '../../sync/model/json';
import type { ValuePair } from '../../sync/model/mapping';
import { fromValueText, toValueText } from './value-text';

/** What the editor shows of a value list: one value of the platform, and the PSA's values that stand for it, one a line. */
export interface ValueGroup {
	readonly platform: string;
	readonly psa: string;
}

/**
 * The pairs of a value list. Order is preference: of several lines the first is written to the PSA (the first that is
 * read back as the same, where a PSA value stands in several groups), and a PSA value that stands in several groups
 * is read as the first of them.
 */
export function fromValueGroups(groups: readonly ValueGroup[]): ValuePair[] {
	const pairs = unique(
		groups.flatMap(({ platform, psa }) =>
			lines(psa).map((line): Pair => ({ psa: fromValueText(line), platform: fromValueText(platform) })),
		),
	);
	const byPsa = groupBy(pairs, 'psa');
	const byPlatform = groupBy(pairs, 'platform');
	return pairs.map((pair) => {
		const readings = byPsa.get(keyOf(pair.psa)) ?? [];
		const spellings = byPlatform.get(keyOf(pair.platform)) ?? [];
		const written = spellings.find((one) => byPsa.get(keyOf(one.psa))?.[0] === one) ?? spellings[0];
		const wins = (readings.length > 1 && readings[0] === pair) || (spellings.length > 1 && written === pair);
		return wins ? { ...pair, preferred: true } : { ...pair };
	});
}

/**
 * The groups that stand for a value list of which every value has one counterpart or a preferred one: what they are
 * read back as translates every value alike.
 */
export function toValueGroups(list: readonly ValuePair[]): ValueGroup[] {
	const pairs = unique(list);
	const byPreference = preferredFirst(pairs);
	const grouped = [pairs, byPreference].map((order) =>
		[...groupBy(order, 'platform').values()].flatMap(preferredFirst),
	);
	return runs(grouped.find((order) => translateAlike(order, pairs)) ?? byPreference);
}

type Pair = Pick<ValuePair, 'psa' | 'platform'>;

/** A pair that stands twice counts once, as preferred if either is. */
function unique<T extends ValuePair>(pairs: readonly T[]): T[] {
	const kept = new Map<string, T>();
	for (const pair of pairs) {
		const key = JSON.stringify([keyOf(pair.psa), keyOf(pair.platform)]);
		const twin = kept.get(key);
		kept.set(key, twin && pair.preferred ? { ...twin, preferred: true } : (twin ?? pair));
	}
	return [...kept.values()];
}

/** Spaces around a value and its type do not count, as when values are translated. */
function keyOf(value: Json): string {
	if (isEmpty(value)) return '';
	return typeof value === 'object' ? canonicalJson(value) : String(value).trim();
}

/** An empty field is one empty value; an empty line among others is none. */
function lines(text: string): string[] {
	if (text === '') return [''];
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

function groupBy<T extends Pair>(pairs: readonly T[], side: 'psa' | 'platform'): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const pair of pairs) {
		const key = keyOf(pair[side]);
		groups.set(key, [...(groups.get(key) ?? []), pair]);
	}
	return groups;
}

function preferredFirst(pairs: readonly ValuePair[]): ValuePair[] {
	return [...pairs].sort((a, b) => Number(b.preferred ?? false) - Number(a.preferred ?? false));
}

/** Neighbours with one platform value share a group. A value that is nothing needs a group of its own. */
function runs(pairs: readonly ValuePair[]): ValueGroup[] {
	const groups: Array<{ platform: string; psa: string[] }> = [];
	for (const pair of pairs) {
		const [platform, psa] = [toValueText(pair.platform), toLine(pair.psa)];
		const last = groups.at(-1);
		if (last && last.platform === platform && psa !== '' && !last.psa.includes('')) last.psa.push(psa);
		else groups.push({ platform, psa: [psa] });
	}
	return groups.map(({ platform, psa }) => ({ platform, psa: psa.join('\n') }));
}

/** A value as one line without spaces around it. */
function toLine(value: Json): string {
	const text = toValueText(value);
	return typeof value === 'string' && (text !== text.trim() || /[\r\n]/.test(text)) ? JSON.stringify(value) : text;
}

function translateAlike(ordered: readonly ValuePair[], original: readonly ValuePair[]): boolean {
	const read = fromValueGroups(runs(ordered));
	return original.every((pair) =>
		(['psa', 'platform'] as const).every((side) =>
			same(chosen(read, side, pair[side]), chosen(original, side, pair[side])),
		),
	);
}

/** The pair that says what a value becomes, if it is clear. */
function chosen(pairs: readonly ValuePair[], side: 'psa' | 'platform', value: Json): Pair | undefined {
	const group = groupBy(pairs, side).get(keyOf(value)) ?? [];
	const preferred = group.filter((pair) => pair.preferred);
	return group.length === 1 ? group[0] : preferred.length === 1 ? preferred[0] : undefined;
}

function same(a: Pair | undefined, b: Pair | undefined): boolean {
	return (
		b === undefined || (a !== undefined && keyOf(a.psa) === keyOf(b.psa) && keyOf(a.platform) === keyOf(b.platform))
	);
}
