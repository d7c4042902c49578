import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { WindowAnswer } from '../http';
import { readWindow, windowState } from '../http';
import type { AutotaskEntity } from './catalogue';
import type { AutotaskClient } from './client';
import { MAX_PAGE_SIZE } from './client';
import type { Condition } from './conditions';
import { allOf, anyOf, compare } from './conditions';
import { changeFields, touchedAt } from './records';
import type { VendorRecord } from './schemas';

/**
 * Reads up to `limit` records that changed since `state`, as windows by the server's clock and pages by id.
 *
 * No single time tells every change: the tracked one does not move with every edit, the last activity does not either
 * (both documented), and a new record was seen to have neither. A row is asked for when any of its times lies in the
 * window, which costs rows (a note moves the last activity) and never a call.
 */
export async function readChanges(
	client: AutotaskClient,
	entity: AutotaskEntity,
	state: Json | null,
	limit: number,
	overlapMs?: number,
): Promise<WindowAnswer<VendorRecord>> {
	const parsed = windowState.nullable().safeParse(state);
	if (!parsed.success) {
		const message = `The kept position in Autotask's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
		throw new SyncError('STORE', message, { system: 'autotask', entity });
	}
	return await readWindow(
		parsed.data,
		async ({ from, to, afterId, pageSize }) => await client.page(entity, inWindow(entity, from, to), pageSize, afterId),
		{
			limit,
			maxPageSize: MAX_PAGE_SIZE,
			idOf: (row) => String(row.id),
			changedAt: (row) => touchedAt(entity, row),
			overlapMs,
		},
	);
}

function inWindow(entity: AutotaskEntity, from: string | null, to: string | null): readonly Condition[] {
	const bounds = [from === null ? [] : [['gte', from] as const], to === null ? [] : [['lte', to] as const]].flat();
	if (bounds.length === 0) return [];
	return [
		anyOf(changeFields(entity).map((field) => allOf(bounds.map(([op, time]) => compare(field, op, new Date(time)))))),
	];
}
