import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { platformCatalogue } from '../../../sync/connectors/platform/catalogue';
import { systemClock } from '../../../sync/model/clock';
import { catalogueKey } from '../../shared/live-catalogue';
import { toNodeError } from '../../shared/node-errors';
import { openStore } from '../../shared/store';
import { parseSyncKey } from '../../shared/sync-key';

const FOREVER_MS = Number.MAX_SAFE_INTEGER;
const liveFields = z.array(z.object({ name: z.string(), label: z.string(), readOnly: z.boolean().optional() }));

/** The platform's fields of the rule's entity: the known ones, and those that the live system was seen to have. */
export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const entity = z.enum(['company', 'contact', 'ticket']).parse(this.getCurrentNodeParameter('&entity'));
		const sync = parseSyncKey(this.getCurrentNodeParameter('syncKey'));
		const store = await openStore();
		const cached = await store.cached(catalogueKey(sync, 'platform', entity), systemClock.now(), FOREVER_MS);
		const live = liveFields.safeParse(cached);
		const fields = new Map<string, string>();
		for (const { name, label, readOnly } of [
			...(platformCatalogue.entities[entity] ?? []),
			...(live.success ? live.data : []),
		]) {
			if (!readOnly) fields.set(name, label);
		}
		const options = [...fields].map(([value, name]) => ({ name, value, description: value }));
		return [{ name: 'All Other Fields', value: '' }, ...options];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
