import { updateDisplayOptions, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../../../sync/model/clock';
import { SIDES } from '../../../../sync/model/entity';
import { SyncError } from '../../../../sync/model/errors';
import { changeMoved, type MovedChange } from '../../../../sync/pipeline';
import type { OperationInput } from '../operation';
import { movedItems } from './rows';

export const description = updateDisplayOptions({ show: { resource: ['company'], operation: ['setMoved'] } }, [
	{
		displayName: 'Change',
		name: 'change',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Add to the List', value: 'add', description: 'These companies have moved, too' },
			{ name: 'Let a Field Decide', value: 'field', description: 'Companies whose field holds a value have moved' },
			{ name: 'Remove From the List', value: 'remove', description: 'These companies have not moved (any more)' },
			{ name: 'Replace the List', value: 'replace', description: 'These companies have moved, and no others' },
		],
		default: 'add',
		description:
			'What is changed. A list takes the place of a field, and the other way round. What was planned before is carried out as it was planned.',
	},
	{
		displayName: 'Companies',
		name: 'companies',
		type: 'string',
		typeOptions: { rows: 5 },
		default: '',
		placeholder: 'Acme Ltd',
		displayOptions: { show: { change: ['add', 'remove', 'replace'] } },
		description:
			'One a line: the name as one of the systems has it, or its ID on either side. Where two are alike: "psa:" or "platform:" and the ID.',
	},
	{
		displayName: 'Side',
		name: 'side',
		type: 'options',
		options: [
			{ name: 'Platform', value: 'platform' },
			{ name: 'PSA', value: 'psa' },
		],
		default: 'psa',
		displayOptions: { show: { change: ['field'] } },
		description: 'Which system has the field',
	},
	{
		displayName: 'Field',
		name: 'field',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'customFields/Pilot',
		displayOptions: { show: { change: ['field'] } },
		description:
			"The field of the company in that system's own name, as the output of Get Changes shows it; custom fields too",
	},
	{
		displayName: 'Values',
		name: 'values',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		required: true,
		placeholder: 'Yes',
		displayOptions: { show: { change: ['field'] } },
		description: 'The values that mean that the company has moved, one a line; a checkbox that is ticked holds true',
	},
	{
		displayName: 'Changed By',
		name: 'changedBy',
		type: 'string',
		default: '',
		placeholder: 'jane@example.com',
		description: "Who changes it, for the record. Empty: this node's name.",
	},
]);

/** One a line, or a list from an expression. */
const lines = z
	.union([z.string(), z.array(z.union([z.string(), z.number()])).transform((list) => list.join('\n'))])
	.transform((text) => text.split('\n').flatMap((line) => line.trim() || []));
const parameters = z.object({
	change: z.enum(['add', 'remove', 'replace', 'field']),
	companies: lines,
	side: z.enum(SIDES),
	field: z.string().trim().max(200, 'is longer than 200 characters'),
	values: lines,
	changedBy: z.string().trim().max(200, 'is longer than 200 characters'),
});

/** Changes which companies have moved, and shows them all. */
export async function execute(this: IExecuteFunctions, { store, sync, item }: OperationInput): Promise<IDataObject[]> {
	const value = (name: string, fallback: string): unknown => this.getNodeParameter(name, item, fallback);
	const parsed = parameters.safeParse({
		change: value('change', 'add'),
		companies: value('companies', ''),
		side: value('side', 'psa'),
		field: value('field', ''),
		values: value('values', ''),
		changedBy: value('changedBy', ''),
	});
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SyncError('BAD_INPUT', `The parameter "${issue?.path.join('.')}" is not valid: ${issue?.message}.`);
	}
	const by = parsed.data.changedBy || this.getNode().name;
	return movedItems(this, await changeMoved({ store, clock: systemClock }, sync, wish(parsed.data), by));
}

function wish({ change, companies, side, field, values }: z.infer<typeof parameters>): MovedChange {
	if (change !== 'field') {
		if (change !== 'replace' && companies.length === 0) throw new SyncError('BAD_INPUT', 'Name at least one company.');
		return { kind: change, companies };
	}
	if (field === '' || values.length === 0) {
		throw new SyncError('BAD_INPUT', 'Name the field, and at least one value of it that means "moved".');
	}
	return { kind: 'field', side, field, values };
}
