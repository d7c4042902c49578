import type { Entity, Side } from '../model/entity';
import { isEmpty, type Json } from '../model/json';
import type { Mapping } from '../model/mapping';
import type { FlatRecord } from '../model/record';
import { isUnlinkedReference } from '../model/write';
import type { ReferenceLookup } from './compiled-mapping';
import { isScalar } from './normal-form';
import { fieldOf } from './rows';

/**
 * The ids of other records that these records point to, so that their links can be looked up in one batch.
 * @param from the side whose names and ids the records hold; a placeholder of that side counts as its id.
 */
export function referencedIds(
	mapping: Mapping,
	records: Iterable<FlatRecord>,
	from: Side = 'psa',
): Map<Entity, Set<string>> {
	const found = new Map<Entity, Set<string>>();
	const references = mapping.rows.flatMap((row) =>
		row.transform.kind === 'reference' ? [{ name: fieldOf(row, from), entity: row.transform.entity }] : [],
	);
	for (const record of records) {
		for (const { name, entity } of references) {
			const id = Object.hasOwn(record, name) ? idOf(record[name], from) : undefined;
			if (id === undefined) continue;
			const ids = found.get(entity) ?? new Set<string>();
			found.set(entity, ids.add(id));
		}
	}
	return found;
}

/** @returns a lookup in maps that were filled beforehand, by entity and then by id. */
export function lookupIn(links: ReadonlyMap<Entity, ReadonlyMap<string, string>>): ReferenceLookup {
	return (entity, id) => links.get(entity)?.get(id);
}

function idOf(value: Json, from: Side): string | undefined {
	if (isUnlinkedReference(value)) {
		const parent = value.$unlinked;
		return parent?.side === from && typeof parent.id === 'string' ? parent.id : undefined;
	}
	if (isEmpty(value) || !isScalar(value) || typeof value === 'boolean') return undefined;
	return String(value).trim() || undefined;
}
