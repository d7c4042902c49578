import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';
import { refuseRetired, retiredSince } from '../../../sync/pipeline';
import { openStore } from '../store';
import { readPurpose } from './parameters';
import type { TriggerSystem } from './trigger-system';

type Context = IHookFunctions | ITriggerFunctions;

/** @returns whether this trigger belongs to a sync whose PSA is given up, so that nothing may call it. */
export async function isRetired(context: Context, system: TriggerSystem): Promise<boolean> {
	const sync = syncOf(context, system);
	return sync !== null && (await retiredSince(await openStore(), sync)) !== null;
}

/** @throws SyncError RETIRED before anything is registered with a PSA that is given up */
export async function refuseIfRetired(context: Context, system: TriggerSystem): Promise<void> {
	const sync = syncOf(context, system);
	if (sync !== null) await refuseRetired(await openStore(), sync);
}

/** The platform stays. */
function syncOf(context: Context, { system }: TriggerSystem): string | null {
	return system === 'platform' ? null : readPurpose(context);
}
