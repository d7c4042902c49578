import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { OperationInput } from '../operation';

/** How a sync stands: its phase and the workflow that ran it last, what is linked, what is to be written, what waits for a person, up to when was read. */
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
			},
			links: { ...status.links },
			writes: { ...status.writes },
			openReviews: { ...status.openReviews },
			revisits: status.revisits,
			missing: status.missing,
			watermarks: status.watermarks.map((watermark) => ({ ...watermark })),
			acknowledged: { ...status.acknowledged },
			lastCommitAt: status.lastCommitAt,
		},
	];
}
