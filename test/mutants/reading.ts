import type { Mutant } from './mutant';

/** How changes are read, and up to where they count as read. */
export const readingMutants: readonly Mutant[] = [
	{
		name: 'no-overlap',
		what: 'The next window begins exactly where the last one ended: what the server lists late is never seen.',
		edits: [
			{
				file: 'sync/connectors/http/window.ts',
				find: 'return iso(Date.parse(time) - overlapMs);',
				replace: 'return iso(Date.parse(time));',
			},
		],
	},
	{
		name: 'strictly-later',
		what: 'Asks for rows later than the last one that was seen (`>`): the others of that same second are never seen.',
		edits: [
			{
				file: 'sync/connectors/http/window.ts',
				find: 'if (page.dateMs !== null) return iso(page.dateMs);',
				replace: '',
			},
			{
				file: 'sync/connectors/http/window.ts',
				find: 'return iso(Date.parse(time) - overlapMs);',
				replace: 'return iso(Date.parse(time) + 1000);',
			},
		],
	},
	{
		name: 'local-clock',
		what: "Takes the time of the machine it runs on for the window's end, because every HTTP answer has to be asked for its own.",
		edits: [
			{
				file: 'sync/connectors/http/window.ts',
				find: 'if (page.dateMs !== null) return iso(page.dateMs);',
				replace: 'if (page.dateMs !== null) return iso(Date.now());',
			},
		],
	},
	{
		name: 'window-ends-with-last-page',
		what: "Moves the window's end forward with every page: a row that is edited behind the reader's back leaves the pages, and the next window begins after it.",
		edits: [
			{
				file: 'sync/connectors/http/window.ts',
				find: '\t\t\tto = openedAt(page, options);\n',
				replace: '',
			},
			{
				file: 'sync/connectors/http/window.ts',
				find: '\t\trows.push(...page.rows);\n',
				replace: '\t\trows.push(...page.rows);\n\t\tto = openedAt(page, options);\n',
			},
		],
	},
	{
		name: 'pages-by-time',
		what: 'Goes on after the newest time that it has seen instead of after the last id, so that a page break inside one second loses rows.',
		edits: [
			{
				file: 'sync/connectors/http/window.ts',
				find: 'const page = await fetch({ from, to: bounded ? to : null, afterId, pageSize });',
				replace:
					'const after = afterId === null ? from : iso(Date.parse(afterId) + 1000);\n\t\tconst page = await fetch({ from: after, to: bounded ? to : null, afterId: null, pageSize });',
			},
			{
				file: 'sync/connectors/http/window.ts',
				find: 'afterId = options.idOf(page.rows[page.rows.length - 1]);',
				replace:
					"afterId = iso(Math.max(...page.rows.map((row) => Date.parse(options.changedAt(row) ?? '1970-01-01T00:00:00Z'))));",
			},
		],
	},
	{
		name: 'watermark-before-commit',
		what: 'Moves the watermark as soon as the rows have been read: if the process dies before they are committed, nobody reads them again.',
		edits: [
			{
				file: 'sync/pipeline/pull.ts',
				find: '\tif (items.length === 0) {\n\t\tawait store.settlePull(reader.id);\n',
				replace: '\tawait store.settlePull(reader.id);\n\tif (items.length === 0) {\n',
			},
		],
	},
	{
		name: 'stale-row-believed',
		what: 'Believes a listed row that is no newer than what is known: a list that lags undoes the write that it does not show yet.',
		edits: [
			{
				file: 'sync/pipeline/change-reader.ts',
				find: 'isUnchanged(record, shadow)) return row;\n\t\treturn alone();\n',
				replace: 'isUnchanged(record, shadow)) return row;\n\t\treturn row;\n',
			},
		],
	},
	{
		name: 'same-second-believed',
		what: 'Suspects only rows that are older than what is known; two changes of one second have the same time.',
		edits: [
			{
				file: 'sync/pipeline/native.ts',
				find: 'Date.parse(shown) <= Date.parse(known)',
				replace: 'Date.parse(shown) < Date.parse(known)',
			},
		],
	},
	{
		name: 'last-editor-is-echo',
		what: 'Drops rows that our own user changed last: an edit that a person made just before our write goes with it.',
		edits: [
			{
				file: 'sync/pipeline/change-reader.ts',
				find: 'if (known && isEcho(record, shadow, context.link, this.options.side)) return;',
				replace: "if (known && row.author === 'psa-sync') return;",
			},
		],
	},
	{
		name: 'not-newer-is-echo',
		what: 'Drops rows whose time of change is not later than that of our last write, instead of comparing what they hold.',
		edits: [
			{
				file: 'sync/pipeline/change-reader.ts',
				find: 'return !isGone(link, side) && isUnchanged(record, shadow);',
				replace: 'return !isGone(link, side) && (mayBeStale(record, shadow) || isUnchanged(record, shadow));',
			},
		],
	},
	{
		name: 'writes-in-flight-are-edits',
		what: 'Compares rows with the shadow alone: our own write that got no answer looks as if a person had made it.',
		edits: [
			{
				file: 'sync/pipeline/change-reader.ts',
				find: 'return absorb(this.dependencies.connector.catalogue, entity, shadow, record, payloads);',
				replace: 'return shadow;',
			},
		],
	},
	{
		name: 'skew-left-in',
		what: "Takes the vendors' times as they stand, although each of their clocks goes differently.",
		edits: [
			{
				file: 'sync/pipeline/change-reader.ts',
				find: 'isoTime(Date.parse(row.changedAt) - connector.skewMs())',
				replace: 'isoTime(Date.parse(row.changedAt))',
			},
		],
	},
	{
		name: 'no-wake',
		what: 'Starts the flow for changed records only: writes that a dead run left over wait until somebody happens to edit something.',
		edits: [
			{
				file: 'sync/pipeline/pull.ts',
				find: "if (due.length > 0) items.push(wake(sync, side, 'writes are due'));",
				replace: '',
			},
		],
	},
	{
		name: 'missing-is-deleted',
		what: 'Takes a record that a batch does not show for deleted, without asking for it by its id.',
		edits: [
			{
				file: 'sync/pipeline/change-reader.ts',
				find: 'const row = found.get(id) ?? (await readOne(connector, entity, id));',
				replace: 'const row = found.get(id) ?? gone(entity, id);',
			},
		],
	},
];
