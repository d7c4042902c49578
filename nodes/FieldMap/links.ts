import type { ReferenceLookup } from '../../sync/mapping/compiled-mapping';
import { lookupIn, referencedIds } from '../../sync/mapping/references';
import { otherSide, type Entity, type Side } from '../../sync/model/entity';
import { linkedId } from '../../sync/model/link';
import type { Mapping } from '../../sync/model/mapping';
import type { FlatRecord } from '../../sync/model/record';
import type { Store } from '../../sync/store/store';

/**
 * Reads the links of everything that these records point to, one call per kind of record.
 * @param from the side whose ids the records hold.
 */
export async function lookUpReferences(
	store: Pick<Store, 'linksBySide'>,
	sync: string,
	from: Side,
	sources: ReadonlyArray<{ readonly mapping: Mapping; readonly records: readonly FlatRecord[] }>,
): Promise<ReferenceLookup> {
	const wanted = new Map<Entity, Set<string>>();
	for (const { mapping, records } of sources) {
		for (const [entity, ids] of referencedIds(mapping, records, from)) {
			wanted.set(entity, new Set([...(wanted.get(entity) ?? []), ...ids]));
		}
	}
	const links = new Map<Entity, Map<string, string>>();
	for (const [entity, ids] of wanted) {
		const found = new Map<string, string>();
		for (const [id, { link }] of await store.linksBySide(sync, entity, from, [...ids])) {
			const there = linkedId(link, otherSide(from));
			if (there !== null) found.set(id, there);
		}
		links.set(entity, found);
	}
	return lookupIn(links);
}
