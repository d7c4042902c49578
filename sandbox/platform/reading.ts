import { readCursor, writeCursor } from './cursor';
import type { PlatformEntity } from './fields';
import { type ListQuery, parsePaging } from './query';
import type { PlatformStore } from './store';
import { carries, isTombstone, type PlatformRecord, type State } from './table';

/** One page of a list or of the change feed. */
export interface Page<T> {
	readonly items: readonly T[];
	readonly nextCursor: string | null;
	readonly hasMore: boolean;
}

/** The records of a list that the query keeps, in the order of their creation. */
export function readList(store: PlatformStore, entity: PlatformEntity, query: ListQuery): Page<PlatformRecord> {
	const at = { epoch: store.epoch, kind: 'list', entity } as const;
	const after = readCursor(query.cursor, at);
	const items: PlatformRecord[] = [];
	let last = after;
	for (const { ordinal, record } of candidates(store, entity, query, after)) {
		if (!query.keeps(record)) continue;
		if (items.length === query.limit) return { items, nextCursor: writeCursor({ ...at, after: last }), hasMore: true };
		items.push(record);
		last = ordinal;
	}
	return { items, nextCursor: null, hasMore: false };
}

/** The next changes of one kind in the order of their commits. */
export function readChanges(store: PlatformStore, entity: PlatformEntity, query: unknown): Page<State> {
	const { limit, cursor } = parsePaging(query);
	const at = { epoch: store.epoch, kind: 'changes', entity } as const;
	let after = readCursor(cursor || undefined, at);
	const items: State[] = [];
	let hasMore = false;
	for (const { seq, state } of store.table(entity).changes(after, store.horizon)) {
		hasMore = items.length === limit;
		if (hasMore) break;
		items.push(state);
		after = seq;
	}
	return { items, nextCursor: writeCursor({ ...at, after }), hasMore };
}

function* candidates(
	store: PlatformStore,
	entity: PlatformEntity,
	{ ids, externalRefs }: ListQuery,
	after: number,
): Iterable<{ readonly ordinal: number; readonly record: PlatformRecord }> {
	const table = store.table(entity);
	const horizon = store.horizon;
	if (ids === undefined && externalRefs === undefined) return yield* table.list(after, horizon);
	const named = new Set(ids ?? externalRefs?.flatMap(({ system, id }) => table.candidates(system, id, horizon)));
	const wanted = (record: PlatformRecord): boolean =>
		externalRefs === undefined || externalRefs.some(({ system, id }) => carries(record, system, id));
	const found = [...named].flatMap((id) => {
		const state = table.seen(id, horizon);
		return state && !isTombstone(state) && wanted(state) ? [{ ordinal: table.ordinal(id), record: state }] : [];
	});
	yield* found.filter(({ ordinal }) => ordinal > after).sort((a, b) => a.ordinal - b.ordinal);
}
