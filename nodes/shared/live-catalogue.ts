import type { Logger } from 'n8n-workflow';
import type { Connector } from '../../sync/connectors/connector';
import type { Entity, Side } from '../../sync/model/entity';
import type { Json } from '../../sync/model/json';
import type { Store } from '../../sync/store/store';

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
/** How often a field map that names an unknown custom field may have the live system asked again. */
const MISSED_MS = 5 * 60_000;

/** Where the fields of the live system are kept for the Field Map's drop-downs: a list of `FieldDefinition`s. */
export function catalogueKey(sync: string, side: Side, entity: Entity): string {
	return `catalogue:${sync}:${side}:${entity}`;
}

function missedKey(sync: string, side: Side, entity: Entity): string {
	return `${catalogueKey(sync, side, entity)}:missed`;
}

/** A field map names a custom field that is not known: it may have been made since the live system was asked. */
export async function reportMissed(
	store: Pick<Store, 'cache'>,
	{ sync, side, entity, now }: { sync: string; side: Side; entity: Entity; now: number },
): Promise<void> {
	await store.cache(missedKey(sync, side, entity), true, now);
}

interface RefreshDependencies {
	readonly store: Store;
	readonly connector: Connector;
	readonly now: number;
	readonly log: Pick<Logger, 'warn'>;
}

/**
 * Reads the fields of the live system again where the kept ones are older than a day, or a field map has missed one
 * since. A failure is logged and tried again an hour later: drop-downs that are out of date must not stop a sync.
 */
export async function refreshCatalogue(
	{ store, connector, now, log }: RefreshDependencies,
	{ sync, side, entities }: { readonly sync: string; readonly side: Side; readonly entities: readonly Entity[] },
): Promise<void> {
	for (const entity of entities) {
		const key = catalogueKey(sync, side, entity);
		try {
			const missed = (await store.cached(missedKey(sync, side, entity), now, DAY_MS)) === true;
			if (!missed && (await store.cached(key, now, DAY_MS)) !== undefined) continue;
			if ((await store.cached(`${key}:tried`, now, missed ? MISSED_MS : HOUR_MS)) !== undefined) continue;
			await store.cache(`${key}:tried`, true, now);
			if (missed) await store.cache(missedKey(sync, side, entity), false, now);
			const fields = await connector.fields(entity);
			// Optional properties that are undefined must not reach the store.
			await store.cache(key, JSON.parse(JSON.stringify(fields)) as Json, now);
		} catch (error) {
			log.warn(`The fields of ${entity} could not be read from ${connector.system}; the known ones stay in use`, {
				reason: error instanceof Error ? error.message : 'unknown',
			});
		}
	}
}
