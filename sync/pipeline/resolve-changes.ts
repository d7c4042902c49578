import type { CompiledMapping } from '../mapping/compiled-mapping';
import { isoTime, type Clock } from '../model/clock';
import { SIDES, SYSTEM_NAMES, otherSide, type Entity, type Side } from '../model/entity';
import type { ChangeEnvelope, Envelope, WriteEnvelope } from '../model/envelope';
import { SyncError } from '../model/errors';
import { linkedId, type Link } from '../model/link';
import type { SyncPolicy } from '../model/policy';
import type { Review } from '../model/review';
import { plan } from '../resolve/plan';
import type { Observation } from '../resolve/observation';
import type { ClaimedWrite, LinkChange, LinkContext, Revisit, Store } from '../store/store';
import { isChange, itemJson, type ItemJson } from './item';

export interface ResolveOptions {
	readonly sync: string;
	/** What arrived, from both sides. */
	readonly items: readonly Envelope[];
	/** One per entity that flows. */
	readonly mappings: readonly CompiledMapping[];
	readonly policy: SyncPolicy;
	/** Plans and shows, but commits nothing and hands out nothing that could be written. */
	readonly preview: boolean;
	/** Most writes that one run hands out; the others wait for the next one. */
	readonly dueLimit: number;
}

export interface ResolveResult {
	readonly toPsa: readonly ItemJson[];
	readonly toPlatform: readonly ItemJson[];
	/** Entries opened or brought up to date; in a preview those that a live run would open, without a link where none is. */
	readonly reviews: readonly Review[];
	/** Both ids of the record that each write belongs to, by the id of the write. */
	readonly pairs: ReadonlyMap<string, RecordPair>;
	/** Records whose plan has to wait until they have been read again. */
	readonly waiting: number;
	/** More writes are due than were handed out. */
	readonly more: boolean;
}

export interface RecordPair {
	readonly psaId: string | null;
	readonly platformId: string | null;
}

/** The records of one pair that arrived in this run. */
interface Unit {
	readonly entity: Entity;
	readonly context: LinkContext | null;
	psa: ChangeEnvelope | null;
	platform: ChangeEnvelope | null;
}

/**
 * Plans everything that arrived and commits it in one transaction: shadows, outbox, conflicts, watermarks, audit.
 * Before that commit nothing has happened; after it nothing can be lost. Then hands out the writes that are due, those
 * of dead runs among them.
 *
 * @throws SyncError BAD_INPUT where the flow is not wired as it must be, STORE where the commit failed.
 */
export async function resolveChanges(
	dependencies: { readonly store: Store; readonly clock: Clock },
	options: ResolveOptions,
): Promise<ResolveResult> {
	const { store, clock } = dependencies;
	const changes = options.items.filter(isChange);
	checkWiring(options, changes);

	const units = await gather(store, options.sync, changes);
	const planned: LinkChange[] = [];
	const waits: Omit<Revisit, 'id'>[] = [];
	for (const unit of units) {
		if (isStale(unit)) {
			waits.push(...readAgain(options.sync, unit, 'changed by another run meanwhile'));
			continue;
		}
		const result = plan({
			entity: unit.entity,
			mapping: mappingOf(options.mappings, unit.entity),
			policy: options.policy,
			context: unit.context,
			psa: unit.psa && observe(unit.psa),
			platform: unit.platform && observe(unit.platform),
		});
		if (result.kind === 'change') planned.push(result.change);
		else waits.push(...readAgain(options.sync, unit, result.reason));
	}
	if (options.preview) return previewed(options.sync, planned, units, waits.length, isoTime(clock.now()));

	if (waits.length > 0) await store.addRevisits(waits);
	const pulls = new Set(options.items.flatMap((item) => ('pull' in item && item.pull !== null ? [item.pull] : [])));
	const now = clock.now();
	const committed = await store.commit({ sync: options.sync, now, pulls: [...pulls], changes: planned });
	const due = await store.dueWrites(options.sync, now, options.dueLimit);
	return {
		toPsa: due.filter(({ write }) => write.target === 'psa').map(toItem),
		toPlatform: due.filter(({ write }) => write.target === 'platform').map(toItem),
		reviews: committed.reviews,
		pairs: new Map(due.map(({ write, link }) => [write.id, { psaId: link.psaId, platformId: link.platformId }])),
		waiting: waits.length + committed.links.filter((link) => link === null).length,
		more: due.length === options.dueLimit,
	};
}

function checkWiring(options: ResolveOptions, changes: readonly ChangeEnvelope[]): void {
	for (const item of options.items) {
		if (item.sync !== options.sync) {
			throw new SyncError(
				'BAD_INPUT',
				`An item of the sync "${item.sync}" arrived at a Conflict Resolve node of the sync "${options.sync}". Give all nodes of one workflow the same sync key.`,
			);
		}
		if (item.kind === 'write') {
			throw new SyncError(
				'BAD_INPUT',
				'A planned write arrived where changes were expected: connect Conflict Resolve behind Get Changes, not behind itself.',
			);
		}
	}
	for (const change of changes) {
		mappingOf(options.mappings, change.entity);
		if (change.view === null && !change.deleted) {
			throw new SyncError(
				'BAD_INPUT',
				`${SYSTEM_NAMES[change.system]} ${change.entity} ${change.id} has not been mapped: put a Field Map node for "${change.entity}" between Get Changes of the PSA and Conflict Resolve.`,
				{ system: change.system, entity: change.entity, id: change.id },
			);
		}
	}
}

function mappingOf(mappings: readonly CompiledMapping[], entity: Entity): CompiledMapping {
	const found = mappings.find((mapping) => mapping.entity === entity);
	if (found) return found;
	throw new SyncError(
		'BAD_INPUT',
		`No Field Map node for "${entity}" was found before Conflict Resolve. Add one, or take "${entity}" out of the entities of both Get Changes nodes.`,
		{ entity },
	);
}

/** Brings the records of one pair together: by link, or by the external reference that one of them carries. */
async function gather(store: Store, sync: string, changes: readonly ChangeEnvelope[]): Promise<Unit[]> {
	const units = new Map<string, Unit>();
	const contexts = await linkContexts(store, sync, changes);
	for (const change of changes) {
		const own = contexts.get(key(change.entity, change.side, change.id));
		const half = own ? undefined : joinable(contexts, change);
		const context = own ?? half ?? null;
		const unitKey = context ? context.link.id : key(change.entity, change.side, change.id);
		const unit = units.get(unitKey) ?? { entity: change.entity, context, psa: null, platform: null };
		unit[change.side] = change;
		units.set(unitKey, unit);
	}
	return [...units.values()];
}

function key(entity: Entity, side: Side, id: string): string {
	return `${entity} ${side} ${id}`;
}

/** Links of the records that arrived, and of the records that they name as their counterparts. */
async function linkContexts(
	store: Store,
	sync: string,
	changes: readonly ChangeEnvelope[],
): Promise<Map<string, LinkContext>> {
	const wanted = new Map<string, { entity: Entity; side: Side; ids: Set<string> }>();
	const want = (entity: Entity, side: Side, id: string): void => {
		const group = `${entity} ${side}`;
		const entry = wanted.get(group) ?? { entity, side, ids: new Set<string>() };
		entry.ids.add(id);
		wanted.set(group, entry);
	};
	for (const change of changes) {
		want(change.entity, change.side, change.id);
		if (change.linkId === null) for (const id of change.externalIds) want(change.entity, otherSide(change.side), id);
	}
	const found = new Map<string, LinkContext>();
	for (const { entity, side, ids } of wanted.values()) {
		for (const [id, context] of await store.linksBySide(sync, entity, side, [...ids]))
			found.set(key(entity, side, id), context);
	}
	return found;
}

/** The half link whose missing side this record says it is. */
function joinable(contexts: ReadonlyMap<string, LinkContext>, change: ChangeEnvelope): LinkContext | undefined {
	for (const id of change.externalIds) {
		const context = contexts.get(key(change.entity, otherSide(change.side), id));
		if (context && context.link.state === 'half' && linkedId(context.link, change.side) === null) return context;
	}
	return undefined;
}

/** Somebody else has worked on the link since the record was read: its shadow is out of date. */
function isStale(unit: Unit): boolean {
	return SIDES.some((side) => {
		const change = unit[side];
		if (!change) return false;
		if (change.linkId === null) return unit.context !== null && linkedId(unit.context.link, side) !== null;
		return unit.context?.link.id !== change.linkId || unit.context.link.revision !== change.revision;
	});
}

function readAgain(sync: string, unit: Unit, reason: string): Omit<Revisit, 'id'>[] {
	return SIDES.flatMap((side) => {
		const change = unit[side];
		const recordId = change?.id ?? (unit.context && linkedId(unit.context.link, side));
		if (!recordId) return [];
		return [{ sync, side, entity: unit.entity, recordId, force: change?.force ?? [], reason }];
	});
}

function observe(change: ChangeEnvelope): Observation {
	return {
		recordId: change.id,
		record: change.record,
		shadow: change.shadow,
		view: change.view ?? {},
		shadowView: change.shadowView,
		changedAt: change.changedAt,
		author: change.author,
		url: change.url,
		externalIds: change.externalIds,
		deleted: change.deleted,
		force: change.force,
		problems: change.problems,
		revisits: change.revisits,
	};
}

function toItem({ write, link }: ClaimedWrite): ItemJson {
	return writeItem({
		kind: 'write',
		sync: write.sync,
		writeId: write.id,
		target: write.target,
		entity: write.entity,
		action: write.kind,
		targetId: linkedId(link, write.target),
		fields: { ...write.fields },
		payload: write.target === 'platform' ? { ...write.fields } : null,
		preview: false,
		problems: [],
	});
}

function writeItem(envelope: WriteEnvelope): ItemJson {
	return itemJson(envelope.fields, envelope);
}

/** The plan as items that nobody can carry out, and the entries that it would open. */
function previewed(
	sync: string,
	planned: readonly LinkChange[],
	units: readonly Unit[],
	waiting: number,
	now: string,
): ResolveResult {
	const links = new Map(units.flatMap(({ context }) => (context ? [[context.link.id, context.link] as const] : [])));
	const pairs = new Map<string, RecordPair>();
	const items = planned.flatMap((change, index) => {
		const pair = pairOf(change, links);
		return change.writes.map((write): { target: Side; item: ItemJson } => {
			const writeId = `preview-${index}-${write.target}`;
			pairs.set(writeId, pair);
			return {
				target: write.target,
				item: writeItem({
					kind: 'write',
					sync,
					writeId,
					target: write.target,
					entity: change.entity,
					action: write.kind,
					targetId: write.target === 'psa' ? pair.psaId : pair.platformId,
					fields: { ...write.fields },
					payload: write.target === 'platform' ? { ...write.fields } : null,
					preview: true,
					problems: [],
				}),
			};
		});
	});
	return {
		toPsa: items.filter(({ target }) => target === 'psa').map(({ item }) => item),
		toPlatform: items.filter(({ target }) => target === 'platform').map(({ item }) => item),
		reviews: planned.flatMap((change, index) =>
			previewedReviews(sync, change, `preview-${index}`, pairOf(change, links), now),
		),
		pairs,
		waiting,
		more: false,
	};
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
