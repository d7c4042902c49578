import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { WindowAnswer } from '../http';
import { readWindow, windowState } from '../http';
import type { CarriedEntity } from './catalogue';
import type { AutotaskClient } from './client';
import { MAX_PAGE_SIZE } from './client';
import type { Condition } from './conditions';
import { allOf, anyOf, compare } from './conditions';
import { newestOf } from './records';
import type { VendorRecord } from './schemas';

/** A list whose records say when they were changed. */
export interface TimedList {
	readonly entity: CarriedEntity;
	/**
	 * A row is asked for when any of these lies in the window. No single time tells every change: a tracked one does not
	 * move with every edit, the last activity does not either (both documented), and a new record was seen to have
	 * neither. Asking for more of them costs rows (a note moves its ticket's last activity) and never a call.
	 */
	readonly times: readonly string[];
	/** Fields that hold the day of a change instead: a row is asked for when it is that of the window's beginning or later. */
	readonly days?: readonly string[];
	/** What else a row must be. */
	readonly only?: readonly Condition[];
}

/** Reads up to `limit` records that changed since `state`, as windows by the server's clock and pages by id. */
export async function readChanges(
	client: AutotaskClient,
	{ entity, times, days = [], only = [] }: TimedList,
	state: Json | null,
	limit: number,
	overlapMs?: number,
): Promise<WindowAnswer<VendorRecord>> {
	const parsed = windowState.nullable().safeParse(state);
	if (!parsed.success) throw unreadableState(entity);
	return await readWindow(
		parsed.data,
		async ({ from, to, afterId, pageSize }) =>
			await client.page(entity, [...only, ...inWindow(times, days, from, to)], pageSize, afterId),
		{
			limit,
			maxPageSize: MAX_PAGE_SIZE,
			idOf: (row) => String(row.id),
			changedAt: (row) => newestOf(times, row),
			overlapMs,
		},
	);
}

/** What lets through the records of which any time lies between two others; those of a null bound are open. */
function inWindow(
	times: readonly string[],
	days: readonly string[],
	from: string | null,
	to: string | null,
): readonly Condition[] {
	const bounds = [from === null ? [] : [['gte', from] as const], to === null ? [] : [['lte', to] as const]].flat();
	if (bounds.length === 0) return [];
	const timed = times.map((field) => allOf(bounds.map(([op, time]) => compare(field, op, new Date(time)))));
	const since =
		from === null ? [] : days.map((field) => compare(field, 'gte', new Date(`${from.slice(0, 10)}T00:00:00Z`)));
	return [anyOf([...timed, ...since])];
}

export function unreadableState(entity: CarriedEntity): SyncError {
	const message = `The kept position in Autotask's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
	return new SyncError('STORE', message, { system: 'autotask', entity });
}
