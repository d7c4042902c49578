import type { Kysely } from 'kysely';
import { ENTITIES, SIDES, type Side } from '../model/entity';
import { SyncError } from '../model/errors';
import { REVIEW_KINDS, type Review } from '../model/review';
import { inChunks } from './in-chunks';
import { auditFromRow, LINK_STATES, reviewFromRow, WRITE_STATUSES } from './rows';
import type { ReviewRow, StoreSchema } from './schema';
import type { AuditEntry } from '../model/commit-batch';
import type { SyncStatus } from './reported';
import type { Store } from './store';
import { listWatermarks } from './watermarks';

type Db = Kysely<StoreSchema>;

/** See `Store.reviews`: oldest first. */
export async function listReviews(db: Db, sync: string, filter: Parameters<Store['reviews']>[1]): Promise<Review[]> {
	let query = db.selectFrom('reviews').selectAll().where('sync', '=', sync);
	if (filter.status !== undefined) query = query.where('status', '=', filter.status);
	if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
	if (filter.after !== undefined) query = query.where('seq', '>', await seqOf(db, filter.after));
	return withRecordIds(db, await query.orderBy('seq').limit(filter.limit).execute());
}

export async function findReview(db: Db, id: string): Promise<Review | null> {
	const rows = await db.selectFrom('reviews').selectAll().where('id', '=', id).execute();
	return (await withRecordIds(db, rows))[0] ?? null;
}

async function seqOf(db: Db, id: string): Promise<number> {
	const row = await db.selectFrom('reviews').select('seq').where('id', '=', id).executeTakeFirst();
	if (!row)
		throw new SyncError('BAD_INPUT', `There is no review entry ${id} to continue after. Start from the first page.`);
	return row.seq;
}

async function withRecordIds(db: Db, rows: readonly ReviewRow[]): Promise<Review[]> {
	const links = await inChunks(
		rows.map((row) => row.link_id),
		(chunk) => db.selectFrom('links').select(['id', 'psa_id', 'platform_id']).where('id', 'in', chunk).execute(),
	);
	const byId = new Map(links.map((link) => [link.id, link]));
	return rows.map((row) => {
		const link = byId.get(row.link_id);
		return { ...reviewFromRow(row), psaId: link?.psa_id ?? null, platformId: link?.platform_id ?? null };
	});
}

/** See `Store.audit`: newest first. */
export async function listAudit(db: Db, sync: string, filter: Parameters<Store['audit']>[1]): Promise<AuditEntry[]> {
	let query = db.selectFrom('audit').selectAll().where('sync', '=', sync);
	if (filter.linkId !== undefined) query = query.where('link_id', '=', filter.linkId);
	return (await query.orderBy('id', 'desc').limit(filter.limit).execute()).map(auditFromRow);
}

/** See `Store.status`. */
export async function statusOf(db: Db, sync: string): Promise<SyncStatus> {
	const revisits = await db
		.selectFrom('revisits')
		.select((eb) => eb.fn.countAll().as('n'))
		.where('sync', '=', sync)
		.executeTakeFirst();
	const missing = await db
		.selectFrom('links')
		.select((eb) => eb.fn.countAll().as('n'))
		.where('sync', '=', sync)
		.where('state', '<>', 'tombstone')
		.where((eb) => eb.or([eb('psa_missing', 'is not', null), eb('platform_missing', 'is not', null)]))
		.executeTakeFirst();
	const commit = await db.selectFrom('commits').select('at').where('sync', '=', sync).executeTakeFirst();
	return {
		sync,
		links: await countLinks(db, sync),
		writes: await countWrites(db, sync),
		openReviews: await countReviews(db, sync),
		revisits: Number(revisits?.n ?? 0),
		missing: Number(missing?.n ?? 0),
		watermarks: await watermarksOfBothSides(db, sync),
		acknowledged: await countAcknowledged(db, sync),
		lastCommitAt: commit?.at ?? null,
	};
}

async function countLinks(db: Db, sync: string): Promise<SyncStatus['links']> {
	const rows = await db
		.selectFrom('links')
		.select(['entity', 'state', (eb) => eb.fn.countAll().as('n')])
		.where('sync', '=', sync)
		.groupBy(['entity', 'state'])
		.execute();
	const present = ENTITIES.filter((entity) => rows.some((row) => row.entity === entity));
	return Object.fromEntries(
		present.map((entity) => [
			entity,
			counted(
				LINK_STATES,
				rows.filter((row) => row.entity === entity).map((row) => [row.state, row.n]),
			),
		]),
	);
}

async function countWrites(db: Db, sync: string): Promise<SyncStatus['writes']> {
	const rows = await db
		.selectFrom('writes')
		.select(['status', (eb) => eb.fn.countAll().as('n')])
		.where('sync', '=', sync)
		.groupBy('status')
		.execute();
	return counted(
		WRITE_STATUSES,
		rows.map((row) => [row.status, row.n]),
	);
}

async function countAcknowledged(db: Db, sync: string): Promise<Record<Side, number>> {
	const rows = await db
		.selectFrom('writes')
		.select(['target', (eb) => eb.fn.countAll().as('n')])
		.where('sync', '=', sync)
		.where('acknowledged', '=', 1)
		.groupBy('target')
		.execute();
	return counted(
		SIDES,
		rows.map((row) => [row.target, row.n]),
	);
}

async function countReviews(db: Db, sync: string): Promise<SyncStatus['openReviews']> {
	const rows = await db
		.selectFrom('reviews')
		.select(['kind', (eb) => eb.fn.countAll().as('n')])
		.where('sync', '=', sync)
		.where('status', '=', 'open')
		.groupBy('kind')
		.execute();
	return counted(
		REVIEW_KINDS,
		rows.map((row) => [row.kind, row.n]),
	);
}

async function watermarksOfBothSides(db: Db, sync: string): Promise<SyncStatus['watermarks']> {
	const marks: { side: Side; entity: (typeof ENTITIES)[number]; at: string | null }[] = [];
	for (const side of SIDES) {
		for (const [entity, { at }] of await listWatermarks(db, sync, side)) marks.push({ side, entity, at });
	}
	return marks;
}

/** Counts by word, zero where there is none. PostgreSQL counts in 64 bits, which its driver gives as text. */
function counted<K extends string>(
	words: readonly K[],
	rows: readonly (readonly [string, number | string | bigint])[],
): Record<K, number> {
	const counts = new Map(rows.map(([word, n]) => [word, Number(n)]));
	return Object.fromEntries(words.map((word) => [word, counts.get(word) ?? 0])) as Record<K, number>;
}
