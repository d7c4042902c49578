import type { MatchKeys, Owner } from '../connector';
import { companyOf, ticketOf } from '../entity-connector';
import type { AutotaskClient } from './client';
import { compare, MAX_VALUES, oneOf, type Condition } from './conditions';
import type { VendorRecord } from './schemas';

/** What belongs to a ticket, and is read flat. */
type Child = 'note' | 'timeEntry' | 'attachment';

const ID = /^\d{1,15}$/;

/** The ids among texts that Autotask could have given, each once. */
export function idsAmong(texts: readonly string[]): number[] {
	return [...new Set(texts.filter((text) => ID.test(text)).map(Number))];
}

/** The rows of these ids: one alone is asked for by itself, and is current. */
export async function rowsByIds(
	client: AutotaskClient,
	entity: Child,
	ids: readonly number[],
): Promise<VendorRecord[]> {
	if (ids.length !== 1) return await rowsWith(client, entity, 'id', ids);
	const raw = await client.get(entity, String(ids[0]));
	return raw ? [raw] : [];
}

/** Everything of one kind on the tickets that these keys name. */
export async function rowsOnTickets(
	client: AutotaskClient,
	entity: Child,
	keys: readonly MatchKeys[],
): Promise<VendorRecord[]> {
	const tickets = idsAmong(keys.map(({ payload }) => String(payload['ticketID'])));
	return await rowsWith(client, entity, 'ticketID', tickets);
}

async function rowsWith(
	client: AutotaskClient,
	entity: Child,
	field: string,
	ids: readonly number[],
): Promise<VendorRecord[]> {
	const rows: VendorRecord[] = [];
	for (let start = 0; start < ids.length; start += MAX_VALUES) {
		rows.push(...(await client.list(entity, [oneOf(field, ids.slice(start, start + MAX_VALUES))])));
	}
	return rows;
}

/** Up to `most` of one kind on a ticket, by ascending id. @throws SyncError BAD_INPUT where no ticket is named */
export async function rowsOfTicket(
	client: AutotaskClient,
	entity: Child,
	owner: Owner,
	most: number,
	only: readonly Condition[] = [],
): Promise<VendorRecord[]> {
	const ticket = ticketOf('autotask', entity, owner, ID);
	return await client.list(entity, [...only, compare('ticketID', 'eq', Number(ticket))], most);
}

/** Up to `most` of one kind, of one company where that is named, by ascending id. */
export async function rowsOfCompany(
	client: AutotaskClient,
	entity: 'agreement' | 'invoice',
	owner: Owner,
	most: number,
): Promise<VendorRecord[]> {
	const company = companyOf('autotask', entity, owner, ID);
	const asked = company === undefined ? [] : [compare('companyID', 'eq', Number(company))];
	return await client.list(entity, asked, most);
}
