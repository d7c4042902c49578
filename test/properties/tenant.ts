import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import type { Catalogue } from '../../sync/model/catalogue';
import type { SyncPolicy } from '../../sync/model/policy';

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
			{ name: 'companyId', label: 'Company', type: 'reference', references: 'company' },
		],
	},
};

export const PSA_STATUSES = ['New', 'Assigned', 'Waiting', 'Closed'] as const;
export const PLATFORM_STATES = ['open', 'waiting', 'done'] as const;

const systems = { psaSystem: 'connectwise', platformSystem: 'platform' } as const;

/** Four statuses folded into three, a title cut to ten characters, a parent translated through its link. */
export const mappings: readonly CompiledMapping[] = [
	compileMapping(
		{
			...systems,
			entity: 'company',
			rows: [
				{ psaField: 'name', platformField: 'name', direction: 'both', transform: { kind: 'copy' } },
				{ psaField: 'phone', platformField: 'phone', direction: 'both', transform: { kind: 'copy' } },
			],
		},
		{ psa: psaCatalogue.entities.company ?? [], platform: platformCatalogue.entities.company ?? [] },
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
				{
					psaField: 'company',
					platformField: 'companyId',
					direction: 'both',
					transform: { kind: 'reference', entity: 'company' },
				},
			],
		},
		{ psa: psaCatalogue.entities.ticket ?? [], platform: platformCatalogue.entities.ticket ?? [] },
	),
];

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
