import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import type { Entity, Side } from '../model/entity';
import type { Ledger } from './ledger';
import type { StoreSchema } from './schema';
import type { DeletionCount } from './store';

type Db = Kysely<StoreSchema>;

const idColumn = { psa: 'l.psa_id', platform: 'l.platform_id' } as const;
const missingColumn = { psa: 'l.psa_missing', platform: 'l.platform_missing' } as const;

/** See `Store.deletions`. */
export async function countDeletions(
	db: Db,
	sync: string,
	entity: Entity,
	side: Side,
	since: number,
): Promise<DeletionCount> {
	const links = await db
		.selectFrom('links as l')
		.select((eb) => [
			eb.fn.countAll().as('linked'),
			eb.fn.sum(eb.case().when(missingColumn[side], '=', 'asked').then(1).else(0).end()).as('asked'),
		])
		.where('l.sync', '=', sync)
		.where('l.entity', '=', entity)
		.where('l.state', '<>', 'tombstone')
		.where(idColumn[side], 'is not', null)
		.executeTakeFirst();
	const recent = await deletedLinks(db, sync, entity, side)
		.select((eb) => eb.fn.countAll().as('n'))
		.where('r.created_at', '>', isoTime(since))
		.where((eb) => eb.or([eb(missingColumn[side], 'is', null), eb(missingColumn[side], '<>', 'confirmed')]))
		.executeTakeFirst();
	return { linked: Number(links?.linked ?? 0), recent: Number(recent?.n ?? 0), asked: Number(links?.asked ?? 0) };
}

/** See `Store.missing`. */
export async function listMissing(
	db: Db,
	sync: string,
	entity: Entity,
	side: Side,
	page: { readonly after: string | null; readonly limit: number | null },
): Promise<string[]> {
	let query = db
		.selectFrom('links as l')
		.select(`${idColumn[side]} as id`)
		.where('l.sync', '=', sync)
		.where('l.entity', '=', entity)
		// The first condition is the one that the index is made for.
		.where(missingColumn[side], 'is not', null)
		.where(missingColumn[side], 'in', ['asked', 'ignored'])
		.where(idColumn[side], 'is not', null)
		.where('l.state', '<>', 'tombstone')
		.orderBy(idColumn[side]);
	if (page.after !== null) query = query.where(idColumn[side], '>', page.after);
	if (page.limit !== null) query = query.limit(page.limit);
	const rows = await query.execute();
	return rows.flatMap(({ id }) => id ?? []);
}

/** See `Store.revisitMissing`. */
export async function revisitMissing(
	db: Db,
	ledger: Ledger,
	request: { readonly sync: string; readonly entity: Entity; readonly side: Side; readonly reason: string },
): Promise<void> {
	const { sync, entity, side } = request;
	const deleted = await deletedLinks(db, sync, entity, side)
		.select(`${idColumn[side]} as id`)
		.where(idColumn[side], 'is not', null)
		.orderBy(idColumn[side])
		.execute();
	const missing = await listMissing(db, sync, entity, side, { after: null, limit: null });
	for (const recordId of new Set([...missing, ...deleted.flatMap(({ id }) => id ?? [])])) {
		ledger.addRevisit({ ...request, recordId, force: [] });
	}
}

/** Links whose deletion on a side waits in an open entry. */
function deletedLinks(db: Db, sync: string, entity: Entity, side: Side) {
	return db
		.selectFrom('reviews as r')
		.innerJoin('links as l', 'l.id', 'r.link_id')
		.where('r.sync', '=', sync)
		.where('r.status', '=', 'open')
		.where('r.kind', '=', 'deleted')
		.where('r.entity', '=', entity)
		.where('r.side', '=', side);
}
