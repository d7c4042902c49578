import { lookupIn, referencedIds } from '../../../sync/mapping/references';
import type { CompiledMapping } from '../../../sync/mapping/compiled-mapping';
import { otherSide, SIDES, type Entity, type Side } from '../../../sync/model/entity';
import type { ChangeEnvelope, Envelope, WriteEnvelope } from '../../../sync/model/envelope';
import { SyncError } from '../../../sync/model/errors';
import { linkedId } from '../../../sync/model/link';
import type { Phase } from '../../../sync/model/phase';
import type { FlatRecord } from '../../../sync/model/record';
import { applyWrites, pull, readEnvelope, resolveChanges } from '../../../sync/pipeline';
import type { Store } from '../../../sync/store/store';
import type { SimulatedSystem } from './simulated-system';
import { SCOPE_FIELDS_IN_PLAY, SYNC } from './tenant';
import type { World } from './world';

/** The process died here. Everything that was not durable is gone. */
export class Death extends Error {}

/** Something that a person does on one side while the workflow runs. */
export interface Meanwhile {
	/** The await of the run at which it happens. */
	readonly at: number;
	readonly side: Side;
	/** The record that it touches, where it touches one: its id is asked when the time has come. */
	readonly record?: () => string | undefined;
	readonly act: () => void;
}

export interface RunOptions {
	/** Awaits of the pipeline until the process dies. */
	readonly life?: number;
	readonly meanwhile?: readonly Meanwhile[];
	/** Called at every await, so that another run may go on first. */
	readonly pause?: () => Promise<void>;
	/** Plans and shows only, as Conflict Resolve does when it is set to Preview. */
	readonly preview?: boolean;
	/** Is told what Apply was given, side by side. */
	readonly given?: (writes: readonly WriteEnvelope[]) => void;
}

const WRITES = ['create', 'update'];
const CALLS = ['changes', 'read', 'find', ...WRITES];

/**
 * One run of the workflow, pull → map → resolve → map back → apply, as the nodes of the template do it. A side that
 * cannot be read is left out.
 */
export class Run {
	/** Awaits so far: the places where a process can die. */
	steps = 0;
	/** The phase of the workflow that runs. */
	readonly #phase: Phase;
	#meanwhile: readonly Meanwhile[];
	constructor(
		private readonly world: World,
		private readonly options: RunOptions,
	) {
		this.#phase = world.phaseOfNextRun();
		this.#meanwhile = options.meanwhile ?? [];
	}

	/** A run of another phase than the sync's ends where it is refused. @returns false when the process died in it */
	async live(): Promise<boolean> {
		const { world } = this;
		try {
			world.more = false;
			const items: Envelope[] = [];
			for (const side of SIDES) items.push(...(await this.#pulled(side)));
			if (items.length === 0) return true;
			const resolved = await resolveChanges(
				{ store: this.#store, clock: world.clock },
				{
					sync: SYNC,
					run: { phase: this.#phase, workflow: null },
					items,
					mappings: world.mappings,
					policy: world.policyOf(this.#phase),
					movedPolicy: world.movedPolicyOf(this.#phase),
					preview: this.options.preview ?? false,
					dueLimit: 50,
				},
			);
			const [toPsa, toPlatform] = [resolved.toPsa.map(writeOf), resolved.toPlatform.map(writeOf)];
			this.options.given?.([...toPsa, ...toPlatform]);
			await this.#apply('psa', await this.#mapBack(toPsa));
			await this.#apply('platform', toPlatform);
			return true;
		} catch (error) {
			if (error instanceof Death) return false;
			if (error instanceof SyncError && error.code === 'WRONG_PHASE') return true;
			throw error;
		} finally {
			world.inFlight.delete(this);
			const waiting = [...world.postponed, ...this.#meanwhile];
			this.#meanwhile = [];
			// What another run has under way waits for its end.
			const due = waiting.filter((one) => !this.#isInFlight(one));
			world.postponed = waiting.filter((one) => !due.includes(one));
			for (const { act } of due) act();
		}
	}

	/** The store, but each call may be the last one of the process: before or after it took effect. */
	get #store(): Store {
		return this.#stepping<Store>(this.world.memory, () => true);
	}

	#connector(side: Side): SimulatedSystem {
		return this.#stepping(this.world.system(side), (name) => CALLS.includes(name));
	}

	#stepping<T extends object>(target: T, steps: (name: string) => boolean): T {
		return new Proxy<T>(target, {
			get: (object, name) => {
				const value: unknown = Reflect.get(object, name, object);
				if (typeof value !== 'function') return value;
				if (!steps(String(name))) return value.bind(object) as unknown;
				return async (...args: unknown[]) => {
					await this.#step();
					if (WRITES.includes(String(name))) await this.#noteIfAstray(String(name));
					const result: unknown = await Reflect.apply(value, object, args);
					await this.#step();
					return result;
				};
			},
		});
	}

	async #noteIfAstray(call: string): Promise<void> {
		const standing = await this.world.memory.phase(SYNC);
		if (standing?.phase === this.#phase) return;
		this.world.astray.push(`a run of phase ${this.#phase} made a ${call} in phase ${standing?.phase}`);
	}

	async #step(): Promise<void> {
		await this.options.pause?.();
		await this.world.atEveryAwait();
		this.steps += 1;
		const due = this.#meanwhile.filter((one) => one.at <= this.steps && !this.#isInFlight(one));
		this.#meanwhile = this.#meanwhile.filter((one) => !due.includes(one));
		for (const { act } of due) act();
		if (this.steps > (this.options.life ?? Number.POSITIVE_INFINITY)) throw new Death();
	}

	#isInFlight({ side, record }: Meanwhile): boolean {
		const id = this.world.profile(side).etags ? undefined : record?.();
		return id !== undefined && [...this.world.inFlight.values()].some((ids) => ids.has(`${side} ${id}`));
	}

	async #pulled(side: Side): Promise<Envelope[]> {
		const { world } = this;
		try {
			const { items, more } = await pull(
				{
					connector: this.#connector(side),
					store: this.#store,
					clock: world.clock,
					scopeFields: SCOPE_FIELDS_IN_PLAY[side],
				},
				{ sync: SYNC, side, entities: world.entities, limit: world.options.limit, scope: world.scopeOf(side) },
			);
			world.more ||= more;
			const envelopes = items.map(readEnvelope);
			return side === 'psa' ? await this.#mapForward(envelopes) : envelopes;
		} catch (error) {
			if (error instanceof Death) throw error;
			return [];
		}
	}

	async #mapForward(items: readonly Envelope[]): Promise<Envelope[]> {
		const changes = items.filter((item): item is ChangeEnvelope => item.kind === 'change');
		const lookup = await this.#lookup(
			'psa',
			changes.flatMap((change) => [change.record, change.shadow ?? {}]),
		);
		return items.map((item) => {
			if (item.kind !== 'change') return item;
			const mapping = this.#mapping(item.entity);
			const { view, problems } = mapping.forward(item.record, lookup);
			return {
				...item,
				view: { ...view },
				problems: [...problems],
				shadowView: item.shadow && { ...mapping.forward(item.shadow, lookup).view },
			};
		});
	}

	async #mapBack(items: readonly WriteEnvelope[]): Promise<WriteEnvelope[]> {
		const lookup = await this.#lookup(
			'platform',
			items.map((item) => item.fields),
		);
		return items.map((item) => {
			const mapping = this.#mapping(item.entity);
			const { payload, problems } = mapping.back(item.fields, lookup, item.action);
			const fixed = item.action === 'create' ? mapping.constants('psa') : {};
			return { ...item, payload: { ...fixed, ...payload }, problems: [...problems] };
		});
	}

	#mapping(entity: Entity): CompiledMapping {
		const mapping = this.world.mappings.find((one) => one.entity === entity);
		if (!mapping) throw new Error(`no mapping for ${entity}`);
		return mapping;
	}

	async #lookup(from: Side, records: readonly FlatRecord[]): Promise<ReturnType<typeof lookupIn>> {
		const found = new Map<Entity, Map<string, string>>();
		for (const [parent, wanted] of referencedIds(this.world.tenant.references, records, from)) {
			const map = new Map<string, string>();
			for (const [id, { link }] of await this.#store.linksBySide(SYNC, parent, from, [...wanted])) {
				const other = linkedId(link, otherSide(from));
				if (other !== null) map.set(id, other);
			}
			found.set(parent, map);
		}
		return lookupIn(found);
	}

	async #apply(side: Side, items: readonly WriteEnvelope[]): Promise<void> {
		if (items.length === 0) return;
		const { world } = this;
		world.inFlight.set(
			this,
			new Set(items.flatMap(({ targetId }) => (targetId === null ? [] : `${side} ${targetId}`))),
		);
		await applyWrites(
			{
				connector: this.#connector(side),
				store: this.#store,
				clock: world.clock,
				settings: world.settings,
				random: () => 0.5,
			},
			{ sync: SYNC, side, items },
		);
		world.inFlight.delete(this);
	}
}

function writeOf(json: unknown): WriteEnvelope {
	const envelope = readEnvelope(json);
	if (envelope.kind !== 'write') throw new Error(`expected a write, got ${envelope.kind}`);
	return envelope;
}
