import { z } from 'zod';
import type { Clock } from '../../model/clock';
import { SyncError } from '../../model/errors';
import type { Store } from '../../store/store';

export const RETIRED_SETTING = 'retired';

/** What is kept of a PSA that was given up. */
export const retirement = z.object({
	at: z.string(),
	by: z.string(),
	/** Where the export lies that it was given up with, and the hash of its manifest's record files. */
	folder: z.string(),
	exportedAt: z.string(),
	although: z.array(z.string()),
});
export type Retirement = z.infer<typeof retirement>;

/**
 * @returns since when and by whom the PSA of a sync is given up; null where it is not.
 * @throws SyncError STORE where nobody can tell: then it is not called either.
 */
export async function retiredSince(store: Pick<Store, 'setting'>, sync: string): Promise<Retirement | null> {
	const parsed = retirement.nullish().safeParse(await store.setting(sync, RETIRED_SETTING));
	if (parsed.success) return parsed.data ?? null;
	throw new SyncError(
		'STORE',
		`The store holds a damaged word on whether the PSA of the sync "${sync}" was retired, so it is not called. It was changed by another program or by hand; restore a backup of the store.`,
		{},
		{ cause: parsed.error },
	);
}

/**
 * Stops what would call a PSA that was given up, before the call.
 * @throws SyncError RETIRED
 */
export async function refuseRetired(store: Pick<Store, 'setting'>, sync: string): Promise<void> {
	const retired = await retiredSince(store, sync);
	if (!retired) return;
	throw new SyncError(
		'RETIRED',
		`The PSA of the sync "${sync}" was retired by ${retired.by} at ${retired.at}: no call is made to it any more. Unpublish the workflows of this sync. To go back, run PSA Sync → Retire with "Take Back".`,
	);
}

/** Keeps that the PSA of a sync is given up, or (null) that it is not any more. */
export async function keepRetired(
	store: Store,
	sync: string,
	value: Retirement | null,
	{ by, clock }: { readonly by: string; readonly clock: Clock },
): Promise<void> {
	await store.changeSetting(sync, RETIRED_SETTING, value, { by, now: clock.now() });
}
