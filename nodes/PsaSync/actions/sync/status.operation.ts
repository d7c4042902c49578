import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { budgetKey, readState, standingOf } from '../../../../sync/connectors/http';
import { isoTime, systemClock } from '../../../../sync/model/clock';
import { SYSTEM_NAMES, SYSTEMS, type System } from '../../../../sync/model/entity';
import type { BoundTenant, Store } from '../../../../sync/store/store';
import type { OperationInput } from '../operation';

/** Changes of phase that are shown, the newest first. */
const SWITCHES = 10;

/** How a sync stands: its phase and the workflow that ran it last, what is linked, what is to be written, what waits for a person, up to when was read, and whether the systems may be called. */
export async function execute(this: IExecuteFunctions, { store, sync }: OperationInput): Promise<IDataObject[]> {
	const status = await store.status(sync);
	const standing = await store.phase(sync);
	return [
		{
			syncKey: sync,
			phase: standing && {
				number: standing.phase,
				since: standing.since,
				lastRunAt: standing.lastRunAt,
				workflowId: standing.workflow?.id ?? null,
				workflowName: standing.workflow?.name ?? null,
				switches: (await store.phaseSwitches(sync, SWITCHES)).map((one) => ({ ...one, although: [...one.although] })),
			},
			links: { ...status.links },
			writes: { ...status.writes },
			openReviews: { ...status.openReviews },
			revisits: status.revisits,
			missing: status.missing,
			watermarks: status.watermarks.map((watermark) => ({ ...watermark })),
			acknowledged: { ...status.acknowledged },
			lastCommitAt: status.lastCommitAt,
			systems: await Promise.all((await store.tenants(sync)).map((tenant) => systemOf(store, tenant))),
		},
	];
}

/** How the budget of one side's tenant stands: what is left of its calls, and whether they are held back. */
async function systemOf(store: Store, { side, system, fingerprint }: BoundTenant): Promise<IDataObject> {
	const known = SYSTEMS.find((one): one is System => one === system);
	if (known === undefined) return { side, system, tenant: fingerprint };
	const { until, ...standing } = await store.changeState(budgetKey(known, fingerprint), (state) => ({
		answer: standingOf(readState(state), systemClock.now()),
	}));
	return {
		side,
		system: SYSTEM_NAMES[known],
		tenant: fingerprint,
		...standing,
		until: until === null ? null : isoTime(until),
	};
}
