import type { Entity, System } from '../../model/entity';
import type { Json } from '../../model/json';
import type { Direction, Mapping, MappingRow, ValuePair } from '../../model/mapping';

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

export function reference(psaField: string, platformField: string, entity: Entity): MappingRow {
	return { psaField, platformField, direction: 'both', transform: { kind: 'reference', entity } };
}

/** What every record that is created in the PSA gets in a field that the platform does not know. */
export function constant(psaField: string, value: Json): MappingRow {
	return { psaField, platformField: '', direction: 'toPsa', transform: { kind: 'constant', value } };
}

/** What every record that is created on the platform gets in a field that the PSA does not know. */
export function platformConstant(platformField: string, value: Json): MappingRow {
	return { psaField: '', platformField, direction: 'toPlatform', transform: { kind: 'constant', value } };
}
