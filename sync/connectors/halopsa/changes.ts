import { z } from 'zod';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { Query } from '../http';
import type { HaloPsaEntity } from './catalogue';
import type { HaloPsaClient } from './client';
import type { Feed, FeedState } from './feed';
import { feedFrom, feedState, OVERLAP_MS, readFeed } from './feed';
import { changedAt, isGeneralUser, valueAt } from './records';
import type { VendorRecord } from './schemas';
import { idOf } from './values';

/** Lists show the active ones only unless they are asked for both. */
export const LISTED: Readonly<Record<HaloPsaEntity | 'site', Query>> = {
	company: { includeactive: true, includeinactive: true },
	contact: { includeactive: true, includeinactive: true },
	ticket: {},
	site: { includeactive: true, includeinactive: true },
};

/**
 * What the sync reads of each list. The general user of a site stands for nobody: without this filter (specification)
 * one would become a contact for each site.
 */
export const SYNCED: typeof LISTED = { ...LISTED, contact: { ...LISTED.contact, exclude_generaluser: true } };

export interface ChangedRecords {
	/** With all their details. */
	readonly rows: readonly VendorRecord[];
	readonly state: Json;
	readonly more: boolean;
	readonly at: string | null;
}

/**
 * A client shows telephone and address of its main site: what changed there is asked for as well, whenever the clients
 * have been read to the end. `sitesUntil` is up to where that was, while the sites are not.
 */
const companyState = z.object({
	client: feedState,
	site: feedState.nullable(),
	sitesUntil: z.object({ at: z.string().nullable() }).nullable().default(null),
});

/** Reads up to `limit` records that changed since `state`: see {@link readFeed}. */
export async function readChanges(
	client: HaloPsaClient,
	entity: HaloPsaEntity,
	state: Json | null,
	limit: number,
	overlapMs = OVERLAP_MS,
): Promise<ChangedRecords> {
	if (entity === 'company') return await readCompanies(client, state, limit, overlapMs);
	const start = parseState(feedState, entity, state ?? { from: null });
	const page = await readFeed(client, feedOf(client, entity), start, limit, overlapMs);
	return { ...page, state: feedJson(page.state) };
}

async function readCompanies(
	client: HaloPsaClient,
	state: Json | null,
	limit: number,
	overlapMs: number,
): Promise<ChangedRecords> {
	const start = parseState(companyState, 'company', state ?? { client: { from: null }, site: null });
	if (start.site !== null && start.sitesUntil !== null) {
		return await readSites(client, { ...start, site: start.site }, start.sitesUntil.at, [], limit, overlapMs);
	}
	const { rows, openedAt, more, at, ...clients } = await readFeed(
		client,
		feedOf(client, 'company'),
		start.client,
		limit,
		overlapMs,
	);
	// All clients are read first: what happened to their sites before that is in them.
	const site = start.site ?? feedFrom(openedAt, overlapMs);
	const position = { client: clients.state, site };
	if (more) return { rows, state: jsonOf({ ...position, sitesUntil: null }), more: true, at: null };
	return await readSites(client, position, at, rows, limit - rows.length, overlapMs);
}

/** Goes on with the sites, behind the clients that were read in the same call. */
async function readSites(
	client: HaloPsaClient,
	position: { readonly client: FeedState; readonly site: FeedState },
	at: string | null,
	clients: readonly VendorRecord[],
	limit: number,
	overlapMs: number,
): Promise<ChangedRecords> {
	const sites = await readFeed(client, siteFeed(client), position.site, limit, overlapMs);
	const rows = new Map([...clients, ...sites.rows].map((row) => [row.id, row]));
	const sitesUntil = sites.more ? { at } : null;
	return {
		rows: [...rows.values()],
		state: jsonOf({ client: position.client, site: sites.state, sitesUntil }),
		more: sites.more,
		at: sites.more ? null : at,
	};
}

function feedOf(client: HaloPsaClient, entity: HaloPsaEntity): Feed {
	return {
		table: entity,
		filter: SYNCED[entity],
		changedAt: (raw) => changedAt(entity, raw),
		async read({ id }) {
			const raw = await client.get(entity, String(id));
			return raw && !isGeneralUser(entity, raw) ? raw : undefined;
		},
	};
}

/**
 * The clients of sites that changed, each read once, and after the sites were listed: what was read of a client before
 * that may lack what its site tells.
 */
function siteFeed(client: HaloPsaClient): Feed {
	const read = new Map<number, Promise<VendorRecord | undefined>>();
	return {
		table: 'site',
		filter: SYNCED.site,
		changedAt: () => null,
		async read(row) {
			const id = idOf(valueAt(row, 'client_id'));
			if (typeof id !== 'number') return undefined;
			const answer = read.get(id) ?? client.get('company', String(id));
			read.set(id, answer);
			return await answer;
		},
	};
}

function parseState<T extends z.ZodTypeAny>(schema: T, entity: HaloPsaEntity, state: Json): z.output<T> {
	const parsed = schema.safeParse(state) as z.SafeParseReturnType<unknown, z.output<T>>;
	if (parsed.success) return parsed.data;
	const message = `The kept position in HaloPSA's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
	throw new SyncError('STORE', message, { system: 'halopsa', entity });
}

function jsonOf({ client, site, sitesUntil }: z.output<typeof companyState> & { readonly site: FeedState }): Json {
	return { client: feedJson(client), site: feedJson(site), sitesUntil };
}

function feedJson(state: FeedState): { readonly [name: string]: Json } {
	return { ...state, position: { ...state.position } };
}
