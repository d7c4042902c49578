import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { ENTITIES, type Entity, type Side } from '../model/entity';
import { canonicalJson } from '../model/json';
import type { Pull, Watermark } from '../model/watermark';
import { oneOf, parseJson, parsePullSteps } from './rows';
import type { StoreSchema } from './schema';

type Db = Kysely<StoreSchema>;

export async function listWatermarks(db: Db, sync: string, side: Side): Promise<Map<Entity, Watermark>> {
	const rows = await db
		.selectFrom('watermarks')
		.selectAll()
		.where('sync', '=', sync)
		.where('side', '=', side)
		.execute();
	const found = new Map(
		rows.map((row) => {
			const what = `watermark ${sync}/${side}/${row.entity}`;
			return [oneOf(ENTITIES, row.entity, what), { state: parseJson(row.state, what), at: row.at }] as const;
		}),
	);
	return new Map(ENTITIES.flatMap((entity) => pairOf(entity, found.get(entity))));
}

function pairOf(entity: Entity, mark: Watermark | undefined): [Entity, Watermark][] {
	return mark ? [[entity, mark]] : [];
}

const FORGOTTEN_MS = 7 * 24 * 60 * 60 * 1000;

/** Keeps a pull; one of the same id is replaced, those of dead runs are forgotten after a week. */
export async function keepPull(db: Db, pull: Pull): Promise<void> {
	const steps = JSON.stringify(pull.steps);
	const forgotten = isoTime(Date.parse(pull.createdAt) - FORGOTTEN_MS);
	await db.deleteFrom('pulls').where('id', '=', pull.id).execute();
	await db
		.deleteFrom('pulls')
		.where('sync', '=', pull.sync)
		.where('side', '=', pull.side)
		.where('created_at', '<', forgotten)
		.execute();
	await db
		.insertInto('pulls')
		.values({ id: pull.id, sync: pull.sync, side: pull.side, steps, created_at: pull.createdAt })
		.execute();
}

/** Advances the watermarks of a pull where they still stand at `from`, and forgets the pull. Unknown pulls are over. */
export async function settle(db: Db, pullId: string): Promise<void> {
	const pull = await db.selectFrom('pulls').selectAll().where('id', '=', pullId).executeTakeFirst();
	if (!pull) return;
	const side = oneOf(['psa', 'platform'] as const, pull.side, `pull ${pullId}`);
	for (const { entity, from, to } of parsePullSteps(pull.steps, `pull ${pullId}`)) {
		// Read for each step: a pull that takes one entity in two steps goes from the first to the second.
		const stands = (await listWatermarks(db, pull.sync, side)).get(entity) ?? null;
		if (!isSame(stands, from)) continue;
		await db
			.deleteFrom('watermarks')
			.where('sync', '=', pull.sync)
			.where('side', '=', side)
			.where('entity', '=', entity)
			.execute();
		const state = JSON.stringify(to.state);
		await db.insertInto('watermarks').values({ sync: pull.sync, side, entity, state, at: to.at }).execute();
	}
	await db.deleteFrom('pulls').where('id', '=', pullId).execute();
}

function isSame(a: Watermark | null, b: Watermark | null): boolean {
	if (a === null || b === null) return a === b;
	return a.at === b.at && canonicalJson(a.state) === canonicalJson(b.state);
}
