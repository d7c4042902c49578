import type { Mutant } from './mutant';

/**
 * What the store promises about writes on their way. The wrong idea is put into the product and into its executable
 * specification alike, so that the laws have to find it and not the comparison of the two; where only the product has
 * it, that comparison is the law.
 */
export const storeMutants: readonly Mutant[] = [
	{
		name: 'lease-never-expires',
		what: 'A write that was claimed stays so: if its worker dies, nobody carries it out.',
		edits: [
			{
				file: 'sync/store/outbox.ts',
				find: "isOver(eb, 'w.lease_until', now, LONGEST_LEASE_MS)",
				replace: "eb.or([eb('w.lease_until', 'is', null), eb('w.lease_until', '>', isoTime(now + LONGEST_LEASE_MS))])",
			},
			{
				file: 'sync/store/rules.ts',
				find: 'return write.leaseUntil > isoTime(now) && write.leaseUntil <= isoTime(now + LONGEST_LEASE_MS);',
				replace: 'return write.leaseUntil <= isoTime(now + LONGEST_LEASE_MS);',
			},
			{
				file: 'test/model/memory-store.ts',
				find: 'return write.leaseUntil !== null && write.leaseUntil > isoTime(now) && write.leaseUntil <= isoTime(now + HOUR_MS);',
				replace: 'return write.leaseUntil !== null && write.leaseUntil <= isoTime(now + HOUR_MS);',
			},
		],
	},
	{
		name: 'lease-not-checked',
		what: 'Hands a write out although another worker holds it: of two overlapping runs the second sends it again.',
		edits: [
			{
				file: 'sync/store/outbox.ts',
				find: "\t\t\t.where((eb) => isOver(eb, 'w.lease_until', now, LONGEST_LEASE_MS))\n",
				replace: '',
			},
			{
				file: 'test/model/memory-store.ts',
				find: "if (write.status !== 'pending' || leaseRuns(write, now)) return false;",
				replace: "if (write.status !== 'pending') return false;",
			},
		],
	},
	{
		name: 'lost-lease-goes-on',
		what: 'Takes word of a write from a worker whose lease has passed to another one.',
		edits: [
			{
				file: 'sync/store/ledger.ts',
				find: "const holds = write?.status === 'pending' && write.leaseToken !== null && write.leaseToken === holder.leaseToken;",
				replace: "const holds = write?.status === 'pending';",
			},
			{
				file: 'test/model/memory-store.ts',
				find: "return stored?.status === 'pending' && stored.leaseToken !== null && stored.leaseToken === write.leaseToken\n",
				replace: "return stored?.status === 'pending'\n",
			},
		],
	},
	{
		name: 'write-under-way-amended',
		what: 'Changes the fields of a write that has been sent and got no answer: what was sent is not known any more.',
		edits: [
			{
				file: 'sync/store/rules.ts',
				find: 'return write.payload === null && !leaseRuns(write, now);',
				replace: 'return !leaseRuns(write, now);',
			},
			{
				file: 'test/model/memory-store.ts',
				find: 'return write.payload === null && !leaseRuns(write, now);',
				replace: 'return !leaseRuns(write, now);',
			},
		],
	},
	{
		name: 'younger-write-overtakes',
		what: 'Hands out a write although an older one of the same record is still on its way: the older value lands last.',
		edits: [
			{
				file: 'sync/store/rules.ts',
				find: "export const BLOCKING_STATUSES = ['pending', 'replan', 'held'] as const satisfies readonly WriteStatus[];",
				replace: "export const BLOCKING_STATUSES = ['held'] as const satisfies readonly WriteStatus[];",
			},
			{
				file: 'test/model/memory-store.ts',
				find: "if (older.status !== 'dead' || older.kind === 'create') return false;",
				replace: "if (older.status === 'held' || (older.status === 'dead' && older.kind === 'create')) return false;",
			},
		],
	},
	{
		name: 'given-back-and-forgotten',
		what: 'Gives a write back whose target moved, but does not ask for the target to be read again.',
		edits: [
			{
				file: 'sync/store/outcomes.ts',
				find: '\tledger.revisitLink(link, side, [], reason);\n}',
				replace: '}',
			},
			{
				file: 'test/model/memory-store.ts',
				find: '\t\tthis.#revisit(link, side, [], reason);\n\t}',
				replace: '\t}',
			},
		],
	},
	{
		name: 'merged-create-still-sent',
		what: 'Links two records that turned out to be one, but leaves the creates that each had planned for the other in the outbox.',
		edits: [
			{
				file: 'sync/store/ledger.ts',
				find: 'if (isActive(write)) this.supersede(write, now);',
				replace: '',
			},
		],
	},
	{
		name: 'watermark-in-any-order',
		what: 'Lets the commit of an older, slower run set the watermark of a newer one back or forth.',
		edits: [
			{
				file: 'sync/store/watermarks.ts',
				find: 'if (!isSame(stands, from)) continue;',
				replace: '',
			},
		],
	},
];
