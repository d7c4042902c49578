import { isoTime } from '../model/clock';
import type { Side } from '../model/entity';
import type { Link, Missing } from '../model/link';
import type { FlatRecord } from '../model/record';
import type { MappedFields, Write, WriteStatus } from '../model/write';
import type { StoredReview } from './rows';
import type { IntendedWrite } from '../model/commit-batch';

/** The statuses of a write that is not over yet. */
export const ACTIVE_STATUSES = ['pending', 'replan', 'held', 'dead'] as const satisfies readonly WriteStatus[];
/** Those that keep younger writes of their link and target waiting. A dead create does so too. */
export const BLOCKING_STATUSES = ['pending', 'replan', 'held'] as const satisfies readonly WriteStatus[];

/** What a write has of a lease when nobody holds it. */
export const NO_LEASE = { leaseUntil: null, leaseToken: null } as const;
/** What a write knows of its call when nothing of it can be under way. */
export const NO_CALL = { payload: null, replaces: null } as const;
/** What a given-up write becomes when it is sent again. */
export const AGAIN = { status: 'pending', attempts: 0, notBefore: null, lastError: null } as const;

/**
 * No worker takes a lease for so long, and no pause lasts so long: what ends later was written by a clock that has been
 * set back since. It is over, or a write would be stuck for as long as the clock had been wrong.
 */
export const LONGEST_LEASE_MS = 60 * 60_000;
export const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

export function isActive(write: Write): boolean {
	return (ACTIVE_STATUSES as readonly WriteStatus[]).includes(write.status);
}

export function leaseRuns(write: Pick<Write, 'leaseUntil'>, now: number): boolean {
	if (write.leaseUntil === null) return false;
	return write.leaseUntil > isoTime(now) && write.leaseUntil <= isoTime(now + LONGEST_LEASE_MS);
}

/** Nothing of the write can be under way: its fields may still be changed. */
export function isAmendable(write: Write, now: number): boolean {
	return write.payload === null && !leaseRuns(write, now);
}

export function holdsField(write: Write, fields: readonly string[]): boolean {
	return fields.some((field) => Object.hasOwn(write.fields, field));
}

/** Only one side of the link is known. */
export function isHalf(link: Link): boolean {
	return link.psaId === null || link.platformId === null;
}

export function withId(side: Side, id: string): Partial<Link> {
	return side === 'psa' ? { psaId: id } : { platformId: id };
}

export function withShadow(side: Side, shadow: FlatRecord | null): Partial<Link> {
	return side === 'psa' ? { psaShadow: shadow } : { platformShadow: shadow };
}

export function withMissing(side: Side, missing: Missing | null): Partial<Link> {
	return side === 'psa' ? { psaMissing: missing } : { platformMissing: missing };
}

export function without(fields: MappedFields, names: readonly string[]): MappedFields {
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

type Subject = Pick<StoredReview, 'kind' | 'field' | 'writeId' | 'side'>;

/**
 * Two drafts speak of one thing, so that the second brings the first up to date. Each write that was given up or
 * waits has its own entry, and so has each side that is written too often or that many records are gone from.
 */
export function isSameEntry(a: Subject, b: Subject): boolean {
	if (a.kind !== b.kind || a.field !== b.field) return false;
	if (a.kind === 'deadLetter' || a.kind === 'waiting') return a.writeId === b.writeId;
	const ofSide = a.kind === 'flapping' || a.kind === 'massDeletion';
	return !ofSide || a.side === b.side;
}

/** A person's own write to one side. */
export function decidedUpdate(target: Side, fields: MappedFields, now: number, by: string): IntendedWrite {
	return { target, kind: 'update', fields, sourceChangedAt: isoTime(now), sourceAuthor: by, targetHint: null };
}
