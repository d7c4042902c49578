import { z } from 'zod';

/**
 * Which records were read not long ago, and at what time of the server's (ISO 8601): the overlap of two windows shows
 * them again, a list row is too slim to be compared with anything, and reading a record costs a call.
 */
export const recentlyRead = z.array(z.object({ at: z.string(), ids: z.array(z.string()) }));
export type RecentlyRead = z.infer<typeof recentlyRead>;

/** A row of a list, as far as it can be recognised. */
export interface ListedRow {
	readonly id: string;
	/** The time of its last change, by the list; null where it does not say. */
	readonly stamp: string | null;
}

/** No server's clock is coarser than this: what was read this soon after its change may have changed once more. */
const RESOLUTION_MS = 2_000;
/** Fewer records than this are read again rather than asked after. */
const WORTH_ASKING = 3;
/** More than these are not remembered: they are read again. */
const MOST = 5_000;

/**
 * Tells which records have to be read: those that were not read lately, or have changed since. What was changed before
 * it was read was read as it is. Where the list has no time stamps, it is asked what changed since each reading.
 *
 * @param changedSince ids of all records that changed at or after a time, by the list
 */
export async function recordsToRead(
	known: RecentlyRead,
	listed: readonly ListedRow[],
	changedSince: (time: string) => Promise<ReadonlySet<string>>,
): Promise<ReadonlySet<string>> {
	const due = new Set(listed.map(({ id }) => id));
	for (const { at, ids } of known) {
		const read = new Set(ids);
		const met = listed.filter(({ id }) => read.has(id));
		const sure = Date.parse(at) - RESOLUTION_MS;
		for (const { id, stamp } of met) if (stamp !== null && Date.parse(stamp) < sure) due.delete(id);
		const silent = met.filter(({ stamp }) => stamp === null);
		if (silent.length < WORTH_ASKING) continue;
		const changed = await changedSince(new Date(sure).toISOString());
		for (const { id } of silent) if (!changed.has(id)) due.delete(id);
	}
	return due;
}

/**
 * What is remembered after a reading.
 * @param read what was read at `at`
 * @param until what was read before this will not be listed again unless it changes; null keeps all
 */
export function remember(
	known: RecentlyRead,
	at: string | null,
	read: readonly string[],
	until: string | null,
): RecentlyRead {
	const fresh = new Set(read);
	const kept = known
		.filter((batch) => until === null || Date.parse(batch.at) >= Date.parse(until))
		.map((batch) => ({ at: batch.at, ids: batch.ids.filter((id) => !fresh.has(id)) }));
	// Without the server's time nothing can be said of what changed since.
	const added = at === null ? [] : [{ at, ids: [...fresh] }];
	let room = MOST;
	const newestFirst = [...kept, ...added].reverse().filter(({ ids }) => (room -= ids.length) >= 0);
	return newestFirst.filter(({ ids }) => ids.length > 0).reverse();
}
