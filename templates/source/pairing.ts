import type { INodeParameters } from 'n8n-workflow';
import type { Mapping } from '../../sync/model/mapping';
import { autotaskPlatformMappings } from '../../sync/mapping/presets/autotask-platform';
import { autotaskHalopsaMappings } from '../../sync/mapping/presets/autotask-halopsa';
import { connectwiseHalopsaMappings } from '../../sync/mapping/presets/connectwise-halopsa';
import { halopsaPlatformMappings } from '../../sync/mapping/presets/halopsa-platform';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import { autotask, connectwise, halopsa, platform, type PairedSystem } from './systems';

/** The entities that the templates carry from the start, parents first. */
export const TEMPLATE_ENTITIES = ['company', 'contact', 'ticket'] as const;
export type TemplateEntity = (typeof TEMPLATE_ENTITIES)[number];

/** Which PSA meets which platform: what a template needs to know of the two systems. */
export interface Pairing {
	/** Part of the file name: `phase-1-<key>.json`. */
	readonly key: string;
	readonly psa: PairedSystem;
	readonly platform: PairedSystem;
	/** Parameters that the Sync operations of either node need beside the common ones. */
	readonly sync: Readonly<Record<'psa' | 'platform', INodeParameters>>;
	readonly mappings: Readonly<Record<TemplateEntity, Mapping>>;
	/** How notes are mapped once they are asked for; absent where a system's notes cannot be carried. */
	readonly notes: Mapping | undefined;
}

/** Every pairing that templates are generated for. */
export const PAIRINGS: readonly Pairing[] = [
	pairing('connectwise', connectwise, platform, connectwisePlatformMappings),
	pairing('autotask', autotask, platform, autotaskPlatformMappings),
	pairing('halopsa', halopsa, platform, halopsaPlatformMappings),
	pairing('connectwise-halopsa', connectwise, halopsa, connectwiseHalopsaMappings),
	pairing('autotask-halopsa', autotask, halopsa, autotaskHalopsaMappings),
];

function pairing(key: string, psa: PairedSystem, onTheRight: PairedSystem, mappings: readonly Mapping[]): Pairing {
	return {
		key,
		psa,
		platform: onTheRight,
		sync: { psa: psa.syncParameters('psa', onTheRight), platform: onTheRight.syncParameters('platform', psa) },
		mappings: byEntity(mappings),
		notes: mappings.find(({ entity }) => entity === 'note'),
	};
}

function byEntity(mappings: readonly Mapping[]): Pairing['mappings'] {
	const of = (entity: TemplateEntity): Mapping => {
		const found = mappings.find((mapping) => mapping.entity === entity);
		if (!found) throw new Error(`The preset has no mapping of ${entity}.`);
		return found;
	};
	return { company: of('company'), contact: of('contact'), ticket: of('ticket') };
}
