import { z } from 'zod';
import { SyncError } from '../../model/errors';
import { readWindow, windowState } from '../http';
import type { Query } from '../http';
import type { HaloPsaClient, HaloPsaTable } from './client';
import { MAX_PAGE_SIZE } from './client';
import type { Position } from './id-pages';
import { rowsAfter } from './id-pages';
import { inTurn } from './in-turn';
import { recentlyRead, remember, recordsToRead } from './recently-read';
import type { VendorRecord } from './schemas';

/** One list that tells what changed, and how the record that a row stands for is read. */
export interface Feed {
	readonly table: HaloPsaTable;
	/** What the list is asked for beside the time. */
	readonly filter: Query;
	/** When a row, or a record, was last changed; null where it does not say. */
	readonly changedAt: (raw: VendorRecord) => string | null;
	/** Undefined: it is not there any more. */
	readonly read: (row: VendorRecord) => Promise<VendorRecord | undefined>;
}

const BEGINNING: Position = { place: 0, size: MAX_PAGE_SIZE, ordered: true };

/** Where a reader stands: its window, where in the list that is, and what it has read lately. */
export const feedState = windowState.extend({
	position: z
		.object({ place: z.number().int().nonnegative(), size: z.number().int().positive(), ordered: z.boolean() })
		.default(BEGINNING),
	recent: recentlyRead.default([]),
});
export type FeedState = z.output<typeof feedState>;

export interface FeedPage {
	/** With all their details. */
	readonly rows: readonly VendorRecord[];
	readonly state: FeedState;
	readonly more: boolean;
	/** Server time up to which everything has been read; null while `more`. */
	readonly at: string | null;
	/** Server time when the window was opened; null where the server does not say. */
	readonly openedAt: string | null;
}

/** As in other windows: longer than any index may lag. Rows that were read lately are recognised without a call each. */
export const OVERLAP_MS = 300_000;

/** Where a feed begins that has nothing to tell from before a time. */
export function feedFrom(time: string | null, overlapMs: number): FeedState {
	return feedState.parse({ from: time === null ? null : back(time, overlapMs) });
}

/**
 * Reads up to `limit` records that changed since `start`.
 *
 * The list tells which: `lastupdatefromdate`, in the order of ids (see {@link rowsAfter}), with no upper bound, so that
 * a row that is edited meanwhile stays in it. Its rows are slim (no details, no custom fields), so each record is then
 * read by itself, unless it was read lately and has not changed since. Where calls run out in the middle, what was read
 * is handed out, and the next page begins behind it.
 */
export async function readFeed(
	client: HaloPsaClient,
	feed: Feed,
	start: FeedState,
	limit: number,
	overlapMs: number,
): Promise<FeedPage> {
	let position = start.window === undefined ? BEGINNING : start.position;
	let listedAt: string | null = null;
	const answer = await readWindow(
		start,
		async ({ from, afterId, pageSize }) => {
			const found = await rowsAfter(pagesOf(client, feed, from), afterId === null ? null : Number(afterId), position);
			listedAt ??= found.dateMs === null ? null : new Date(found.dateMs).toISOString();
			const rows = found.rows.slice(0, pageSize);
			position = { ...found.position, place: found.position.place + rows.length };
			return { rows, dateMs: found.dateMs, end: found.end && rows.length === found.rows.length };
		},
		{
			limit,
			maxPageSize: MAX_PAGE_SIZE,
			idOf: (row) => String(row.id),
			changedAt: feed.changedAt,
			overlapMs,
		},
	);
	const listed = answer.rows.map((row) => ({ id: String(row.id), stamp: feed.changedAt(row) }));
	const due = await recordsToRead(start.recent, listed, (time) => changedSince(client, feed, time));
	const { rows, read, stopped } = await readEach(
		feed,
		answer.rows.filter(({ id }) => due.has(String(id))),
	);
	const openedAt = answer.state.window?.to ?? answer.at;
	const until = openedAt === null ? null : back(openedAt, overlapMs);
	const lately = read.filter(
		({ changed }) => until === null || changed === null || Date.parse(changed) >= Date.parse(until),
	);
	// The rest of a window that is half read is still to be recognised.
	const isOver = stopped === undefined && !answer.more;
	const recent = remember(
		start.recent,
		listedAt,
		lately.map(({ id }) => id),
		isOver ? until : start.from,
	);
	if (stopped === undefined) return { ...answer, rows, state: { ...answer.state, position, recent }, openedAt };
	// The rows before the one that could not be read are accounted for; it is the first of the next page.
	const reached = answer.rows.findIndex(({ id }) => id === stopped.id);
	if (reached === 0) throw stopped.error;
	const window = { to: openedAt, bounded: start.from !== null, afterId: String(answer.rows[reached - 1].id) };
	const place = Math.max(0, position.place - (answer.rows.length - reached));
	const state = { from: start.from, window, position: { ...position, place }, recent };
	return { rows, state, more: true, at: null, openedAt };
}

interface Reading {
	readonly rows: VendorRecord[];
	/** What was read, and when each was changed last by the record itself. */
	readonly read: Array<{ readonly id: string; readonly changed: string | null }>;
	readonly stopped?: { readonly id: number; readonly error: SyncError };
}

/** Reads records, some at a time; stops at the first that the system has no answer for just now. */
async function readEach(feed: Feed, listed: readonly VendorRecord[]): Promise<Reading> {
	const rows: VendorRecord[] = [];
	const read: Reading['read'] = [];
	const answers = await inTurn(listed, feed.read);
	for (const [index, answer] of answers.entries()) {
		const row = listed[index];
		if (answer instanceof SyncError) return { rows, read, stopped: { id: row.id, error: answer } };
		// Deleted between the list and this.
		if (answer === undefined) continue;
		rows.push(answer);
		read.push({ id: String(row.id), changed: answer.id === row.id ? feed.changedAt(answer) : null });
	}
	return { rows, read };
}

/** The ids of everything that changed at or after a time. */
async function changedSince(
	client: HaloPsaClient,
	{ table, filter }: Feed,
	time: string,
): Promise<ReadonlySet<string>> {
	const rows = await client.list(table, { ...filter, ...since(time) });
	return new Set(rows.map(({ id }) => String(id)));
}

function pagesOf(client: HaloPsaClient, { table, filter }: Feed, from: string | null) {
	const query = { ...filter, ...since(from), order: 'id' };
	return async (number: number, size: number) => await client.page(table, query, number, size);
}

/** The specification calls this a truth value; clients send a time without a zone, which is UTC. */
function since(time: string | null): Query {
	return time === null ? {} : { lastupdatefromdate: time.slice(0, 19) };
}

function back(time: string, byMs: number): string {
	return new Date(Date.parse(time) - byMs).toISOString();
}
