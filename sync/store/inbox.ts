import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import type { Json } from '../model/json';
import { inChunks } from './in-chunks';
import { parseJson } from './rows';
import type { StoreSchema } from './schema';

type Db = Kysely<StoreSchema>;

/** What nobody has taken for so long concerns nobody: whoever should have taken it was not there. */
export const KEPT_IN_INBOX_MS = 60 * 60_000;

/** Puts notes into an inbox, behind those that are there, and throws away what has been left lying in any. */
export async function leaveNotes(db: Db, inbox: string, notes: readonly Json[], now: number): Promise<void> {
	await db
		.deleteFrom('inbox')
		.where('at', '<', isoTime(now - KEPT_IN_INBOX_MS))
		.execute();
	const last = await db
		.selectFrom('inbox')
		.select((eb) => eb.fn.max('seq').as('seq'))
		.where('inbox', '=', inbox)
		.executeTakeFirst();
	const from = Number(last?.seq ?? 0) + 1;
	const rows = notes.map((note, index) => ({ inbox, seq: from + index, note: JSON.stringify(note), at: isoTime(now) }));
	await inChunks(rows, (chunk) => db.insertInto('inbox').values(chunk).execute());
}

export async function hasNotes(db: Db, inbox: string): Promise<boolean> {
	const row = await db.selectFrom('inbox').select('seq').where('inbox', '=', inbox).limit(1).executeTakeFirst();
	return row !== undefined;
}

/** Takes notes out of an inbox, the oldest first. */
export async function takeNotes(db: Db, inbox: string, limit: number): Promise<Json[]> {
	const rows = await db
		.selectFrom('inbox')
		.selectAll()
		.where('inbox', '=', inbox)
		.orderBy('seq')
		.limit(limit)
		.execute();
	const last = rows.at(-1);
	if (last === undefined) return [];
	await db.deleteFrom('inbox').where('inbox', '=', inbox).where('seq', '<=', last.seq).execute();
	return rows.map(({ note }) => parseJson(note, `note of the inbox ${inbox}`));
}
