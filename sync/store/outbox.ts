import type { ExpressionBuilder, Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { inChunks } from './in-chunks';
import { linkFromRow, parseNames, writeFromRow } from './rows';
import { BLOCKING_STATUSES, LONGEST_LEASE_MS, LONGEST_PAUSE_MS } from './rules';
import type { StoreSchema, WriteRow } from './schema';
import type { ClaimedWrite } from './store';

type Db = Kysely<StoreSchema>;

/** @returns the ids of the writes that could be claimed at `now`: parents before children, then oldest first. */
export async function dueIds(db: Db, sync: string, now: number, limit: number): Promise<string[]> {
	const rows = await due(db, sync, now).orderBy('w.rank').orderBy('w.seq').limit(limit).execute();
	return rows.map((row) => row.id);
}

/** @returns those of `ids` that could be claimed at `now`. */
export async function dueAmong(db: Db, sync: string, ids: readonly string[], now: number): Promise<Set<string>> {
	const rows = await inChunks(ids, (chunk) => due(db, sync, now).where('w.id', 'in', chunk).execute());
	return new Set(rows.map((row) => row.id));
}

function due(db: Db, sync: string, now: number) {
	return (
		db
			.selectFrom('writes as w')
			.innerJoin('links as l', 'l.id', 'w.link_id')
			.select('w.id')
			.where('w.sync', '=', sync)
			.where('w.status', '=', 'pending')
			.where((eb) => isOver(eb, 'w.not_before', now, LONGEST_PAUSE_MS))
			.where((eb) => isOver(eb, 'w.lease_until', now, LONGEST_LEASE_MS))
			.where('l.state', '<>', 'tombstone')
			.where((eb) =>
				eb.or([
					eb('w.kind', '=', 'create'),
					eb.and([eb('w.target', '=', 'psa'), eb('l.psa_id', 'is not', null)]),
					eb.and([eb('w.target', '=', 'platform'), eb('l.platform_id', 'is not', null)]),
				]),
			)
			.where((eb) =>
				eb.or([
					eb.and([eb('w.target', '=', 'psa'), eb('l.psa_missing', 'is', null)]),
					eb.and([eb('w.target', '=', 'platform'), eb('l.platform_missing', 'is', null)]),
				]),
			)
			// Written too often: it waits until a person has decided.
			.where(({ not, exists, selectFrom }) =>
				not(
					exists(
						selectFrom('reviews as r')
							.select('r.id')
							.whereRef('r.link_id', '=', 'w.link_id')
							.where('r.status', '=', 'open')
							.where('r.kind', '=', 'flapping')
							.whereRef('r.side', '=', 'w.target'),
					),
				),
			)
			.where(({ not, exists, selectFrom }) =>
				not(
					exists(
						selectFrom('writes as older')
							.select('older.id')
							.whereRef('older.link_id', '=', 'w.link_id')
							.whereRef('older.target', '=', 'w.target')
							.whereRef('older.seq', '<', 'w.seq')
							.where((older) =>
								older.or([
									older('older.status', 'in', BLOCKING_STATUSES),
									older.and([older('older.status', '=', 'dead'), older('older.kind', '=', 'create')]),
								]),
							),
					),
				),
			)
	);
}

/** A pause or a lease that is none, has ended, or was written by a clock that has been set back since. */
function isOver(
	eb: ExpressionBuilder<StoreSchema & { w: WriteRow }, 'w'>,
	column: 'w.not_before' | 'w.lease_until',
	now: number,
	longestMs: number,
) {
	return eb.or([eb(column, 'is', null), eb(column, '<=', isoTime(now)), eb(column, '>', isoTime(now + longestMs))]);
}

export async function lease(db: Db, id: string, token: string, until: number): Promise<void> {
	await db
		.updateTable('writes')
		.set({ lease_token: token, lease_until: isoTime(until) })
		.where('id', '=', id)
		.execute();
}

/** @returns writes with their links, in the order of `ids`. */
export async function withLinks(db: Db, ids: readonly string[]): Promise<ClaimedWrite[]> {
	const writes = await inChunks(ids, (chunk) => db.selectFrom('writes').selectAll().where('id', 'in', chunk).execute());
	const linkIds = writes.map((row) => row.link_id);
	const links = await inChunks(linkIds, (chunk) =>
		db.selectFrom('links').selectAll().where('id', 'in', chunk).execute(),
	);
	const linkById = new Map(links.map((row) => [row.id, linkFromRow(row)]));
	const byId = new Map(
		writes.flatMap((row) => {
			const link = linkById.get(row.link_id);
			return link ? [[row.id, { write: writeFromRow(row), link }] as const] : [];
		}),
	);
	return ids.flatMap((id) => byId.get(id) ?? []);
}

/** See `Store.carriedOut`. */
export async function carriedOutBy(
	db: Db,
	writeIds: readonly string[],
	since: number,
): Promise<Map<string, readonly (readonly string[])[]>> {
	const rows = await inChunks(writeIds, (chunk) =>
		db
			.selectFrom('writes as w')
			.innerJoin('carried_out as c', (join) =>
				join.onRef('c.link_id', '=', 'w.link_id').onRef('c.target', '=', 'w.target'),
			)
			.select(['w.id', 'c.fields'])
			.where('w.id', 'in', chunk)
			.where('c.at', '>', isoTime(since))
			.orderBy('c.at')
			.orderBy('c.fields')
			.execute(),
	);
	const found = new Map<string, (readonly string[])[]>();
	for (const { id, fields } of rows) {
		const names = parseNames(fields, `fields that write ${id} is counted with`);
		const list = found.get(id);
		if (list) list.push(names);
		else found.set(id, [names]);
	}
	return found;
}
