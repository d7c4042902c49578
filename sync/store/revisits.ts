import type { Kysely } from 'kysely';
import type { Side } from '../model/entity';
import { inChunks } from './in-chunks';
import type { RevisitStep } from './ledger';
import { revisitFromRow, revisitToRow } from './rows';
import type { StoreSchema } from './schema';
import type { Revisit } from './store';

type Db = Kysely<StoreSchema>;

export async function listRevisits(db: Db, sync: string, side: Side, limit: number): Promise<Revisit[]> {
	const rows = await db
		.selectFrom('revisits')
		.selectAll()
		.where('sync', '=', sync)
		.where('side', '=', side)
		.orderBy('seq')
		.limit(limit)
		.execute();
	return rows.map(revisitFromRow);
}

/**
 * Carries out requests and answers in their order. A record has one request: a repeated one takes the place of the
 * older under a new id with the forced fields of both, so that an answer to the older one does not drop it.
 */
export async function saveRevisits(db: Db, steps: readonly RevisitStep[]): Promise<void> {
	if (steps.length === 0) return;
	const added = steps.flatMap((step) => (step.kind === 'add' ? [step.revisit] : []));
	const waiting = new Map((await presentFor(db, added)).map((revisit) => [recordKey(revisit), revisit]));
	const present = new Set([...waiting.values()].map((revisit) => revisit.id));
	const gone = new Set<string>();
	for (const step of steps) {
		if (step.kind === 'drop') {
			gone.add(step.id);
			for (const [key, revisit] of waiting) if (revisit.id === step.id) waiting.delete(key);
			continue;
		}
		const key = recordKey(step.revisit);
		const older = waiting.get(key);
		if (older) gone.add(older.id);
		const force = [...new Set([...(older?.force ?? []), ...step.revisit.force])];
		waiting.delete(key);
		waiting.set(key, { ...step.revisit, id: step.id, force });
	}
	await deleteRevisits(db, gone);
	const fresh = [...waiting.values()].filter((revisit) => !present.has(revisit.id));
	await insertRevisits(db, fresh);
}

/** The requests that wait for the same records. */
async function presentFor(db: Db, revisits: readonly Omit<Revisit, 'id'>[]): Promise<Revisit[]> {
	const groups = new Map<string, Omit<Revisit, 'id'>[]>();
	for (const revisit of revisits) {
		const key = JSON.stringify([revisit.sync, revisit.side, revisit.entity]);
		const group = groups.get(key);
		if (group) group.push(revisit);
		else groups.set(key, [revisit]);
	}
	const found: Revisit[] = [];
	for (const group of groups.values()) {
		const [{ sync, side, entity }] = group;
		const ids = group.map((revisit) => revisit.recordId);
		const rows = await inChunks(ids, (chunk) =>
			db
				.selectFrom('revisits')
				.selectAll()
				.where('sync', '=', sync)
				.where('side', '=', side)
				.where('entity', '=', entity)
				.where('record_id', 'in', chunk)
				.execute(),
		);
		found.push(...rows.map(revisitFromRow));
	}
	return found;
}

async function insertRevisits(db: Db, revisits: readonly Revisit[]): Promise<void> {
	if (revisits.length === 0) return;
	const last = await db
		.selectFrom('revisits')
		.select((eb) => eb.fn.max('seq').as('last'))
		.executeTakeFirst();
	const first = Number(last?.last ?? 0) + 1;
	const rows = revisits.map((revisit, index) => revisitToRow(revisit, first + index));
	await inChunks(rows, (chunk) => db.insertInto('revisits').values(chunk).execute());
}

export async function deleteRevisits(db: Db, ids: Iterable<string>): Promise<void> {
	await inChunks(ids, (chunk) => db.deleteFrom('revisits').where('id', 'in', chunk).execute());
}

function recordKey(revisit: Omit<Revisit, 'id'>): string {
	return JSON.stringify([revisit.sync, revisit.side, revisit.entity, revisit.recordId]);
}
