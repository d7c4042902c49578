import type { FieldDefinition } from '../model/catalogue';
import { otherSide, SIDES, SYSTEM_NAMES, type Side } from '../model/entity';
import { SyncError } from '../model/errors';
import { isEmpty, sameValue, type Json } from '../model/json';
import type { Mapping, MappingProblem, MappingRow, Transform } from '../model/mapping';
import { emptyRecord, type FlatRecord, type Synonyms } from '../model/record';
import { checkMapping, definitionOf, type FieldCatalogues } from './check';
import type { CompiledMapping, MappedField, ReferenceLookup } from './compiled-mapping';
import { convertTo } from './convert';
import { normalForm, sameInNormalForm } from './normal-form';
import { fieldOf, flowsTo, rowTitle, systemOf } from './rows';
import { shown, translator, type Translate } from './translate';
import { valueTable, type FieldPair } from './value-table';

/**
 * Checks a mapping against both catalogues and makes it ready for use.
 * @throws SyncError BAD_MAPPING naming the entity, every row that cannot be used, and what to do about it.
 */
export function compileMapping(mapping: Mapping, catalogues: FieldCatalogues): CompiledMapping {
	const findings = checkMapping(mapping, catalogues);
	if (findings.length > 0) {
		const lines = findings.map(
			(finding) => `Row ${finding.row + 1} (${rowTitle(mapping.rows[finding.row])}): ${finding.message}`,
		);
		throw new SyncError('BAD_MAPPING', `The field map of ${mapping.entity} cannot be used. ${lines.join(' ')}`, {
			entity: mapping.entity,
			field: findings[0].field,
		});
	}
	const rows = mapping.rows.flatMap((row) => compileRow(mapping, row, catalogues));
	const byPlatformField = new Map(rows.map((row) => [row.row.platformField, row]));
	return {
		entity: mapping.entity,
		psaSystem: mapping.psaSystem,
		platformSystem: mapping.platformSystem,
		fields: rows.map((row) => mappedField(row, rows)),
		forward: (record, lookup) => {
			const { values, problems } = carry(mapping, rows, 'psa', record, lookup, { absent: 'empty' });
			return { view: values, problems };
		},
		back: (fields, lookup, action = 'create') => {
			const carried = rows.filter(({ fields: { psa } }) => action === 'create' || !psa.createOnly);
			const { values, problems } = carry(mapping, carried, 'platform', fields, lookup, { absent: 'leftOut' });
			return { payload: values, problems, synonyms: synonymsOf(carried, fields, values) };
		},
		synonyms: (fields) => platformSynonyms(rows, fields),
		equivalent: (platformField, psaView, platformValue) => {
			const row = byPlatformField.get(platformField);
			return row ? equivalent(row, psaView, platformValue) : sameValue(psaView, platformValue);
		},
		constants: (target) => constants(mapping, catalogues, target),
	};
}

/** What else a value of a value list could be written as: others that say the same, and at last a fallback. */
function synonymsOf(rows: readonly CompiledRow[], fields: FlatRecord, payload: FlatRecord): Synonyms {
	const synonyms: Record<string, readonly Json[]> = Object.create(null);
	for (const { row, fields: pair } of rows) {
		const { transform, psaField, platformField } = row;
		if (transform.kind !== 'values' || !Object.hasOwn(payload, psaField)) continue;
		const all = valueTable(transform.pairs, 'platform', pair).counterpartsOf(fields[platformField] ?? null);
		const others = [...all, ...fallback(transform, 'psa', payload[psaField])].filter(
			(value) => !sameValue(value, payload[psaField]),
		);
		if (others.length > 0) synonyms[psaField] = others;
	}
	return synonyms;
}

/** What else the PSA's value behind a value of the platform could be on the platform. */
function platformSynonyms(rows: readonly CompiledRow[], fields: FlatRecord): Synonyms {
	const synonyms: Record<string, readonly Json[]> = Object.create(null);
	for (const { row, fields: pair } of rows) {
		const { transform, platformField } = row;
		if (transform.kind !== 'values' || !Object.hasOwn(fields, platformField)) continue;
		const value = fields[platformField];
		const behind = valueTable(transform.pairs, 'platform', pair).pairOf(value);
		const all = behind ? valueTable(transform.pairs, 'psa', pair).counterpartsOf(behind.psa) : [];
		const others = [...all, ...fallback(transform, 'platform', value)].filter((other) => !sameValue(other, value));
		if (others.length > 0) synonyms[platformField] = others;
	}
	return synonyms;
}

/** Who stands in for a person whom a system does not know. Nobody stands in for nobody. */
function fallback({ unmapped }: Extract<Transform, { kind: 'values' }>, side: Side, value: Json): Json[] {
	const other = unmapped.policy === 'same' ? unmapped[side] : undefined;
	return other === undefined || isEmpty(other) || isEmpty(value) ? [] : [other];
}

interface CompiledRow {
	readonly row: MappingRow;
	readonly fields: FieldPair;
	/** By the side that the value comes from; absent where the row does not flow that way. */
	readonly translate: Readonly<Partial<Record<Side, Translate>>>;
}

function compileRow(mapping: Mapping, row: MappingRow, catalogues: FieldCatalogues): CompiledRow[] {
	const psa = definitionOf(catalogues, 'psa', row.psaField);
	const platform = definitionOf(catalogues, 'platform', row.platformField);
	if (row.transform.kind === 'constant' || !psa || !platform) return [];
	const fields = { psa, platform };
	const translate: Partial<Record<Side, Translate>> = {};
	for (const from of SIDES) {
		if (flowsTo(row, otherSide(from))) translate[from] = translator(mapping, row, fields, from);
	}
	return [{ row, fields, translate }];
}

function mappedField({ row, fields }: CompiledRow, rows: readonly CompiledRow[]): MappedField {
	const createOnly = SIDES.filter((side) => flowsTo(row, side) && fields[side].createOnly);
	const { psaField, platformField, direction } = row;
	const needs: Partial<Record<Side, readonly string[]>> = {};
	for (const side of SIDES) {
		const others = rows.filter((other) => fields[side].needs?.includes(fieldOf(other.row, side)));
		if (others.length > 0) needs[side] = others.map((other) => other.row.platformField);
	}
	return { psaField, platformField, direction, createOnly, ...(Object.keys(needs).length > 0 && { needs }) };
}

function carry(
	mapping: Mapping,
	rows: readonly CompiledRow[],
	from: Side,
	source: FlatRecord,
	lookup: ReferenceLookup,
	rule: { readonly absent: 'empty' | 'leftOut' },
): { values: FlatRecord; problems: MappingProblem[] } {
	const values = emptyRecord();
	const problems: MappingProblem[] = [];
	for (const { row, fields, translate } of rows) {
		const name = fieldOf(row, from);
		const isThere = Object.hasOwn(source, name);
		const translateFrom = translate[from];
		if (!translateFrom || (!isThere && (rule.absent === 'leftOut' || fields[from].custom))) continue;
		const value = isThere && !isEmpty(source[name]) ? source[name] : null;
		if (value === null && rule.absent === 'empty' && fields[from].emptySaysNothing) continue;
		const outcome = translateFrom(value, lookup);
		if (outcome.ok) values[fieldOf(row, otherSide(from))] = outcome.value;
		else problems.push(problem(mapping, row, from, value, outcome));
	}
	return { values, problems };
}

function problem(
	mapping: Mapping,
	row: MappingRow,
	from: Side,
	value: Json,
	outcome: { readonly kind: MappingProblem['kind']; readonly reason: string },
): MappingProblem {
	const name = fieldOf(row, from);
	const system = SYSTEM_NAMES[systemOf(mapping, from)];
	return {
		kind: outcome.kind,
		field: row.platformField,
		sourceField: name,
		value,
		message:
			`${system} ${mapping.entity}: ${shown(value)} in "${name}" ${outcome.reason}. The field was kept out. ` +
			`Correct the value in ${system}, or the row "${rowTitle(row)}" of the field map.`,
	};
}

/**
 * Compares what the two values become in the PSA, and what is got back from there; where one cannot be held there, or
 * never goes there, the values as the platform holds them.
 */
function equivalent({ row, fields, translate }: CompiledRow, a: Json | undefined, b: Json | undefined): boolean {
	const [left, right] = [normalForm(fields.platform, a), normalForm(fields.platform, b)];
	const same = sameInNormalForm(fields.platform, a, b);
	if (same || row.transform.kind === 'reference' || !translate.platform) return same;
	const inPsa = [held(translate.platform, left), held(translate.platform, right)] as const;
	if (!inPsa[0] || !inPsa[1]) return false;
	if (sameInNormalForm(fields.psa, inPsa[0].value, inPsa[1].value)) return true;
	if (!translate.psa) return false;
	const again = [held(translate.psa, inPsa[0].value), held(translate.psa, inPsa[1].value)] as const;
	return !!again[0] && !!again[1] && sameInNormalForm(fields.platform, again[0].value, again[1].value);
}

function held(translate: Translate, value: Json | undefined): { readonly value: Json } | undefined {
	try {
		const outcome = translate(value, () => undefined);
		return outcome.ok ? outcome : undefined;
	} catch (error) {
		// A row that says "fail" for values it does not name: such a value is not held by the PSA.
		if (error instanceof SyncError) return undefined;
		throw error;
	}
}

function constants(mapping: Mapping, catalogues: FieldCatalogues, target: Side): FlatRecord {
	const values = emptyRecord();
	for (const row of mapping.rows) {
		const field: FieldDefinition | undefined = definitionOf(catalogues, target, fieldOf(row, target));
		if (row.transform.kind !== 'constant' || !field || !flowsTo(row, target)) continue;
		const converted = convertTo({ ...field, options: undefined }, row.transform.value);
		if (converted.ok) values[field.name] = converted.value;
	}
	return values;
}
