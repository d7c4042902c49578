import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../../../sync/model/clock';
import { SyncError } from '../../../../sync/model/errors';
import { retire, takeBack, type RetireResult } from '../../../../sync/pipeline';
import { allowedFolder } from '../../../shared/allowed-folder';
import { folderProperty } from '../../../shared/export-history';
import type { OperationInput } from '../operation';

export const description = updateDisplayOptions({ show: { resource: ['sync'], operation: ['retire'] } }, [
	{
		displayName: 'Action',
		name: 'retireAction',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Look Only', value: 'look', description: 'Say what stands in the way, and change nothing' },
			{ name: 'Retire', value: 'retire', description: 'Give the PSA up: no call is made to it any more' },
			{ name: 'Take Back', value: 'takeBack', description: 'Let the workflows of this sync call the PSA again' },
		],
		default: 'look',
		description: 'What to do. Nothing is written to either system in any case.',
	},
	{
		...folderProperty,
		displayOptions: { show: { retireAction: ['look', 'retire'] } },
		description: "Where the finished export lies that Sync → Export History of the PSA's node has made",
	},
	{
		displayName: 'Retire Although',
		name: 'retireAlthough',
		type: 'multiOptions',
		displayOptions: { show: { retireAction: ['look', 'retire'] } },
		options: [
			{ name: 'Age of the Export', value: 'exportAge' },
			{ name: 'Files', value: 'files' },
			{ name: 'Open Entries', value: 'review' },
			{ name: 'Records', value: 'records' },
		],
		default: [],
		description:
			'Warnings that you have read and accept. What blocks cannot be overridden: another phase than 3, an export that is not whole, writes under way or due.',
	},
	{
		displayName: 'Retired By',
		name: 'retiredBy',
		type: 'string',
		displayOptions: { show: { retireAction: ['retire', 'takeBack'] } },
		default: '',
		placeholder: 'jane@example.com',
		description: "Who decides this, for the record. Empty: this node's name.",
	},
]);

const parameters = z.object({
	action: z.enum(['look', 'retire', 'takeBack']),
	folder: z.string().trim(),
	although: z.array(z.string()),
	by: z.string().trim().max(200, 'is longer than 200 characters'),
});

/** Gives the PSA of a sync up, or says what stands in the way: the verdict first, then one item for each check. */
export async function execute(this: IExecuteFunctions, { store, sync, item }: OperationInput): Promise<IDataObject[]> {
	const parsed = parameters.safeParse({
		action: this.getNodeParameter('retireAction', item),
		folder: this.getNodeParameter('folder', item, ''),
		although: this.getNodeParameter('retireAlthough', item, []),
		by: this.getNodeParameter('retiredBy', item, ''),
	});
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SyncError('BAD_INPUT', `The parameter "${issue?.path.join('.')}" is not valid: ${issue?.message}.`);
	}
	const { action, although } = parsed.data;
	const by = parsed.data.by || this.getNode().name;
	const dependencies = { store, clock: systemClock };
	if (action === 'takeBack') {
		const taken = await takeBack(dependencies, { sync, by });
		const found = taken
			? `It was retired by ${taken.by} at ${taken.at}. The workflows of this sync may call the PSA again.`
			: 'The PSA of this sync was not retired; nothing was changed.';
		return [{ ...verdict(taken ? 'Taken back' : 'Nothing to take back', found, 'ok'), syncKey: sync, retired: false }];
	}
	if (parsed.data.folder === '') throw new SyncError('BAD_INPUT', 'Enter the folder that the export lies in.');
	const folder = await allowedFolder(this, parsed.data.folder);
	const result = await retire(dependencies, { sync, folder, by, although, dryRun: action === 'look' });
	const common = { syncKey: sync, retired: result.retired !== null };
	return [
		{ ...verdictOf(result), ...common },
		...result.checks.map(({ id, examples, ...check }) => ({ check: id, ...check, records: [...examples], ...common })),
	];
}

function verdictOf({ outcome, reasons, retired }: RetireResult): IDataObject {
	const names = reasons.map(({ name }) => name).join(', ');
	switch (outcome) {
		case 'retired':
			return verdict('Retired', 'No call is made to the PSA any more. Unpublish the workflows of this sync.', 'ok');
		case 'unchanged':
			return verdict('Retired already', `By ${retired?.by} at ${retired?.at}.`, 'ok');
		case 'ready':
			return verdict('Ready', 'Nothing stands in the way. Choose the action "Retire" to go ahead.', 'ok');
		case 'refused': {
			const state = reasons.some((one) => one.state === 'blocks') ? 'blocks' : 'warns';
			const found = `Nothing was changed. What blocks has to be settled first; what only warns can be accepted under Retire Although.`;
			return { ...verdict('Not retired', found, state), count: reasons.length, whatToDo: names };
		}
	}
}

function verdict(name: string, found: string, state: 'ok' | 'warns' | 'blocks'): IDataObject {
	return { check: 'verdict', name, state, count: 0, found, whatToDo: '', records: [] };
}
