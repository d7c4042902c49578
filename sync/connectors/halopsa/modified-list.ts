import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { Query } from '../http';
import { modifiedAt } from './agreements/records';
import type { HaloPsaClient } from './client';
import { isLastPage, MAX_PAGE_SIZE } from './client';
import { feedState, OVERLAP_MS, readFeed } from './feed';
import { inTurn } from './in-turn';
import type { VendorRecord } from './schemas';

/** No server's clock is coarser than this: what was read this soon after its change may have changed once more. */
const RESOLUTION_MS = 2_000;

/**
 * Where a reader stands: `first` while everything is read for the first time; then what has been read up to `from`, the
 * server's time, and by id what was seen of the rows that the overlap shows again.
 */
const position = z.object({
	from: z.string().nullable(),
	first: feedState.optional(),
	seen: z.record(z.string()).default({}),
	/** What was handed out since the last question that had an end. */
	round: z.record(z.string()).default({}),
});

export interface ModifiedRecords {
	/** With all their details. */
	readonly rows: readonly VendorRecord[];
	readonly state: Json;
	readonly more: boolean;
	readonly at: string | null;
}

/**
 * What changed in a list that cannot be asked for changes: agreements and invoices have `last_modified` and no filter by
 * it (specification). First everything is read in the order of ids; after that the list is asked for with the latest
 * change first, and read until a page is older than what is known, which is one call where nothing changed. Where a page
 * shows that the server keeps no such order, all of it is read.
 */
export async function readModified(
	client: HaloPsaClient,
	entity: 'agreement' | 'invoice',
	filter: Query,
	state: Json | null,
	limit: number,
	overlapMs = OVERLAP_MS,
): Promise<ModifiedRecords> {
	const parsed = position.safeParse(state ?? { from: null });
	if (!parsed.success) {
		const message = `The kept position in HaloPSA's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
		throw new SyncError('STORE', message, { system: 'halopsa', entity });
	}
	const { from, first, seen, round } = parsed.data;
	if (from === null) {
		const feed = {
			table: entity,
			filter,
			changedAt: modifiedAt,
			read: async (row: VendorRecord) => await client.get(entity, String(row.id)),
		};
		const page = await readFeed(client, feed, first ?? feedState.parse({ from: null }), limit, overlapMs);
		const next = page.more ? { from: null, first: page.state } : { from: page.at };
		return { rows: page.rows, state: next as unknown as Json, more: page.more, at: page.at };
	}
	const { rows, dateMs } = await listedSince(client, entity, filter, Date.parse(from) - overlapMs);
	const isKnown = (row: VendorRecord): boolean => [seen, round].some((known) => known[String(row.id)] === signOf(row));
	const due = rows.filter((row) => !isKnown(row));
	const answers = await inTurn(due.slice(0, limit), async ({ id }) => await client.get(entity, String(id)));
	const failed = answers.at(-1);
	if (failed instanceof SyncError && answers.length === 1) throw failed;
	const read = due.slice(0, failed instanceof SyncError ? answers.length - 1 : answers.length);
	const handed = [...rows.filter(isKnown), ...read];
	const more = read.length < due.length;
	const at = more ? null : dateMs === null ? from : new Date(dateMs).toISOString();
	return {
		rows: answers.filter((one): one is VendorRecord => one !== undefined && !(one instanceof SyncError)),
		state: {
			from: at ?? from,
			seen: signs(handed.filter((row) => isSettled(row, dateMs) || seen[String(row.id)] === signOf(row))),
			round: more ? signs(handed) : {},
		},
		more,
		at,
	};
}

function signs(rows: readonly VendorRecord[]): Record<string, string> {
	return Object.fromEntries(rows.map((row) => [String(row.id), signOf(row)]));
}

/** The rows that were changed since a time, and those that do not say; each once. */
async function listedSince(
	client: HaloPsaClient,
	entity: 'agreement' | 'invoice',
	filter: Query,
	since: number,
): Promise<{ readonly rows: VendorRecord[]; readonly dateMs: number | null }> {
	const rows = new Map<number, VendorRecord>();
	const latestFirst = { ...filter, order: 'last_modified', orderdesc: true };
	let shown = 0;
	let dateMs: number | null = null;
	let before = Number.POSITIVE_INFINITY;
	let isOrdered = true;
	for (let number = 1; ; number++) {
		const page = await client.page(entity, latestFirst, number, MAX_PAGE_SIZE);
		if (number === 1) dateMs = page.dateMs;
		for (const row of page.rows) {
			const changed = Date.parse(modifiedAt(row) ?? '');
			if (Number.isNaN(changed) || changed > before) isOrdered = false;
			else before = changed;
			if (Number.isNaN(changed) || changed >= since) rows.set(row.id, row);
		}
		shown += page.rows.length;
		if (isLastPage(page, shown) || (isOrdered && before < since)) break;
	}
	return { rows: [...rows.values()], dateMs };
}

/** By what a row is recognised: its time, or all that it shows where it has none. */
function signOf(row: VendorRecord): string {
	return modifiedAt(row) ?? createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22);
}

function isSettled(row: VendorRecord, dateMs: number | null): boolean {
	const changed = modifiedAt(row);
	return changed === null || (dateMs !== null && Date.parse(changed) < dateMs - RESOLUTION_MS);
}
