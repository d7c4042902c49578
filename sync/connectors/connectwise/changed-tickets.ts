import { z } from 'zod';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { NativeRecord } from '../../model/record';
import type { ChangePage } from '../connector';
import { windowState } from '../http';
import { readChanges } from './changes';
import type { ConnectWiseClient } from './client';
import type { VendorRecord } from './schemas';

/** Tickets whose children one question to a feed reads at most: each costs a call. */
const TICKETS_AT_ONCE = 50;
/** Tickets whose children are asked for at the same time. */
const AT_A_TIME = 4;
/** Children read this long after their ticket's last change are all there: the list of tickets tells of no later one. */
const SETTLED_MS = 60_000;

const feedState = z.object({
	tickets: windowState.nullable(),
	/** When the tickets whose children have been read last changed: the overlap shows them once more. */
	read: z.record(z.string()),
});

/** A ticket and what stands under it. */
export interface Under<Child> {
	readonly ticket: VendorRecord;
	readonly children: readonly Child[];
}

/**
 * What stands under the tickets that changed since `state`, of a kind that ConnectWise has no list of. An idle cycle is
 * one call; a changed ticket costs one more, twice at most: once at once, and once when everything must have arrived.
 */
export async function readUnderTickets<Child>(
	client: ConnectWiseClient,
	entity: Entity,
	state: Json | null,
	limit: number,
	overlapMs: number | undefined,
	childrenOf: (ticket: VendorRecord) => Promise<readonly Child[]>,
	rowsOf: (read: ReadonlyArray<Under<Child>>) => Promise<NativeRecord[]>,
): Promise<ChangePage> {
	const parsed = feedState.nullable().safeParse(state);
	if (!parsed.success) {
		const message = `The kept position in ConnectWise's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
		throw new SyncError('STORE', message, { system: 'connectwise', entity });
	}
	const before = parsed.data ?? { tickets: null, read: {} };
	const answer = await readChanges(client, 'ticket', before.tickets, Math.min(limit, TICKETS_AT_ONCE), overlapMs);
	const known = new Map(Object.entries(before.read));
	const fresh = answer.rows.filter((ticket) => known.get(String(ticket.id)) !== (ticket._info?.lastUpdated ?? ''));
	const read: Array<Under<Child>> = [];
	for (let start = 0; start < fresh.length; start += AT_A_TIME) {
		const some = fresh.slice(start, start + AT_A_TIME);
		const children = await Promise.all(some.map(childrenOf));
		read.push(...some.map((ticket, index) => ({ ticket, children: children[index] })));
	}
	const rows = await rowsOf(read);
	const openedAt = answer.state.window?.to ?? answer.at;
	const settled =
		openedAt === null ? before.read : remembered(before.read, answer.rows, Date.parse(openedAt), overlapMs);
	return { rows, state: { tickets: answer.state, read: settled }, more: answer.more, at: answer.at };
}

/** Only what the next windows can show again is kept. */
function remembered(
	before: Readonly<Record<string, string>>,
	rows: readonly VendorRecord[],
	openedAt: number,
	overlapMs = 300_000,
): Record<string, string> {
	const read = new Map(Object.entries(before));
	for (const { id, _info } of rows) {
		const changed = _info?.lastUpdated;
		if (changed && Date.parse(changed) <= openedAt - SETTLED_MS) read.set(String(id), changed);
	}
	const horizon = openedAt - 2 * overlapMs;
	return Object.fromEntries([...read].filter(([, changed]) => Date.parse(changed) >= horizon));
}
