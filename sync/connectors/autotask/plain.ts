import type { FieldDefinition } from '../../model/catalogue';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, MatchKeys, WriteOptions } from '../connector';
import type { EntityConnector } from '../entity-connector';
import type { AutotaskWriter } from './apply';
import type { AutotaskEntity } from './catalogue';
import { readChanges } from './changes';
import type { AutotaskClient } from './client';
import { liveFields } from './live-fields';
import { findMatches, labelOf, readByIds } from './match';
import { changeFields, toNative } from './records';
import type { VendorRecord } from './schemas';

/** Companies, contacts or tickets: records whose fields are the vendor's own and nothing else. */
export class PlainRecords implements EntityConnector {
	constructor(
		private readonly entity: AutotaskEntity,
		private readonly client: AutotaskClient,
		private readonly writer: AutotaskWriter,
		private readonly overlapMs?: number,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readChanges(
			this.client,
			{ entity: this.entity, times: changeFields(this.entity) },
			state,
			limit,
			this.overlapMs,
		);
		return { ...answer, rows: answer.rows.map((raw) => this.#native(raw)) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await readByIds(this.client, this.entity, ids);
		return new Map(rows.map((raw) => [String(raw.id), this.#native(raw)]));
	}

	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const found = await findMatches(this.client, this.entity, keys);
		return found.map((matches) =>
			matches.map(({ raw, rule }) => ({ record: this.#native(raw), rule, label: labelOf(this.entity, raw) })),
		);
	}

	/** Autotask knows no idempotency keys: a create whose answer was lost is looked for with `find` before it is repeated. */
	async create(
		payload: FlatRecord,
		sourceId: string,
		_idempotencyKey: string,
		{ synonyms = {} }: WriteOptions,
	): Promise<NativeRecord> {
		const fitting = await this.writer.information.fit(this.entity, payload, synonyms);
		return this.#native(await this.writer.create(this.entity, fitting, sourceId));
	}

	async update(current: NativeRecord, changes: FlatRecord, { synonyms = {} }: WriteOptions): Promise<NativeRecord> {
		if (Object.keys(changes).length === 0) return current;
		const fitting = await this.writer.information.fit(this.entity, changes, synonyms);
		return this.#native(await this.writer.update(this.entity, current.id, fitting, current.record));
	}

	async fields(): Promise<FieldDefinition[]> {
		return await liveFields(this.client, this.writer.information, this.entity);
	}

	#native(raw: VendorRecord): NativeRecord {
		return toNative(this.entity, raw, this.client.webUrl());
	}
}
