import type { ITriggerFunctions } from 'n8n-workflow';
import { SIDES } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import type { Store } from '../../../sync/store/store';
import { openStore } from '../store';
import type { Hint } from './hint';
import type { TriggerSystem } from './trigger-system';

/**
 * Asks for records to be read again that a system says were deleted: no list of changes shows what is not there any
 * more. Only linked ones are asked for; whether they are gone the next run finds out for itself.
 */
export async function lookForDeleted(
	context: ITriggerFunctions,
	system: TriggerSystem,
	sync: string,
	hints: readonly Hint[],
): Promise<void> {
	const gone = hints.filter(({ action, entity, id }) => action === 'deleted' && entity !== null && id !== null);
	if (gone.length === 0) return;
	const store = await openStore();
	const tenant = await system.tenant.call(context);
	for (const side of SIDES) {
		if (!(await isBound(store, sync, side, system.system, tenant))) continue;
		for (const entity of new Set(gone.flatMap((hint) => hint.entity ?? []))) {
			const ids = gone.flatMap((hint) => (hint.entity === entity && hint.id !== null ? [hint.id] : []));
			const linked = [...(await store.linksBySide(sync, entity, side, ids)).keys()];
			const reason = 'a webhook says that it was deleted';
			await store.addRevisits(linked.map((recordId) => ({ sync, side, entity, recordId, force: [], reason })));
		}
	}
}

/** Whether a side of the sync is this very tenant. */
async function isBound(store: Store, ...place: Parameters<Store['checkTenant']>): Promise<boolean> {
	return await store.checkTenant(...place).catch((error: unknown) => {
		if (error instanceof SyncError && error.code === 'WRONG_TENANT') return false;
		throw error;
	});
}
