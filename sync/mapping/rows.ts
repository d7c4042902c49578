import type { Side, System } from '../model/entity';
import type { Direction, Mapping, MappingRow } from '../model/mapping';

const ARROWS: Readonly<Record<Direction, string>> = { both: '⇄', toPlatform: '→', toPsa: '←' };

/** True where a row carries values towards a side; constants belong to the side whose field they name. */
export function flowsTo(row: MappingRow, target: Side): boolean {
	if (row.transform.kind === 'constant') return (target === 'psa' ? row.psaField : row.platformField) !== '';
	return row.direction === 'both' || row.direction === (target === 'psa' ? 'toPsa' : 'toPlatform');
}

/** The name of a row's field on a side. */
export function fieldOf(row: MappingRow, side: Side): string {
	return side === 'psa' ? row.psaField : row.platformField;
}

/** @returns the system on a side of a mapping. */
export function systemOf(mapping: Pick<Mapping, 'psaSystem' | 'platformSystem'>, side: Side): System {
	return side === 'psa' ? mapping.psaSystem : mapping.platformSystem;
}

/** A row as a short sentence, the PSA on the left: `summary ⇄ title`, `"New" → status`. */
export function rowTitle(row: MappingRow): string {
	if (row.transform.kind !== 'constant') return `${row.psaField} ${ARROWS[row.direction]} ${row.platformField}`;
	const value = JSON.stringify(row.transform.value);
	return row.psaField === '' ? `${value} → ${row.platformField}` : `${row.psaField} ← ${value}`;
}
