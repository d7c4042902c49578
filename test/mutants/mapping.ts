import type { Mutant } from './mutant';

/** How values are carried from one vocabulary to the other. */
export const mappingMutants: readonly Mutant[] = [
	{
		name: 'unmapped-is-empty',
		what: 'Sends an empty value where the value list names no counterpart, instead of leaving the field out.',
		edits: [
			{
				file: 'sync/mapping/compile.ts',
				find: 'else problems.push(problem(mapping, row, from, value, outcome));',
				replace:
					'else {\n\t\t\tvalues[fieldOf(row, otherSide(from))] = null;\n\t\t\tproblems.push(problem(mapping, row, from, value, outcome));\n\t\t}',
			},
		],
	},
	{
		name: 'left-out-is-empty',
		what: 'Empties the fields that a write does not name when it is mapped back.',
		edits: [
			{
				file: 'sync/mapping/compile.ts',
				find: "{ absent: 'leftOut' }",
				replace: "{ absent: 'empty' }",
			},
		],
	},
	{
		name: 'prototype-in-records',
		what: 'Collects fields in plain objects, where a field called `__proto__` is no field.',
		edits: [
			{
				file: 'sync/model/record.ts',
				find: 'return Object.create(null) as Record<string, Json>;',
				replace: 'return {} as Record<string, Json>;',
			},
		],
	},
	{
		name: 'trimmed-before-cutting-only',
		what: 'Trims a text before it cuts it but not after, so that the normal form of a normal form is another one.',
		edits: [
			{
				file: 'sync/mapping/normal-form.ts',
				find: 'return field.trims ? cut.trim() : cut;',
				replace: 'return cut;',
			},
		],
	},
	{
		name: 'cut-through-a-character',
		what: 'Cuts a text at a number of code units, through the middle of an emoji if need be.',
		edits: [
			{
				file: 'sync/mapping/normal-form.ts',
				find: 'return text.slice(0, splitsPair ? length - 1 : length);',
				replace: 'return text.slice(0, length);',
			},
		],
	},
	{
		name: 'folded-value-anyhow',
		what: 'Takes the first of several PSA values that one platform value could become, instead of the preferred one.',
		edits: [
			{
				file: 'sync/mapping/value-table.ts',
				find: 'const choice = group.length === 1 ? group[0] : preferred.length === 1 ? preferred[0] : undefined;',
				replace: 'const choice = group[0];',
			},
		],
	},
	{
		name: 'rounds-what-is-written',
		what: 'Rounds 0.17 hours as ten minutes and a fifth instead of the ten that are meant: rounded up, they grow on every way.',
		edits: [
			{
				file: 'sync/mapping/duration.ts',
				find: 'rounded(minutesMeant(number, unit), rounds)',
				replace: 'rounded(minutesOf(number, unit), rounds)',
			},
		],
	},
	{
		name: 'tenths-of-hours',
		what: 'Writes hours with one digit after the point, in which minutes are lost.',
		edits: [
			{
				file: 'sync/mapping/duration.ts',
				find: 'const DECIMALS_OF_HOURS = 2;',
				replace: 'const DECIMALS_OF_HOURS = 1;',
			},
		],
	},
];
