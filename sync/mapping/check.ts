import { isInternal, saysWhoReads } from '../model/audience';
import type { FieldDefinition } from '../model/catalogue';
import { ENTITIES, SIDES, otherSide, SYSTEM_NAMES, type Side } from '../model/entity';
import type { Json } from '../model/json';
import type { Mapping, MappingRow, Transform } from '../model/mapping';
import { canCopy, canCopyBothWays, fitsType } from './convert';
import { checkDuration } from './duration';
import { lawFindings } from './laws';
import { checkReaders, fixedReaders } from './readers';
import { normalForm } from './normal-form';
import { fieldOf, flowsTo, systemOf } from './rows';
import { shown } from './translate';
import { valueTable, type FieldPair } from './value-table';

/** The fields of one entity on both sides. */
export interface FieldCatalogues {
	readonly psa: readonly FieldDefinition[];
	readonly platform: readonly FieldDefinition[];
}

/** Something that makes a mapping unusable. */
export interface Finding {
	/** Index of the row in the mapping. */
	readonly row: number;
	/** What is wrong and what to do. */
	readonly message: string;
	/** The field to look at. */
	readonly field: string;
}

/** @returns everything that is wrong with a mapping; empty where it is sound. */
export function checkMapping(mapping: Mapping, catalogues: FieldCatalogues): Finding[] {
	const ofRows = mapping.rows.flatMap((row, index) =>
		checkRow(mapping, row, catalogues).map((message) => ({
			row: index,
			message,
			field: row.platformField || row.psaField,
		})),
	);
	return [...ofRows, ...checkTargets(mapping)].sort((a, b) => a.row - b.row);
}

/** @returns the definition of a field, by its exact name. */
export function definitionOf(catalogues: FieldCatalogues, side: Side, name: string): FieldDefinition | undefined {
	return catalogues[side].find((field) => field.name === name);
}

function checkRow(mapping: Mapping, row: MappingRow, catalogues: FieldCatalogues): string[] {
	if (row.transform.kind === 'constant') return checkConstant(mapping, row, row.transform.value, catalogues);
	const findings = SIDES.flatMap((side) => checkName(mapping, row, side, catalogues));
	const psa = definitionOf(catalogues, 'psa', row.psaField);
	const platform = definitionOf(catalogues, 'platform', row.platformField);
	if (findings.length > 0 || !psa || !platform) return findings;
	const fields = { psa, platform };
	return [
		...checkWritable(row, fields),
		...checkTransform(mapping, row, fields),
		...checkReaders(mapping, row, fields),
	];
}

function checkName(mapping: Mapping, row: MappingRow, side: Side, catalogues: FieldCatalogues): string[] {
	const name = fieldOf(row, side);
	const system = SYSTEM_NAMES[systemOf(mapping, side)];
	if (name === '') return [`No field of ${system} is chosen. Choose one, or delete the row.`];
	if (name === '_sync') return ['"_sync" is kept for the sync itself. Choose another field.'];
	if (definitionOf(catalogues, side, name)) return [];
	return [
		`${system} has no field "${name}" on a ${mapping.entity}. Choose one from the list; a custom field that was ` +
			'created lately is in the list after the next run of Get Changes.',
	];
}

function checkWritable(row: MappingRow, fields: FieldPair): string[] {
	return SIDES.filter((side) => flowsTo(row, side) && fields[side].readOnly).map(
		(side) =>
			`"${fields[side].name}" can only be read. Set the direction to "${side === 'psa' ? 'to platform' : 'to PSA'}", or choose another field.`,
	);
}

function checkTransform(mapping: Mapping, row: MappingRow, fields: FieldPair): string[] {
	const { transform } = row;
	switch (transform.kind) {
		case 'copy':
			return checkCopy(row, fields);
		case 'values':
			return checkValues(mapping, row, transform, fields);
		case 'reference':
			return checkReference(row, transform.entity, fields);
		case 'duration':
			return checkDuration(mapping, row, transform, fields);
		case 'constant':
			return [];
	}
}

function checkCopy(row: MappingRow, fields: FieldPair): string[] {
	const { psa, platform } = fields;
	if (psa.type === 'reference' && platform.type === 'reference') {
		return [
			'The two systems call a record by different ids. Choose "reference" instead of "copy", so that the id is translated.',
		];
	}
	const types = typesOf(fields);
	if (row.direction !== 'both') {
		const [from, to] = row.direction === 'toPlatform' ? [psa, platform] : [platform, psa];
		return canCopy(from.type, to.type)
			? []
			: [`${types}: they cannot be copied. Use a value list, or choose another field.`];
	}
	if (canCopyBothWays(psa.type, platform.type)) return [];
	return [`${types}: copied there and back, a value would not be the same. Choose one direction, or use a value list.`];
}

/** Where values that are not in a list pass as they are, they must be copied there and back like any other. */
function checkSame(row: MappingRow, fields: FieldPair): string[] {
	const { psa, platform } = fields;
	const passes =
		row.direction === 'both'
			? canCopyBothWays(psa.type, platform.type)
			: row.direction === 'toPlatform'
				? canCopy(psa.type, platform.type)
				: canCopy(platform.type, psa.type);
	if (passes) return [];
	return [
		`${typesOf(fields)}: values that are not in the list cannot pass as they are. Choose "keep out and report" for them, or another field.`,
	];
}

function typesOf({ psa, platform }: FieldPair): string {
	return `"${psa.name}" holds ${psa.type} values and "${platform.name}" ${platform.type} values`;
}

function checkReference(row: MappingRow, entity: string, fields: FieldPair): string[] {
	if (!(ENTITIES as readonly string[]).includes(entity)) {
		return [`"${entity}" is no kind of record that this sync links. Choose one of: ${ENTITIES.join(', ')}.`];
	}
	return SIDES.flatMap((side) => {
		const field = fields[side];
		if (field.references && field.references !== entity) {
			return [
				`"${field.name}" points to a ${field.references}, not to a ${entity}. Choose ${field.references} as the kind of record.`,
			];
		}
		if (flowsTo(row, side) && field.type !== 'reference') {
			return [
				`"${field.name}" does not point to another record, so no id can be written to it. Choose "copy", or another field.`,
			];
		}
		return [];
	});
}

function checkValues(
	mapping: Mapping,
	row: MappingRow,
	transform: Extract<Transform, { kind: 'values' }>,
	fields: FieldPair,
): string[] {
	if (transform.unmapped.policy === 'same') {
		const findings = checkSame(row, fields);
		if (findings.length > 0) return findings;
	} else if (transform.pairs.length === 0)
		return ['The value list is empty. Add the values that correspond, or choose "copy".'];
	const misfits = SIDES.flatMap((side) => [
		...transform.pairs
			.filter((pair) => !fitsType(fields[side], pair[side]))
			.map((pair) => misfit(fields[side], pair[side])),
		...checkDefault(transform, side, fields[side]),
	]);
	const missing =
		transform.unmapped.policy === 'default' &&
		!SIDES.some((side) => flowsTo(row, side) && defaultFor(transform, side) !== undefined)
			? ['Values that are not in the list are to get a default, but none is given. Give one, or choose "keep out".']
			: [];
	if (misfits.length > 0) return [...misfits, ...missing];
	const ambiguous = SIDES.filter((side) => flowsTo(row, otherSide(side))).flatMap((side) =>
		valueTable(transform.pairs, side, fields).ambiguous.map((value) => ambiguity(mapping, side, value)),
	);
	if (ambiguous.length > 0) return [...ambiguous, ...missing];
	return [...missing, ...(row.direction === 'both' ? lawFindings(mapping, row, transform.pairs, fields) : [])];
}

function ambiguity(mapping: Mapping, side: Side, value: Json): string {
	const there = SYSTEM_NAMES[systemOf(mapping, otherSide(side))];
	return (
		`${shown(value)} of ${SYSTEM_NAMES[systemOf(mapping, side)]} stands in several pairs with different values of ${there}. ` +
		`Exactly one of them must be preferred (in the Field Map node: stand first), which is then written to ${there}.`
	);
}

function checkDefault(transform: Extract<Transform, { kind: 'values' }>, side: Side, field: FieldDefinition): string[] {
	const value = defaultFor(transform, side);
	return value === undefined || fitsType(field, value) ? [] : [misfit(field, value)];
}

function defaultFor(transform: Extract<Transform, { kind: 'values' }>, side: Side): Json | undefined {
	const { unmapped } = transform;
	return unmapped.policy === 'default' || unmapped.policy === 'same' ? unmapped[side] : undefined;
}

function misfit(field: FieldDefinition, value: Json): string {
	return `${shown(value)} cannot be a value of "${field.name}", which holds ${field.type} values. Correct it.`;
}

function checkConstant(mapping: Mapping, row: MappingRow, value: Json, catalogues: FieldCatalogues): string[] {
	const sides = SIDES.filter((side) => fieldOf(row, side) !== '');
	if (sides.length !== 1)
		return ['A fixed value goes to exactly one field. Choose the field of one side and leave the other empty.'];
	const [side] = sides;
	if (row.direction !== (side === 'psa' ? 'toPsa' : 'toPlatform')) {
		return [`The fixed value is for ${SYSTEM_NAMES[systemOf(mapping, side)]}: set the direction accordingly.`];
	}
	const named = checkName(mapping, row, side, catalogues);
	const field = definitionOf(catalogues, side, fieldOf(row, side));
	if (named.length > 0 || !field) return named;
	if (field.readOnly) return [`"${field.name}" can only be read. Choose another field.`];
	if (saysWhoReads(field) && !isInternal(field, normalForm(field, value))) return [fixedReaders(field, value)];
	return fitsType(field, value) ? [] : [misfit(field, value)];
}

/** Each field has one source, and no two rows write parts of one vendor reference (law L5). */
function checkTargets(mapping: Mapping): Finding[] {
	const findings: Finding[] = [];
	const platformRows = new Map<string, number>();
	const written = { psa: new Map<string, number>(), platform: new Map<string, number>() };
	mapping.rows.forEach((row, index) => {
		for (const side of SIDES.filter((target) => flowsTo(row, target))) {
			const name = fieldOf(row, side);
			if (name === '') continue;
			const earlier = written[side].get(referenceHead(name));
			if (earlier === undefined) written[side].set(referenceHead(name), index);
			else findings.push(twice(index, earlier, name, fieldOf(mapping.rows[earlier], side)));
		}
		if (row.transform.kind === 'constant' || row.platformField === '') return;
		const earlier = platformRows.get(row.platformField);
		if (earlier === undefined) platformRows.set(row.platformField, index);
		else if (!findings.some((finding) => finding.row === index)) {
			findings.push(twice(index, earlier, row.platformField, row.platformField));
		}
	});
	return findings;
}

/**
 * `board/id` and `board/name`, or `status_id` and `status_name`, are two words for one reference. The lines of an address
 * are not, nor are custom fields, whatever they are called.
 */
function referenceHead(name: string): string {
	if (name.startsWith('customFields/')) return name;
	return /^(.+)(?:\/(?:id|name|identifier)|_(?:id|name))$/.exec(name)?.[1] ?? name;
}

function twice(index: number, earlier: number, name: string, other: string): Finding {
	const message =
		name === other
			? `"${name}" is already mapped by row ${earlier + 1}. Keep one of the two rows.`
			: `"${name}" and "${other}" of row ${earlier + 1} are parts of one reference, so that writing one changes the other. Keep one of the two rows.`;
	return { row: index, message, field: name };
}
