import { randomUUID } from 'node:crypto';
import type { Connector } from '../connectors/connector';
import type { ScopeFields } from '../connectors/scope-fields';
import { isoTime, type Clock } from '../model/clock';
import type { ContentStore } from '../model/content';
import { ENTITIES, type Entity, type Side } from '../model/entity';
import { SyncError } from '../model/errors';
import type { WakeEnvelope } from '../model/envelope';
import { fingerprintOf, type Scope } from '../model/scope';
import type { PullStep, Watermark } from '../model/watermark';
import type { Store } from '../store/store';
import { ChangeReader } from './change-reader';
import { itemJson, type ItemJson } from './item';
import { lookForMissing } from './missing-records';
import { refuseRetired } from './retire/retired';
import { refuseUnknownCompanies } from './scope/known-companies';
import { positionOf, stateOf, wasReadBy } from './scope/position';
import { DEFAULT_SETTINGS, type EngineSettings } from './settings';

export interface PullOptions {
	readonly sync: string;
	readonly side: Side;
	readonly entities: readonly Entity[];
	/** Most records that one run takes; what is left over is taken by the next one. */
	readonly limit: number;
	/** What is carried; absent: everything. */
	readonly scope?: Scope;
}

export interface PullDependencies {
	readonly connector: Connector;
	readonly store: Store;
	readonly clock: Clock;
	readonly settings?: EngineSettings;
	/** Where the bytes of new attachments are put; absent: they are not read. */
	readonly contents?: ContentStore;
	/** Which fields a scope goes by, where they are not those of the system as everybody has it. */
	readonly scopeFields?: ScopeFields;
}

export interface PullResult {
	readonly items: readonly ItemJson[];
	/** More is waiting than one run takes: the next run should start at once. */
	readonly more: boolean;
	/** Rows read, whether or not they had changed. */
	readonly read: number;
	/** Set where the system asked for a pause, or nothing is left of its calls: the next run goes on from here. */
	readonly stopped: SyncError | null;
}

/**
 * Reads what changed on one side since its watermarks, and what was asked to be read again. Rows equal to their shadow
 * (our own writes, the overlap) are dropped. Nothing is accounted for by this: the watermarks advance when the items
 * have been committed, or at once where nothing was left to commit. Where the system wants to be left alone for a while,
 * or nothing is left of its calls, what has been read so far is what this run takes.
 *
 * @throws SyncError of the connector or the store, or BAD_INPUT for a new scope that names a company which is not there;
 * then nothing has happened.
 */
export async function pull(dependencies: PullDependencies, options: PullOptions): Promise<PullResult> {
	const { connector, store, clock } = dependencies;
	const { sync, side } = options;
	await refuseRetired(store, sync);
	// Bound only once it has answered: a company ID that was mistyped in the first run must not be remembered.
	const isBound = await store.checkTenant(sync, side, connector.system, connector.fingerprint);

	const reader = new ChangeReader(dependencies, options, randomUUID());
	const { more, stopped } = await readAll(dependencies, options, reader);

	const hasAnswered = reader.steps.length > 0 || reader.items.length > 0;
	if (!isBound && hasAnswered) await store.bindTenant(sync, side, connector.system, connector.fingerprint);
	if (reader.nobody.length > 0) await store.dropRevisits(reader.nobody);

	const items: ItemJson[] = [...reader.items];
	const steps = joinSteps(reader.steps);
	if (hasAnswered) await store.savePull({ id: reader.id, sync, side, steps, createdAt: isoTime(clock.now()) });
	if (items.length === 0) {
		await store.settlePull(reader.id);
		const due = await store.dueWrites(sync, clock.now(), 1);
		if (due.length > 0) items.push(wake(sync, side, 'writes are due'));
	}
	return { items, more, read: reader.read, stopped };
}

/** After these nothing is wrong: the rest is read later. */
const ENDS_A_RUN: ReadonlySet<SyncError['code']> = new Set(['RATE_LIMITED', 'PAUSED']);

/** Reads until everything is read, the run is full, or the system is to be left alone. */
async function readAll(
	dependencies: PullDependencies,
	options: PullOptions,
	reader: ChangeReader,
): Promise<Pick<PullResult, 'more' | 'stopped'>> {
	try {
		return { more: await readInOrder(dependencies, options, reader), stopped: null };
	} catch (error) {
		if (!(error instanceof SyncError) || !ENDS_A_RUN.has(error.code)) throw error;
		return { more: false, stopped: error };
	}
}

/** @returns whether more is waiting than one run takes */
async function readInOrder(
	dependencies: PullDependencies,
	options: PullOptions,
	reader: ChangeReader,
): Promise<boolean> {
	const { connector, store, settings = DEFAULT_SETTINGS } = dependencies;
	const { sync, side, entities, limit, scope } = options;
	const watermarks = await store.watermarks(sync, side);
	const [first] = inOrder(entities);
	if (scope && !wasReadBy(watermarks.get(first) ?? null, fingerprintOf(scope))) {
		await refuseUnknownCompanies(connector, scope);
	}
	for (const entity of inOrder(entities)) {
		await lookForMissing(dependencies, settings, { sync, side, entity });
	}
	const revisits = await store.revisits(sync, side, limit);
	for (const entity of inOrder(entities)) {
		await reader.revisit(
			entity,
			revisits.filter((revisit) => revisit.entity === entity),
		);
	}
	let more = revisits.length === limit;
	for (const entity of inOrder(entities)) {
		if (await readEntity(dependencies, options, reader, entity, watermarks.get(entity) ?? null)) more = true;
	}
	return more || reader.recalled;
}

/**
 * Reads what changed of one entity, and then what a change of the scope has still to bring in.
 * @returns whether more is waiting than one run takes
 */
async function readEntity(
	{ connector }: PullDependencies,
	{ limit, scope }: PullOptions,
	reader: ChangeReader,
	entity: Entity,
	mark: Watermark | null,
): Promise<boolean> {
	const fingerprint = scope ? fingerprintOf(scope) : '';
	let position = positionOf(mark, fingerprint);
	let from = mark;
	for (const part of ['live', 'behind'] as const) {
		for (;;) {
			const start = position[part];
			if (start === undefined) break;
			const room = limit - reader.items.length;
			if (room <= 0) return true;
			const page = await connector.changes(entity, start, room);
			const { behind: _read, ...live } = position;
			position = part === 'behind' && !page.more ? live : { ...position, [part]: page.state };
			const at = part === 'behind' || page.more ? (from?.at ?? null) : page.at;
			const to = { state: stateOf(position, fingerprint), at };
			await reader.rows(entity, page.rows);
			reader.steps.push({ entity, from, to });
			from = to;
			if (!page.more) break;
		}
	}
	return false;
}

function inOrder(entities: readonly Entity[]): Entity[] {
	return ENTITIES.filter((entity) => entities.includes(entity));
}

/** Several pages of one entity advance its watermark once, from the first page's start to the last one's end. */
function joinSteps(steps: readonly PullStep[]): PullStep[] {
	const joined = new Map<Entity, PullStep>();
	for (const step of steps) {
		const first = joined.get(step.entity);
		joined.set(step.entity, first ? { ...step, from: first.from } : step);
	}
	return [...joined.values()];
}

function wake(sync: string, side: Side, reason: string): ItemJson {
	const envelope: WakeEnvelope = { kind: 'wake', sync, side, pull: null, reason };
	return itemJson({}, envelope);
}
