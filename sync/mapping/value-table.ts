import type { FieldDefinition } from '../model/catalogue';
import { otherSide, type Side } from '../model/entity';
import { canonicalJson, type Json } from '../model/json';
import type { ValuePair } from '../model/mapping';
import { isScalar, normalForm } from './normal-form';

/** The definitions of a row's two fields. */
export interface FieldPair {
	readonly psa: FieldDefinition;
	readonly platform: FieldDefinition;
}

/** One direction of a value map. */
export interface ValueTable {
	/** @returns the pair that says what a value becomes, or undefined where the map does not name the value. */
	pairOf(value: Json): ValuePair | undefined;
	/** Values with several counterparts of which not exactly one is preferred: nobody can say what they become. */
	readonly ambiguous: readonly Json[];
	/** All that a value can become, the preferred one first. */
	counterpartsOf(value: Json): readonly Json[];
	/** Values with several counterparts, one of them preferred. */
	isFolded(value: Json): boolean;
}

/** Builds the direction of a value map that starts at `from`. Values are compared exactly, spaces around them aside. */
export function valueTable(pairs: readonly ValuePair[], from: Side, fields: FieldPair): ValueTable {
	const groups = new Map<string, ValuePair[]>();
	for (const pair of pairs) {
		const key = valueKey(fields[from], pair[from]);
		const group = groups.get(key) ?? [];
		groups.set(key, [...group.filter((other) => !isSamePair(other, pair, fields)), strongest(group, pair, fields)]);
	}
	const chosen = new Map<string, ValuePair>();
	const ambiguous: Json[] = [];
	for (const [key, group] of groups) {
		const preferred = group.filter((pair) => pair.preferred);
		const choice = group.length === 1 ? group[0] : preferred.length === 1 ? preferred[0] : undefined;
		if (choice) chosen.set(key, choice);
		else ambiguous.push(group[0][from]);
	}
	return {
		pairOf: (value) => chosen.get(valueKey(fields[from], value)),
		counterpartsOf: (value) => {
			const key = valueKey(fields[from], value);
			const choice = chosen.get(key);
			const others = (groups.get(key) ?? []).filter((pair) => pair !== choice);
			return [...(choice ? [choice] : []), ...others].map((pair) => counterpart(pair, from));
		},
		ambiguous,
		isFolded: (value) => (groups.get(valueKey(fields[from], value))?.length ?? 0) > 1,
	};
}

/** A pair that stands twice counts once, as preferred if either is. */
function strongest(group: readonly ValuePair[], pair: ValuePair, fields: FieldPair): ValuePair {
	const twin = group.find((other) => isSamePair(other, pair, fields));
	return twin?.preferred ? twin : pair;
}

function isSamePair(a: ValuePair, b: ValuePair, fields: FieldPair): boolean {
	return (['psa', 'platform'] as const).every(
		(side) => valueKey(fields[side], a[side]) === valueKey(fields[side], b[side]),
	);
}

function valueKey(field: FieldDefinition, value: Json): string {
	const normal = normalForm(field, value);
	if (typeof normal === 'string') return canonicalJson(normal.trim());
	// An option's number and its text are one value where the catalogue does not know the options.
	return field.type === 'option' && isScalar(normal) ? canonicalJson(String(normal)) : canonicalJson(normal);
}

/** @returns what a pair says on the side opposite to `from`. */
export function counterpart(pair: ValuePair, from: Side): Json {
	return pair[otherSide(from)];
}
