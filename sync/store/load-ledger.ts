import type { Kysely } from 'kysely';
import type { Entity, Side } from '../model/entity';
import { inChunks } from './in-chunks';
import type { Ledger } from './ledger';
import { linkFromRow, reviewFromRow, writeFromRow } from './rows';
import { ACTIVE_STATUSES } from './rules';
import type { LinkRow, StoreSchema, WriteRow } from './schema';
import type { CommitBatch } from '../model/commit-batch';

type Db = Kysely<StoreSchema>;

/** Reads links by their ids, with their writes that are not over and their open entries. Unknown ids are left out. */
export async function loadLinks(db: Db, ledger: Ledger, ids: Iterable<string>): Promise<void> {
	const wanted = new Set([...ids].filter((id) => !ledger.links.get(id)));
	const rows = await inChunks(wanted, (chunk) => db.selectFrom('links').selectAll().where('id', 'in', chunk).execute());
	await take(db, ledger, rows);
}

/** Reads the links of an entity a page at a time, like `loadLinks`. @returns their ids, in order */
export async function loadPage(
	db: Db,
	ledger: Ledger,
	sync: string,
	entity: Entity,
	{ after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
	let query = db
		.selectFrom('links')
		.selectAll()
		.where('sync', '=', sync)
		.where('entity', '=', entity)
		.orderBy('id')
		.limit(limit);
	if (after !== null) query = query.where('id', '>', after);
	const rows = await query.execute();
	await take(db, ledger, rows);
	return rows.map(({ id }) => id);
}

/** Reads links by the ids that they have on one side, like `loadLinks`. */
export async function loadLinksBySide(
	db: Db,
	ledger: Ledger,
	sync: string,
	entity: Entity,
	side: Side,
	ids: Iterable<string>,
): Promise<void> {
	const column = side === 'psa' ? 'psa_id' : 'platform_id';
	const wanted = [...ids].filter((id) => !ledger.linkOf(sync, entity, side, id));
	const rows = await inChunks(wanted, (chunk) =>
		db
			.selectFrom('links')
			.selectAll()
			.where('sync', '=', sync)
			.where('entity', '=', entity)
			.where(column, 'in', chunk)
			.execute(),
	);
	await take(
		db,
		ledger,
		rows.filter((row) => !ledger.links.get(row.id)),
	);
}

/** Reads the link of a write, with the write itself. @returns false where there is no such write */
export async function loadLinkOfWrite(db: Db, ledger: Ledger, writeId: string): Promise<boolean> {
	const row = await db.selectFrom('writes').select('link_id').where('id', '=', writeId).executeTakeFirst();
	if (!row) return false;
	await loadLinks(db, ledger, [row.link_id]);
	return true;
}

/** Reads an entry, its link, and all writes that the link ever had. @returns false where there is no such entry */
export async function loadReview(db: Db, ledger: Ledger, reviewId: string): Promise<boolean> {
	const row = await db.selectFrom('reviews').selectAll().where('id', '=', reviewId).executeTakeFirst();
	if (!row) return false;
	const writes = await db.selectFrom('writes').selectAll().where('link_id', '=', row.link_id).orderBy('seq').execute();
	takeWrites(ledger, writes);
	await loadLinks(db, ledger, [row.link_id]);
	ledger.loadReview(reviewFromRow(row));
	return true;
}

/** Reads the links of an entity whose record is `asked` on a side. */
export async function loadMissing(db: Db, ledger: Ledger, sync: string, entity: Entity, side: Side): Promise<void> {
	const rows = await db
		.selectFrom('links')
		.selectAll()
		.where('sync', '=', sync)
		.where('entity', '=', entity)
		.where(side === 'psa' ? 'psa_missing' : 'platform_missing', '=', 'asked')
		.execute();
	await take(
		db,
		ledger,
		rows.filter((row) => !ledger.links.get(row.id)),
	);
}

/** Reads what the notices of a batch concern: open entries with their links, and where one closes, what it spoke of. */
export async function loadNotices(db: Db, ledger: Ledger, batch: CommitBatch): Promise<void> {
	for (const { entity, side, draft } of batch.notices ?? []) {
		const open = await db
			.selectFrom('reviews')
			.select('link_id')
			.where('sync', '=', batch.sync)
			.where('status', '=', 'open')
			.where('kind', '=', 'massDeletion')
			.where('entity', '=', entity)
			.where('side', '=', side)
			.execute();
		await loadLinks(
			db,
			ledger,
			open.map((row) => row.link_id),
		);
		if (draft === null) await loadMissing(db, ledger, batch.sync, entity, side);
	}
}

async function take(db: Db, ledger: Ledger, rows: readonly LinkRow[]): Promise<void> {
	for (const row of rows) ledger.loadLink(linkFromRow(row));
	const ids = rows.map((row) => row.id);
	const writes = await inChunks(ids, (chunk) =>
		db
			.selectFrom('writes')
			.selectAll()
			.where('link_id', 'in', chunk)
			.where('status', 'in', ACTIVE_STATUSES)
			.orderBy('seq')
			.execute(),
	);
	takeWrites(ledger, writes);
	const reviews = await inChunks(ids, (chunk) =>
		db
			.selectFrom('reviews')
			.selectAll()
			.where('link_id', 'in', chunk)
			.where('status', '=', 'open')
			.orderBy('seq')
			.execute(),
	);
	for (const row of reviews) ledger.loadReview(reviewFromRow(row));
}

function takeWrites(ledger: Ledger, rows: readonly WriteRow[]): void {
	for (const row of rows) ledger.loadWrite(writeFromRow(row), row.acknowledged === 1);
}
