import { z } from 'zod';
import { ENTITIES, SIDES, entityRank } from '../model/entity';
import { SyncError } from '../model/errors';
import type { Json } from '../model/json';
import type { Link, LinkState, Missing } from '../model/link';
import type { FlatRecord } from '../model/record';
import { REVIEW_KINDS, type Review } from '../model/review';
import type { PullStep } from '../model/watermark';
import type { Write, WriteStatus } from '../model/write';
import type { AuditRow, LinkRow, ReviewRow, RevisitRow, WriteRow } from './schema';
import type { AuditEntry } from '../model/commit-batch';
import type { Revisit } from './store';

/** An entry as it is kept: the ids of its records are those of its link, whatever they are by now. */
export type StoredReview = Omit<Review, 'psaId' | 'platformId'>;

export const LINK_STATES = ['half', 'matched', 'linked', 'tombstone'] as const satisfies readonly LinkState[];
const MISSING = ['asked', 'confirmed', 'ignored'] as const satisfies readonly Missing[];
export const WRITE_STATUSES = [
	'pending',
	'replan',
	'held',
	'done',
	'superseded',
	'dead',
] as const satisfies readonly WriteStatus[];

// Values are passed through untouched: a parser that rebuilt them would lose keys like `__proto__`.
const json = z.custom<Json>((value) => value !== undefined);
const watermark = z.object({ state: json, at: z.string().nullable() });
const pullSteps = z.array(z.object({ entity: z.enum(ENTITIES), from: watermark.nullable(), to: watermark }));
const reviewSide = z.object({
	value: json,
	changedAt: z.string().nullable(),
	author: z.string().nullable(),
	url: z.string().nullable(),
});
const candidates = z.array(z.object({ id: z.string(), label: z.string() }));
const names = z.array(z.string());
const flatRecord = z.custom<FlatRecord>(
	(value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

export function linkToRow(link: Link): LinkRow {
	return {
		id: link.id,
		sync: link.sync,
		entity: link.entity,
		psa_id: link.psaId,
		platform_id: link.platformId,
		psa_shadow: link.psaShadow && JSON.stringify(link.psaShadow),
		platform_shadow: link.platformShadow && JSON.stringify(link.platformShadow),
		state: link.state,
		psa_missing: link.psaMissing,
		platform_missing: link.platformMissing,
		revision: link.revision,
		created_at: link.createdAt,
		updated_at: link.updatedAt,
	};
}

export function linkFromRow(row: LinkRow): Link {
	const what = `link ${row.id}`;
	return {
		id: row.id,
		sync: row.sync,
		entity: oneOf(ENTITIES, row.entity, what),
		psaId: row.psa_id,
		platformId: row.platform_id,
		psaShadow: row.psa_shadow === null ? null : parsed(flatRecord, row.psa_shadow, what),
		platformShadow: row.platform_shadow === null ? null : parsed(flatRecord, row.platform_shadow, what),
		state: oneOf(LINK_STATES, row.state, what),
		psaMissing: row.psa_missing === null ? null : oneOf(MISSING, row.psa_missing, what),
		platformMissing: row.platform_missing === null ? null : oneOf(MISSING, row.platform_missing, what),
		revision: row.revision,
		createdAt: row.created_at,
		updatedAt: row.updated_at,
	};
}

export function writeToRow(write: Write, seq: number, acknowledged: boolean): WriteRow {
	return {
		id: write.id,
		seq,
		sync: write.sync,
		link_id: write.linkId,
		entity: write.entity,
		rank: entityRank(write.entity),
		target: write.target,
		kind: write.kind,
		fields: JSON.stringify(write.fields),
		payload: write.payload && JSON.stringify(write.payload),
		replaces: write.replaces && JSON.stringify(write.replaces),
		sent_at: write.sentAt,
		status: write.status,
		attempts: write.attempts,
		not_before: write.notBefore,
		lease_until: write.leaseUntil,
		lease_token: write.leaseToken,
		source_changed_at: write.sourceChangedAt,
		source_author: write.sourceAuthor,
		target_hint: write.targetHint,
		create_anyway: write.createAnyway ? 1 : 0,
		last_error: write.lastError,
		acknowledged: acknowledged ? 1 : 0,
		created_at: write.createdAt,
	};
}

export function writeFromRow(row: WriteRow): Write {
	const what = `write ${row.id}`;
	return {
		id: row.id,
		sync: row.sync,
		linkId: row.link_id,
		entity: oneOf(ENTITIES, row.entity, what),
		target: oneOf(SIDES, row.target, what),
		kind: oneOf(['create', 'update'] as const, row.kind, what),
		fields: parsed(flatRecord, row.fields, what),
		payload: row.payload === null ? null : parsed(flatRecord, row.payload, what),
		replaces: row.replaces === null ? null : parsed(flatRecord, row.replaces, what),
		sentAt: row.sent_at,
		status: oneOf(WRITE_STATUSES, row.status, what),
		attempts: row.attempts,
		notBefore: row.not_before,
		leaseUntil: row.lease_until,
		leaseToken: row.lease_token,
		sourceChangedAt: row.source_changed_at,
		sourceAuthor: row.source_author,
		targetHint: row.target_hint,
		createAnyway: row.create_anyway === 1,
		lastError: row.last_error,
		createdAt: row.created_at,
	};
}

export function reviewToRow(review: StoredReview, seq: number): ReviewRow {
	return {
		id: review.id,
		seq,
		sync: review.sync,
		kind: review.kind,
		link_id: review.linkId,
		entity: review.entity,
		field: review.field,
		origin: review.origin,
		base: JSON.stringify(review.base),
		psa: review.psa && JSON.stringify(review.psa),
		platform: review.platform && JSON.stringify(review.platform),
		side: review.side,
		write_id: review.writeId,
		message: review.message,
		candidates: JSON.stringify(review.candidates),
		status: review.status,
		decision: JSON.stringify(review.decision),
		created_at: review.createdAt,
		updated_at: review.updatedAt,
	};
}

export function reviewFromRow(row: ReviewRow): StoredReview {
	const what = `review entry ${row.id}`;
	return {
		id: row.id,
		sync: row.sync,
		kind: oneOf(REVIEW_KINDS, row.kind, what),
		linkId: row.link_id,
		entity: oneOf(ENTITIES, row.entity, what),
		field: row.field,
		origin: row.origin === null ? null : oneOf(['edit', 'match'] as const, row.origin, what),
		base: parsed(json, row.base, what),
		psa: row.psa === null ? null : parsed(reviewSide, row.psa, what),
		platform: row.platform === null ? null : parsed(reviewSide, row.platform, what),
		side: row.side === null ? null : oneOf(SIDES, row.side, what),
		writeId: row.write_id,
		message: row.message,
		candidates: parsed(candidates, row.candidates, what),
		status: oneOf(['open', 'resolved', 'closed'] as const, row.status, what),
		decision: parsed(json, row.decision, what),
		createdAt: row.created_at,
		updatedAt: row.updated_at,
	};
}

export function auditToRow(entry: AuditEntry): AuditRow {
	return {
		id: entry.id,
		sync: entry.sync,
		link_id: entry.linkId,
		entity: entry.entity,
		kind: entry.kind,
		side: entry.side,
		field: entry.field,
		before: JSON.stringify(entry.before),
		after: JSON.stringify(entry.after),
		reason: entry.reason,
		at: entry.at,
	};
}

export function auditFromRow(row: AuditRow): AuditEntry {
	const what = `audit entry ${row.id}`;
	return {
		kind: oneOf(['overwritten', 'lost', 'created', 'linked', 'decided', 'merged'] as const, row.kind, what),
		side: oneOf(SIDES, row.side, what),
		field: row.field,
		before: parsed(json, row.before, what),
		after: parsed(json, row.after, what),
		reason: row.reason,
		id: row.id,
		sync: row.sync,
		linkId: row.link_id,
		entity: oneOf(ENTITIES, row.entity, what),
		at: row.at,
	};
}

export function revisitToRow(revisit: Revisit, seq: number): RevisitRow {
	return {
		id: revisit.id,
		seq,
		sync: revisit.sync,
		side: revisit.side,
		entity: revisit.entity,
		record_id: revisit.recordId,
		force: JSON.stringify(revisit.force),
		reason: revisit.reason,
	};
}

export function revisitFromRow(row: RevisitRow): Revisit {
	const what = `revisit ${row.id}`;
	return {
		id: row.id,
		sync: row.sync,
		side: oneOf(SIDES, row.side, what),
		entity: oneOf(ENTITIES, row.entity, what),
		recordId: row.record_id,
		force: parsed(names, row.force, what),
		reason: row.reason,
	};
}

export function parseNames(text: string, what: string): readonly string[] {
	return parsed(names, text, what);
}

export function parseJson(text: string, what: string): Json {
	return parsed(json, text, what);
}

export function parsePullSteps(text: string, what: string): readonly PullStep[] {
	return parsed(pullSteps, text, what);
}

/** @returns `value` as one of the words that the column may hold. */
export function oneOf<T extends string>(allowed: readonly T[], value: string, what: string): T {
	const found = allowed.find((word) => word === value);
	if (found === undefined) throw damaged(what, `"${value.slice(0, 40)}" is not a word it may hold`);
	return found;
}

function parsed<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, text: string, what: string): T {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw damaged(what, 'not JSON', cause);
	}
	const result = schema.safeParse(value);
	if (!result.success) throw damaged(what, 'not of the expected shape', result.error);
	return result.data;
}

/** An error for what another program must have put there. */
export function damaged(what: string, why: string, cause?: unknown): SyncError {
	return new SyncError(
		'STORE',
		`The store holds a damaged value (${what}: ${why}). It was changed by another program or by hand; restore a backup of the store.`,
		{},
		{ cause },
	);
}
