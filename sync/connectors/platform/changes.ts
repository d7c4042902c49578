import { z } from 'zod';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { ChangePage } from '../connector';
import { MAX_PAGE, type PlatformClient, type PlatformPage } from './client';
import { toNativeRecord } from './records';

/** The watermark of the platform's change feed: the server's own opaque cursor. */
const changesState = z.object({ cursor: z.string() });

/**
 * Reads up to `limit` changes after `state` from the change feed: one call when nothing changed. A cursor that the
 * server no longer knows begins again from the beginning, which costs calls but loses nothing.
 */
export async function readChanges(
	client: PlatformClient,
	entity: Entity,
	otherSystem: string,
	state: Json | null,
	limit: number,
): Promise<ChangePage> {
	let cursor = state === null ? null : parseState(state, entity);
	const rows: ChangePage['rows'][number][] = [];
	let page: (PlatformPage & { nextCursor: string }) | undefined;
	while (rows.length < limit && (page === undefined || page.hasMore)) {
		const size = Math.min(MAX_PAGE, limit - rows.length);
		page = await nextPage(client, entity, cursor, size);
		rows.push(...page.records.map((record) => toNativeRecord(record, { entity, otherSystem })));
		cursor = page.nextCursor;
	}
	const more = page?.hasMore ?? true;
	return {
		rows,
		state: cursor === null ? null : { cursor },
		more,
		at: more || !page ? null : readUpTo(page, rows),
	};
}

async function nextPage(client: PlatformClient, entity: Entity, cursor: string | null, size: number) {
	try {
		return await client.changes(entity, cursor, size);
	} catch (error) {
		if (cursor === null || !isLostCursor(error)) throw error;
		return await client.changes(entity, null, size);
	}
}

/** 410 `cursor_expired`, or 400 for a cursor of a server that was put back to an earlier state. */
function isLostCursor(error: unknown): boolean {
	return error instanceof SyncError && (error.subject.status === 410 || error.subject.status === 400);
}

function parseState(state: Json, entity: Entity): string {
	const parsed = changesState.safeParse(state);
	if (parsed.success) return parsed.data.cursor;
	throw new SyncError(
		'STORE',
		`The stored watermark of the platform's ${entity} records is not one of the platform's. It belongs to another system or another version`,
		{ system: 'platform', entity },
	);
}

/** For people: the server's time of the last answer, or of the last change that it showed. */
function readUpTo(page: PlatformPage, rows: ChangePage['rows']): string | null {
	if (page.dateMs !== null) return new Date(page.dateMs).toISOString();
	return rows.at(-1)?.changedAt ?? null;
}
