import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { NativeRecord } from '../../../model/record';
import type { ChangePage } from '../../connector';
import { SYNCED } from '../changes';
import type { HaloPsaClient } from '../client';
import { feedState, OVERLAP_MS, readFeed } from '../feed';
import { changedAt } from '../records';
import type { VendorRecord } from '../schemas';

/** Tickets whose children one question to the feed reads at most: each costs a call. */
const TICKETS_AT_ONCE = 50;

/** Reads what belongs to a ticket: `stamp` is when the ticket was last changed, by its list. */
export type ReadChildren = (ticket: string, stamp: string | null) => Promise<NativeRecord[]>;

/**
 * What belongs to the tickets that changed since `state`. HaloPSA lists actions and files of one ticket only, and says of
 * none when it was changed: what changed is asked of the tickets, which an action dates, and then of each. An idle cycle
 * is one call.
 */
export async function readChildren(
	client: HaloPsaClient,
	entity: 'note' | 'timeEntry' | 'attachment',
	children: ReadChildren,
	state: Json | null,
	limit: number,
	overlapMs = OVERLAP_MS,
): Promise<ChangePage> {
	const parsed = feedState.safeParse(state ?? { from: null });
	if (!parsed.success) {
		const message = `The kept position in HaloPSA's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
		throw new SyncError('STORE', message, { system: 'halopsa', entity });
	}
	const found = new Map<number, NativeRecord[]>();
	const feed = {
		table: 'ticket',
		filter: SYNCED.ticket,
		changedAt: (raw: VendorRecord) => changedAt('ticket', raw),
		read: async (row: VendorRecord) => {
			found.set(row.id, await children(String(row.id), changedAt('ticket', row)));
			return row;
		},
	} as const;
	const page = await readFeed(client, feed, parsed.data, Math.min(limit, TICKETS_AT_ONCE), overlapMs);
	return {
		rows: page.rows.flatMap(({ id }) => found.get(id) ?? []),
		state: { ...page.state, position: { ...page.state.position } },
		more: page.more,
		at: page.at,
	};
}
