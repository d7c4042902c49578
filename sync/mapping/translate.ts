import { otherSide, SIDES, SYSTEM_NAMES, type Entity, type Side, type System } from '../model/entity';
import { SyncError } from '../model/errors';
import { isEmpty, type Json } from '../model/json';
import type { Mapping, MappingRow, Transform } from '../model/mapping';
import { isUnlinkedReference, type UnlinkedReference } from '../model/write';
import type { ReferenceLookup } from './compiled-mapping';
import { convertTo, type Converted } from './convert';
import { durationFrom } from './duration';
import { isScalar, normalForm } from './normal-form';
import { systemOf } from './rows';
import { counterpart, valueTable, type FieldPair } from './value-table';

/** Carries one value of one row from one side to the other. */
export type Translate = (value: Json | undefined, lookup: ReferenceLookup) => Converted;

/**
 * Makes the translation of one checked row, starting at side `from`.
 * @throws SyncError BAD_INPUT from the translation, where the row says `fail` and meets a value that it does not name.
 */
export function translator(mapping: Mapping, row: MappingRow, fields: FieldPair, from: Side): Translate {
	const target = fields[otherSide(from)];
	const { transform } = row;
	switch (transform.kind) {
		case 'copy':
			return (value) => (value === undefined || isEmpty(value) ? EMPTY : convertTo(target, value));
		case 'values':
			return throughTable(mapping, transform, fields, from);
		case 'reference':
			return (value, lookup) => throughLink(transform.entity, systemOf(mapping, otherSide(from)), from, value, lookup);
		case 'duration': {
			const carried = durationFrom(transform, fields, from);
			return (value) => (value === undefined || isEmpty(value) ? EMPTY : carried(value));
		}
		case 'constant':
			return () => EMPTY;
	}
}

/** A value as a person would write it, short enough for a message. */
export function shown(value: Json): string {
	const text = JSON.stringify(value);
	return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

const EMPTY: Converted = { ok: true, value: null };

function throughTable(
	mapping: Mapping,
	transform: Extract<Transform, { kind: 'values' }>,
	fields: FieldPair,
	from: Side,
): Translate {
	const to = otherSide(from);
	const table = valueTable(transform.pairs, from, fields);
	const { unmapped } = transform;
	return (value) => {
		const normal = normalForm(fields[from], value);
		const pair = table.pairOf(normal);
		if (pair) {
			const preferred = convertTo(fields[to], counterpart(pair, from));
			if (preferred.ok) return preferred;
			// A tenant may not have the preferred value, and another one that says the same.
			const others = table.counterpartsOf(normal).map((other) => convertTo(fields[to], other));
			return others.find(({ ok }) => ok) ?? preferred;
		}
		if (normal === null) return EMPTY;
		if (unmapped.policy === 'default') {
			const fallback = unmapped[to];
			if (fallback !== undefined) return convertTo(fields[to], fallback);
		}
		if (unmapped.policy === 'same') {
			const same = convertTo(fields[to], normal);
			const fallback = unmapped[to];
			return same.ok || fallback === undefined ? same : convertTo(fields[to], fallback);
		}
		if (unmapped.policy === 'fail') throw unmappedFailure(mapping, fields, from, normal);
		return { ok: false, kind: 'unmapped', reason: `has no counterpart in the value list of ${fields.platform.name}` };
	};
}

function unmappedFailure(mapping: Mapping, fields: FieldPair, from: Side, value: Json): SyncError {
	const system = systemOf(mapping, from);
	return new SyncError(
		'BAD_INPUT',
		`${SYSTEM_NAMES[system]} ${mapping.entity}: "${fields[from].name}" holds ${shown(value)}, which the value list of ` +
			`"${fields.psa.name} ⇄ ${fields.platform.name}" does not name, and the row says to fail. Add the value to the ` +
			'list, or choose what else is to happen with values that are not in it.',
		{ system, entity: mapping.entity, field: fields[from].name },
	);
}

function throughLink(
	entity: Entity,
	target: System,
	from: Side,
	value: Json | undefined,
	lookup: ReferenceLookup,
): Converted {
	if (value === undefined || isEmpty(value)) return EMPTY;
	const placeholder = unlinkedTo(entity, value);
	if (placeholder) {
		const { side, id } = placeholder;
		if (side !== from) return { ok: true, value: nativeId(target, id) };
		return { ok: true, value: linkedOrPlaceholder(entity, target, from, id, lookup) };
	}
	if (!isScalar(value) || typeof value === 'boolean') return { ok: false, kind: 'invalid', reason: 'is not an id' };
	const id = String(value).trim();
	return id === '' ? EMPTY : { ok: true, value: linkedOrPlaceholder(entity, target, from, id, lookup) };
}

function linkedOrPlaceholder(entity: Entity, target: System, side: Side, id: string, lookup: ReferenceLookup): Json {
	const linked = lookup(entity, id);
	if (linked !== undefined) return nativeId(target, linked);
	return { $unlinked: { entity, side, id } };
}

/** The placeholder of a parent, if the value is a whole one: records from outside may hold anything. */
function unlinkedTo(entity: Entity, value: Json): UnlinkedReference['$unlinked'] | undefined {
	if (!isUnlinkedReference(value)) return undefined;
	const { $unlinked: parent } = value as UnlinkedReference;
	const isWhole =
		typeof parent === 'object' && parent !== null && typeof parent.id === 'string' && SIDES.includes(parent.side);
	return isWhole && parent.entity === entity ? parent : undefined;
}

/** Links keep ids as text; the three PSAs number their records, the platform's ids are text (its contract). */
function nativeId(system: System, id: string): Json {
	return system !== 'platform' && /^[1-9]\d{0,15}$/.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : id;
}
