import type { Catalogue, FieldDefinition } from '../../../sync/model/catalogue';
import type { Entity, Side, System } from '../../../sync/model/entity';
import type { Behaviour } from './behaviour';
import { mappingsBetween, platformCatalogue, psaCatalogue, referencesBetween, type Tenant } from './tenant';

/** What a vendor is like, whichever side it stands on: the peculiarities of it that the engine gets to feel. */
export interface Profile
	extends Pick<
		Behaviour,
		| 'feed'
		| 'resolutionMs'
		| 'decimals'
		| 'etags'
		| 'idempotencyKeys'
		| 'keepsSourceId'
		| 'tellsChangeTime'
		| 'readsEachListed'
		| 'hiddenMs'
		| 'ignoresUpdates'
		| 'batchesUpdates'
	> {
	readonly system: System;
	/** What it keeps of a company's name, of a ticket's title, of another short field; undefined for all. */
	readonly lengths: Readonly<Record<'name' | 'title' | 'extra', number | undefined>>;
	/** What its tickets call their company: the engine goes by the real catalogue there. */
	readonly company: string;
	/** Spaces at the ends are not kept. */
	readonly trims: boolean;
}

const everywhere = (): boolean => true;

export const PROFILES = {
	/** Whole seconds, no version, nothing that tells a repeated create; cuts and trims. */
	connectwise: {
		system: 'connectwise',
		feed: 'window',
		resolutionMs: 1000,
		decimals: 0,
		etags: false,
		idempotencyKeys: false,
		keepsSourceId: everywhere,
		tellsChangeTime: everywhere,
		readsEachListed: false,
		hiddenMs: 0,
		ignoresUpdates: false,
		batchesUpdates: false,
		lengths: { name: 12, title: 10, extra: 8 },
		company: 'company/id',
		trims: true,
	},
	/** A new record is not there for a while, an update may change nothing; companies keep no id of the other side. */
	autotask: {
		system: 'autotask',
		feed: 'window',
		resolutionMs: 1,
		decimals: 3,
		etags: false,
		idempotencyKeys: false,
		keepsSourceId: (entity) => entity !== 'company',
		tellsChangeTime: everywhere,
		readsEachListed: false,
		hiddenMs: 5_000,
		ignoresUpdates: true,
		batchesUpdates: false,
		lengths: { name: 14, title: 20, extra: 12 },
		company: 'companyID',
		trims: false,
	},
	/** Slim lists, so that each record is read by itself; updates in one call; clients tell no time of change; seven decimals. */
	halopsa: {
		system: 'halopsa',
		feed: 'window',
		resolutionMs: 1,
		decimals: 7,
		etags: false,
		idempotencyKeys: false,
		keepsSourceId: (entity) => entity !== 'company',
		tellsChangeTime: (entity) => entity !== 'company',
		readsEachListed: true,
		hiddenMs: 0,
		ignoresUpdates: false,
		batchesUpdates: true,
		lengths: { name: 16, title: 16, extra: undefined },
		company: 'client_id',
		trims: false,
	},
	/** Versions, idempotency keys, a feed in the order of commits. */
	platform: {
		system: 'platform',
		feed: 'cursor',
		resolutionMs: 1,
		decimals: 3,
		etags: true,
		idempotencyKeys: true,
		keepsSourceId: everywhere,
		tellsChangeTime: everywhere,
		readsEachListed: false,
		hiddenMs: 0,
		ignoresUpdates: false,
		batchesUpdates: false,
		lengths: { name: 30, title: 30, extra: undefined },
		company: 'companyId',
		trims: false,
	},
} as const satisfies Record<System, Profile>;

/** Which vendor stands on which side. */
export type Pair = Readonly<Record<Side, Profile>>;

/** The names and types of each side, as long and as trimmed as the vendors on them keep values. */
export function tenantOf(pair: Pair): Tenant {
	const known = tenants.get(pair);
	if (known) return known;
	const tenant = made(pair);
	tenants.set(pair, tenant);
	return tenant;
}

/** They are never changed, and a map takes a while to be checked. */
const tenants = new WeakMap<Pair, Tenant>();

function made(pair: Pair): Tenant {
	const catalogues = {
		psa: suited(psaCatalogue, pair.psa),
		platform: suited(platformCatalogue, pair.platform),
	};
	return {
		catalogues,
		mappings: mappingsBetween(catalogues),
		references: referencesBetween(catalogues),
	};
}

/** The field that a length is meant for, on whichever side. */
const SHORT: Readonly<Record<string, keyof Profile['lengths']>> = {
	'company name': 'name',
	'ticket summary': 'title',
	'ticket title': 'title',
	'ticket extra': 'extra',
};

function suited(catalogue: Catalogue, { system, lengths, company, trims }: Profile): Catalogue {
	const fit = (entity: string, field: FieldDefinition): FieldDefinition => {
		const which = SHORT[`${entity} ${field.name}`];
		if (field.references === 'company') return { ...field, name: company };
		if (which === undefined) return field;
		const { maxLength: _other, trims: _too, ...bare } = field;
		const maxLength = lengths[which];
		return { ...bare, ...(maxLength !== undefined && { maxLength }), ...(trims && which !== 'extra' && { trims }) };
	};
	const entities = Object.entries(catalogue.entities) as [Entity, readonly FieldDefinition[]][];
	return {
		system,
		entities: Object.fromEntries(
			entities.map(([entity, fields]) => [entity, fields.map((field) => fit(entity, field))]),
		),
	};
}
