import { z } from 'zod';
import type { Connector } from '../connectors/connector';
import type { Clock } from '../model/clock';
import type { Entity, Side } from '../model/entity';
import { SyncError } from '../model/errors';
import type { Store } from '../store/store';
import type { EngineSettings } from './settings';

const place = z.object({ after: z.string().nullable() });

/**
 * Looks now and then for records that are missing (law W5). Access that is given back shows in no list of changes, so
 * some of them are asked for by id, others each time. Where one is there again, all of them are read again. Costs no
 * call while none is missing.
 *
 * @throws SyncError STORE; a system that cannot be asked says nothing.
 */
export async function lookForMissing(
	dependencies: { readonly connector: Connector; readonly store: Store; readonly clock: Clock },
	settings: EngineSettings,
	{ sync, side, entity }: { readonly sync: string; readonly side: Side; readonly entity: Entity },
): Promise<void> {
	const { connector, store, clock } = dependencies;
	const [some] = await store.missing(sync, entity, side, { after: null, limit: 1 });
	if (some === undefined) return;
	const key = `missing/${sync}/${side}/${entity}`;
	if ((await store.cached(key, clock.now(), settings.missingProbeMs)) !== undefined) return;
	const last = place.safeParse(await store.cached(key, clock.now(), Number.POSITIVE_INFINITY));
	const after = last.success ? last.data.after : null;
	const limit = settings.missingProbeRecords;
	const ids = await store.missing(sync, entity, side, { after, limit });
	await store.cache(key, { after: ids.length < limit ? null : (ids.at(-1) ?? null) }, clock.now());
	if (ids.length === 0) return;
	try {
		const found = await connector.read(entity, ids);
		if (![...found.values()].some((row) => !row.deleted)) return;
	} catch (error) {
		if (error instanceof SyncError) return;
		throw error;
	}
	await store.revisitMissing(sync, entity, side, 'records that were missing with it are there again');
}
