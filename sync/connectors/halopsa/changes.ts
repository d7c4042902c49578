import { z } from 'zod';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { Query } from '../http';
import { readWindow, windowState } from '../http';
import type { HaloPsaEntity } from './catalogue';
import type { HaloPsaClient } from './client';
import { MAX_PAGE_SIZE } from './client';
import type { Position } from './id-pages';
import { rowsAfter } from './id-pages';
import { inTurn } from './in-turn';
import type { ListedRow } from './recently-read';
import { recentlyRead, remember, rowsToRead } from './recently-read';
import { changedAt } from './records';
import type { VendorRecord } from './schemas';

const BEGINNING: Position = { place: 0, size: MAX_PAGE_SIZE, ordered: true };

/** Where a reader stands: its window, where in the list that is, and what it has read lately. */
const changesState = windowState.extend({
	position: z
		.object({ place: z.number().int().nonnegative(), size: z.number().int().positive(), ordered: z.boolean() })
		.default(BEGINNING),
	recent: recentlyRead.default([]),
});

export interface ChangedRecords {
	/** With all their details. */
	readonly rows: readonly VendorRecord[];
	readonly state: Json;
	readonly more: boolean;
	readonly at: string | null;
}

/** Lists show the active ones only unless they are asked for both. */
export const LISTED: Readonly<Record<HaloPsaEntity, Query>> = {
	company: { includeactive: true, includeinactive: true },
	contact: { includeactive: true, includeinactive: true },
	ticket: {},
};

/** As in other windows: longer than any index may lag. Rows that were read lately are recognised without a call each. */
const OVERLAP_MS = 300_000;

/**
 * Reads up to `limit` records that changed since `state`.
 *
 * The list tells which: `lastupdatefromdate`, in the order of ids (see {@link rowsAfter}), with no upper bound, so that
 * a row that is edited meanwhile stays in it. Its rows are slim (no details, no custom fields), so each record is then
 * read by itself, unless it was read lately and has not changed since. Where calls run out in the middle, what was read
 * is handed out, and the next page begins behind it.
 */
export async function readChanges(
	client: HaloPsaClient,
	entity: HaloPsaEntity,
	state: Json | null,
	limit: number,
	overlapMs = OVERLAP_MS,
): Promise<ChangedRecords> {
	const start = parseState(entity, state);
	let position = start.window === undefined ? BEGINNING : start.position;
	let listedAt: string | null = null;
	const answer = await readWindow(
		start,
		async ({ from, afterId, pageSize }) => {
			const after = afterId === null ? null : Number(afterId);
			const found = await rowsAfter(pagesOf(client, entity, from), after, position);
			listedAt ??= found.dateMs === null ? null : new Date(found.dateMs).toISOString();
			const rows = found.rows.slice(0, pageSize);
			position = { ...found.position, place: found.position.place + rows.length };
			return { rows, dateMs: found.dateMs, end: found.end && rows.length === found.rows.length };
		},
		{
			limit,
			maxPageSize: MAX_PAGE_SIZE,
			idOf: (row) => String(row.id),
			changedAt: (row) => changedAt(entity, row),
			overlapMs,
		},
	);
	const due = await rowsToRead(
		start.recent,
		answer.rows.map((row) => listedRow(entity, row)),
		(time) => changedSince(client, entity, time),
	);
	const { rows, read, stopped } = await readEach(
		client,
		entity,
		answer.rows.filter(({ id }) => due.has(String(id))),
	);
	const openedAt = answer.state.window?.to ?? answer.at;
	const until = openedAt === null ? null : new Date(Date.parse(openedAt) - overlapMs).toISOString();
	const lately = read.filter(
		(one) => until === null || one.changed === null || Date.parse(one.changed) >= Date.parse(until),
	);
	const recent = remember(start.recent, listedAt, lately, until);
	if (stopped === undefined) return { ...answer, rows, state: { ...answer.state, position: { ...position }, recent } };
	// The rows before the one that could not be read are accounted for; it is the first of the next page.
	const reached = answer.rows.findIndex(({ id }) => id === stopped.id);
	if (reached === 0) throw stopped.error;
	const window = { to: openedAt, bounded: start.from !== null, afterId: String(answer.rows[reached - 1].id) };
	const place = Math.max(0, position.place - (answer.rows.length - reached));
	return { rows, state: { from: start.from, window, position: { ...position, place }, recent }, more: true, at: null };
}

interface Reading {
	readonly rows: VendorRecord[];
	/** What was read, and when each was changed last by the record itself. */
	readonly read: Array<ListedRow & { readonly changed: string | null }>;
	readonly stopped?: { readonly id: number; readonly error: SyncError };
}

/** Reads records by id, some at a time; stops at the first that the system has no answer for just now. */
async function readEach(
	client: HaloPsaClient,
	entity: HaloPsaEntity,
	listed: readonly VendorRecord[],
): Promise<Reading> {
	const rows: VendorRecord[] = [];
	const read: Reading['read'] = [];
	const answers = await inTurn(listed, async (row) => await client.get(entity, String(row.id)));
	for (const [index, answer] of answers.entries()) {
		const row = listed[index];
		if (answer instanceof SyncError) return { rows, read, stopped: { id: row.id, error: answer } };
		// Deleted between the list and this.
		if (answer === undefined) continue;
		rows.push(answer);
		read.push({ ...listedRow(entity, row), changed: changedAt(entity, answer) });
	}
	return { rows, read };
}

/** The ids of everything that changed at or after a time. */
async function changedSince(client: HaloPsaClient, entity: HaloPsaEntity, time: string): Promise<ReadonlySet<string>> {
	const rows = await client.list(entity, { ...LISTED[entity], ...since(time) });
	return new Set(rows.map(({ id }) => String(id)));
}

function pagesOf(client: HaloPsaClient, entity: HaloPsaEntity, from: string | null) {
	const filter = { ...LISTED[entity], ...since(from), order: 'id' };
	return async (number: number, size: number) => await client.page(entity, filter, number, size);
}

/** The specification calls this a truth value; clients send a time without a zone, which is UTC. */
function since(time: string | null): Query {
	return time === null ? {} : { lastupdatefromdate: time.slice(0, 19) };
}

function listedRow(entity: HaloPsaEntity, row: VendorRecord): ListedRow {
	return { id: String(row.id), stamp: changedAt(entity, row) };
}

function parseState(entity: HaloPsaEntity, state: Json | null): z.output<typeof changesState> {
	const parsed = changesState.safeParse(state ?? { from: null });
	if (parsed.success) return parsed.data;
	const message = `The kept position in HaloPSA's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
	throw new SyncError('STORE', message, { system: 'halopsa', entity });
}
