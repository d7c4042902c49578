import { CATALOGUES } from '../connectors/catalogues';
import { recordName } from '../connectors/record-name';
import type { CompiledMapping, ReferenceLookup } from '../mapping/compiled-mapping';
import { lookupIn, referencedIds } from '../mapping/references';
import { audienceField } from '../model/audience';
import type { Entity } from '../model/entity';
import { SyncError } from '../model/errors';
import type { Link } from '../model/link';
import type { Mapping } from '../model/mapping';
import type { Example } from '../model/readiness';
import { isUnlinkedReference } from '../model/write';
import type { Store } from '../store/store';

/** Pairs that one look into the store takes. */
const PAGE = 500;
/** Pairs that are named; all are counted. */
const EXAMPLES = 20;

/** The field map of one entity, as it is edited and ready to be used. */
export interface FieldMap {
	readonly mapping: Mapping;
	readonly compiled: CompiledMapping;
}

export interface DriftReport {
	/** Pairs that were compared. */
	readonly compared: number;
	/** Those of them that do not agree. */
	readonly drifted: number;
	readonly examples: readonly Example[];
}

/**
 * Compares both records of every linked pair as they were last seen, field by field, where nothing is on its way and
 * nobody is asked: such pairs should agree. Fields that flow one way only may differ rightly, and so may those that a
 * side takes on create only: neither is compared. Calls no system; an edit that no run has read yet is not seen.
 */
export async function lookForDrift(store: Store, sync: string, maps: readonly FieldMap[]): Promise<DriftReport> {
	const report = { compared: 0, drifted: 0, examples: [] as Example[] };
	for (const map of maps) {
		for (let after: string | null = null; ; ) {
			const page: readonly Link[] = await store.settledPairs(sync, map.mapping.entity, { after, limit: PAGE });
			const lookup = await lookUp(store, sync, map.mapping, page);
			for (const link of page) {
				const drift = compare(map.compiled, link, lookup, readersOf(map.mapping));
				report.compared++;
				if (!drift) continue;
				report.drifted++;
				if (report.examples.length < EXAMPLES) report.examples.push(drift);
			}
			if (page.length < PAGE) break;
			after = page[page.length - 1].psaId;
		}
	}
	return report;
}

async function lookUp(store: Store, sync: string, mapping: Mapping, links: readonly Link[]): Promise<ReferenceLookup> {
	const records = links.flatMap(({ psaShadow }) => (psaShadow ? [psaShadow] : []));
	const found = new Map<Entity, Map<string, string>>();
	for (const [entity, ids] of referencedIds(mapping, records)) {
		const ofEntity = new Map<string, string>();
		for (const [id, { link }] of await store.linksBySide(sync, entity, 'psa', [...ids])) {
			if (link.platformId !== null) ofEntity.set(id, link.platformId);
		}
		found.set(entity, ofEntity);
	}
	return lookupIn(found);
}

/** The platform's field that says who may read records of this kind. */
function readersOf({ platformSystem, entity }: Mapping): string | undefined {
	const catalogue = Object.values(CATALOGUES).find(({ system }) => system === platformSystem);
	return catalogue && audienceField(catalogue, entity)?.name;
}

function compare(
	compiled: CompiledMapping,
	link: Link,
	lookup: ReferenceLookup,
	readers: string | undefined,
): Example | null {
	const { entity, psaId, platformId, psaShadow, platformShadow } = link;
	if (psaId === null || platformId === null || psaShadow === null || platformShadow === null) return null;
	const view = viewOf(compiled, psaShadow, lookup);
	const fields = compiled.fields
		.filter(({ direction, createOnly }) => direction === 'both' && !createOnly?.length)
		.map(({ platformField }) => platformField)
		// Who may read a record is never widened, so that the two sides may differ in it for good (and a person was told).
		.filter((field) => field !== readers)
		.filter((field) => Object.hasOwn(view, field) && Object.hasOwn(platformShadow, field))
		.filter((field) => !isUnlinkedReference(view[field]))
		.filter((field) => !compiled.equivalent(field, view[field], platformShadow[field]));
	const name = recordName(entity, platformShadow) || recordName(entity, psaShadow);
	return fields.length === 0 ? null : { entity, psaId, platformId, name, fields };
}

/** A row that says `fail` stops a run at such a record; here it only leaves nothing to compare. */
export function viewOf(
	compiled: CompiledMapping,
	record: NonNullable<Link['psaShadow']>,
	lookup: ReferenceLookup,
): ReturnType<CompiledMapping['forward']>['view'] {
	try {
		return compiled.forward(record, lookup).view;
	} catch (error) {
		if (error instanceof SyncError && error.code === 'BAD_INPUT') return {};
		throw error;
	}
}
