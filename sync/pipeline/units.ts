import { SIDES, otherSide, type Entity, type Side } from '../model/entity';
import type { ChangeEnvelope } from '../model/envelope';
import { linkedId } from '../model/link';
import type { Observation } from '../resolve/observation';
import type { LinkContext, Revisit, Store } from '../store/store';

/** The records of one pair that arrived in this run. */
export interface Unit {
	readonly entity: Entity;
	readonly context: LinkContext | null;
	psa: ChangeEnvelope | null;
	platform: ChangeEnvelope | null;
}

/** Brings the records of one pair together: by link, or by the external reference that one of them carries. */
export async function gather(store: Store, sync: string, changes: readonly ChangeEnvelope[]): Promise<Unit[]> {
	const units = new Map<string, Unit>();
	const contexts = await linkContexts(store, sync, changes);
	for (const change of changes) {
		const own = contexts.get(key(change.entity, change.side, change.id));
		const half = own ? undefined : joinable(contexts, change);
		const context = own ?? half ?? null;
		const unitKey = context ? context.link.id : key(change.entity, change.side, change.id);
		const unit = units.get(unitKey) ?? { entity: change.entity, context, psa: null, platform: null };
		unit[change.side] = change;
		units.set(unitKey, unit);
	}
	return [...units.values()];
}

function key(entity: Entity, side: Side, id: string): string {
	return `${entity} ${side} ${id}`;
}

/** Links of the records that arrived, and of the records that they name as their counterparts. */
async function linkContexts(
	store: Store,
	sync: string,
	changes: readonly ChangeEnvelope[],
): Promise<Map<string, LinkContext>> {
	const wanted = new Map<string, { entity: Entity; side: Side; ids: Set<string> }>();
	const want = (entity: Entity, side: Side, id: string): void => {
		const group = `${entity} ${side}`;
		const entry = wanted.get(group) ?? { entity, side, ids: new Set<string>() };
		entry.ids.add(id);
		wanted.set(group, entry);
	};
	for (const change of changes) {
		want(change.entity, change.side, change.id);
		if (change.linkId === null) for (const id of change.externalIds) want(change.entity, otherSide(change.side), id);
	}
	const found = new Map<string, LinkContext>();
	for (const { entity, side, ids } of wanted.values()) {
		for (const [id, context] of await store.linksBySide(sync, entity, side, [...ids]))
			found.set(key(entity, side, id), context);
	}
	return found;
}

/** The half link whose missing side this record says it is. */
function joinable(contexts: ReadonlyMap<string, LinkContext>, change: ChangeEnvelope): LinkContext | undefined {
	for (const id of change.externalIds) {
		const context = contexts.get(key(change.entity, otherSide(change.side), id));
		if (context && context.link.state === 'half' && linkedId(context.link, change.side) === null) return context;
	}
	return undefined;
}

/** Somebody else has worked on the link since the record was read: its shadow is out of date. */
export function isStale(unit: Unit): boolean {
	return SIDES.some((side) => {
		const change = unit[side];
		if (!change) return false;
		if (change.linkId === null) return unit.context !== null && linkedId(unit.context.link, side) !== null;
		return unit.context?.link.id !== change.linkId || unit.context.link.revision !== change.revision;
	});
}

export function readAgain(sync: string, unit: Unit, reason: string): Omit<Revisit, 'id'>[] {
	return SIDES.flatMap((side) => {
		const change = unit[side];
		const recordId = change?.id ?? (unit.context && linkedId(unit.context.link, side));
		if (!recordId) return [];
		return [{ sync, side, entity: unit.entity, recordId, force: change?.force ?? [], reason }];
	});
}

export function observe(change: ChangeEnvelope): Observation {
	return {
		recordId: change.id,
		record: change.record,
		shadow: change.shadow,
		view: change.view ?? {},
		shadowView: change.shadowView,
		changedAt: change.changedAt,
		author: change.author,
		url: change.url,
		externalIds: change.externalIds,
		deleted: change.deleted,
		force: change.force,
		problems: change.problems,
		revisits: change.revisits,
	};
}
