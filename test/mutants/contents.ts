import type { Mutant } from './mutant';

/** What carries the bytes of attachments. */
export const contentMutants: readonly Mutant[] = [
	{
		name: 'file-hash-forgotten',
		what: 'Does not know the hash of a file any more that its system does not tell: every look finds a change, and reads the file again.',
		edits: [
			{
				file: 'sync/pipeline/contents/arriving.ts',
				find: "\treturn filled(row, hashOf(known), typeof before === 'number' ? before : null);\n",
				replace: '\treturn row;\n',
			},
		],
	},
	{
		name: 'file-not-fetched-again',
		what: 'Waits for the bytes of a file that the folder has lost, and asks nobody for them.',
		edits: [
			{
				file: 'sync/pipeline/contents/sendable.ts',
				find: "\tawait store.addRevisits([{ sync, side, entity, recordId: id, force: [], reason: 'its file is needed' }]);\n",
				replace: '',
			},
		],
	},
];
