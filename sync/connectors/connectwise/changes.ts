import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { WindowAnswer } from '../http';
import { readWindow, windowState } from '../http';
import type { ConnectWiseEntity } from './catalogue';
import type { ConnectWiseClient } from './client';
import { MAX_PAGE_SIZE } from './client';
import { allOf, compare } from './conditions';
import type { VendorRecord } from './schemas';

/**
 * Reads up to `limit` records that changed since `state`, as windows of `lastUpdated` by the server's clock and
 * forward-only pages by id. `lastUpdated` can be asked for although it comes back as `_info/lastUpdated`.
 * @param only a condition that all records must meet
 */
export async function readChanges(
	client: ConnectWiseClient,
	entity: ConnectWiseEntity,
	state: Json | null,
	limit: number,
	overlapMs?: number,
	only = '',
): Promise<WindowAnswer<VendorRecord>> {
	const parsed = windowState.nullable().safeParse(state);
	if (!parsed.success) {
		const message = `The kept position in ConnectWise's ${entity} changes cannot be read; reset this sync's watermark of ${entity}`;
		throw new SyncError('STORE', message, { system: 'connectwise', entity });
	}
	return await readWindow(
		parsed.data,
		async ({ from, to, afterId, pageSize }) => {
			const conditions = allOf([
				only,
				from === null ? '' : compare('lastUpdated', '>=', new Date(from)),
				to === null ? '' : compare('lastUpdated', '<=', new Date(to)),
			]);
			return await client.page(entity, { conditions }, pageSize, afterId);
		},
		{
			limit,
			maxPageSize: MAX_PAGE_SIZE,
			idOf: (row) => String(row.id),
			changedAt: (row) => row._info?.lastUpdated ?? null,
			overlapMs,
		},
	);
}
