import { updateDisplayOptions, type IExecuteFunctions, type INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../../../sync/model/clock';
import { SyncError } from '../../../../sync/model/errors';
import type { CheckId } from '../../../../sync/model/readiness';
import { switchPhase, type SwitchResult } from '../../../../sync/pipeline';
import type { OperationInput, OutputItem } from '../operation';
import { readinessItems } from './readiness-items';
import type { PageVerdict } from './readiness-page';
import { optionsProperty, phaseProperty, readReadiness } from './readiness-parameters';

/** What only warns, by the names that the table gives it. Sorted as n8n asks for: by name. */
const WARNINGS: readonly (INodePropertyOptions & { readonly value: CheckId })[] = [
	{ name: 'Age of What Was Read', value: 'watermarks' },
	{ name: 'Ambiguous Matches', value: 'ambiguous' },
	{ name: 'Billing Differences', value: 'billing' },
	{ name: 'Deletions', value: 'deleted' },
	{ name: 'Drift', value: 'drift' },
	{ name: 'Open Conflicts', value: 'conflict' },
	{ name: 'Order of Phases', value: 'order' },
	{ name: 'Pairs Not Compared Yet', value: 'notCompared' },
	{ name: 'Records on One Side Only', value: 'unlinked' },
	{ name: 'Records That Are Gone', value: 'gone' },
	{ name: 'Records That Wait for Parents', value: 'waiting' },
	{ name: 'Records to Be Read Again', value: 'rereads' },
	{ name: 'Unmapped Values', value: 'unmapped' },
	{ name: 'Writes That Did Not Land', value: 'notLanded' },
	{ name: 'Writes That Were Given Up', value: 'deadLetter' },
];

export const description = updateDisplayOptions({ show: { resource: ['sync'], operation: ['switchPhase'] } }, [
	phaseProperty,
	{
		displayName: 'Switch Although',
		name: 'although',
		type: 'multiOptions',
		options: [...WARNINGS],
		default: [],
		description:
			'Warnings that you have read and that shall not stop the switch. What blocks cannot be overridden: writes under way or due, records that keep changing back, many records gone at once.',
	},
	{
		displayName: 'If Refused',
		name: 'ifRefused',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Show the Reasons', value: 'show', description: 'The items say "switched: false" and why' },
			{ name: 'Stop With an Error', value: 'error', description: 'The run fails, and the error names the reasons' },
		],
		default: 'show',
		description: 'What happens where something stands in the way of the switch',
	},
	{
		displayName: 'Switched By',
		name: 'switchedBy',
		type: 'string',
		default: '',
		placeholder: 'jane@example.com',
		description: "Who switches, for the record. Empty: this node's name.",
	},
	optionsProperty,
]);

const parameters = z.object({
	although: z.array(z.string()).default([]),
	ifRefused: z.enum(['show', 'error']),
	switchedBy: z.string().trim().max(200, 'is longer than 200 characters'),
});

/** Takes the sync into another phase, or says what stands in the way. */
export async function execute(this: IExecuteFunctions, input: OperationInput): Promise<OutputItem[]> {
	const { store, item } = input;
	const parsed = parameters.safeParse({
		although: this.getNodeParameter('although', item, []),
		ifRefused: this.getNodeParameter('ifRefused', item, 'show'),
		switchedBy: this.getNodeParameter('switchedBy', item, ''),
	});
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SyncError('BAD_INPUT', `The parameter "${issue?.path.join('.')}" is not valid: ${issue?.message}.`);
	}
	const { although, ifRefused, switchedBy } = parsed.data;
	const options = await readReadiness(this, input);
	const by = switchedBy || this.getNode().name;
	const result = await switchPhase({ store, clock: systemClock }, { ...options, by, although });
	if (result.outcome === 'refused' && ifRefused === 'error') throw refusal(input.sync, result, options.to);
	return await readinessItems(this, options, result, verdictOf(result, options.to, by), systemClock.now());
}

function verdictOf({ outcome, reasons, from, now }: SwitchResult, to: number, by: string): PageVerdict {
	switch (outcome) {
		case 'switched':
			return {
				switched: true,
				state: 'ok',
				title: `Switched to phase ${to}`,
				text: `By ${by} at ${now.since}. Nothing was written to either system. Unpublish the workflow of phase ${from.phase} and publish that of phase ${to}.`,
				reasons: [],
			};
		case 'unchanged':
			return {
				switched: false,
				state: 'ok',
				title: `In phase ${to} already`,
				text: `Nothing was changed: the sync has been in this phase since ${now.since}.`,
				reasons: [],
			};
		case 'refused':
			return {
				switched: false,
				state: reasons.some(({ state }) => state === 'blocks') ? 'blocks' : 'warns',
				title: `Not switched to phase ${to}`,
				text: `The sync stays in phase ${from.phase}; nothing was changed. What blocks has to be settled first; what only warns can be overridden under Switch Although.`,
				reasons,
			};
	}
}

function refusal(sync: string, { reasons, from }: SwitchResult, to: number): SyncError {
	const told = reasons.map(({ name, state, found }) => `${name} (${state}): ${found}`).join(' ');
	return new SyncError(
		'NOT_READY',
		`The sync "${sync}" is not ready for phase ${to} and stays in phase ${from.phase}; nothing was changed. ${told}`,
	);
}
