import type { IHookFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { ENTITIES, type Entity } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import { parseSyncKey } from '../sync-key';

const entities = z.array(z.enum(ENTITIES)).min(1);

type Context = IHookFunctions | ITriggerFunctions | IWebhookFunctions;

/**
 * The sync that the trigger runs, null where it passes events on.
 * @throws SyncError BAD_INPUT
 */
export function readPurpose(context: Context): string | null {
	return context.getNodeParameter('purpose', 'sync') === 'events'
		? null
		: parseSyncKey(context.getNodeParameter('syncKey'));
}

/** @throws SyncError BAD_INPUT where none is chosen. */
export function readEntities(context: Context): Entity[] {
	const parsed = entities.safeParse(context.getNodeParameter('entities', []));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', 'Choose at least one entity to be told of.');
}
