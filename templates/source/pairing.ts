import type { Mapping } from '../../sync/model/mapping';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';

/** The entities that the templates carry, parents first. */
export const TEMPLATE_ENTITIES = ['company', 'contact', 'ticket'] as const;
export type TemplateEntity = (typeof TEMPLATE_ENTITIES)[number];

/** Which PSA meets which platform: what a template needs to know of the two systems. */
export interface Pairing {
	/** Part of the file name: `phase-1-<key>.json`. */
	readonly key: string;
	readonly psa: PairedSystem;
	readonly platform: PairedSystem;
	readonly mappings: Readonly<Record<TemplateEntity, Mapping>>;
}

export interface PairedSystem {
	/** As people call it, short. */
	readonly name: string;
	/** The node's full type name. */
	readonly nodeType: string;
}

export const PACKAGE = 'n8n-nodes-psa-sync';

export const connectwisePlatform: Pairing = {
	key: 'connectwise',
	psa: { name: 'ConnectWise', nodeType: `${PACKAGE}.connectWise` },
	platform: { name: 'Platform', nodeType: `${PACKAGE}.unifiedPlatform` },
	mappings: byEntity(connectwisePlatformMappings),
};

/** Every pairing that templates are generated for. */
export const PAIRINGS: readonly Pairing[] = [connectwisePlatform];

function byEntity(mappings: readonly Mapping[]): Pairing['mappings'] {
	const of = (entity: TemplateEntity): Mapping => {
		const found = mappings.find((mapping) => mapping.entity === entity);
		if (!found) throw new Error(`The preset has no mapping of ${entity}.`);
		return found;
	};
	return { company: of('company'), contact: of('contact'), ticket: of('ticket') };
}
