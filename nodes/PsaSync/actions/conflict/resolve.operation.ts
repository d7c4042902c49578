import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../../../sync/model/clock';
import { SyncError } from '../../../../sync/model/errors';
import type { Decision, Review } from '../../../../sync/model/review';
import { reviewItem } from '../../../shared/review-item';
import { wakeUp } from '../../../shared/wake-up';
import type { OperationInput } from '../operation';
import { chosenEntry, entryProperty } from './entry';
import { decidedValue } from './value';

const CHOICES = ['psa', 'platform', 'value', 'link', 'create', 'retry', 'confirm', 'dismiss'] as const;

export const description = updateDisplayOptions({ show: { resource: ['conflict'], operation: ['resolve'] } }, [
	entryProperty,
	{
		displayName: 'Decision',
		name: 'choice',
		type: 'options',
		options: [
			{
				name: 'Confirm the Deletions',
				value: 'confirm',
				description:
					'Many gone at once: they were deleted indeed; each one is reported, and nothing is deleted on the other side',
			},
			{ name: 'Create a New Record', value: 'create', description: 'Ambiguous match: none of the candidates is meant' },
			{ name: 'Dismiss', value: 'dismiss', description: 'Any kind: close the entry and leave both sides as they are' },
			{ name: 'Link to a Candidate', value: 'link', description: 'Ambiguous match: this one is the counterpart' },
			{
				name: 'Retry',
				value: 'retry',
				description: 'Unmapped, given up, not landed, keeps changing back: try again, now that the cause is mended',
			},
			{ name: 'Set a Value', value: 'value', description: 'Conflict: neither, but this value, on both sides' },
			{ name: 'Use the Platform Value', value: 'platform', description: 'Conflict: the platform is right' },
			{ name: 'Use the PSA Value', value: 'psa', description: 'Conflict: the PSA is right' },
		],
		default: 'psa',
		required: true,
		description: 'What to do. The kind of the entry says which decisions fit.',
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		displayOptions: { show: { choice: ['value'] } },
		description: "The value, in the platform's words. Lists as JSON or separated by commas; empty clears the field.",
	},
	{
		displayName: 'Candidate',
		name: 'candidate',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		displayOptions: { show: { choice: ['link'] } },
		description: 'The existing record to link',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchCandidates' } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: '1234' },
		],
	},
	{
		displayName: 'Decided By',
		name: 'decidedBy',
		type: 'string',
		default: '',
		placeholder: 'jane@example.com',
		description: "Who decided, for the audit. Empty: this node's name.",
	},
]);

/** Carries out a person's decision; what follows from it travels by the next run, which starts at once. */
export async function execute(this: IExecuteFunctions, input: OperationInput): Promise<IDataObject[]> {
	const { store, sync, item } = input;
	const entry = await chosenEntry(this, input);
	const decision = readDecision(this, item, entry);
	const by =
		z
			.string()
			.trim()
			.max(200)
			.parse(this.getNodeParameter('decidedBy', item, '')) || this.getNode().name;
	const resolved = await store.resolveReview(entry.id, decision, systemClock.now(), by);
	wakeUp(sync);
	return [reviewItem(resolved)];
}

function readDecision(context: IExecuteFunctions, item: number, entry: Review): Decision {
	const choice = z.enum(CHOICES).safeParse(context.getNodeParameter('choice', item));
	if (!choice.success) throw new SyncError('BAD_INPUT', `Choose one of these decisions: ${CHOICES.join(', ')}.`);
	switch (choice.data) {
		case 'value':
			return { choice: 'value', value: decidedValue(context.getNodeParameter('value', item), entry) };
		case 'link': {
			const id = z.coerce
				.string()
				.trim()
				.parse(context.getNodeParameter('candidate', item, '', { extractValue: true }));
			if (id === '') throw new SyncError('BAD_INPUT', 'Choose the candidate to link.');
			return { choice: 'link', id };
		}
		default:
			return { choice: choice.data };
	}
}
