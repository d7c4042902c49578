import { lookupIn, referencedIds } from '../../sync/mapping/references';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import { otherSide, SIDES, type Entity, type Side } from '../../sync/model/entity';
import type { ChangeEnvelope, Envelope, WriteEnvelope } from '../../sync/model/envelope';
import { linkedId } from '../../sync/model/link';
import type { FlatRecord } from '../../sync/model/record';
import type { SyncPolicy } from '../../sync/model/policy';
import {
	applyWrites,
	DEFAULT_SETTINGS,
	pull,
	readEnvelope,
	resolveChanges,
	type EngineSettings,
} from '../../sync/pipeline';
import type { Store } from '../../sync/store/store';
import { MemoryStore } from '../model/memory-store';
import { SimulatedSystem, type Fault } from './simulated-system';
import { mappings, platformCatalogue, policy as defaultPolicy, psaCatalogue } from './tenant';

export const SYNC = 'simulated';
export const ENTITIES_IN_PLAY: readonly Entity[] = ['company', 'ticket'];

/** The process died here. Everything that was not durable is gone. */
export class Death extends Error {}

/** Something that a person does on one side while the workflow runs. */
export interface Meanwhile {
	readonly at: number;
	readonly side: Side;
	readonly act: () => void;
}

export interface WorldOptions {
	readonly skewMs: Readonly<Record<Side, number>>;
	readonly lagMs: number;
	readonly limit: number;
	readonly policy?: SyncPolicy;
}

const SETTINGS: EngineSettings = { ...DEFAULT_SETTINGS, settleMs: 90_000, chunk: 4, concurrency: 1 };

/** Two systems, a store and the engine between them, on one clock that only the test moves. */
export class World {
	#now = Date.parse('2026-01-01T08:00:00.000Z');
	readonly psa: SimulatedSystem;
	readonly platform: SimulatedSystem;
	readonly memory = new MemoryStore();
	readonly mappings: readonly CompiledMapping[] = mappings;
	/** Awaits of the pipeline until the process dies; Infinity for a long life. */
	#life = Number.POSITIVE_INFINITY;
	/** The last run left records for the next one. */
	#more = false;
	#steps = 0;
	#meanwhile: Meanwhile[] = [];
	/** The PSA is being written to: between its last read and the write nothing can tell an edit (it has no ETag). */
	#writingPsa = false;

	constructor(readonly options: WorldOptions) {
		const common = { lagMs: options.lagMs, overlapMs: 120_000, pageSize: 3, externalIds: true };
		this.psa = new SimulatedSystem(
			{
				...common,
				side: 'psa',
				system: 'connectwise',
				catalogue: psaCatalogue,
				skewMs: options.skewMs.psa,
				resolutionMs: 1000,
				feed: 'window',
			},
			() => this.#now,
		);
		this.platform = new SimulatedSystem(
			{
				...common,
				side: 'platform',
				system: 'platform',
				catalogue: platformCatalogue,
				skewMs: options.skewMs.platform,
				resolutionMs: 1,
				feed: 'cursor',
			},
			() => this.#now,
		);
	}

	system(side: Side): SimulatedSystem {
		return side === 'psa' ? this.psa : this.platform;
	}

	get now(): number {
		return this.#now;
	}

	/** Lets time pass. */
	wait(ms: number): void {
		this.#now += ms;
	}

	/** Faults for the next calls of a side. */
	break(side: Side, faults: readonly Fault[]): void {
		this.system(side).faults = [...faults];
	}

	mend(): void {
		for (const side of SIDES) this.system(side).faults = [];
	}

	/**
	 * One run of the workflow. A side that cannot be read is left out, as in n8n where the other branch goes on.
	 * @param life awaits until the process dies, if it does
	 * @param meanwhile what people do while it runs, by the await at which they do it
	 * @returns false when it died
	 */
	async run(life = Number.POSITIVE_INFINITY, meanwhile: readonly Meanwhile[] = []): Promise<boolean> {
		this.#life = life;
		this.#more = false;
		this.#steps = 0;
		this.#meanwhile = [...meanwhile];
		try {
			const items: Envelope[] = [];
			for (const side of SIDES) items.push(...(await this.#pulled(side)));
			if (items.length === 0) return true;
			const resolved = await resolveChanges(
				{ store: this.#store, clock: this.#clock },
				{
					sync: SYNC,
					run: { phase: 1, workflow: null },
					items,
					mappings: this.mappings,
					policy: this.options.policy ?? defaultPolicy,
					preview: false,
					dueLimit: 50,
				},
			);
			await this.#apply('psa', await this.#mapBack(resolved.toPsa.map(writeOf)));
			await this.#apply('platform', resolved.toPlatform.map(writeOf));
			return true;
		} catch (error) {
			if (error instanceof Death) return false;
			throw error;
		} finally {
			this.#life = Number.POSITIVE_INFINITY;
			for (const { act } of this.#meanwhile.splice(0)) act();
		}
	}

	/** Runs until nothing is left to do, with time passing in between; everything works from here on. */
	async settle(): Promise<void> {
		this.mend();
		for (let round = 0; round < 200; round++) {
			const before = this.writeCount();
			await this.run();
			this.wait(100_000);
			const status = await this.memory.status(SYNC);
			const waiting = (status.writes.pending ?? 0) + (status.writes.replan ?? 0) + status.revisits;
			if (this.writeCount() === before && waiting === 0 && !this.#more && round > 2) return;
		}
		throw new Error(`the sync does not come to rest: ${JSON.stringify(await this.memory.status(SYNC))}`);
	}

	writeCount(): number {
		return this.psa.writes.length + this.platform.writes.length;
	}

	/** A record and its counterpart; undefined while there is none. */
	counterpart(entity: Entity, side: Side, id: string): string | undefined {
		const link = this.memory.allLinks().find((one) => one.entity === entity && linkedId(one, side) === id);
		return (link && linkedId(link, otherSide(side))) ?? undefined;
	}

	readonly #clock = { now: () => this.#now };

	/** The store, but each call may be the last one of the process: before or after it took effect. */
	get #store(): Store {
		return new Proxy<Store>(this.memory, {
			get: (target, name) => {
				const method: unknown = Reflect.get(target, name, target);
				if (typeof method !== 'function') return method;
				return async (...args: unknown[]) => {
					this.#step();
					const result: unknown = await Reflect.apply(method, target, args);
					this.#step();
					return result;
				};
			},
		});
	}

	#connector(side: Side): SimulatedSystem {
		return new Proxy(this.system(side), {
			get: (target, name) => {
				const value: unknown = Reflect.get(target, name, target);
				if (typeof value !== 'function') return value;
				if (!['changes', 'read', 'find', 'create', 'update'].includes(String(name)))
					return value.bind(target) as unknown;
				return async (...args: unknown[]) => {
					this.#step();
					const result: unknown = await Reflect.apply(value, target, args);
					this.#step();
					return result;
				};
			},
		});
	}

	#step(): void {
		this.#steps += 1;
		const due = this.#meanwhile.filter(({ at, side }) => at <= this.#steps && !(side === 'psa' && this.#writingPsa));
		this.#meanwhile = this.#meanwhile.filter((one) => !due.includes(one));
		for (const { act } of due) act();
		if (this.#life-- <= 0) throw new Death();
	}

	async #pulled(side: Side): Promise<Envelope[]> {
		try {
			const { items, more } = await pull(
				{ connector: this.#connector(side), store: this.#store, clock: this.#clock },
				{ sync: SYNC, side, entities: ENTITIES_IN_PLAY, limit: this.options.limit },
			);
			this.#more ||= more;
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
			const mapping = item.kind === 'change' && this.mappings.find(({ entity }) => entity === item.entity);
			if (!mapping || item.kind !== 'change') return item;
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
			const mapping = this.mappings.find(({ entity }) => entity === item.entity);
			if (!mapping) throw new Error(`no mapping for ${item.entity}`);
			const { payload, problems } = mapping.back(item.fields, lookup);
			return { ...item, payload: { ...payload }, problems: [...problems] };
		});
	}

	async #lookup(from: Side, records: readonly FlatRecord[]): Promise<ReturnType<typeof lookupIn>> {
		const found = new Map<Entity, Map<string, string>>();
		for (const { entity } of this.mappings) {
			const rows = [
				{
					psaField: 'company',
					platformField: 'companyId',
					direction: 'both',
					transform: { kind: 'reference', entity: 'company' },
				},
			] as const;
			const ids = referencedIds({ entity, psaSystem: 'connectwise', platformSystem: 'platform', rows }, records, from);
			for (const [parent, wanted] of ids) {
				const map = found.get(parent) ?? new Map<string, string>();
				for (const [id, { link }] of await this.#store.linksBySide(SYNC, parent, from, [...wanted])) {
					const other = linkedId(link, otherSide(from));
					if (other !== null) map.set(id, other);
				}
				found.set(parent, map);
			}
		}
		return lookupIn(found);
	}

	async #apply(side: Side, items: readonly WriteEnvelope[]): Promise<void> {
		if (items.length === 0) return;
		this.#writingPsa = side === 'psa';
		try {
			await applyWrites(
				{
					connector: this.#connector(side),
					store: this.#store,
					clock: this.#clock,
					settings: SETTINGS,
					random: () => 0.5,
				},
				{ sync: SYNC, side, items },
			);
		} finally {
			this.#writingPsa = false;
		}
	}
}

function writeOf(json: unknown): WriteEnvelope {
	const envelope = readEnvelope(json);
	if (envelope.kind !== 'write') throw new Error(`expected a write, got ${envelope.kind}`);
	return envelope;
}
