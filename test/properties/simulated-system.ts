import type { Candidate, ChangePage, Connector, MatchKeys } from '../../sync/connectors/connector';
import { readWindow, windowState } from '../../sync/connectors/http/window';
import { normalForm } from '../../sync/mapping/normal-form';
import { findField, type Catalogue } from '../../sync/model/catalogue';
import { isoTime } from '../../sync/model/clock';
import type { Entity, Side, System } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import type { Json } from '../../sync/model/json';
import type { FlatRecord, NativeRecord } from '../../sync/model/record';

/** What happens to one call. `lost`: the call is carried out, but its answer never comes. */
export type Fault = 'ok' | 'busy' | 'unavailable' | 'refused' | 'lost';

interface Version {
	readonly at: number;
	readonly record: FlatRecord;
	readonly deleted: boolean;
}

interface Stored {
	readonly id: string;
	readonly sourceId: string | null;
	readonly versions: Version[];
	/** Place in the order of changes. */
	sequence: number;
}

export interface Behaviour {
	readonly side: Side;
	readonly system: System;
	readonly catalogue: Catalogue;
	/** Server clock minus true time, milliseconds. */
	skewMs: number;
	/** Lists and look-ups show the state of that long ago; reading by id shows the present one. */
	lagMs: number;
	/** Time stamps are cut to this. */
	readonly resolutionMs: number;
	/** `window`: time window and id cursor as ConnectWise; `cursor`: order of commits, as the platform. */
	readonly feed: 'window' | 'cursor';
	/** Records keep the id that the other side gave with a create. */
	readonly externalIds: boolean;
	readonly overlapMs: number;
	readonly pageSize: number;
}

/**
 * One side of a sync without any I/O: a connector over records in memory that behaves like the vendors do where it
 * hurts. Faults are taken from `faults`, one per call, `ok` when there are none left.
 */
export class SimulatedSystem implements Connector {
	readonly #records = new Map<string, Stored>();
	readonly #keys = new Map<string, string>();
	#sequence = 0;
	#nextId = 1;
	#calls = 0;
	faults: Fault[] = [];
	/** Calls that changed something, by what asked for them. */
	writes: {
		readonly kind: 'create' | 'update';
		readonly entity: Entity;
		readonly id: string;
		readonly fields: FlatRecord;
	}[] = [];

	constructor(
		readonly behaviour: Behaviour,
		private readonly trueTime: () => number,
	) {}

	get system(): System {
		return this.behaviour.system;
	}

	get catalogue(): Catalogue {
		return this.behaviour.catalogue;
	}

	get fingerprint(): string {
		return `simulated ${this.behaviour.side}`;
	}

	skewMs(): number {
		return this.behaviour.skewMs;
	}

	calls(): number {
		return this.#calls;
	}

	// --- people ---

	/** A person creates a record. @returns its id. */
	personCreates(entity: Entity, fields: FlatRecord): string {
		return this.#insert(entity, fields, null).id;
	}

	/** A person edits fields. */
	personEdits(entity: Entity, id: string, fields: FlatRecord): void {
		this.#change(this.#need(entity, id), entity, fields);
	}

	/** What the system holds now, by id. */
	all(entity: Entity): ReadonlyMap<string, FlatRecord> {
		const found = new Map<string, FlatRecord>();
		for (const [key, stored] of this.#records) {
			const version = stored.versions.at(-1);
			if (key.startsWith(`${entity} `) && version && !version.deleted) found.set(stored.id, version.record);
		}
		return found;
	}

	// --- the connector ---

	async changes(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		return this.behaviour.feed === 'window' ? this.#window(entity, state, limit) : this.#cursor(entity, state, limit);
	}

	async read(entity: Entity, ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		return this.#call(false, () => {
			const found = new Map<string, NativeRecord>();
			for (const id of ids) {
				const stored = this.#records.get(`${entity} ${id}`);
				if (stored) found.set(id, this.#native(entity, stored, stored.versions.at(-1)));
			}
			return found;
		});
	}

	async find(entity: Entity, keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		return this.#call(false, () =>
			keys.map((key) => {
				const seen = [...this.#visible(entity)];
				const byTarget = seen.filter(({ stored }) => stored.id === key.targetId);
				if (byTarget.length > 0) return byTarget.map((one) => this.#candidate(entity, one, 'targetId'));
				const byExternal = seen.filter(({ stored }) => stored.sourceId !== null && stored.sourceId === key.sourceId);
				if (byExternal.length > 0) return byExternal.map((one) => this.#candidate(entity, one, 'externalId'));
				if (entity === 'ticket') return [];
				const name = key.payload.name;
				const byName = seen.filter(({ version }) => name !== null && version.record.name === name);
				return byName.map((one) => this.#candidate(entity, one, 'name'));
			}),
		);
	}

	async create(entity: Entity, payload: FlatRecord, sourceId: string, idempotencyKey: string): Promise<NativeRecord> {
		return this.#call(true, () => {
			const known = this.behaviour.feed === 'cursor' ? this.#keys.get(idempotencyKey) : undefined;
			const stored = known
				? this.#need(entity, known)
				: this.#insert(entity, payload, this.behaviour.externalIds ? sourceId : null);
			if (!known) {
				this.#keys.set(idempotencyKey, stored.id);
				this.writes.push({ kind: 'create', entity, id: stored.id, fields: payload });
			}
			return this.#native(entity, stored, stored.versions.at(-1));
		});
	}

	async update(entity: Entity, current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		return this.#call(true, () => {
			const stored = this.#need(entity, current.id);
			if (this.behaviour.feed === 'cursor' && current.etag !== String(stored.sequence)) {
				throw new SyncError('PRECONDITION', `${entity} ${current.id} moved`, { entity, id: current.id });
			}
			this.#change(stored, entity, changes);
			this.writes.push({ kind: 'update', entity, id: stored.id, fields: changes });
			return this.#native(entity, stored, stored.versions.at(-1));
		});
	}

	async fields(): Promise<never[]> {
		return [];
	}

	// --- inside ---

	async #call<T>(write: boolean, act: () => T): Promise<T> {
		this.#calls += 1;
		const fault = this.faults.shift() ?? 'ok';
		const subject = { system: this.system };
		if (fault === 'busy') throw new SyncError('RATE_LIMITED', 'too many requests', { ...subject, retryAfterMs: 1000 });
		if (fault === 'unavailable') throw new SyncError('UNAVAILABLE', 'service unavailable', subject);
		if (fault === 'refused') throw new SyncError('UNREACHABLE', 'connection refused', subject);
		if (fault === 'lost') {
			if (write) act();
			throw new SyncError('TIMEOUT', 'no answer', { ...subject, uncertain: write });
		}
		return act();
	}

	#serverTime(): number {
		return (
			Math.floor((this.trueTime() + this.behaviour.skewMs) / this.behaviour.resolutionMs) * this.behaviour.resolutionMs
		);
	}

	#insert(entity: Entity, fields: FlatRecord, sourceId: string | null): Stored {
		const id = String(this.#nextId++);
		const stored: Stored = { id, sourceId, versions: [], sequence: 0 };
		this.#records.set(`${entity} ${id}`, stored);
		this.#change(stored, entity, fields);
		return stored;
	}

	#change(stored: Stored, entity: Entity, fields: FlatRecord): void {
		const before = stored.versions.at(-1)?.record ?? {};
		const after: Record<string, Json> = { ...before };
		for (const [name, value] of Object.entries(fields)) {
			const definition = findField(this.catalogue, entity, name);
			if (!definition) throw new SyncError('REJECTED', `${this.system} ${entity} has no field "${name}"`);
			after[name] = normalForm(definition, value);
		}
		stored.versions.push({ at: this.trueTime(), record: after, deleted: false });
		stored.sequence = ++this.#sequence;
	}

	#need(entity: Entity, id: string): Stored {
		const stored = this.#records.get(`${entity} ${id}`);
		if (!stored) throw new SyncError('NOT_FOUND', `${entity} ${id} does not exist`, { entity, id });
		return stored;
	}

	/** What lists and look-ups show: the newest version that the index has. */
	*#visible(entity: Entity): Iterable<{ stored: Stored; version: Version }> {
		const until = this.trueTime() - this.behaviour.lagMs;
		for (const [key, stored] of this.#records) {
			if (!key.startsWith(`${entity} `)) continue;
			const version = stored.versions.findLast(({ at }) => at <= until);
			if (version) yield { stored, version };
		}
	}

	#stampOf(version: Version): number {
		const { skewMs, resolutionMs } = this.behaviour;
		return Math.floor((version.at + skewMs) / resolutionMs) * resolutionMs;
	}

	#native(entity: Entity, stored: Stored, version: Version | undefined): NativeRecord {
		if (!version) throw new RangeError('a record without a version');
		return {
			entity,
			id: stored.id,
			record: version.record,
			changedAt: isoTime(this.#stampOf(version)),
			author: null,
			etag: String(stored.sequence),
			externalIds: stored.sourceId === null ? [] : [stored.sourceId],
			deleted: version.deleted,
			url: null,
		};
	}

	#candidate(
		entity: Entity,
		{ stored, version }: { stored: Stored; version: Version },
		rule: Candidate['rule'],
	): Candidate {
		return { record: this.#native(entity, stored, version), rule, label: String(version.record.name ?? stored.id) };
	}

	async #window(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readWindow<NativeRecord>(
			state === null ? null : windowState.parse(state),
			async (window) =>
				this.#call(false, () => {
					const rows = [...this.#visible(entity)]
						.map(({ stored, version }) => this.#native(entity, stored, version))
						.filter((row) => window.from === null || (row.changedAt ?? '') >= window.from)
						.filter((row) => window.to === null || (row.changedAt ?? '') <= window.to)
						.filter((row) => window.afterId === null || Number(row.id) > Number(window.afterId))
						.sort((a, b) => Number(a.id) - Number(b.id));
					const page = rows.slice(0, window.pageSize);
					return { rows: page, dateMs: this.#serverTime(), end: page.length === rows.length };
				}),
			{
				limit,
				maxPageSize: this.behaviour.pageSize,
				idOf: (row) => row.id,
				changedAt: (row) => row.changedAt,
				overlapMs: this.behaviour.overlapMs,
			},
		);
		return { rows: answer.rows, state: answer.state as unknown as Json, more: answer.more, at: answer.at };
	}

	/** The order of commits: what the index does not show yet holds back everything after it. */
	async #cursor(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		return this.#call(false, () => {
			const after = typeof state === 'number' ? state : 0;
			const until = this.trueTime() - this.behaviour.lagMs;
			const ordered = [...this.#records]
				.filter(([key]) => key.startsWith(`${entity} `))
				.map(([, stored]) => stored)
				.filter((stored) => stored.sequence > after)
				.sort((a, b) => a.sequence - b.sequence);
			const firstHidden = ordered.findIndex((stored) => (stored.versions.at(-1)?.at ?? 0) > until);
			const shown = firstHidden === -1 ? ordered : ordered.slice(0, firstHidden);
			const rows = shown.slice(0, Math.min(limit, this.behaviour.pageSize));
			return {
				rows: rows.map((stored) => this.#native(entity, stored, stored.versions.at(-1))),
				state: rows.at(-1)?.sequence ?? after,
				more: rows.length < shown.length,
				at: isoTime(this.#serverTime()),
			};
		});
	}
}
