import type { Mutant } from './mutant';

/** What keeps the phases of a sync apart. */
export const phaseMutants: readonly Mutant[] = [
	{
		name: 'switch-over-due-writes',
		what: 'Lets a person override writes that are due, like any other warning: a run of the former phase that is still applying carries them out after the switch.',
		edits: [
			{
				file: 'sync/pipeline/readiness.ts',
				find: "\t\t\tname: 'Writes That Are Due',\n\t\t\tweight: 'blocks',",
				replace: "\t\t\tname: 'Writes That Are Due',\n\t\t\tweight: 'warns',",
			},
		],
	},
	{
		name: 'switch-over-writes-under-way',
		what: 'Lets a person override writes that are under way: they land in the next phase.',
		edits: [
			{
				file: 'sync/pipeline/readiness.ts',
				find: "\t\t\tname: 'Writes Under Way',\n\t\t\tweight: 'blocks',",
				replace: "\t\t\tname: 'Writes Under Way',\n\t\t\tweight: 'warns',",
			},
		],
	},
	{
		name: 'phase-checked-before-planning-only',
		what: 'Asks for the phase when a run begins to plan, and not again when it commits: a switch in between goes unnoticed.',
		edits: [
			{ file: 'sync/store/phases.ts', find: '\trefuseOtherPhase(sync, standing, run);\n', replace: '' },
			{
				file: 'test/model/memory-store.ts',
				find: '\t\t\trefuseOtherPhase(batch.sync, standing, batch.run);\n',
				replace: '',
			},
			{
				file: 'test/model/memory-store.ts',
				find: 'frozen({ ...batch.run, since: standing?.since ?? lastRunAt, lastRunAt })',
				replace:
					'frozen({ ...batch.run, phase: standing?.phase ?? batch.run.phase, since: standing?.since ?? lastRunAt, lastRunAt })',
			},
		],
	},
];
