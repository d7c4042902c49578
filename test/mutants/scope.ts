import type { Mutant } from './mutant';

/** What brings in, and leaves out, what a scope says. */
export const scopeMutants: readonly Mutant[] = [
	{
		name: 'scope-not-read-again',
		what: 'Goes on where the watermark stands when the scope was widened: what the former one left out never comes.',
		edits: [
			{
				file: 'sync/pipeline/scope/position.ts',
				find: '\treturn mark.at === null ? { live: null } : { live: position.live, behind: null };\n',
				replace: '\treturn position;\n',
			},
		],
	},
	{
		name: 'scope-read-again-in-part',
		what: 'Takes the first page of the second reading for all of it.',
		edits: [
			{
				file: 'sync/pipeline/pull.ts',
				find: "position = part === 'behind' && !page.more ? live",
				replace: "position = part === 'behind' ? live",
			},
		],
	},
	{
		name: 'scope-drops-what-is-linked',
		what: 'Leaves out whatever a narrower scope does not name, also what is in sync already: its edits stop.',
		edits: [
			{
				file: 'sync/pipeline/change-reader.ts',
				find: 'return new Set(rows.filter((row) => isKnown(row) || within.has(row.id)));',
				replace: 'return new Set(rows.filter((row) => within.has(row.id)));',
			},
		],
	},
];
