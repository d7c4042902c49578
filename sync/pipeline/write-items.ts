import type { CompiledMapping } from '../mapping/compiled-mapping';
import type { Entity } from '../model/entity';
import type { WriteEnvelope } from '../model/envelope';
import { linkedId, type Link } from '../model/link';
import type { Review } from '../model/review';
import type { LinkChange, MissingNotice } from '../model/commit-batch';
import type { ClaimedWrite } from '../store/store';
import { itemJson, type ItemJson } from './item';
import type { Unit } from './units';

/** Both ids of the record that a write belongs to. */
export interface RecordPair {
	readonly psaId: string | null;
	readonly platformId: string | null;
}

/** A write that is due, as the item that Apply Changes carries out. */
export function dueItem({ write, link }: ClaimedWrite, mappings: readonly CompiledMapping[]): ItemJson {
	return writeItem(write.entity, mappings, {
		kind: 'write',
		sync: write.sync,
		writeId: write.id,
		target: write.target,
		entity: write.entity,
		action: write.kind,
		targetId: linkedId(link, write.target),
		fields: { ...write.fields },
		preview: false,
		problems: [],
	});
}

/**
 * The platform's names are the plan's own, so its payload is ready at once (with the fixed values that a new record
 * gets); a PSA's is made by Map Back.
 */
function writeItem(
	entity: Entity,
	mappings: readonly CompiledMapping[],
	envelope: Omit<WriteEnvelope, 'payload'>,
): ItemJson {
	if (envelope.target === 'psa') return itemJson(envelope.fields, { ...envelope, payload: null });
	const mapping = mappings.find((one) => one.entity === entity);
	const fixed = envelope.action === 'create' ? mapping?.constants('platform') : undefined;
	const payload = { ...fixed, ...envelope.fields };
	const synonyms = Object.entries(mapping?.synonyms(envelope.fields) ?? {}).map(([field, values]) => [
		field,
		[...values],
	]);
	return itemJson(payload, {
		...envelope,
		payload,
		...(synonyms.length > 0 && { synonyms: Object.fromEntries(synonyms) }),
	});
}

/** The plan as items that nobody can carry out, and the entries that it would open. */
export function previewed(
	sync: string,
	{
		changes: planned,
		notices,
	}: { readonly changes: readonly LinkChange[]; readonly notices: readonly MissingNotice[] },
	units: readonly Unit[],
	mappings: readonly CompiledMapping[],
	now: string,
): {
	readonly items: readonly ItemJson[];
	readonly pairs: ReadonlyMap<string, RecordPair>;
	readonly reviews: readonly Review[];
} {
	const links = new Map(units.flatMap(({ context }) => (context ? [[context.link.id, context.link] as const] : [])));
	const pairs = new Map<string, RecordPair>();
	const items = planned.flatMap((change, index) => {
		const pair = pairOf(change, links);
		return change.writes.map((write) => {
			const writeId = `preview-${index}-${write.target}`;
			pairs.set(writeId, pair);
			const sourceId = write.target === 'psa' ? pair.platformId : pair.psaId;
			return writeItem(change.entity, mappings, {
				kind: 'write',
				sync,
				writeId,
				target: write.target,
				entity: change.entity,
				action: write.kind,
				targetId: write.target === 'psa' ? pair.psaId : pair.platformId,
				fields: { ...write.fields },
				preview: true,
				...(write.kind === 'create' && sourceId !== null && { sourceId, targetHint: write.targetHint }),
				problems: [],
			});
		});
	});
	const reviews = withNotices(planned, notices).flatMap((change, index) =>
		previewedReviews(sync, change, `preview-${index}`, pairOf(change, links), now),
	);
	return { items, pairs, reviews };
}

/** An entry about many records hangs on the first of them. */
function withNotices(planned: readonly LinkChange[], notices: readonly MissingNotice[]): LinkChange[] {
	const drafts = new Map(
		notices.flatMap(({ entity, side, draft }) => {
			const first = planned.find((change) => change.entity === entity && change.missing?.[side] === 'asked');
			return draft && first ? [[first, draft] as const] : [];
		}),
	);
	return planned.map((change) => {
		const draft = drafts.get(change);
		return draft ? { ...change, reviews: [...change.reviews, draft] } : change;
	});
}

/** Both ids, as they would stand after the commit. */
function pairOf(change: LinkChange, links: ReadonlyMap<string, Link>): RecordPair {
	const link = change.expect ? links.get(change.expect.linkId) : undefined;
	return { psaId: change.psaId ?? link?.psaId ?? null, platformId: change.platformId ?? link?.platformId ?? null };
}

function previewedReviews(sync: string, change: LinkChange, id: string, pair: RecordPair, now: string): Review[] {
	return change.reviews.map((draft, index) => ({
		...draft,
		...pair,
		id: `${id}-${index}`,
		sync,
		linkId: change.expect?.linkId ?? '',
		entity: change.entity,
		status: 'open',
		decision: null,
		createdAt: now,
		updatedAt: now,
	}));
}
