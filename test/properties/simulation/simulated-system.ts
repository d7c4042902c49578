import type { Candidate, ChangePage, Connector, MatchKeys, WriteOptions } from '../../../sync/connectors/connector';
import { readWindow, windowState } from '../../../sync/connectors/http/window';
import { findField, type Catalogue } from '../../../sync/model/catalogue';
import { isoTime } from '../../../sync/model/clock';
import type { Entity, System } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import type { Json } from '../../../sync/model/json';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import { Batch } from './batch';
import type { Behaviour } from './behaviour';
import { underFault, type Fault } from './faults';
import { kept, newest, Shelves, type Stored, type Version } from './shelves';

/** Who changed a record, as both systems show it. Nobody may go by that: an edit just before our write shows our name. */
const A_PERSON = 'ann';
const INTEGRATION = 'psa-sync';

/** For so long a connector asks for a record that it has just created. */
const PATIENCE_MS = 7_750;

/** One call that changed something. */
export interface Landed {
	readonly kind: 'create' | 'update';
	readonly entity: Entity;
	readonly id: string;
	readonly fields: FlatRecord;
	/** What the record held in these fields before. */
	readonly before: FlatRecord;
	/** What the caller had read it to hold (updates). */
	readonly believed: FlatRecord | null;
	/** What it really held when the caller read it, whatever an index showed (updates). */
	readonly held: FlatRecord | null;
	/** How long the overwritten state had stood, milliseconds: within the lag of an index no batch can show it. */
	readonly stoodMs: number;
	/** The system was asked to mail nobody. */
	readonly quiet: boolean;
}

/** What asked how often: lists and look-ups, reads by id, writes. */
export interface CallCount {
	changes: number;
	read: number;
	find: number;
	write: number;
}

/**
 * One side of a sync without any I/O: a connector over records in memory that behaves like the vendors do where it
 * hurts. Faults are taken from `faults`, one per call, `ok` when there are none left.
 */
export class SimulatedSystem implements Connector {
	faults: Fault[] = [];
	/** No call gets through. */
	down = false;
	/** Writes of these records are refused for good: the vendor does not like them. */
	readonly poisoned = new Set<string>();
	readonly #keys: Map<string, string>;
	/** Of what was handed out: the place that the changes had come to. */
	readonly #handedOut = new WeakMap<NativeRecord, number>();
	#writes: Landed[];
	readonly #together = new Batch<NativeRecord>((act) => this.#call('write', act));
	#answered = false;
	#measuredSkewMs = 0;
	readonly count: CallCount = { changes: 0, read: 0, find: 0, write: 0 };

	constructor(
		readonly behaviour: Behaviour,
		private readonly trueTime: () => number,
		private readonly shelves = new Shelves(),
		earlier?: { readonly keys: ReadonlyMap<string, string>; readonly writes: readonly Landed[] },
	) {
		this.#keys = new Map(earlier?.keys);
		this.#writes = [...(earlier?.writes ?? [])];
	}

	/** @returns the same system as it is now, to live on by itself. */
	clone(trueTime: () => number): SimulatedSystem {
		const copy = new SimulatedSystem({ ...this.behaviour }, trueTime, this.shelves.clone(), {
			keys: this.#keys,
			writes: this.#writes,
		});
		for (const key of this.poisoned) copy.poisoned.add(key);
		copy.down = this.down;
		copy.#answered = this.#answered;
		copy.#measuredSkewMs = this.#measuredSkewMs;
		return copy;
	}

	get system(): System {
		return this.behaviour.system;
	}

	get catalogue(): Catalogue {
		return this.behaviour.catalogue;
	}

	get fingerprint(): string {
		return `simulated ${this.behaviour.side}`;
	}

	/** As of the last answer: a clock that was set since shows with the next one only. */
	skewMs(): number {
		return this.#measuredSkewMs;
	}

	calls(): number {
		return this.count.changes + this.count.read + this.count.find + this.count.write;
	}

	/** Calls that changed something, the oldest first. */
	get writes(): readonly Landed[] {
		return this.#writes;
	}

	// --- people ---

	/** A person creates a record. @returns its id. */
	personCreates(entity: Entity, fields: FlatRecord): string {
		return this.#insert(entity, fields, null, A_PERSON).id;
	}

	/** A person edits fields of a record that is there. */
	personEdits(entity: Entity, id: string, fields: FlatRecord): void {
		this.#change(this.#need(entity, id), fields, A_PERSON);
	}

	/** A person deletes a record. */
	personDeletes(entity: Entity, id: string): void {
		this.#mark(entity, id, true);
	}

	/** A record that was deleted comes back, with other rights or out of the bin. */
	personRestores(entity: Entity, id: string): void {
		this.#mark(entity, id, false);
	}

	/** What the system holds now, by id. */
	all(entity: Entity): ReadonlyMap<string, FlatRecord> {
		return this.shelves.present(entity);
	}

	// --- the connector ---

	async changes(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		return this.behaviour.feed === 'window' ? this.#window(entity, state, limit) : this.#cursor(entity, state, limit);
	}

	async read(entity: Entity, ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		return this.#call('read', () => {
			const found = new Map<string, NativeRecord>();
			// A batch comes from the index, one alone from the record itself.
			const until = ids.length > 1 ? this.trueTime() - this.behaviour.lagMs : Number.POSITIVE_INFINITY;
			for (const id of ids) {
				const stored = this.shelves.get(entity, id);
				const version = stored?.versions.findLast(({ at }) => at <= until);
				if (!stored || this.#isHidden(stored) || !version || (version.deleted && this.behaviour.feed === 'window'))
					continue;
				found.set(id, this.#native(stored, version));
			}
			return found;
		});
	}

	async find(entity: Entity, keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		return this.#call('find', () => {
			const seen = [...this.#visible(entity)].filter(({ version }) => !version.deleted);
			return keys.map((key) => {
				const byTarget = seen.filter(({ stored }) => stored.id === key.targetId);
				if (byTarget.length > 0) return byTarget.map((one) => this.#candidate(one, 'targetId'));
				const byExternal = seen.filter(({ stored }) => stored.sourceId !== null && stored.sourceId === key.sourceId);
				if (byExternal.length > 0) return byExternal.map((one) => this.#candidate(one, 'externalId'));
				if (entity !== 'company') return [];
				const name = key.payload.name;
				const byName = seen.filter(({ version }) => name !== null && version.record.name === name);
				return byName.map((one) => this.#candidate(one, 'name'));
			});
		});
	}

	async create(
		entity: Entity,
		payload: FlatRecord,
		sourceId: string,
		idempotencyKey: string,
		{ quiet = false }: WriteOptions = {},
	): Promise<NativeRecord> {
		return this.#call('write', () => {
			this.#refusePoison(entity, payload);
			const known = this.behaviour.idempotencyKeys ? this.#keys.get(idempotencyKey) : undefined;
			const stored = known ? this.#need(entity, known) : this.#insert(entity, payload, sourceId, INTEGRATION);
			if (!known) {
				this.#keys.set(idempotencyKey, stored.id);
				this.#writes.push({
					kind: 'create',
					entity,
					id: stored.id,
					fields: payload,
					before: {},
					believed: null,
					held: null,
					stoodMs: 0,
					quiet,
				});
			}
			if (this.behaviour.hiddenMs > PATIENCE_MS && this.#isHidden(stored)) {
				throw new SyncError('TIMEOUT', `${entity} ${stored.id} is not shown yet`, { entity, uncertain: true });
			}
			return this.#native(stored, newest(stored));
		});
	}

	async update(
		entity: Entity,
		current: NativeRecord,
		changes: FlatRecord,
		{ quiet = false }: WriteOptions = {},
	): Promise<NativeRecord> {
		const ignore = (): NativeRecord => {
			const stored = this.#need(entity, current.id);
			return this.#native(stored, newest(stored));
		};
		const act = (): NativeRecord => {
			const stored = this.#need(entity, current.id);
			const now = newest(stored);
			if (now.deleted) throw new SyncError('NOT_FOUND', `${entity} ${current.id} is gone`, { entity, id: current.id });
			this.#refusePoison(entity, now.record);
			if (this.behaviour.etags && current.etag !== String(now.sequence)) {
				throw new SyncError('PRECONDITION', `${entity} ${current.id} moved`, { entity, id: current.id });
			}
			const after = this.#change(stored, changes, INTEGRATION);
			this.#writes.push({
				kind: 'update',
				entity,
				id: stored.id,
				fields: changes,
				before: now.record,
				believed: current.record,
				held: this.#heldWhenRead(stored, current),
				stoodMs: this.trueTime() - now.at,
				quiet,
			});
			return this.#native(after, newest(after));
		};
		if (this.behaviour.batchesUpdates) return await this.#together.add(act);
		return this.#call('write', act, this.behaviour.ignoresUpdates ? ignore : act);
	}

	async fields(): Promise<never[]> {
		return [];
	}

	// --- inside ---

	#call<T>(kind: keyof CallCount, act: () => T, ignore?: () => T): T {
		this.count[kind] += 1;
		const fault = this.down ? 'refused' : (this.faults.shift() ?? 'ok');
		const answer = underFault(fault, this.system, kind === 'write', act, ignore);
		this.#measuredSkewMs = this.behaviour.skewMs - this.behaviour.localOffsetMs();
		return answer;
	}

	#stamp(): number {
		const { skewMs, resolutionMs } = this.behaviour;
		return Math.floor((this.trueTime() + skewMs) / resolutionMs) * resolutionMs;
	}

	#mark(entity: Entity, id: string, deleted: boolean): void {
		const stored = this.#need(entity, id);
		this.shelves.add(stored, {
			at: this.trueTime(),
			stamp: this.#stamp(),
			record: newest(stored).record,
			author: A_PERSON,
			deleted,
		});
	}

	#refusePoison(entity: Entity, record: FlatRecord): void {
		const name = String(record.name ?? record.summary ?? record.title ?? '');
		if (!this.poisoned.has(name)) return;
		throw new SyncError('REJECTED', `${this.system} ${entity} "${name}" is refused by a rule of the tenant`, {
			system: this.system,
			entity,
		});
	}

	/** A new record that only its creator knows of yet. */
	#isHidden({ versions: [first] }: Stored): boolean {
		const { hiddenMs } = this.behaviour;
		return hiddenMs > 0 && first?.author === INTEGRATION && this.trueTime() - first.at < hiddenMs;
	}

	#insert(entity: Entity, fields: FlatRecord, sourceId: string | null, author: string): Stored {
		return this.#change(
			this.shelves.blank(entity, this.behaviour.keepsSourceId(entity) ? sourceId : null),
			fields,
			author,
		);
	}

	#change(stored: Stored, fields: FlatRecord, author: string): Stored {
		const { entity } = stored;
		const after: Record<string, Json> = { ...stored.versions.at(-1)?.record };
		for (const [name, value] of Object.entries(fields)) {
			const definition = findField(this.catalogue, entity, name);
			if (!definition) throw new SyncError('REJECTED', `${this.system} ${entity} has no field "${name}"`);
			if (definition.references !== undefined && value !== null) this.#needParent(definition.references, value);
			after[name] = kept(this.behaviour, definition, value);
		}
		return this.shelves.add(stored, {
			at: this.trueTime(),
			stamp: this.#stamp(),
			record: after,
			author,
			deleted: false,
		});
	}

	/** No system takes a reference to a record that it does not have (law I14 would show here). */
	#needParent(entity: Entity, id: Json): void {
		if (this.shelves.get(entity, String(id))) return;
		throw new SyncError('REJECTED', `${this.system} has no ${entity} ${JSON.stringify(id)}`, { entity });
	}

	#need(entity: Entity, id: string): Stored {
		const stored = this.shelves.get(entity, id);
		if (!stored) throw new SyncError('NOT_FOUND', `${entity} ${id} does not exist`, { entity, id });
		return stored;
	}

	#heldWhenRead(stored: Stored, current: NativeRecord): FlatRecord {
		const read = this.#handedOut.get(current) ?? this.shelves.sequence;
		return stored.versions.findLast(({ sequence }) => sequence <= read)?.record ?? current.record;
	}

	/** What lists and look-ups show: the newest version that the index has. */
	*#visible(entity: Entity): Iterable<{ stored: Stored; version: Version }> {
		const until = this.trueTime() - this.behaviour.lagMs;
		for (const stored of this.shelves.of(entity)) {
			const version = stored.versions.findLast(({ at }) => at <= until);
			if (version && !this.#isHidden(stored)) yield { stored, version };
		}
	}

	#native(stored: Stored, version: Version): NativeRecord {
		const native: NativeRecord = {
			entity: stored.entity,
			id: stored.id,
			record: version.record,
			changedAt: this.behaviour.tellsChangeTime(stored.entity) ? this.#written(version.stamp) : null,
			author: version.author,
			etag: this.behaviour.etags ? String(version.sequence) : null,
			externalIds: stored.sourceId === null ? [] : [stored.sourceId],
			deleted: version.deleted,
			url: null,
		};
		this.#handedOut.set(native, this.shelves.sequence);
		return native;
	}

	/** ISO 8601 with as many decimals as the vendor writes; what they tell beyond the milliseconds is its own affair. */
	#written(stamp: number): string {
		const { decimals } = this.behaviour;
		const [whole, fraction = ''] = isoTime(stamp).slice(0, -1).split('.');
		return decimals === 0 ? `${whole}Z` : `${whole}.${fraction.padEnd(decimals, '7').slice(0, decimals)}Z`;
	}

	#candidate({ stored, version }: { stored: Stored; version: Version }, rule: Candidate['rule']): Candidate {
		return { record: this.#native(stored, version), rule, label: String(version.record.name ?? stored.id) };
	}

	async #window(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readWindow<{ readonly stored: Stored; readonly version: Version }>(
			state === null ? null : windowState.parse(state),
			async (window) =>
				this.#call('changes', () => {
					const [from, to] = [window.from, window.to].map((time) => (time === null ? null : Date.parse(time)));
					const rows = [...this.#visible(entity)]
						.filter(({ version }) => !version.deleted)
						.filter(({ version }) => from === null || version.stamp >= from)
						.filter(({ version }) => to === null || version.stamp <= to)
						.filter(({ stored }) => window.afterId === null || Number(stored.id) > Number(window.afterId))
						.sort((a, b) => Number(a.stored.id) - Number(b.stored.id));
					const page = rows.slice(0, window.pageSize);
					return { rows: page, dateMs: this.#wholeSecond(), end: page.length === rows.length };
				}),
			{
				limit,
				maxPageSize: this.behaviour.pageSize,
				idOf: ({ stored }) => stored.id,
				changedAt: ({ version }) => isoTime(version.stamp),
				overlapMs: this.behaviour.overlapMs,
			},
		);
		const rows = this.behaviour.readsEachListed ? await this.#readEach(answer.rows) : answer.rows;
		return {
			rows: rows.map(({ stored, version }) => this.#native(stored, version)),
			state: answer.state as unknown as Json,
			more: answer.more,
			at: answer.at,
		};
	}

	/** The present state of listed records; what was deleted since is left out. */
	async #readEach(listed: readonly { readonly stored: Stored }[]): Promise<{ stored: Stored; version: Version }[]> {
		const found: { stored: Stored; version: Version }[] = [];
		for (const { stored } of listed) {
			const version = this.#call('read', () => newest(this.#need(stored.entity, stored.id)));
			if (!version.deleted) found.push({ stored, version });
		}
		return found;
	}

	/** A `Date` header. */
	#wholeSecond(): number {
		return Math.floor((this.trueTime() + this.behaviour.skewMs) / 1000) * 1000;
	}

	/** The order of commits: what the index does not show yet holds back everything after it. */
	async #cursor(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		return this.#call('changes', () => {
			const after = typeof state === 'number' ? state : 0;
			const until = this.trueTime() - this.behaviour.lagMs;
			const ordered = this.shelves
				.of(entity)
				.filter((stored) => newest(stored).sequence > after)
				.sort((a, b) => newest(a).sequence - newest(b).sequence);
			const firstHidden = ordered.findIndex((stored) => newest(stored).at > until);
			const shown = firstHidden === -1 ? ordered : ordered.slice(0, firstHidden);
			const rows = shown.slice(0, Math.min(limit, this.behaviour.pageSize));
			return {
				rows: rows.map((stored) => this.#native(stored, newest(stored))),
				state: lastOf(rows)?.sequence ?? after,
				more: rows.length < shown.length,
				at: isoTime(this.#wholeSecond()),
			};
		});
	}
}

function lastOf(rows: readonly Stored[]): Version | undefined {
	const last = rows.at(-1);
	return last && newest(last);
}
