import type { FieldDefinition } from '../../model/catalogue';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, MatchKeys, WriteOptions } from '../connector';
import type { EntityConnector } from '../entity-connector';
import type { ConnectWiseWriter } from './apply';
import type { BoardStatuses } from './board-statuses';
import type { PlainEntity } from './catalogue';
import { readChanges } from './changes';
import type { ConnectWiseClient } from './client';
import { liveFields } from './live-fields';
import { findMatches, labelOf, readByIds } from './match';
import type { ConnectWiseOptions } from './options';
import { toNative } from './records';
import type { VendorRecord } from './schemas';

/** Companies, contacts and tickets. */
export class PlainRecords implements EntityConnector {
	constructor(
		protected readonly entity: PlainEntity,
		private readonly client: ConnectWiseClient,
		protected readonly writer: ConnectWiseWriter,
		private readonly options: ConnectWiseOptions,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readChanges(this.client, this.entity, state, limit, this.options.overlapMs);
		return { ...answer, rows: answer.rows.map((raw) => this.native(raw)) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await readByIds(this.client, this.entity, ids);
		return new Map(rows.map((raw) => [String(raw.id), this.native(raw)]));
	}

	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const found = await findMatches(this.client, this.entity, keys);
		return found.map((matches) =>
			matches.map(({ raw, rule }) => ({ record: this.native(raw), rule, label: labelOf(this.entity, raw) })),
		);
	}

	async create(payload: FlatRecord, sourceId: string, _key: string, { quiet }: WriteOptions): Promise<NativeRecord> {
		return this.native(await this.writer.create(this.entity, payload, sourceId, quiet));
	}

	async update(current: NativeRecord, changes: FlatRecord, { quiet }: WriteOptions): Promise<NativeRecord> {
		const raw = await this.writer.update(this.entity, current.id, changes, current.changedAt, quiet);
		return raw === undefined ? current : this.native(raw);
	}

	async fields(): Promise<FieldDefinition[]> {
		return await liveFields(this.client, this.writer.customFields, this.entity);
	}

	protected native(raw: VendorRecord): NativeRecord {
		return toNative(this.entity, raw, this.options);
	}
}

/** Tickets, whose statuses are their board's own. */
export class TicketRecords extends PlainRecords {
	constructor(
		client: ConnectWiseClient,
		writer: ConnectWiseWriter,
		private readonly statuses: BoardStatuses,
		options: ConnectWiseOptions,
	) {
		super('ticket', client, writer, options);
	}

	override async create(
		payload: FlatRecord,
		sourceId: string,
		key: string,
		options: WriteOptions,
	): Promise<NativeRecord> {
		const fitting = await this.statuses.fit(payload, payload, options.synonyms ?? {});
		return await super.create(fitting, sourceId, key, options);
	}

	override async update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord> {
		const after = { ...current.record, ...changes };
		const fitting = await this.statuses.fit(changes, after, options.synonyms ?? {});
		return await super.update(current, fitting, options);
	}
}
