import { CATALOGUES } from '../../../sync/connectors/catalogues';
import { compileMapping } from '../../../sync/mapping/compile';
import type { CompiledMapping } from '../../../sync/mapping/compiled-mapping';
import { autotaskHalopsaMappings } from '../../../sync/mapping/presets/autotask-halopsa';
import { autotaskPlatformMappings } from '../../../sync/mapping/presets/autotask-platform';
import { connectwiseHalopsaMappings } from '../../../sync/mapping/presets/connectwise-halopsa';
import { connectwisePlatformMappings } from '../../../sync/mapping/presets/connectwise-platform';
import { halopsaPlatformMappings } from '../../../sync/mapping/presets/halopsa-platform';
import type { Catalogue, FieldDefinition } from '../../../sync/model/catalogue';
import type { Entity } from '../../../sync/model/entity';
import type { Mapping, MappingRow, Rounding } from '../../../sync/model/mapping';
import { tenantOf, type Pair } from '../simulation/profiles';
import { ENTITIES_IN_PLAY, type Tenant } from '../simulation/tenant';
import { CHILDREN, DESK_WORDS, type ChildEntity } from './words';

const PRESETS = [
	connectwisePlatformMappings,
	autotaskPlatformMappings,
	halopsaPlatformMappings,
	connectwiseHalopsaMappings,
	autotaskHalopsaMappings,
];

/** What a field map says of readers: as it is shipped, or as no check would let it pass. */
export const READERS_MAPS = ['as shipped', 'the wrong way round', 'all public', 'none'] as const;
export type ReadersMap = (typeof READERS_MAPS)[number];

export interface DeskMap {
	readonly rounding: Rounding | null;
	readonly readers: ReadersMap;
}

/** The simulated tickets of a pairing with notes and time of the real catalogues on them, by the shipped field maps. */
export function deskTenantOf(pair: Pair, { rounding, readers }: DeskMap): Tenant {
	const tenant = tenantOf(pair);
	const catalogues = { psa: withChildren(tenant.catalogues.psa), platform: withChildren(tenant.catalogues.platform) };
	const maps = CHILDREN.map((entity) => {
		const shipped = shippedFor(pair, entity);
		const rows = shipped.rows.filter(isOfTickets).flatMap((row) => {
			if (row.psaField === DESK_WORDS[pair.psa.system][entity].readers) return readersRows(pair, entity, row, readers);
			if (row.transform.kind !== 'duration' || rounding === null) return [row];
			return [{ ...row, transform: { ...row.transform, rounding } }];
		});
		return { ...shipped, rows };
	});
	// The check that refuses a map is switched off for the wrong ones: what is looked at are the locks behind it.
	const seen = readers === 'as shipped' ? (fields: readonly FieldDefinition[]) => [...fields] : unchecked;
	const compiled = maps.map(
		(map): CompiledMapping =>
			compileMapping(map, {
				psa: seen(catalogues.psa.entities[map.entity] ?? []),
				platform: seen(catalogues.platform.entities[map.entity] ?? []),
			}),
	);
	const references = [...tenant.references.rows, ...maps.flatMap(({ rows }) => rows.filter(isReference))];
	return {
		catalogues,
		mappings: [...tenant.mappings, ...compiled],
		references: { ...tenant.references, rows: references },
		entities: [...ENTITIES_IN_PLAY, ...CHILDREN],
	};
}

function shippedFor({ psa, platform }: Pair, entity: Entity): Mapping {
	const found = PRESETS.flat().find(
		(one) => one.entity === entity && one.psaSystem === psa.system && one.platformSystem === platform.system,
	);
	if (!found) throw new Error(`no field map of ${entity} between ${psa.system} and ${platform.system}`);
	return found;
}

const isReference = ({ transform }: MappingRow): boolean => transform.kind === 'reference';

/** Agreements and invoices are not in play. */
const isOfTickets = ({ transform }: MappingRow): boolean =>
	transform.kind !== 'reference' || transform.entity === 'ticket';

function readersRows(pair: Pair, entity: ChildEntity, shipped: MappingRow, map: ReadersMap): MappingRow[] {
	const [left, right] = [DESK_WORDS[pair.psa.system][entity], DESK_WORDS[pair.platform.system][entity]];
	switch (map) {
		case 'as shipped':
			return [shipped];
		case 'none':
			return [];
		case 'the wrong way round': {
			const pairs = [
				{ psa: left.public, platform: right.internal },
				{ psa: left.internal, platform: right.public },
			];
			return [{ ...shipped, direction: 'both', transform: { kind: 'values', pairs, unmapped: { policy: 'keepOut' } } }];
		}
		case 'all public':
			return [
				{ ...shipped, psaField: '', direction: 'toPlatform', transform: { kind: 'constant', value: right.public } },
				{ ...shipped, platformField: '', direction: 'toPsa', transform: { kind: 'constant', value: left.public } },
			];
	}
}

function withChildren(catalogue: Catalogue): Catalogue {
	const real = CATALOGUES[catalogue.system]?.entities ?? {};
	const children = CHILDREN.map((entity) => [entity, (real[entity] ?? []).map(unreferenced)]);
	return { ...catalogue, entities: { ...catalogue.entities, ...Object.fromEntries(children) } };
}

/** The number of an invoice or agreement that nobody keeps here. */
function unreferenced(field: FieldDefinition): FieldDefinition {
	if (field.references === undefined || field.references === 'ticket') return field;
	const { references: _references, ...plain } = field;
	return plain;
}

const unchecked = (fields: readonly FieldDefinition[]): FieldDefinition[] =>
	fields.map(({ audience: _audience, ...field }) => field);
