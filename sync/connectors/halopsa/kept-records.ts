import type { FieldDefinition } from '../../model/catalogue';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, MatchKeys, WriteOptions } from '../connector';
import type { HaloPsaWriter } from './apply';
import type { HaloPsaEntity } from './catalogue';
import { readChanges } from './changes';
import type { HaloPsaClient } from './client';
import type { EntityConnector } from '../entity-connector';
import { liveFields } from './live-fields';
import type { Lookups } from './lookups';
import { findMatches, labelOf, readByIds } from './match';
import type { HaloPsaOptions } from './options';
import { toNative } from './records';
import type { VendorRecord } from './schemas';

/** Clients, users and tickets: records with a list and an address of their own. */
export class KeptRecords implements EntityConnector {
	constructor(
		private readonly entity: HaloPsaEntity,
		private readonly client: HaloPsaClient,
		private readonly lookups: Lookups,
		private readonly writer: HaloPsaWriter,
		private readonly options: HaloPsaOptions,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readChanges(this.client, this.entity, state, limit, this.options.overlapMs);
		return { ...answer, rows: await this.#natives(answer.rows) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await this.#natives(await readByIds(this.client, this.entity, ids));
		return new Map(rows.map((row) => [row.id, row]));
	}

	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const found = await findMatches(this.client, this.entity, keys);
		return await Promise.all(
			found.map(async (matches) => {
				const records = await this.#natives(matches.map(({ raw }) => raw));
				return matches.map(({ raw, rule }, index) => {
					return { record: records[index], rule, label: labelOf(this.entity, raw) };
				});
			}),
		);
	}

	/** HaloPSA knows no idempotency keys: a create whose answer was lost is looked for with `find` before it is repeated. */
	async create(
		payload: FlatRecord,
		sourceId: string,
		_idempotencyKey: string,
		options: WriteOptions,
	): Promise<NativeRecord> {
		return await this.#native(await this.writer.create(this.entity, payload, sourceId, options));
	}

	/** HaloPSA has no version of a record: between the caller's reading and this write nothing can be noticed. */
	async update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord> {
		const raw = await this.writer.update(this.entity, current.id, changes, current.record, options);
		return raw === undefined ? current : await this.#native(raw);
	}

	async fields(): Promise<FieldDefinition[]> {
		return await liveFields(this.lookups, this.writer.customFields, this.entity);
	}

	async #natives(rows: readonly VendorRecord[]): Promise<NativeRecord[]> {
		return await Promise.all(rows.map(async (raw) => await this.#native(raw)));
	}

	async #native(raw: VendorRecord): Promise<NativeRecord> {
		const names = this.entity === 'ticket' ? await this.lookups.namesOf(raw) : {};
		return toNative(this.entity, raw, this.options, names);
	}
}
