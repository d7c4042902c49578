import { compileMapping } from '../../../sync/mapping/compile';
import type { CompiledMapping } from '../../../sync/mapping/compiled-mapping';
import type { ScopeFields } from '../../../sync/connectors/scope-fields';
import type { Catalogue } from '../../../sync/model/catalogue';
import type { Entity, Side } from '../../../sync/model/entity';
import type { Mapping, MappingRow } from '../../../sync/model/mapping';
import type { SyncPolicy } from '../../../sync/model/policy';
import type { Reformats } from './behaviour';

export const SYNC = 'simulated';
export const ENTITIES_IN_PLAY: readonly Entity[] = ['company', 'ticket'];

/** A PSA that cuts, trims, knows whole seconds and has four statuses. */
export const psaCatalogue: Catalogue = {
	system: 'connectwise',
	entities: {
		company: [
			{ name: 'name', label: 'Name', type: 'string', maxLength: 12, trims: true, required: true },
			{ name: 'phone', label: 'Phone', type: 'string', maxLength: 12 },
		],
		ticket: [
			{ name: 'summary', label: 'Summary', type: 'string', maxLength: 10, trims: true, required: true },
			{ name: 'status', label: 'Status', type: 'option' },
			{ name: 'note', label: 'Note', type: 'text' },
			{ name: 'extra', label: 'Extra', type: 'string', maxLength: 8 },
			{ name: 'owner', label: 'Owner', type: 'string' },
			{ name: 'callback', label: 'Call back', type: 'string' },
			{ name: 'company', label: 'Company', type: 'reference', references: 'company' },
		],
	},
};

export const platformCatalogue: Catalogue = {
	system: 'platform',
	entities: {
		company: [
			{ name: 'name', label: 'Name', type: 'string', maxLength: 30, required: true },
			{ name: 'phone', label: 'Phone', type: 'string' },
		],
		ticket: [
			{ name: 'title', label: 'Title', type: 'string', maxLength: 30, required: true },
			{ name: 'state', label: 'State', type: 'option' },
			{ name: 'note', label: 'Note', type: 'text' },
			{ name: 'extra', label: 'Extra', type: 'string' },
			{ name: 'owner', label: 'Owner', type: 'string' },
			{ name: 'phone', label: 'Phone', type: 'string' },
			{ name: 'companyId', label: 'Company', type: 'reference', references: 'company' },
		],
	},
};

/** What each system makes of some values without its catalogue saying so. */
export const REFORMATS: Readonly<Record<Side, Reformats>> = {
	/** The digits of a telephone number are all that is kept. */
	psa: { callback: (value) => (typeof value === 'string' ? value.replaceAll(/\D/g, '') || null : value) },
	platform: { owner: (value) => (typeof value === 'string' ? value.toLowerCase() : value) },
};

export const PSA_STATUSES = ['New', 'Assigned', 'Waiting', 'Closed'] as const;
export const PLATFORM_STATES = ['open', 'waiting', 'done'] as const;

/** What a scope goes by. */
export const SCOPE_FIELDS_IN_PLAY: Readonly<Record<Side, ScopeFields>> = {
	psa: {
		groups: ['owner'],
		ticketTypes: [],
		statuses: ['status'],
		isClosed: ({ status }) => status === 'Closed',
		isApproved: null,
	},
	platform: {
		groups: ['owner'],
		ticketTypes: [],
		statuses: ['state'],
		isClosed: ({ state }) => state === 'done',
		isApproved: null,
	},
};

/** By side, how the records of a tenant look. */
export type Catalogues = Readonly<Record<Side, Catalogue>>;

const catalogues: Catalogues = { psa: psaCatalogue, platform: platformCatalogue };

/** The field of a ticket that names its company. */
export function companyField({ entities }: Catalogue): string {
	const field = entities.ticket?.find(({ references }) => references === 'company');
	if (!field) throw new Error('tickets name no company');
	return field.name;
}

const systemsOf = ({ psa, platform }: Catalogues) =>
	({ psaSystem: psa.system, platformSystem: platform.system }) as const;

/** Four statuses folded into three, a title cut to ten characters, a parent translated through its link. */
export function mappingsBetween(
	{ psa, platform }: Catalogues,
	moreOfTickets: readonly MappingRow[] = [],
): readonly CompiledMapping[] {
	const systems = systemsOf({ psa, platform });
	return [
		compileMapping(
			{
				...systems,
				entity: 'company',
				rows: [
					{ psaField: 'name', platformField: 'name', direction: 'both', transform: { kind: 'copy' } },
					{ psaField: 'phone', platformField: 'phone', direction: 'both', transform: { kind: 'copy' } },
				],
			},
			{ psa: psa.entities.company ?? [], platform: platform.entities.company ?? [] },
		),
		compileMapping(
			{
				...systems,
				entity: 'ticket',
				rows: [
					{ psaField: 'summary', platformField: 'title', direction: 'both', transform: { kind: 'copy' } },
					{
						psaField: 'status',
						platformField: 'state',
						direction: 'both',
						transform: {
							kind: 'values',
							unmapped: { policy: 'keepOut' },
							pairs: [
								{ psa: 'New', platform: 'open', preferred: true },
								{ psa: 'Assigned', platform: 'open' },
								{ psa: 'Waiting', platform: 'waiting' },
								{ psa: 'Closed', platform: 'done' },
							],
						},
					},
					{ psaField: 'note', platformField: 'note', direction: 'both', transform: { kind: 'copy' } },
					{ psaField: 'extra', platformField: 'extra', direction: 'both', transform: { kind: 'copy' } },
					{ psaField: 'owner', platformField: 'owner', direction: 'both', transform: { kind: 'copy' } },
					{ psaField: 'callback', platformField: 'phone', direction: 'both', transform: { kind: 'copy' } },
					companyOfTickets({ psa, platform }),
					...moreOfTickets,
				],
			},
			{ psa: psa.entities.ticket ?? [], platform: platform.entities.ticket ?? [] },
		),
	];
}

export const mappings = mappingsBetween(catalogues);

/** One strategy per field, so that every run meets each of them. */
export const policy: SyncPolicy = {
	fallback: { strategy: 'lastWriteWins' },
	tieBreaker: 'psa',
	entities: {
		ticket: {
			default: { strategy: 'lastWriteWins' },
			fields: {
				note: { strategy: 'manual' },
				extra: { strategy: 'sourceOfTruth', truth: 'psa', mode: 'prefer' },
				owner: { strategy: 'newestNonEmpty' },
			},
		},
	},
};

/** What two systems look like and how they are mapped. */
export interface Tenant {
	readonly catalogues: Readonly<Record<Side, Catalogue>>;
	readonly mappings: readonly CompiledMapping[];
	/** The rows that point to other records, of whichever entity: what a run looks up links for. */
	readonly references: Mapping;
	/** What is carried; companies and tickets by default. */
	readonly entities?: readonly Entity[];
}

/** A field that names a company on both sides. */
export function companyReference(psaField: string, platformField: string): MappingRow {
	return { psaField, platformField, direction: 'both', transform: { kind: 'reference', entity: 'company' } };
}

function companyOfTickets({ psa, platform }: Catalogues): MappingRow {
	return companyReference(companyField(psa), companyField(platform));
}

/** The references of all entities. */
export function referencesBetween(catalogues: Catalogues): Mapping {
	return { ...systemsOf(catalogues), entity: 'ticket', rows: [companyOfTickets(catalogues)] };
}

export const TENANT: Tenant = { catalogues, mappings, references: referencesBetween(catalogues) };
