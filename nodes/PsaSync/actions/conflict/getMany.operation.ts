import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { SyncError } from '../../../../sync/model/errors';
import { REVIEW_KINDS, type Review } from '../../../../sync/model/review';
import { reviewItem } from '../../../shared/review-item';
import type { OperationInput } from '../operation';

/** Entries that one look into the store takes. */
const PAGE = 200;

export const description = updateDisplayOptions({ show: { resource: ['conflict'], operation: ['getMany'] } }, [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Kind',
				name: 'kind',
				type: 'options',
				options: [
					{
						name: 'Ambiguous Match',
						value: 'ambiguous',
						description: 'Several existing records could be the counterpart',
					},
					{ name: 'Conflict', value: 'conflict', description: 'Both sides changed one field differently' },
					{ name: 'Deleted', value: 'deleted', description: 'One side deleted a linked record' },
					{ name: 'Given Up', value: 'deadLetter', description: 'A write was refused, or failed too often' },
					{
						name: 'Keeps Changing Back',
						value: 'flapping',
						description: 'One record was written again and again; nothing more is written to it until you decide',
					},
					{
						name: 'Many Gone at Once',
						value: 'massDeletion',
						description: 'So many records are gone on one side that you are asked whether they were deleted',
					},
					{
						name: 'Not Landed',
						value: 'notLanded',
						description: 'The system answered success but does not hold the value',
					},
					{ name: 'Unmapped Value', value: 'unmapped', description: 'A value has no counterpart in the mapping' },
					{
						name: 'Waits for a Parent',
						value: 'waiting',
						description: 'A write has long been waiting for a record that has no counterpart',
					},
				],
				default: 'conflict',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Any', value: 'any' },
					{ name: 'Closed', value: 'closed', description: 'Settled by itself or dismissed' },
					{ name: 'Open', value: 'open' },
					{ name: 'Resolved', value: 'resolved', description: 'Decided by a person' },
				],
				default: 'open',
			},
		],
	},
]);

const parameters = z.object({
	returnAll: z.boolean(),
	limit: z.coerce.number().int().min(1, 'must be at least 1'),
	filters: z.object({
		kind: z.enum(REVIEW_KINDS).optional(),
		status: z.enum(['any', 'open', 'resolved', 'closed']).default('open'),
	}),
});

/** The entries of a sync, page by page. */
export async function execute(this: IExecuteFunctions, { store, sync, item }: OperationInput): Promise<IDataObject[]> {
	const parsed = parameters.safeParse({
		returnAll: this.getNodeParameter('returnAll', item),
		limit: this.getNodeParameter('limit', item, PAGE),
		filters: this.getNodeParameter('filters', item, {}),
	});
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SyncError('BAD_INPUT', `The parameter "${issue?.path.join('.')}" ${issue?.message}.`);
	}
	const { returnAll, limit, filters } = parsed.data;
	const status = filters.status === 'any' ? undefined : filters.status;
	const found: Review[] = [];
	for (;;) {
		const wanted = returnAll ? PAGE : Math.min(PAGE, limit - found.length);
		const page = await store.reviews(sync, { status, kind: filters.kind, limit: wanted, after: found.at(-1)?.id });
		found.push(...page);
		if (page.length < wanted || (!returnAll && found.length >= limit)) return found.map(reviewItem);
	}
}
