import { startConnectWise } from '../../sandbox/connectwise';
import { connectwiseCatalogue } from '../../sync/connectors/connectwise';
import { toNative } from '../../sync/connectors/connectwise/records';
import { vendorRecords } from '../../sync/connectors/connectwise/schemas';
import { platformCatalogue } from '../../sync/connectors/platform';
import { parseRecord, toNativeRecord } from '../../sync/connectors/platform/records';
import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import type { Entity, Side } from '../../sync/model/entity';
import type { Link } from '../../sync/model/link';
import type { Mapping } from '../../sync/model/mapping';
import type { FlatRecord, NativeRecord } from '../../sync/model/record';
import { complete } from '../../sync/pipeline/native';
import type { LinkContext } from '../../sync/store/store';

/** Linked tickets as connectors read them and as the store keeps them. */
export interface Pairs {
	readonly rows: Readonly<Record<Side, readonly NativeRecord[]>>;
	/** By side, entity, and the id there. Companies and contacts of the tickets are linked too. */
	readonly contexts: Readonly<Record<Side, Contexts>>;
	readonly mapping: Mapping;
	readonly compiled: CompiledMapping;
	/** Pairs that differ from their shadows, on one side. */
	readonly changed: number;
}

type Contexts = Map<Entity, Map<string, LinkContext>>;

/** One pair of so many has changed, in turn on either side. */
const ONE_IN = 100;
/** Different tickets of the simulator; the others are made from them under ids of their own. */
const MODELS = 1000;
const AT = '2026-03-02T09:00:00Z';
const LATER = '2026-03-02T10:00:00Z';
const TENANT = { site: 'https://psa.example', companyId: 'msp' } as const;

/** Tickets of the simulator's MSP, as its API answers them. */
export async function modelTickets(): Promise<Record<string, unknown>[]> {
	const simulator = await startConnectWise({ seed: { companies: 20, contactsPerCompany: 5, tickets: MODELS } });
	try {
		return simulator.control.records('tickets');
	} finally {
		await simulator.close();
	}
}

/** So many pairs of tickets that were in step, one in a hundred of which somebody has edited since. */
export function makePairs(models: readonly Record<string, unknown>[], count: number): Pairs {
	const mapping = connectwisePlatformMappings.find(({ entity }) => entity === 'ticket');
	if (!mapping) throw new Error('There is no preset for tickets.');
	const compiled = compileMapping(mapping, {
		psa: connectwiseCatalogue.entities.ticket,
		platform: platformCatalogue.entities.ticket ?? [],
	});
	const psaRows: NativeRecord[] = [];
	const platformRows: NativeRecord[] = [];
	const contexts: Record<Side, Contexts> = { psa: new Map(), platform: new Map() };
	let changed = 0;
	for (let index = 0; index < count; index++) {
		const edited: Side | null = index % ONE_IN > 0 ? null : index % (2 * ONE_IN) === 0 ? 'psa' : 'platform';
		if (edited) changed += 1;
		const before = psaTicket(models[index % models.length], index, false);
		const view = compiled.forward(before.record, (entity, id) => platformId(entity, id)).view;
		const there = platformTicket(view, index, false);
		const psa = edited === 'psa' ? psaTicket(models[index % models.length], index, true) : before;
		const platform = edited === 'platform' ? platformTicket(view, index, true) : there;
		psaRows.push(psa);
		platformRows.push(platform);
		const link = linked('ticket', psa.id, platform.id, {
			psaShadow: asStored(complete(connectwiseCatalogue, before)),
			platformShadow: asStored(complete(platformCatalogue, there)),
		});
		const context = { link, writes: [], openReviews: [] };
		put(contexts.psa, 'ticket', psa.id, context);
		put(contexts.platform, 'ticket', platform.id, context);
	}
	linkParents(psaRows, contexts.psa);
	return { rows: { psa: psaRows, platform: platformRows }, contexts, mapping, compiled, changed };
}

function psaTicket(model: Record<string, unknown>, index: number, edited: boolean): NativeRecord {
	const [raw] = vendorRecords.parse([
		{
			...model,
			id: 100_000 + index,
			...(edited && { summary: `Edited in the PSA, ${index}` }),
			_info: { lastUpdated: edited ? LATER : AT, updatedBy: 'tech' },
		},
	]);
	return toNative('ticket', raw, TENANT);
}

function platformTicket(view: FlatRecord, index: number, edited: boolean): NativeRecord {
	const parsed = parseRecord({
		...view,
		id: `tkt_${index}`,
		number: `T-${index}`,
		description: null,
		tags: [],
		...(edited && { title: `Edited on the platform, ${index}` }),
		createdAt: AT,
		updatedAt: edited ? LATER : AT,
		updatedBy: 'tech',
		etag: '"1"',
		externalRefs: [{ system: 'connectwise', id: String(100_000 + index) }],
	});
	if (!parsed.success) throw parsed.error;
	return toNativeRecord(parsed.data, { entity: 'ticket', otherSystem: 'connectwise' });
}

function linkParents(rows: readonly NativeRecord[], contexts: Contexts): void {
	for (const { record } of rows) {
		for (const entity of ['company', 'contact'] as const) {
			const id = record[`${entity}/id`];
			if (id === null || contexts.get(entity)?.has(String(id))) continue;
			const link = linked(entity, String(id), platformId(entity, String(id)), {
				psaShadow: null,
				platformShadow: null,
			});
			put(contexts, entity, String(id), { link, writes: [], openReviews: [] });
		}
	}
}

function put(contexts: Contexts, entity: Entity, id: string, context: LinkContext): void {
	const ofEntity = contexts.get(entity) ?? new Map<string, LinkContext>();
	contexts.set(entity, ofEntity.set(id, context));
}

function platformId(entity: Entity, id: string): string {
	return `${entity}_${id}`;
}

function linked(
	entity: Entity,
	psaId: string,
	platform: string,
	shadows: Pick<Link, 'psaShadow' | 'platformShadow'>,
): Link {
	return {
		id: `link-${entity}-${psaId}`,
		sync: 'bench',
		entity,
		psaId,
		platformId: platform,
		...shadows,
		psaMissing: null,
		platformMissing: null,
		state: 'linked',
		revision: 1,
		createdAt: AT,
		updatedAt: AT,
	};
}

/** The store keeps shadows as text. */
function asStored(record: FlatRecord): FlatRecord {
	return JSON.parse(JSON.stringify(record)) as FlatRecord;
}
