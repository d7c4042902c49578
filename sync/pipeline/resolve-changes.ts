import type { CompiledMapping } from '../mapping/compiled-mapping';
import { isoTime, type Clock } from '../model/clock';
import { SYSTEM_NAMES, type Entity, type Side } from '../model/entity';
import { ENVELOPE_KEY, type ChangeEnvelope, type Envelope } from '../model/envelope';
import { SyncError } from '../model/errors';
import { refuseOtherPhase, type PhaseRun } from '../model/phase';
import type { SyncPolicy } from '../model/policy';
import type { Review } from '../model/review';
import type { LinkChange } from '../model/commit-batch';
import type { Revisit, Store } from '../store/store';
import { guardDeletions } from './deletion-guard';
import { isChange, type ItemJson } from './item';
import { planUnit } from './plan-unit';
import { policies } from './policies';
import { DEFAULT_SETTINGS, type EngineSettings } from './settings';
import { gather, isStale, readAgain } from './units';
import { dueItem, previewed, type RecordPair } from './write-items';

export interface ResolveOptions {
	readonly sync: string;
	/** The phase and the workflow of this run. */
	readonly run: PhaseRun;
	/** What arrived, from both sides. */
	readonly items: readonly Envelope[];
	/** One per entity that flows. */
	readonly mappings: readonly CompiledMapping[];
	readonly policy: SyncPolicy;
	/** Where other rules hold for the records of companies that the platform serves (see `isServedByPlatform`). */
	readonly movedPolicy?: SyncPolicy;
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

/**
 * Plans everything that arrived and commits it in one transaction: shadows, outbox, conflicts, watermarks, audit.
 * Before that commit nothing has happened; after it nothing can be lost. Then hands out the writes that are due, those
 * of dead runs among them.
 *
 * @throws SyncError BAD_INPUT where the flow is not wired as it must be, WRONG_PHASE for a live run of another phase than
 * the one that the sync is in, STORE where the commit failed. Nothing has happened then.
 */
export async function resolveChanges(
	dependencies: { readonly store: Store; readonly clock: Clock; readonly settings?: EngineSettings },
	options: ResolveOptions,
): Promise<ResolveResult> {
	const { store, clock, settings = DEFAULT_SETTINGS } = dependencies;
	const changes = options.items.filter(isChange);
	checkWiring(options, changes);
	// A preview commits nothing and hands out nothing that could be written: it may look at any phase.
	if (!options.preview) refuseOtherPhase(options.sync, await store.phase(options.sync), options.run);

	const units = await gather(store, options.sync, changes);
	const planned: LinkChange[] = [];
	const waits: Omit<Revisit, 'id'>[] = [];
	const now = clock.now();
	const fresh = new Set(units.filter((unit) => !isStale(unit)));
	const { setAside, notices } = await guardDeletions(store, settings, { sync: options.sync, now, units: fresh });
	const policyOf = await policies(store, options, units);
	for (const unit of units) {
		if (!fresh.has(unit)) {
			waits.push(...readAgain(options.sync, unit, 'changed by another run meanwhile'));
			continue;
		}
		const mapping = mappingOf(options.mappings, unit.entity);
		const result = planUnit(unit, setAside.get(unit) ?? [], { mapping, policy: policyOf(unit) });
		if (result.kind === 'change') planned.push(result.change);
		else waits.push(...readAgain(options.sync, unit, result.reason));
	}
	if (options.preview) {
		const { items, pairs, reviews } = previewed(
			options.sync,
			{ changes: planned, notices },
			units,
			options.mappings,
			isoTime(now),
		);
		return { ...bySide(items), reviews, pairs, waiting: waits.length, more: false };
	}

	if (waits.length > 0) await store.addRevisits(waits);
	const pulls = new Set(options.items.flatMap((item) => ('pull' in item && item.pull !== null ? [item.pull] : [])));
	const committed = await store.commit({
		sync: options.sync,
		now,
		run: options.run,
		pulls: [...pulls],
		changes: planned,
		notices,
	});
	const due = await store.dueWrites(options.sync, now, options.dueLimit);
	return {
		...bySide(due.map((one) => dueItem(one, options.mappings))),
		reviews: committed.reviews,
		pairs: new Map(due.map(({ write, link }) => [write.id, { psaId: link.psaId, platformId: link.platformId }])),
		waiting: waits.length + committed.links.filter((link) => link === null).length,
		more: due.length === options.dueLimit,
	};
}

function bySide(items: readonly ItemJson[]): Pick<ResolveResult, 'toPsa' | 'toPlatform'> {
	const towards = (side: Side): ItemJson[] =>
		items.filter(({ [ENVELOPE_KEY]: envelope }) => envelope.kind === 'write' && envelope.target === side);
	return { toPsa: towards('psa'), toPlatform: towards('platform') };
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
