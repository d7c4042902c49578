import { z } from 'zod';
import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { ChangePage } from '../../connector';
import { readChildren, type ReadChildren } from '../actions/feed';
import type { HaloPsaClient } from '../client';
import { readModified } from '../modified-list';
import { LISTED_WHOLE } from '../read-only-records';
import type { VendorRecord } from '../schemas';

const json = z.custom<Json>((value) => value !== undefined);
const feedState = z.object({ tickets: json.nullable(), invoices: json.nullable() });
const opened = z.object({ window: z.object({ to: z.string().nullable() }).optional() });
const lines = z.array(z.object({ ticket_id: z.number().int().positive().nullish().catch(null) })).catch([]);

/**
 * Time of the tickets that changed since `state`, and of those that stand on an invoice that did: nothing says that
 * billing a ticket's time dates the ticket. An idle cycle is two calls.
 */
export async function readWork(
	client: HaloPsaClient,
	entriesOf: ReadChildren,
	state: Json | null,
	limit: number,
	overlapMs?: number,
): Promise<ChangePage> {
	const parsed = feedState.safeParse(state ?? { tickets: null, invoices: null });
	if (!parsed.success) {
		const message =
			"The kept position in HaloPSA's timeEntry changes cannot be read; reset this sync's watermark of timeEntry";
		throw new SyncError('STORE', message, { system: 'halopsa', entity: 'timeEntry' });
	}
	const before = parsed.data;
	const page = await readChildren(client, 'timeEntry', entriesOf, before.tickets, limit, overlapMs);
	// What was billed before the tickets were asked for the first time is in them.
	const begun = opened.safeParse(page.state).data?.window?.to ?? page.at;
	const invoices = before.invoices ?? (begun === null ? null : { from: begun });
	if (page.more || before.invoices === null) return { ...page, state: { tickets: page.state, invoices } };
	const billed = await billedSince(client, before.invoices, limit, overlapMs);
	if (billed === undefined) return { ...page, state: { tickets: page.state, invoices } };
	const rows = new Map(page.rows.map((row) => [row.id, row]));
	const tickets = new Set(billed.rows.flatMap((raw) => lines.parse(raw['lines']).map(({ ticket_id }) => ticket_id)));
	for (const ticket of tickets) {
		if (typeof ticket !== 'number') continue;
		for (const row of await entriesOf(String(ticket), null)) rows.set(row.id, row);
	}
	const more = billed.more;
	return {
		rows: [...rows.values()],
		state: { tickets: page.state, invoices: billed.state },
		more,
		at: more ? null : page.at,
	};
}

/** An application that may not see invoices can still read time. */
async function billedSince(
	client: HaloPsaClient,
	state: Json,
	limit: number,
	overlapMs?: number,
): Promise<{ readonly rows: readonly VendorRecord[]; readonly state: Json; readonly more: boolean } | undefined> {
	try {
		return await readModified(client, 'invoice', LISTED_WHOLE.invoice, state, limit, overlapMs);
	} catch (error) {
		if (error instanceof SyncError && error.code === 'PERMISSION') return undefined;
		throw error;
	}
}
