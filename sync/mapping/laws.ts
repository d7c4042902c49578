import type { Mapping, MappingRow, ValuePair } from '../model/mapping';
import type { Json } from '../model/json';
import { sameInNormalForm } from './normal-form';
import { shown, translator, type Translate } from './translate';
import { valueTable, type FieldPair } from './value-table';

/**
 * Runs the lens laws over the pairs of a two-way value map: L1, what was got and put back changes nothing; L2, what
 * was put is got again. A value of which the row says which counterpart is preferred may change once, and must then
 * stay (otherwise two systems would rewrite each other for ever).
 */
export function lawFindings(
	mapping: Mapping,
	row: MappingRow,
	pairs: readonly ValuePair[],
	fields: FieldPair,
): string[] {
	const get = settled(translator(mapping, row, fields, 'psa'));
	const put = settled(translator(mapping, row, fields, 'platform'));
	const tables = { psa: valueTable(pairs, 'psa', fields), platform: valueTable(pairs, 'platform', fields) };
	return pairs.flatMap((pair) => {
		const view = get(pair.psa);
		const source = put(pair.platform);
		if (view === undefined || source === undefined) return [];
		const back = put(view);
		const again = get(source);
		const declared =
			tables.psa.isFolded(pair.psa) || tables.platform.isFolded(pair.platform) || tables.platform.isFolded(view);
		const settles = back === undefined || sameInNormalForm(fields.platform, get(back), view);
		if (!settles) return [broken(pair.psa, view, get(back))];
		if (declared) return [];
		return [
			...(sameInNormalForm(fields.psa, back, pair.psa) ? [] : [broken(pair.psa, view, back)]),
			...(sameInNormalForm(fields.platform, again, pair.platform) ? [] : [broken(pair.platform, source, again)]),
		];
	});
}

/** Options that the live system no longer has are met at run time, not here. */
function settled(translate: Translate): (value: Json | undefined) => Json | undefined {
	return (value) => {
		const outcome = translate(value, () => undefined);
		return outcome.ok ? outcome.value : undefined;
	};
}

function broken(value: Json, there: Json, back: Json | undefined): string {
	return (
		`${shown(value)} becomes ${shown(there)} and comes back as ${shown(back ?? null)}. Correct the value list, or ` +
		'prefer the pair that is to win on the way back.'
	);
}
