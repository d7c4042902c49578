import type { Kysely } from 'kysely';
import { ENTITIES, type Side } from '../model/entity';
import { inChunks } from './in-chunks';
import type { Ledger } from './ledger';
import { oneOf, parseNames } from './rows';
import type { LeftOutRow, StoreSchema } from './schema';
import type { LeftOut } from './store';

type Db = Kysely<StoreSchema>;

/** See `Store.leaveOut`. */
export async function leaveOut(db: Db, sync: string, side: Side, records: readonly LeftOut[]): Promise<void> {
	const tickets = [...new Set(records.map(({ ticketId }) => ticketId))];
	const known = new Map((await rowsOf(db, sync, side, tickets)).map((row) => [keyOf(row.ticket_id, row.entity), row]));
	const grown = new Map<string, Set<string>>();
	for (const { entity, ticketId, id } of records) {
		const key = keyOf(ticketId, entity);
		const ids = grown.get(key) ?? new Set(idsOf(known.get(key)));
		grown.set(key, ids.add(id));
	}
	for (const { entity, ticketId } of records) {
		const key = keyOf(ticketId, entity);
		const ids = grown.get(key);
		if (!ids || ids.size === idsOf(known.get(key)).length) continue;
		grown.delete(key);
		const value = { ids: JSON.stringify([...ids]) };
		await db
			.insertInto('left_out')
			.values({ sync, side, ticket_id: ticketId, entity, ...value })
			.onConflict((at) => at.columns(['sync', 'side', 'ticket_id', 'entity']).doUpdateSet(value))
			.execute();
	}
}

/** See `Store.recall`. */
export async function recall(
	db: Db,
	ledger: Ledger,
	{
		sync,
		side,
		ticketIds,
		reason,
	}: Readonly<Record<'sync' | 'reason', string>> & {
		readonly side: Side;
		readonly ticketIds: readonly string[];
	},
): Promise<number> {
	let count = 0;
	for (const row of await rowsOf(db, sync, side, ticketIds)) {
		const entity = oneOf(ENTITIES, row.entity, `what was left out of ticket ${row.ticket_id}`);
		for (const recordId of idsOf(row)) {
			ledger.addRevisit({ sync, side, entity, recordId, force: [], reason });
			count++;
		}
		await db
			.deleteFrom('left_out')
			.where('sync', '=', sync)
			.where('side', '=', side)
			.where('ticket_id', '=', row.ticket_id)
			.where('entity', '=', row.entity)
			.execute();
	}
	return count;
}

/** Whether anything was: asked before a transaction that writes is begun for it. */
export async function hasLeftOut(db: Db, sync: string, side: Side, ticketIds: readonly string[]): Promise<boolean> {
	return (await rowsOf(db, sync, side, ticketIds)).length > 0;
}

async function rowsOf(db: Db, sync: string, side: Side, ticketIds: readonly string[]): Promise<LeftOutRow[]> {
	const rows = await inChunks([...new Set(ticketIds)], (some) =>
		db
			.selectFrom('left_out')
			.selectAll()
			.where('sync', '=', sync)
			.where('side', '=', side)
			.where('ticket_id', 'in', some)
			.execute(),
	);
	return rows.sort((a, b) => compare(a.ticket_id, b.ticket_id) || compare(a.entity, b.entity));
}

function idsOf(row: LeftOutRow | undefined): readonly string[] {
	return row ? parseNames(row.ids, `what was left out of ticket ${row.ticket_id}`) : [];
}

function keyOf(ticketId: string, entity: string): string {
	return `${entity} ${ticketId}`;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
