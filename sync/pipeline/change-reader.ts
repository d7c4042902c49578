import { isoTime } from '../model/clock';
import type { Entity, Side } from '../model/entity';
import { ENVELOPE_KEY, type ChangeEnvelope } from '../model/envelope';
import { SyncError } from '../model/errors';
import { missingOn, shadowOf, type Link } from '../model/link';
import type { FlatRecord, NativeRecord } from '../model/record';
import type { PullStep } from '../model/watermark';
import type { LinkContext, Revisit } from '../store/store';
import { referencedId } from './companies';
import { withBytes, withKnownHash } from './contents/arriving';
import { isChange, itemJson, type ItemJson } from './item';
import { absorb, complete, differences, isUnchanged, mayBeStale } from './native';
import type { PullDependencies, PullOptions } from './pull';
import { readOne } from './read-one';
import { gateOf, type ScopeGate } from './scope/gate';
import { DEFAULT_SETTINGS } from './settings';

/** Turns rows into items, each record once. */
export class ChangeReader {
	readonly items: ItemJson[] = [];
	readonly steps: PullStep[] = [];
	/** Requests for records that are not there and were never linked, or that the scope leaves out. */
	readonly nobody: string[] = [];
	/** Records that the scope had left out are to be read again. */
	recalled = false;
	read = 0;
	/** Where in `items` a record is, by its id. */
	readonly #places = new Map<Entity, Map<string, number>>();
	readonly #gate: ScopeGate | null;

	constructor(
		private readonly dependencies: PullDependencies,
		private readonly options: PullOptions,
		readonly id: string,
	) {
		this.#gate = gateOf(dependencies, options);
	}

	/** Reads records by id, whatever their change time says. */
	async revisit(entity: Entity, revisits: readonly Revisit[]): Promise<void> {
		if (revisits.length === 0) return;
		const { connector, store } = this.dependencies;
		const byRecord = new Map<string, Revisit[]>();
		for (const revisit of revisits)
			byRecord.set(revisit.recordId, [...(byRecord.get(revisit.recordId) ?? []), revisit]);
		const found = await connector.read(entity, [...byRecord.keys()]);
		this.read += found.size;
		const contexts = await store.linksBySide(this.options.sync, entity, this.options.side, [...byRecord.keys()]);
		const within = await this.#within(entity, [...found.values()], contexts);
		const rows: NativeRecord[] = [];
		for (const [id, asked] of byRecord) {
			const row = found.get(id) ?? (await readOne(connector, entity, id));
			rows.push(row);
			if (!within.has(row) && !(await this.#within(entity, [row], contexts)).has(row)) {
				this.nobody.push(...asked.map((revisit) => revisit.id));
				continue;
			}
			try {
				await this.#add(this.#known(row, contexts.get(row.id)), contexts.get(row.id), asked);
			} catch (error) {
				// No room for more files: it is asked for again, and nothing else has to wait for that.
				if (entity !== 'attachment' || !(error instanceof SyncError) || error.code !== 'PAUSED') throw error;
			}
		}
		await this.#completed(entity, rows);
	}

	async rows(entity: Entity, rows: readonly NativeRecord[]): Promise<void> {
		this.read += rows.length;
		const { store } = this.dependencies;
		const ids = rows.map((row) => row.id);
		const contexts = await store.linksBySide(this.options.sync, entity, this.options.side, ids);
		const places = this.#placesOf(entity);
		const within = await this.#within(entity, rows, contexts);
		for (const listed of rows) {
			if (!within.has(listed)) continue;
			const context = contexts.get(listed.id);
			const row = this.#known(listed, context);
			// One that was read before in this pull may be back at what its shadow holds: that is news, too.
			if (places.has(row.id) || !this.#isAccountedFor(row, context)) await this.#add(row, context, []);
		}
		await this.#completed(entity, rows);
	}

	/** The rows that the scope lets in: what is linked, or taken by this run already, is in. */
	async #within(
		entity: Entity,
		rows: readonly NativeRecord[],
		contexts: ReadonlyMap<string, LinkContext>,
	): Promise<ReadonlySet<NativeRecord>> {
		if (!this.#gate) return new Set(rows);
		const isKnown = ({ id, deleted }: NativeRecord): boolean => deleted || contexts.has(id) || this.#takes(entity, id);
		const unknown = rows.filter((row) => !isKnown(row));
		const { within, leftOut } = await this.#gate.pass(entity, unknown, (of, id) => this.#takes(of, id));
		const { sync, side } = this.options;
		if (leftOut.length > 0) await this.dependencies.store.leaveOut(sync, side, leftOut);
		return new Set(rows.filter((row) => isKnown(row) || within.has(row.id)));
	}

	#takes(entity: Entity, id: string): boolean {
		return this.#placesOf(entity).has(id);
	}

	/** What the records that this run takes need beside themselves: the parents that they name, and what they were left out with. */
	async #completed(entity: Entity, rows: readonly NativeRecord[]): Promise<void> {
		if (!this.#gate) return;
		const taken = rows.filter(({ id, deleted }) => !deleted && this.#takes(entity, id));
		if (taken.length === 0) return;
		if (entity === 'ticket') {
			const { sync, side } = this.options;
			const ids = taken.map(({ id }) => id);
			const count = await this.dependencies.store.recall(sync, side, ids, 'its ticket came into the scope');
			if (count > 0) this.recalled = true;
		}
		for (const [parent, ids] of this.#parentsOf(entity, taken)) await this.#bring(this.#gate, parent, ids);
	}

	/** By entity: the ids of the parents that these records name, as far as this sync carries such. */
	#parentsOf(entity: Entity, rows: readonly NativeRecord[]): Map<Entity, Set<string>> {
		const { catalogue } = this.dependencies.connector;
		const found = new Map<Entity, Set<string>>();
		for (const to of this.options.entities) {
			if (to === entity) continue;
			const ids = rows.flatMap(({ record }) => referencedId(catalogue, entity, record, to) ?? []);
			if (ids.length > 0) found.set(to, new Set(ids));
		}
		return found;
	}

	/** A record would wait for ever for a parent that the scope leaves out: it brings it along. */
	async #bring(gate: ScopeGate, entity: Entity, ids: ReadonlySet<string>): Promise<void> {
		const { sync, side } = this.options;
		const asked = [...ids].filter((id) => !this.#takes(entity, id));
		const linked = await this.dependencies.store.linksBySide(sync, entity, side, asked);
		const missing = asked.filter((id) => !linked.has(id));
		if (missing.length === 0) return;
		const rows = [...(await gate.parents.read(entity, missing)).values()];
		for (const row of rows) await this.#add(row, undefined, []);
		await this.#completed(entity, rows);
	}

	/** The row holds what its shadow holds already, whatever of ours may be in flight: most rows of an overlap. */
	#isAccountedFor(row: NativeRecord, context: LinkContext | undefined): boolean {
		if (!context || row.deleted || isGone(context.link, this.options.side)) return false;
		const shadow = shadowOf(context.link, this.options.side);
		return shadow !== null && isUnchanged(row.record, shadow);
	}

	async #add(listed: NativeRecord, context: LinkContext | undefined, revisits: readonly Revisit[]): Promise<void> {
		const places = this.#placesOf(listed.entity);
		const place = places.get(listed.id);
		if (place !== undefined) return await this.#again(place, listed, context);
		const row = await this.#withBytes(await this.#current(listed, context), context);
		if (row === null) {
			this.nobody.push(...revisits.map((revisit) => revisit.id));
			return;
		}
		// A record that was deleted before it was ever linked concerns nobody, whoever named it.
		if (row.deleted && !context) {
			this.nobody.push(...revisits.map((revisit) => revisit.id));
			return;
		}
		if (row.deleted && revisits.length === 0 && context && isGone(context.link, this.options.side)) return;
		const record = complete(this.dependencies.connector.catalogue, row);
		const shadow = context ? this.#shadow(row.entity, record, context) : null;
		const known = revisits.length === 0 && !row.deleted && context && shadow;
		if (known && isEcho(record, shadow, context.link, this.options.side)) return;
		places.set(listed.id, this.items.length);
		this.items.push(itemJson(record, this.#envelope(row, record, shadow, context, revisits.map(askedBy))));
	}

	#placesOf(entity: Entity): Map<string, number> {
		const places = this.#places.get(entity) ?? new Map<string, number>();
		this.#places.set(entity, places);
		return places;
	}

	/**
	 * A record that was read before in this pull shows up again: it moved to a later page, or it was asked for by id.
	 * The watermark will pass both, so what was edited in between must not be dropped with the second row. Which of the
	 * two is older nobody can tell (lists lag): the record itself is read.
	 */
	async #again(place: number, listed: NativeRecord, context: LinkContext | undefined): Promise<void> {
		const { [ENVELOPE_KEY]: earlier } = this.items[place];
		if (!isChange(earlier)) return;
		const { connector } = this.dependencies;
		const shown = complete(connector.catalogue, withKnownHash(listed, earlier.record));
		if (listed.deleted === earlier.deleted && differences(shown, earlier.record).length === 0) return;
		const again = withKnownHash(await readOne(connector, listed.entity, listed.id), earlier.record);
		const row = (await this.#withBytes(again, context)) ?? again;
		const record = complete(connector.catalogue, row);
		const shadow = context ? this.#shadow(row.entity, record, context) : null;
		const envelope = this.#envelope(row, record, shadow, context, [{ ids: earlier.revisits, force: earlier.force }]);
		this.items[place] = itemJson(record, envelope);
	}

	/** The row, or where it may be older than what is known already, the record itself. */
	async #current(row: NativeRecord, context: LinkContext | undefined): Promise<NativeRecord> {
		const { connector } = this.dependencies;
		if (!context || row.deleted) return row;
		const alone = async (): Promise<NativeRecord> => this.#known(await readOne(connector, row.entity, row.id), context);
		if (this.#wentLately(context.link)) return alone();
		const record = complete(connector.catalogue, row);
		const shadow = this.#shadow(row.entity, record, context);
		if (!shadow || !mayBeStale(record, shadow) || isUnchanged(record, shadow)) return row;
		return alone();
	}

	#known(row: NativeRecord, context: LinkContext | undefined): NativeRecord {
		return withKnownHash(row, context && shadowOf(context.link, this.options.side));
	}

	#withBytes(row: NativeRecord, context: LinkContext | undefined): Promise<NativeRecord | null> {
		return withBytes({ ...this.dependencies, ...this.options }, row, context);
	}

	/** It was found gone a short while ago: a list may still show it for as long as its index lags. */
	#wentLately(link: Link): boolean {
		const { clock, settings = DEFAULT_SETTINGS } = this.dependencies;
		return isGone(link, this.options.side) && Date.parse(link.updatedAt) > clock.now() - settings.missingProbeMs;
	}

	#shadow(entity: Entity, record: FlatRecord, context: LinkContext): FlatRecord | null {
		const shadow = shadowOf(context.link, this.options.side);
		if (shadow === null) return null;
		const payloads = context.writes.flatMap((write) =>
			write.target === this.options.side && write.payload !== null ? [write.payload] : [],
		);
		return absorb(this.dependencies.connector.catalogue, entity, shadow, record, payloads);
	}

	#envelope(
		row: NativeRecord,
		record: FlatRecord,
		shadow: FlatRecord | null,
		context: LinkContext | undefined,
		asked: readonly Asked[],
	): ChangeEnvelope {
		const { connector } = this.dependencies;
		const ownIsPlatform = this.options.side === 'platform';
		return {
			kind: 'change',
			sync: this.options.sync,
			side: this.options.side,
			system: connector.system,
			entity: row.entity,
			id: row.id,
			record: { ...record },
			shadow: shadow && { ...shadow },
			view: ownIsPlatform ? { ...record } : null,
			shadowView: ownIsPlatform && shadow ? { ...shadow } : null,
			linkId: context?.link.id ?? null,
			revision: context?.link.revision ?? null,
			changedAt: row.changedAt === null ? null : isoTime(Date.parse(row.changedAt) - connector.skewMs()),
			author: row.author,
			url: row.url,
			etag: row.etag,
			externalIds: [...row.externalIds],
			deleted: row.deleted,
			force: [...new Set(asked.flatMap(({ force }) => force))],
			revisits: asked.flatMap(({ ids }) => ids),
			pull: this.id,
			problems: [],
		};
	}
}

/** Requests that an item answers, and the fields that they say have changed. */
interface Asked {
	readonly ids: readonly string[];
	readonly force: readonly string[];
}

function askedBy({ id, force }: Revisit): Asked {
	return { ids: [id], force };
}

/** Our own write, or a row of the overlap: the record holds what has been accounted for. */
function isEcho(record: FlatRecord, shadow: FlatRecord, link: Link, side: Side): boolean {
	return !isGone(link, side) && isUnchanged(record, shadow);
}

/** It is known already that the record is not there, whether or not that counts as a deletion. */
function isGone(link: Link, side: Side): boolean {
	return link.state === 'tombstone' || missingOn(link, side) !== null;
}
