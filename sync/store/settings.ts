import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { canonicalJson, type Json } from '../model/json';
import type { SettingChange, SettingEntry } from '../model/setting';
import { parseJson } from './rows';
import type { SettingChangeRow, StoreSchema } from './schema';

type Db = Kysely<StoreSchema>;

/** See `Store.setting`. */
export async function settingOf(db: Db, sync: string, name: string): Promise<Json | undefined> {
	const [last] = await rowsOf(db, sync, name, 1);
	return last && valueOf(last);
}

/** See `Store.changeSetting`. */
export async function changeSetting(
	db: Db,
	sync: string,
	name: string,
	value: Json,
	{ by, now, from }: SettingChange,
): Promise<boolean> {
	const [last] = await rowsOf(db, sync, name, 1);
	const standing = canonicalJson(last ? valueOf(last) : null);
	if (from !== undefined && standing !== canonicalJson(from)) return false;
	if (standing === canonicalJson(value)) return true;
	const seq = (last?.seq ?? 0) + 1;
	await db
		.insertInto('setting_changes')
		.values({ sync, name, seq, value: JSON.stringify(value), by, at: isoTime(now) })
		.execute();
	return true;
}

/** See `Store.settingChanges`. */
export async function listSettingChanges(db: Db, sync: string, name: string, limit: number): Promise<SettingEntry[]> {
	const rows = await rowsOf(db, sync, name, limit);
	return rows.map((row) => ({ value: valueOf(row), by: row.by, at: row.at }));
}

function rowsOf(db: Db, sync: string, name: string, limit: number): Promise<SettingChangeRow[]> {
	return db
		.selectFrom('setting_changes')
		.selectAll()
		.where('sync', '=', sync)
		.where('name', '=', name)
		.orderBy('seq', 'desc')
		.limit(limit)
		.execute();
}

function valueOf({ sync, name, value }: SettingChangeRow): Json {
	return parseJson(value, `setting ${name} of the sync ${sync}`);
}
