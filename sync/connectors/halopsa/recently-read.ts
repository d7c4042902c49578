import { z } from 'zod';

/**
 * Rows that were read not long ago, so that the overlap of two windows does not read each of them again: a list row is
 * too slim to be compared, and reading a record costs a call. By the time at which they were read (the server's, ISO
 * 8601): the list's time stamp of each row, null for lists that have none.
 */
export const recentlyRead = z.array(z.object({ at: z.string(), rows: z.record(z.string().nullable()) }));
export type RecentlyRead = z.infer<typeof recentlyRead>;

/** A row of a list, as far as it can be recognised. */
export interface ListedRow {
	readonly id: string;
	/** The time of its last change, by the list; null where it does not say. */
	readonly stamp: string | null;
}

/** No server's clock is coarser than this: a row that was read this soon after its change may have changed once more. */
const RESOLUTION_MS = 2_000;
/** Fewer rows than this are read again rather than asked after. */
const WORTH_ASKING = 3;
/** More than these are not remembered: they are read again. */
const MOST = 5_000;

/**
 * Tells which rows have to be read: those that were not read lately, or have changed since. Where the list has no time
 * stamps, it is asked what changed since each reading: what it does not name is as it was read.
 *
 * @param changedSince ids of all rows that changed at or after a time, by the list
 */
export async function rowsToRead(
	known: RecentlyRead,
	listed: readonly ListedRow[],
	changedSince: (time: string) => Promise<ReadonlySet<string>>,
): Promise<ReadonlySet<string>> {
	const due = new Set(listed.map(({ id }) => id));
	for (const { at, rows } of known) {
		const met = listed.filter(({ id }) => Object.hasOwn(rows, id));
		const silent = met.filter(({ id, stamp }) => stamp === null || rows[id] === null);
		const sure = new Date(Date.parse(at) - RESOLUTION_MS).toISOString();
		for (const { id, stamp } of met) {
			if (stamp !== null && rows[id] === stamp && Date.parse(stamp) < Date.parse(sure)) due.delete(id);
		}
		if (silent.length < WORTH_ASKING) continue;
		const changed = await changedSince(sure);
		for (const { id } of silent) if (!changed.has(id)) due.delete(id);
	}
	return due;
}

/**
 * What is remembered after a reading.
 * @param read what was read at `at`
 * @param until rows that were read before this will not be listed again unless they change; null keeps all
 */
export function remember(
	known: RecentlyRead,
	at: string | null,
	read: readonly ListedRow[],
	until: string | null,
): RecentlyRead {
	const fresh = new Set(read.map(({ id }) => id));
	const kept = known
		.filter((batch) => until === null || Date.parse(batch.at) >= Date.parse(until))
		.map((batch) => ({ at: batch.at, rows: without(batch.rows, fresh) }));
	// Without the server's time nothing can be said of what changed since.
	const added = at === null ? [] : [{ at, rows: Object.fromEntries(read.map(({ id, stamp }) => [id, stamp])) }];
	let room = MOST;
	const newestFirst = [...kept, ...added].reverse().filter((batch) => (room -= Object.keys(batch.rows).length) >= 0);
	return newestFirst.filter(({ rows }) => Object.keys(rows).length > 0).reverse();
}

function without(
	rows: Readonly<Record<string, string | null>>,
	ids: ReadonlySet<string>,
): Record<string, string | null> {
	return Object.fromEntries(Object.entries(rows).filter(([id]) => !ids.has(id)));
}
