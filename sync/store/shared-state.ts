import type { Kysely } from 'kysely';
import type { Json } from '../model/json';
import type { StateChange } from '../model/shared-state';
import { parseJson } from './rows';
import type { StoreSchema } from './schema';

type Db = Kysely<StoreSchema>;

/** `SharedState.changeState` within a transaction that nobody else's can overlap. */
export async function changeState<T>(db: Db, key: string, change: (state: Json | null) => StateChange<T>): Promise<T> {
	const row = await db.selectFrom('shared_state').select('value').where('key', '=', key).executeTakeFirst();
	const { state, answer } = change(row ? parseJson(row.value, `shared state ${key}`) : null);
	if (state !== undefined) {
		const value = JSON.stringify(state);
		if (row) await db.updateTable('shared_state').set({ value }).where('key', '=', key).execute();
		else await db.insertInto('shared_state').values({ key, value }).execute();
	}
	return answer;
}
