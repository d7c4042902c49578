import { z } from 'zod';
import type { Json } from '../../model/json';
import { windowState, type WindowState } from '../http';
import type { TimedList } from './changes';
import { readChanges, unreadableState } from './changes';
import type { AutotaskClient } from './client';
import { MAX_PAGE_SIZE } from './client';
import type { Condition } from './conditions';
import type { VendorRecord } from './schemas';

/** A list some of whose changes leave no time behind: now and then all that may have changed so is read again. */
export interface SweptList extends TimedList {
	readonly everyMs: number;
	/** What may have changed, seen from a time of the server's. */
	readonly within: (at: string) => readonly Condition[];
}

/** Where a reader of such a list stands. `at` is when the last look at everything began, `afterId` where it stands. */
export const sweptState = z.object({
	feed: windowState.nullable(),
	sweep: z.object({ at: z.string(), afterId: z.string().nullable() }).nullable(),
});
export type SweptState = z.infer<typeof sweptState>;

export interface SweptAnswer {
	readonly rows: readonly VendorRecord[];
	readonly state: { readonly feed: WindowState; readonly sweep: SweptState['sweep'] };
	readonly more: boolean;
	readonly at: string | null;
}

/** Reads what says that it changed, and where it is time for that, a page of what may have. */
export async function readSwept(
	client: AutotaskClient,
	list: SweptList,
	state: Json | null,
	limit: number,
	overlapMs?: number,
): Promise<SweptAnswer> {
	const parsed = sweptState.nullable().safeParse(state);
	if (!parsed.success) throw unreadableState(list.entity);
	const feed = await readChanges(client, list, parsed.data?.feed ?? null, limit, overlapMs);
	const sweep = parsed.data?.sweep ?? null;
	if (feed.more || feed.at === null) return { ...feed, state: { feed: feed.state, sweep } };
	// The first load has just read everything.
	if (sweep === null) return { ...feed, state: { feed: feed.state, sweep: { at: feed.at, afterId: null } } };
	const due = sweep.afterId !== null || Date.parse(feed.at) - Date.parse(sweep.at) >= list.everyMs;
	const room = Math.min(MAX_PAGE_SIZE, limit - feed.rows.length);
	if (!due || room <= 0) return { ...feed, state: { feed: feed.state, sweep } };
	const at = sweep.afterId === null ? feed.at : sweep.at;
	const { only = [] } = list;
	const page = await client.page(list.entity, [...only, ...list.within(at)], room, sweep.afterId);
	const known = new Set(feed.rows.map(({ id }) => id));
	const rows = [...feed.rows, ...page.rows.filter(({ id }) => !known.has(id))];
	if (page.end) return { ...feed, rows, state: { feed: feed.state, sweep: { at, afterId: null } } };
	const afterId = String(page.rows[page.rows.length - 1].id);
	return { rows, state: { feed: feed.state, sweep: { at, afterId } }, more: true, at: null };
}
