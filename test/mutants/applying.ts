import type { Mutant } from './mutant';

/** How planned writes reach a system, and what is believed about them afterwards. */
export const applyingMutants: readonly Mutant[] = [
	{
		name: 'no-look-up-before-create',
		what: 'Creates without looking for a counterpart: a create whose answer was lost makes a second record.',
		edits: [
			{
				file: 'sync/pipeline/apply-creates.ts',
				find: '(await unlinked(context, found))',
				replace: '(await unlinked(context, found.map(() => [])))',
			},
		],
	},
	{
		name: 'link-after-create-only',
		what: 'Notes that a record was created after the call and not before it: if the answer is lost, what comes to light is taken for a record that had always been there.',
		edits: [
			{
				file: 'sync/pipeline/apply-creates.ts',
				find: 'if (!(await store.markSent(write, ready.payload',
				replace: 'if (ready.payload === null && !(await store.markSent(write, ready.payload',
			},
		],
	},
	{
		name: 'found-create-taken-as-it-is',
		what: 'When a create that got no answer is found, takes what it holds by now for what was sent: an edit made there since is lost.',
		edits: [
			{
				file: 'sync/pipeline/apply-creates.ts',
				find: 'await acknowledge(context, ready, match.record, baseline(context, record, write.payload));',
				replace: 'await acknowledge(context, ready, match.record, record);',
			},
		],
	},
	{
		name: 'first-candidate-linked',
		what: 'Links the first of several records that look alike.',
		edits: [
			{
				file: 'sync/pipeline/apply-creates.ts',
				find: 'if (candidates.length > 1 || candidates.some(({ record }) => contested.has(record.id))) {',
				replace: 'if (candidates.length > 1 && contested.size < 0) {',
			},
		],
	},
	{
		name: 'request-is-the-shadow-of-updates',
		what: 'Takes what it sent for what the system now holds, though systems cut, trim and re-format.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: 'await acknowledge(context, ready, target.id, accounted(shown, after, payload, changes), true, audit, reviews);',
				replace:
					'await acknowledge(context, ready, target.id, { ...accounted(shown, after, payload, changes), ...payload }, true, audit, reviews);',
			},
		],
	},
	{
		name: 'request-is-the-shadow-of-creates',
		what: 'Takes what it asked to be created for what was created.',
		edits: [
			{
				file: 'sync/pipeline/apply-creates.ts',
				find: 'await acknowledge(context, ready, created, asAsked(context, ready.payload, complete(connector.catalogue, created)));',
				replace:
					'await acknowledge(context, ready, created, { ...complete(connector.catalogue, created), ...ready.payload });',
			},
		],
	},
	{
		name: 'whole-answer-is-the-shadow',
		what: 'Takes the whole answer of an update for the shadow: an edit that somebody made to another field meanwhile counts as seen.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: 'await acknowledge(context, ready, target.id, accounted(shown, after, payload, changes), true, audit, reviews);',
				replace: 'await acknowledge(context, ready, target.id, after, true, audit, reviews);',
			},
		],
	},
	{
		name: 'blind-overwrite',
		what: 'Writes what was planned without looking whether the target has moved since.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: 'const moved = movedFields(shown, shadow, changes);',
				replace: 'const moved: string[] = [];',
			},
		],
	},
	{
		name: 'created-again-after-404',
		what: 'Takes a record that the batch does not show for deleted and creates it again; the index was only late.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: '\t\tif (!target || target.deleted) {\n',
				replace: `\t\tif (!listed) {
			if (!(await store.markSent(write, payload))) return null;
			const source = linkedId(link, otherSide(context.side)) ?? '';
			const again = await connector.create(entity, Object.fromEntries(Object.entries({ ...shadowOf(link, context.side), ...payload }).filter(([name]) => name !== CHANGED_AT)), source, write.id, { synonyms: ready.item.synonyms });
			await acknowledge(context, ready, again.id, pick(complete(connector.catalogue, again), payload), true, [], []);
			return null;
		}
		if (!target || target.deleted) {
`,
			},
		],
	},
	{
		name: 'no-normal-form',
		what: 'Sends values as they come and calls one written only where the system shows it to the letter, though systems cut and trim.',
		edits: [
			{
				file: 'sync/pipeline/native.ts',
				find: '\treturn sameInNormalForm(definition, shown, intended);\n',
				replace: '\treturn false;\n',
			},
			{
				file: 'sync/mapping/convert.ts',
				find: '\treturn { ok: true, value: normal };\n',
				replace: '\treturn { ok: true, value: typed };\n',
			},
		],
	},
	{
		name: 'no-retry-queue',
		what: 'Carries out what this run planned, and nothing that an earlier one left over.',
		edits: [
			{
				file: 'sync/pipeline/resolve-changes.ts',
				find: 'const due = await store.dueWrites(options.sync, now, options.dueLimit);',
				replace:
					'const due = (await store.dueWrites(options.sync, now, options.dueLimit)).filter((one) => committed.links.some((link) => link?.id === one.link.id));',
			},
		],
	},
	{
		name: 'no-settle-time',
		what: "Looks at once for a create that got no answer, sooner than the vendor's index shows it, and creates it again.",
		edits: [
			{
				file: 'sync/pipeline/failures.ts',
				find: 'uncertain ? settings.settleMs : 0,',
				replace: '0,',
			},
		],
	},
	{
		name: 'time-out-is-a-failure',
		what: 'Takes a call without an answer for one that was not carried out, and forgets what it had sent.',
		edits: [
			{
				file: 'sync/pipeline/failures.ts',
				find: 'await store.release(write, clock.now() + pause, error.message, uncertain);',
				replace: 'await store.release(write, clock.now() + pause, error.message, false);',
			},
		],
	},
	{
		name: 'doubt-forgotten',
		what: 'Forgets, when the system is busy, that an earlier try of the same write may have landed.',
		edits: [
			{
				file: 'sync/pipeline/failures.ts',
				find: 'await context.store.release(write, context.clock.now() + pause, error.message, write.payload !== null);',
				replace: 'await context.store.release(write, context.clock.now() + pause, error.message, false);',
			},
		],
	},
	{
		name: 'poison-stops-the-side',
		what: 'Stops at a record that the system refuses for good, and tries it first again in the next run: nothing behind it is ever written.',
		edits: [
			{
				file: 'sync/pipeline/failures.ts',
				find: "await park(context, ready, 'deadLetter', error.message",
				replace:
					"await store.release(write, clock.now(), error.message, false);\n\t\treturn error;\n\t\tawait park(context, ready, 'deadLetter', error.message",
			},
		],
	},
	{
		name: 'child-before-parent',
		what: 'Writes a child without its parent where the parent has no counterpart yet, to be filled in some day.',
		edits: [
			{
				file: 'sync/pipeline/parents.ts',
				find: 'if (id === undefined) missing.push(value.$unlinked);',
				replace: 'if (id === undefined) payload[field] = null;',
			},
		],
	},
	{
		name: 'overwritten-not-kept',
		what: 'Does not keep what stood in a field before it was overwritten.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: '\t\t\t\tbefore: shown[field] ?? null,\n',
				replace: '\t\t\t\tbefore: null,\n',
			},
		],
	},
	{
		name: 'writes-all-fields',
		what: 'Sends every planned field, also those that the target already holds in its own form.',
		edits: [
			{
				file: 'sync/pipeline/apply-updates.ts',
				find: '{ ...ready, payload: open(context, shown, payload) }',
				replace: '{ ...ready, payload }',
			},
		],
	},
];
