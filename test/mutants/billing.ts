import type { Mutant } from './mutant';

/** What keeps the sync away from work that was billed. */
export const billingMutants: readonly Mutant[] = [
	{
		name: 'billed-work-written',
		what: 'Leaves it to the vendor to refuse a write of work that was billed.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: 'const allowed = withinLock(context, shown, changes);',
				replace: 'const allowed = changes;',
			},
		],
	},
	{
		name: 'lock-asked-of-an-index',
		what: 'Judges whether work was billed by the batch that is read before writing, which lags behind.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: 'const ask = canBeLocked(context.connector.catalogue, context.entity) ? [] : ids;',
				replace: 'const ask = ids;',
			},
		],
	},
	{
		name: 'given-up-edit-overtakes-a-newer-one',
		what: 'Keeps an edit that was given up as it was, although the record has been edited since: sent again, it undoes that.',
		edits: [
			{
				file: 'sync/resolve/plan-fields.ts',
				find: 'if (edited[side] && draft.pending(side, name) === undefined) draft.withdraw(side, name);',
				replace: '',
			},
		],
	},
];
