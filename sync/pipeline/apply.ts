import { systemClock } from '../model/clock';
import { ENTITIES, SYSTEM_NAMES, type Entity, type Side } from '../model/entity';
import type { WriteEnvelope } from '../model/envelope';
import { SyncError } from '../model/errors';
import { canonicalJson } from '../model/json';
import type { ClaimedWrite } from '../store/store';
import { Acknowledgements } from './acknowledgements';
import type { ApplyContext, ApplyDependencies } from './apply-context';
import { applyCreates } from './apply-creates';
import { applyUpdates } from './apply-updates';
import { Outcomes, type Outcome } from './outcomes';
import { resolveParents } from './parents';
import { previewCreates } from './preview-creates';
import { quietWrites } from './quiet';
import { refuseRetired } from './retire/retired';
import { DEFAULT_SETTINGS } from './settings';
import { withinLimit } from './write-limit';

export interface ApplyOptions {
	readonly sync: string;
	readonly side: Side;
	readonly items: readonly WriteEnvelope[];
}

export interface ApplyResult {
	/** What became of each item, in the order of the items. */
	readonly outcomes: readonly Outcome[];
	/** Set when the system asked for a pause, or cannot be reached: the rest was put back and is due later. */
	readonly stopped: SyncError | null;
}

/** The parts that a caller need not think about. */
export const APPLY_DEFAULTS = { clock: systemClock, settings: DEFAULT_SETTINGS, random: Math.random } as const;

/**
 * Carries out planned writes on one side: parents first, each write claimed by one worker, its target read again
 * before it is touched, its payload durable before the call, its shadow taken from the answer. A write that cannot be
 * carried out never stops another one (law S6); one whose target moved is planned again, not forced (law I8).
 *
 * @throws SyncError BAD_INPUT where the flow is not wired as it must be; AUTHENTICATION, PERMISSION, WRONG_TENANT when
 * nothing can be written at all. The writes are then due again.
 */
export async function applyWrites(dependencies: ApplyDependencies, options: ApplyOptions): Promise<ApplyResult> {
	const { connector, store } = dependencies;
	const outcomes = new Outcomes(options.items);
	const items = options.items.filter((item) => !outcomes.preview(item));
	checkWiring(items, options);
	const unknown = await previewCreates(
		dependencies,
		options,
		options.items.filter((item) => item.preview),
		outcomes,
	);
	if (unknown && FATAL.has(unknown.code)) throw unknown;
	if (items.length > 0) await refuseRetired(store, options.sync);
	if (items.length > 0) await store.bindTenant(options.sync, options.side, connector.system, connector.fingerprint);

	for (const entity of ENTITIES) {
		const ofEntity = items.filter((item) => item.entity === entity);
		const { contentChunk, chunk: most } = dependencies.settings;
		const size = entity === 'attachment' ? contentChunk : most;
		for (let start = 0; start < ofEntity.length; start += size) {
			const chunk = ofEntity.slice(start, start + size);
			const stopped = await applyChunk(dependencies, options.sync, options.side, entity, chunk, outcomes);
			if (!stopped) continue;
			if (FATAL.has(stopped.code)) throw stopped;
			return { outcomes: outcomes.all(), stopped };
		}
	}
	return { outcomes: outcomes.all(), stopped: unknown };
}

const FATAL: ReadonlySet<SyncError['code']> = new Set(['AUTHENTICATION', 'PERMISSION', 'WRONG_TENANT', 'STORE']);

function checkWiring(items: readonly WriteEnvelope[], options: ApplyOptions): void {
	for (const item of items) {
		if (item.sync !== options.sync) {
			throw new SyncError(
				'BAD_INPUT',
				`A write of the sync "${item.sync}" arrived at an Apply Changes operation of the sync "${options.sync}". Give all nodes of one workflow the same sync key.`,
			);
		}
		if (item.target !== options.side) {
			throw new SyncError(
				'BAD_INPUT',
				`A write for the ${item.target} side arrived at an Apply Changes operation of the ${options.side} side. Connect the output "To ${item.target === 'psa' ? 'PSA' : 'Platform'}" of Conflict Resolve to the other system's node.`,
			);
		}
		if (item.payload === null) {
			throw new SyncError(
				'BAD_INPUT',
				`A write for ${SYSTEM_NAMES.connectwise} or another PSA arrived in the platform's field names. Put a Field Map node in the mode "Map Back" between Conflict Resolve and Apply Changes.`,
				{ entity: item.entity },
			);
		}
	}
}

/** @returns the error that stops the whole side, or null. */
async function applyChunk(
	dependencies: ApplyDependencies,
	sync: string,
	side: Side,
	entity: Entity,
	items: readonly WriteEnvelope[],
	outcomes: Outcomes,
): Promise<SyncError | null> {
	const { store, clock, settings } = dependencies;
	const claimed = await store.claim(
		sync,
		items.map((item) => item.writeId),
		clock.now(),
		entity === 'attachment' ? settings.contentLeaseMs : settings.leaseMs,
	);
	const acknowledgements = new Acknowledgements();
	const quiet = await quietWrites({ store, sync, side }, claimed);
	const context = { ...dependencies, sync, side, entity, outcomes, acknowledgements, quiet };
	const current = await asHandedOut(context, claimed, items);
	const ready = await resolveParents(context, await withinLimit(context, current), items);
	const creates = ready.filter(({ claimed: { write } }) => write.kind === 'create');
	const updates = ready.filter(({ claimed: { write } }) => write.kind === 'update');
	try {
		return (await applyCreates(context, creates)) ?? (await applyUpdates(context, updates));
	} finally {
		// Children look for the links that these make (law I14).
		await acknowledgements.durable();
	}
}

/**
 * Claimed writes that are still what was handed out. Another run may have amended one since, before it was claimed: the
 * item then holds only a part of it, and carrying that out would end the whole write. It is due again, to be handed out
 * as it stands.
 */
async function asHandedOut(
	context: ApplyContext,
	claimed: readonly ClaimedWrite[],
	items: readonly WriteEnvelope[],
): Promise<ClaimedWrite[]> {
	const handedOut = new Map(items.map((item) => [item.writeId, canonicalJson(item.fields)]));
	const same: ClaimedWrite[] = [];
	for (const one of claimed) {
		const { write } = one;
		if (canonicalJson(write.fields) === handedOut.get(write.id)) {
			same.push(one);
			continue;
		}
		const reason = 'another run has added to it since; it will be carried out as a whole by the next run';
		await context.store.release(write, context.clock.now(), reason, write.payload !== null);
		context.outcomes.set(write.id, 'skipped', reason);
	}
	return same;
}
