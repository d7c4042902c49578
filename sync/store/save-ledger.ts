import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { inChunks } from './in-chunks';
import type { Ledger } from './ledger';
import { saveRevisits } from './revisits';
import { auditToRow, linkToRow, reviewToRow, writeToRow } from './rows';
import type { StoreSchema } from './schema';

type Db = Kysely<StoreSchema>;

/** Rows of one insert: the widest table has 22 columns, and SQLite takes 32,766 parameters. */
const ROWS = 200;

/** Writes back what a transaction changed in its ledger. Merged links go first: their ids are taken over. */
export async function saveLedger(db: Db, ledger: Ledger): Promise<void> {
	await saveMerged(db, ledger);
	await saveLinks(db, ledger);
	await saveWrites(db, ledger);
	await saveReviews(db, ledger);
	await saveAudit(db, ledger);
	await saveCount(db, ledger);
	await saveRevisits(db, ledger.revisits);
}

async function saveMerged(db: Db, ledger: Ledger): Promise<void> {
	for (const { from, into } of ledger.merged) {
		await db.updateTable('writes').set({ link_id: into }).where('link_id', '=', from).execute();
		await db.updateTable('reviews').set({ link_id: into }).where('link_id', '=', from).execute();
		await db.updateTable('audit').set({ link_id: into }).where('link_id', '=', from).execute();
		await db.updateTable('carried_out').set({ link_id: into }).where('link_id', '=', from).execute();
		await db.deleteFrom('links').where('id', '=', from).execute();
	}
}

async function saveLinks(db: Db, ledger: Ledger): Promise<void> {
	await inChunks(ledger.links.fresh(), (chunk) => db.insertInto('links').values(chunk.map(linkToRow)).execute(), ROWS);
	for (const link of ledger.links.changed()) {
		const { id, sync: _sync, entity: _entity, created_at: _createdAt, ...row } = linkToRow(link);
		await db.updateTable('links').set(row).where('id', '=', id).execute();
	}
}

async function saveWrites(db: Db, ledger: Ledger): Promise<void> {
	const fresh = ledger.writes.fresh();
	const first = fresh.length > 0 ? await nextSeq(db, 'writes') : 0;
	const rows = fresh.map((write, index) => writeToRow(write, first + index, ledger.acknowledged.has(write.id)));
	await inChunks(rows, (chunk) => db.insertInto('writes').values(chunk).execute(), ROWS);
	for (const write of ledger.writes.changed()) {
		const whole = writeToRow(write, 0, ledger.acknowledged.has(write.id));
		const { id, seq: _seq, sync: _sync, entity: _entity, rank: _rank, created_at: _createdAt, ...row } = whole;
		await db.updateTable('writes').set(row).where('id', '=', id).execute();
	}
}

async function saveReviews(db: Db, ledger: Ledger): Promise<void> {
	const fresh = ledger.reviews.fresh();
	const first = fresh.length > 0 ? await nextSeq(db, 'reviews') : 0;
	const rows = fresh.map((review, index) => reviewToRow(review, first + index));
	await inChunks(rows, (chunk) => db.insertInto('reviews').values(chunk).execute(), ROWS);
	for (const review of ledger.reviews.changed()) {
		const { id, seq: _seq, sync: _sync, entity: _entity, created_at: _createdAt, ...row } = reviewToRow(review, 0);
		await db.updateTable('reviews').set(row).where('id', '=', id).execute();
	}
}

async function saveAudit(db: Db, ledger: Ledger): Promise<void> {
	if (ledger.audit.length === 0) return;
	const last = await db
		.selectFrom('audit')
		.select((eb) => eb.fn.max('id').as('last'))
		.executeTakeFirst();
	const first = Number(last?.last ?? 0) + 1;
	const rows = ledger.audit.map((entry, index) => auditToRow({ ...entry, id: first + index }));
	await inChunks(rows, (chunk) => db.insertInto('audit').values(chunk).execute(), ROWS);
}

/** Longer than any window that the limit of writes looks back. */
const COUNTED_MS = 7 * 24 * 60 * 60 * 1000;

async function saveCount(db: Db, ledger: Ledger): Promise<void> {
	for (const { linkId, target } of ledger.recounted) {
		await db.deleteFrom('carried_out').where('link_id', '=', linkId).where('target', '=', target).execute();
	}
	for (const { linkId, target, at, fields } of ledger.carriedOut) {
		const forgotten = isoTime(Date.parse(at) - COUNTED_MS);
		await db
			.deleteFrom('carried_out')
			.where('link_id', '=', linkId)
			.where('target', '=', target)
			.where('at', '<', forgotten)
			.execute();
		const row = { link_id: linkId, target, at, fields: JSON.stringify(fields) };
		await db.insertInto('carried_out').values(row).execute();
	}
}

/** Counted by the transaction itself, so that order never depends on how a database hands out its own numbers. */
export async function nextSeq(db: Db, table: 'writes' | 'reviews' | 'revisits'): Promise<number> {
	const last = await db
		.selectFrom(table)
		.select((eb) => eb.fn.max('seq').as('last'))
		.executeTakeFirst();
	return Number(last?.last ?? 0) + 1;
}
