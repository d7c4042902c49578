import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { SyncError } from '../../../../sync/model/errors';
import { PHASES, type Phase } from '../../../../sync/model/phase';
import { OLDEST_READ_MS, type ReadinessOptions } from '../../../../sync/pipeline';
import { conflictResolveOption } from '../conflict-resolve-option';
import { PHASE_OPTIONS } from '../../../shared/phase-options';
import { upstreamFieldMaps } from '../../../shared/upstream-mappings';
import type { OperationInput } from '../operation';

const MINUTE_MS = 60_000;

/** Which phase, as both operations ask for it. */
export const phaseProperty: INodeProperties = {
	displayName: 'Phase',
	name: 'phase',
	type: 'options',
	options: PHASE_OPTIONS,
	default: 2,
	required: true,
	description: 'The phase to go to: the next one, or a former one to go back to',
};

export const optionsProperty: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		conflictResolveOption('with the field maps before it, linked pairs are compared (drift), and what both sides bill'),
		{
			displayName: 'Oldest Read (Minutes)',
			name: 'oldestRead',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 15,
			description: 'What was read longer ago than this counts as not up to date',
		},
	],
};

const parameters = z.object({
	phase: z.coerce
		.number()
		.refine((value): value is Phase => (PHASES as readonly number[]).includes(value), 'is none: choose 1, 2 or 3'),
	options: z.object({
		conflictResolve: z.string().trim().default(''),
		oldestRead: z.coerce
			.number()
			.min(1, 'must be at least 1')
			.default(OLDEST_READ_MS / MINUTE_MS),
	}),
});

/**
 * What both operations look with.
 * @throws SyncError BAD_INPUT naming the parameter that is wrong; BAD_MAPPING for a field map that cannot be used.
 */
export async function readReadiness(
	context: IExecuteFunctions,
	{ sync, item }: OperationInput,
): Promise<ReadinessOptions> {
	const parsed = parameters.safeParse({
		phase: context.getNodeParameter('phase', item),
		options: context.getNodeParameter('options', item, {}),
	});
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SyncError('BAD_INPUT', `The parameter "${issue?.path.join('.')}" ${issue?.message}.`);
	}
	const { phase, options } = parsed.data;
	const maps = await upstreamFieldMaps.call(context, options.conflictResolve || undefined);
	if (maps.length === 0 && options.conflictResolve !== '') {
		throw new SyncError(
			'BAD_INPUT',
			`There is no Field Map node before a node "${options.conflictResolve}" in this workflow. Name its Conflict Resolve node as it is called on the canvas, or leave the option empty; drift is then not looked at.`,
		);
	}
	return {
		sync,
		to: phase,
		oldestReadMs: options.oldestRead * MINUTE_MS,
		maps: maps.length > 0 ? maps : null,
		timeZone: context.getTimezone(),
	};
}
