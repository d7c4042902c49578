import type { Mutant } from './mutant';

/** What is written where, and what a person is asked. */
export const planningMutants: readonly Mutant[] = [
	{
		name: 'record-level-merge',
		what: 'Where both sides changed a record, one whole record wins, though they had changed different fields.',
		edits: [
			{
				file: 'sync/resolve/plan-fields.ts',
				find: '\tif (!seen || !draft.changed(side, field)) return undefined;\n',
				replace: `\tconst touched = SIDES.every((one) => input.mapping.fields.some((other) => draft.changed(one, other)));
	if (!seen || !(touched || draft.changed(side, field))) return undefined;
`,
			},
		],
	},
	{
		name: 'put-without-complement',
		what: "Sends a changed record's whole view to the other side, and with it the folded and cut values of fields that nobody edited.",
		edits: [
			{
				file: 'sync/resolve/plan-fields.ts',
				find: '\tif (!seen || !draft.changed(side, field)) return undefined;\n',
				replace: `\tif (!seen || !input.mapping.fields.some((other) => draft.changed(side, other))) return undefined;
	if (!Object.hasOwn(seen.view, field.platformField)) return undefined;
`,
			},
		],
	},
	{
		name: 'no-complement-in-comparison',
		what: "Compares values as the platform holds them: a title and the PSA's first ten characters of it count as two different edits.",
		edits: [
			{
				file: 'sync/mapping/compile.ts',
				find: "if (same || row.transform.kind === 'reference' || !translate.platform) return same;",
				replace: "if (same || row.transform.kind !== '') return same;",
			},
		],
	},
	{
		name: 'one-shadow-in-mapped-vocabulary',
		what: "Keeps one shadow, in the platform's vocabulary, and holds the mapped PSA record against it: editing the mapping then looks like an edit of every record.",
		edits: [
			{
				file: 'sync/resolve/change-draft.ts',
				find: "\t\treturn hasChanged(seen, field.platformField, side === 'psa' ? field.psaField : field.platformField);\n",
				replace: `\t\tconst agreed = this.#input.platform?.shadow ?? (this.#input.context && shadowOf(this.#input.context.link, 'platform'));
		const name = field.platformField;
		if (side === 'psa' && agreed && Object.hasOwn(agreed, name) && Object.hasOwn(seen.view, name))
			return !this.equivalent(name, seen.view[name], agreed[name]);
		return hasChanged(seen, field.platformField, side === 'psa' ? field.psaField : field.platformField);
`,
			},
		],
	},
	{
		name: 'null-base-until-confirmed',
		what: "Keeps a new record's shadow back until its counterpart exists: everything about it then counts as edited once more.",
		edits: [
			{
				file: 'sync/resolve/change-draft.ts',
				find: 'if (!seen.deleted) shadows[',
				replace: "if (!seen.deleted && context !== null && context.link.state !== 'half') shadows[",
			},
		],
	},
	{
		name: 'new-field-is-an-edit',
		what: 'Takes a field that was mapped only today for edited, since the shadow has no value of it.',
		edits: [
			{
				file: 'sync/resolve/delta.ts',
				find: 'if (!Object.hasOwn(side.shadow, ownField)) return false;',
				replace: 'if (!Object.hasOwn(side.shadow, ownField)) return true;',
			},
		],
	},
	{
		name: 'conflict-swallowed',
		what: 'Where a person should decide, does nothing and tells nobody: both sides go on with their own value.',
		edits: [
			{
				file: 'sync/resolve/plan-fields.ts',
				find: "\tif (verdict.kind === 'review') {\n",
				replace: "\tif (verdict.kind === 'review') {\n\t\treturn agree();\n",
			},
		],
	},
	{
		name: 'written-while-a-person-decides',
		what: 'Opens a conflict but lets the older write of the same field, already on its way, go on.',
		edits: [
			{
				file: 'sync/resolve/plan-fields.ts',
				find: "\tif (verdict.kind === 'review') {\n\t\tdraft.withdraw('psa', name);\n\t\tdraft.withdraw('platform', name);\n",
				replace: "\tif (verdict.kind === 'review') {\n",
			},
		],
	},
	{
		name: 'waiting-edit-forgotten',
		what: 'Plans from what it has just read and not from what still waits in the outbox: a new edit on one side runs over an older one of the other side unseen.',
		edits: [
			{
				file: 'sync/resolve/plan-fields.ts',
				find: "\tconst psa = edited.psa ?? waiting(draft, held, 'psa', field);\n\tconst platform = edited.platform ?? waiting(draft, held, 'platform', field);\n",
				replace: '\tconst { psa, platform } = edited;\n',
			},
		],
	},
	{
		name: 'loser-not-kept',
		what: 'Decides a conflict and drops the value that lost.',
		edits: [
			{
				file: 'sync/resolve/plan-fields.ts',
				find: "\tdraft.audit({ kind: 'lost', side, field, before, after, reason });\n",
				replace: '',
			},
		],
	},
	{
		name: 'tie-within-a-second',
		what: 'Calls two edits a tie when they are at most a second apart, which is no order any more.',
		edits: [
			{
				file: 'sync/resolve/strategies.ts',
				find: '|| left === right) {',
				replace: '|| Math.abs(left - right) <= 1) {',
			},
		],
	},
	{
		name: 'union-loses-removals',
		what: 'Unites two lists without looking at what they had in common: what one side took out comes back for ever.',
		edits: [
			{
				file: 'sync/resolve/strategies.ts',
				find: 'return !removed;',
				replace: 'return true || !removed;',
			},
		],
	},
	{
		name: 'match-overwrites',
		what: 'Lets the PSA win when two existing records are linked for the first time, although nobody can know who changed what.',
		edits: [
			{
				file: 'sync/resolve/plan-match.ts',
				find: "if (policy.strategy !== 'manual' && isEmpty(right) && flows(field, 'platform')) {",
				replace: "if (flows(field, 'platform')) {",
			},
		],
	},
	{
		name: 'halves-not-joined',
		what: 'Does not look at the external reference of an unknown record: our own create, seen before its answer came, is a new record that wants a counterpart.',
		edits: [
			{
				file: 'sync/pipeline/units.ts',
				find: "if (context && context.link.state === 'half' && linkedId(context.link, change.side) === null) return context;",
				replace: '',
			},
		],
	},
	{
		name: 'stale-plan-accepted',
		what: 'Commits a plan without asking whether the link is still what the plan was made from.',
		edits: [
			{
				file: 'sync/pipeline/units.ts',
				find: 'return unit.context?.link.id !== change.linkId || unit.context.link.revision !== change.revision;',
				replace: 'return unit.context?.link.id !== change.linkId;',
			},
			{
				file: 'sync/store/commit-changes.ts',
				find: 'if (link.revision !== change.expect.revision) return true;',
				replace: '',
			},
			{
				file: 'test/model/memory-store.ts',
				find: 'if (link.revision !== change.expect.revision) return true;',
				replace: '',
			},
		],
	},
];
