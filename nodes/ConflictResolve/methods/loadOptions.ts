import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { CATALOGUES } from '../../../sync/connectors/catalogues';
import { systemClock } from '../../../sync/model/clock';
import { ENTITIES, SYSTEM_NAMES, type Entity } from '../../../sync/model/entity';
import { mappableSystems } from '../../FieldMap/catalogues';
import { catalogueKey } from '../../shared/live-catalogue';
import { toNodeError } from '../../shared/node-errors';
import { openStore } from '../../shared/store';
import { parseSyncKey } from '../../shared/sync-key';

const FOREVER_MS = Number.MAX_SAFE_INTEGER;
const liveFields = z.array(z.object({ name: z.string(), label: z.string(), readOnly: z.boolean().optional() }));

/**
 * The fields of the rule's entity on the platform's side: those that the live system was seen to have. Before it was
 * asked for the first time, those of every system that can stand there.
 */
export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const entity = z.enum(ENTITIES).parse(this.getCurrentNodeParameter('&entity'));
		const sync = parseSyncKey(this.getCurrentNodeParameter('syncKey'));
		const store = await openStore();
		const cached = await store.cached(catalogueKey(sync, 'platform', entity), systemClock.now(), FOREVER_MS);
		const live = liveFields.safeParse(cached);
		const options = live.success
			? live.data.filter(({ readOnly }) => !readOnly).map(({ name, label }) => option(name, label))
			: standardFields(entity);
		return [{ name: 'All Other Fields', value: '' }, ...options];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** Those of the unified platform first; a name that two systems share is offered once. */
function standardFields(entity: Entity): INodePropertyOptions[] {
	const options = new Map<string, INodePropertyOptions>();
	for (const system of mappableSystems('platform').sort((a) => (a === 'platform' ? -1 : 1))) {
		for (const { name, label, readOnly } of CATALOGUES[system]?.entities[entity] ?? []) {
			if (readOnly || options.has(name)) continue;
			options.set(name, option(name, label, system === 'platform' ? name : `${SYSTEM_NAMES[system]}: ${name}`));
		}
	}
	return [...options.values()];
}

function option(value: string, name: string, description = value): INodePropertyOptions {
	return { name, value, description };
}
