import type { INodeParameters } from 'n8n-workflow';
import { ENTITIES, type Entity } from '../../sync/model/entity';
import type { Mapping } from '../../sync/model/mapping';
import { autotaskPlatformMappings } from '../../sync/mapping/presets/autotask-platform';
import { autotaskHalopsaMappings } from '../../sync/mapping/presets/autotask-halopsa';
import { connectwiseHalopsaMappings } from '../../sync/mapping/presets/connectwise-halopsa';
import { halopsaPlatformMappings } from '../../sync/mapping/presets/halopsa-platform';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import { autotask, connectwise, halopsa, platform, type PairedSystem } from './systems';

/** Which PSA meets which platform: what a template needs to know of the two systems. */
export interface Pairing {
	/** Part of the file name: `phase-1-<key>.json`. */
	readonly key: string;
	readonly psa: PairedSystem;
	readonly platform: PairedSystem;
	/** Parameters that the Sync operations of either node need beside the common ones. */
	readonly sync: Readonly<Record<'psa' | 'platform', INodeParameters>>;
	/** What can be carried between the two, parents first. */
	readonly mappings: readonly Mapping[];
}

/** Every pairing that templates are generated for. */
export const PAIRINGS: readonly Pairing[] = [
	pairing('connectwise', connectwise, platform, connectwisePlatformMappings),
	pairing('autotask', autotask, platform, autotaskPlatformMappings),
	pairing('halopsa', halopsa, platform, halopsaPlatformMappings),
	pairing('connectwise-halopsa', connectwise, halopsa, connectwiseHalopsaMappings),
	pairing('autotask-halopsa', autotask, halopsa, autotaskHalopsaMappings),
];

/** The mapping of an entity. @throws Error where the pairing has none. */
export function mappingOf({ key, mappings }: Pairing, entity: Entity): Mapping {
	const found = mappings.find((mapping) => mapping.entity === entity);
	if (!found) throw new Error(`The preset of ${key} has no mapping of ${entity}.`);
	return found;
}

/** The entities that can be carried, parents first. */
export function entitiesOf({ mappings }: Pairing): Entity[] {
	return mappings.map(({ entity }) => entity);
}

function pairing(key: string, psa: PairedSystem, onTheRight: PairedSystem, mappings: readonly Mapping[]): Pairing {
	return {
		key,
		psa,
		platform: onTheRight,
		sync: { psa: psa.syncParameters('psa', onTheRight), platform: onTheRight.syncParameters('platform', psa) },
		mappings: [...mappings].sort((a, b) => ENTITIES.indexOf(a.entity) - ENTITIES.indexOf(b.entity)),
	};
}
