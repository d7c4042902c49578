import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { ENTITIES, SIDES, type Entity, type Side } from '../model/entity';
import type { Link } from '../model/link';
import { isUnlinkedReference, type UnlinkedReference } from '../model/write';
import { inChunks } from './in-chunks';
import { phaseOf } from './phases';
import { statusOf } from './reports';
import { linkFromRow, oneOf, parseJson } from './rows';
import { ACTIVE_STATUSES, BLOCKING_STATUSES, leaseRuns } from './rules';
import type { StoreSchema } from './schema';
import { ALONE_TOLD, type Standing, type Undone } from './reported';
import { type Store } from './store';

type Db = Kysely<StoreSchema>;

/** See `Store.standing`. */
export async function standingOf(db: Db, sync: string, now: number): Promise<Standing> {
	return {
		phase: await phaseOf(db, sync),
		status: await statusOf(db, sync),
		undone: { ...(await countWrites(db, sync, now)), unlinked: await countUnlinked(db, sync) },
		alone: await listUnlinked(db, sync),
	};
}

/** See `Store.settledPairs`. */
export async function listSettledPairs(
	db: Db,
	sync: string,
	entity: Entity,
	{ after, limit }: Parameters<Store['settledPairs']>[2],
): Promise<Link[]> {
	let query = withNothingOpen(db, sync)
		.selectAll('l')
		.where('l.entity', '=', entity)
		.where('l.state', '=', 'linked')
		.where('l.psa_id', 'is not', null)
		.where('l.psa_missing', 'is', null)
		.where('l.platform_missing', 'is', null)
		// As the index of these ids has them.
		.orderBy('l.psa_id')
		.limit(limit);
	if (after !== null) query = query.where('l.psa_id', '>', after);
	return (await query.execute()).map(linkFromRow);
}

async function countUnlinked(db: Db, sync: string): Promise<number> {
	const row = await withNothingOpen(db, sync)
		.select((eb) => eb.fn.countAll().as('n'))
		.where('l.state', '=', 'half')
		.executeTakeFirst();
	return Number(row?.n ?? 0);
}

async function listUnlinked(db: Db, sync: string): Promise<Link[]> {
	const rows = await withNothingOpen(db, sync)
		.selectAll('l')
		.where('l.state', '=', 'half')
		.orderBy('l.entity')
		.orderBy('l.id')
		.limit(ALONE_TOLD)
		.execute();
	return rows.map(linkFromRow);
}

/** Links for which nothing is on its way, and about which nobody is asked. */
function withNothingOpen(db: Db, sync: string) {
	return db
		.selectFrom('links as l')
		.where('l.sync', '=', sync)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('writes as w')
						.select('w.id')
						.whereRef('w.link_id', '=', 'l.id')
						.where('w.status', 'in', BLOCKING_STATUSES),
				),
			),
		)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('reviews as r').select('r.id').whereRef('r.link_id', '=', 'l.id').where('r.status', '=', 'open'),
				),
			),
		);
}

/** A write that is not over, with as much of its link as says whether it is carried out. */
interface ActiveWrite {
	readonly linkId: string;
	readonly target: Side;
	readonly isCreate: boolean;
	readonly status: (typeof ACTIVE_STATUSES)[number];
	readonly isLeased: boolean;
	readonly isSent: boolean;
	/** Its record is there, or is to be created. */
	readonly isThere: boolean;
	readonly hasTarget: boolean;
	readonly parents: readonly UnlinkedReference['$unlinked'][];
}

async function countWrites(db: Db, sync: string, now: number): Promise<Omit<Undone, 'unlinked'>> {
	const writes = await activeWrites(db, sync, now);
	const unlinked = await withoutCounterpart(db, sync, writes);
	const flapping = await flappingTargets(db, sync);
	const counts = { inFlight: 0, due: 0, waitingForParents: 0 };
	let line = '';
	/** What keeps the writes waiting that stand behind, in the line of their link and target. */
	let ahead: 'person' | 'parent' | 'create' | null = null;
	for (const write of writes) {
		const own = lineOf(write.linkId, write.target);
		if (own !== line) ahead = null;
		line = own;
		if (write.status === 'held' || write.status === 'dead') {
			if (write.status === 'held' || write.isCreate) ahead = 'person';
			continue;
		}
		if (write.isLeased || (write.isThere && write.isSent)) counts.inFlight++;
		else if (!write.isThere || flapping.has(own) || ahead === 'person') continue;
		else if (!write.isCreate && !write.hasTarget && ahead === null) continue;
		else if (ahead === 'parent' || write.parents.some((parent) => unlinked.has(parentKey(write.target, parent)))) {
			counts.waitingForParents++;
			ahead = 'parent';
		} else counts.due++;
		if (write.isCreate) ahead ??= 'create';
	}
	return counts;
}

/** Oldest first in the line of each link and target. */
async function activeWrites(db: Db, sync: string, now: number): Promise<ActiveWrite[]> {
	const rows = await db
		.selectFrom('writes as w')
		.innerJoin('links as l', 'l.id', 'w.link_id')
		.select(['w.id', 'w.link_id', 'w.target', 'w.kind', 'w.status', 'w.lease_until'])
		.select(['l.state', 'l.psa_id', 'l.platform_id', 'l.psa_missing', 'l.platform_missing'])
		.select(sql<number>`case when w.payload is null then 0 else 1 end`.as('sent'))
		// Most writes name no parent that was unlinked when they were planned: their fields need not be read.
		.select(sql<string | null>`case when w.fields like ${'%{"$unlinked":%'} then w.fields end`.as('fields'))
		.where('w.sync', '=', sync)
		.where('w.status', 'in', ACTIVE_STATUSES)
		.orderBy('w.link_id')
		.orderBy('w.target')
		.orderBy('w.seq')
		.execute();
	return rows.map((row) => {
		const what = `write ${row.id}`;
		const target = oneOf(SIDES, row.target, what);
		const [id, missing] = target === 'psa' ? [row.psa_id, row.psa_missing] : [row.platform_id, row.platform_missing];
		return {
			linkId: row.link_id,
			target,
			isCreate: row.kind === 'create',
			status: oneOf(ACTIVE_STATUSES, row.status, what),
			isLeased: row.status === 'pending' && leaseRuns({ leaseUntil: row.lease_until }, now),
			isSent: Number(row.sent) === 1,
			isThere: row.state !== 'tombstone' && missing === null,
			hasTarget: id !== null,
			parents: row.fields === null || row.status === 'replan' ? [] : parentsIn(row.fields, what),
		};
	});
}

const unlinkedReference = z.object({ entity: z.enum(ENTITIES), side: z.enum(SIDES), id: z.string() });

function parentsIn(fields: string, what: string): UnlinkedReference['$unlinked'][] {
	return Object.values(parseJson(fields, what) ?? {}).flatMap((value: unknown) => {
		const parent = isUnlinkedReference(value) ? unlinkedReference.safeParse(value.$unlinked) : undefined;
		return parent?.success ? [parent.data] : [];
	});
}

/** Of the parents that these writes name: those that still have no counterpart where the write goes. */
async function withoutCounterpart(db: Db, sync: string, writes: readonly ActiveWrite[]): Promise<Set<string>> {
	const wanted = new Map<string, { target: Side; entity: Entity; side: Side; ids: Set<string> }>();
	const unlinked = new Set<string>();
	for (const { target, parents } of writes) {
		for (const parent of parents) {
			const { entity, side, id } = parent;
			const group = `${target} ${entity} ${side}`;
			const entry = wanted.get(group) ?? { target, entity, side, ids: new Set<string>() };
			wanted.set(group, entry);
			entry.ids.add(id);
			unlinked.add(parentKey(target, parent));
		}
	}
	for (const { target, entity, side, ids } of wanted.values()) {
		const [own, other] = [
			side === 'psa' ? 'psa_id' : 'platform_id',
			target === 'psa' ? 'psa_id' : 'platform_id',
		] as const;
		const linked = await inChunks(ids, (chunk) =>
			db
				.selectFrom('links')
				.select(`${own} as id`)
				.where('sync', '=', sync)
				.where('entity', '=', entity)
				.where(own, 'in', chunk)
				.where(other, 'is not', null)
				.execute(),
		);
		for (const { id } of linked) if (id !== null) unlinked.delete(parentKey(target, { entity, side, id }));
	}
	return unlinked;
}

async function flappingTargets(db: Db, sync: string): Promise<Set<string>> {
	const rows = await db
		.selectFrom('reviews')
		.select(['link_id', 'side'])
		.where('sync', '=', sync)
		.where('status', '=', 'open')
		.where('kind', '=', 'flapping')
		.execute();
	return new Set(rows.map(({ link_id, side }) => lineOf(link_id, side)));
}

function lineOf(linkId: string, target: string | null): string {
	return `${linkId} ${target}`;
}

function parentKey(target: Side, { entity, side, id }: UnlinkedReference['$unlinked']): string {
	return JSON.stringify([target, entity, side, id]);
}
