import type { Entity, System } from '../../model/entity';
import type { Json } from '../../model/json';
import type { Direction, DurationUnit, Mapping, MappingRow, Rounding, ValuePair } from '../../model/mapping';

/** The words in which the ready-made mappings are written: a row a line, as a person would read them out. */
export function mappingsOf(
	psaSystem: System,
	platformSystem: System,
): (entity: Entity, rows: readonly MappingRow[]) => Mapping {
	return (entity, rows) => ({ entity, psaSystem, platformSystem, rows });
}

export function copy(psaField: string, platformField: string, direction: Direction = 'both'): MappingRow {
	return { psaField, platformField, direction, transform: { kind: 'copy' } };
}

/** A value that no pair names is kept out, and a person is asked. */
export function values(
	psaField: string,
	platformField: string,
	pairs: readonly ValuePair[],
	direction: Direction = 'both',
): MappingRow {
	return {
		psaField,
		platformField,
		direction,
		transform: { kind: 'values', pairs, unmapped: { policy: 'keepOut' } },
	};
}

/** @param preferred where several values of one side mean one of the other: which one comes back */
export function pair(psa: Json, platform: Json, preferred = false): ValuePair {
	return { psa, platform, ...(preferred ? { preferred } : {}) };
}

export function reference(
	psaField: string,
	platformField: string,
	entity: Entity,
	direction: Direction = 'both',
): MappingRow {
	return { psaField, platformField, direction, transform: { kind: 'reference', entity } };
}

/** What every record that is created in the PSA gets in a field that the platform does not know. */
export function constant(psaField: string, value: Json): MappingRow {
	return { psaField, platformField: '', direction: 'toPsa', transform: { kind: 'constant', value } };
}

/** What every record that is created on the platform gets in a field that the PSA does not know. */
export function platformConstant(platformField: string, value: Json): MappingRow {
	return { psaField: '', platformField, direction: 'toPlatform', transform: { kind: 'constant', value } };
}

/** How long something took: in hours there and in minutes here, unless it is said otherwise. */
export function duration(
	psaField: string,
	platformField: string,
	{
		psaUnit = 'hours',
		platformUnit = 'minutes',
		rounding,
		direction = 'both',
	}: {
		readonly psaUnit?: DurationUnit;
		readonly platformUnit?: DurationUnit;
		readonly rounding?: Rounding;
		readonly direction?: Direction;
	} = {},
): MappingRow {
	const transform = { kind: 'duration' as const, psaUnit, platformUnit, ...(rounding ? { rounding } : {}) };
	return { psaField, platformField, direction, transform };
}

/**
 * People by their names: a name that no pair tells is the same on both sides.
 * @param fallback by side: who stands in for a person whom nobody there is called by.
 */
export function people(
	psaField: string,
	platformField: string,
	fallback: { readonly psa?: string; readonly platform?: string } = {},
	pairs: readonly ValuePair[] = [],
	direction: Direction = 'both',
): MappingRow {
	const unmapped = { policy: 'same' as const, ...fallback };
	return { psaField, platformField, direction, transform: { kind: 'values', pairs, unmapped } };
}
