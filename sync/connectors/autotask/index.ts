import { systemClock } from '../../model/clock';
import type { FieldDefinition } from '../../model/catalogue';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, Connector, MatchKeys, WriteOptions } from '../connector';
import { AutotaskWriter } from './apply';
import type { AutotaskEntity } from './catalogue';
import { AUTOTASK_ENTITIES, autotaskCatalogue } from './catalogue';
import { readChanges } from './changes';
import { AutotaskClient } from './client';
import { FieldInformation } from './field-information';
import { liveFields } from './live-fields';
import { findMatches, labelOf, readByIds } from './match';
import type { AutotaskOptions } from './options';
import { tenantOf } from './options';
import { NoteAuthors } from './notes/authors';
import { AutotaskNotes } from './notes/notes';
import { toNative } from './records';
import type { VendorRecord } from './schemas';

export { AutotaskWriter } from './apply';
export { AUTOTASK_ENTITIES, autotaskCatalogue, CUSTOM_FIELD_PREFIX } from './catalogue';
export type { AutotaskEntity } from './catalogue';
export { AutotaskClient } from './client';
export { allOf, anyOf, compare, compareCustom, exists, oneOf } from './conditions';
export type { Comparison, Condition, Scalar } from './conditions';
export type { FieldInformation } from './field-information';
export { fieldOptions } from './live-fields';
export { labelOf } from './match';
export { autotaskBudget } from './budget';
export { serverUrl, tenantOf } from './options';
export type { AutotaskOptions } from './options';
export { flatten, valueOf } from './records';
export type { VendorRecord } from './schemas';
export { AutotaskWebhooks, verifyAutotask } from './webhook';

/** Autotask PSA as a system that the engine can read and write. */
export function createAutotaskConnector(options: AutotaskOptions): Connector {
	return new AutotaskConnector(options);
}

/** What writes to a tenant through `client`. */
export function createAutotaskWriter(client: AutotaskClient, options: AutotaskOptions): AutotaskWriter {
	const { clock } = options;
	return new AutotaskWriter(
		client,
		new FieldInformation(client, tenantOf(options), () => (clock ?? systemClock).now()),
	);
}

class AutotaskConnector implements Connector {
	readonly system = 'autotask';
	readonly catalogue = autotaskCatalogue;
	readonly fingerprint: string;
	readonly #client: AutotaskClient;
	readonly #writer: AutotaskWriter;
	readonly #notes: AutotaskNotes;

	constructor(private readonly options: AutotaskOptions) {
		this.fingerprint = tenantOf(options);
		this.#client = new AutotaskClient(options);
		this.#writer = createAutotaskWriter(this.#client, options);
		const authors = new NoteAuthors(this.#client, this.fingerprint, () => (options.clock ?? systemClock).now());
		this.#notes = new AutotaskNotes(this.#client, authors, options.overlapMs);
	}

	skewMs(): number {
		return this.#client.skewMs();
	}

	calls(): number {
		return this.#client.calls();
	}

	async changes(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		if (entity === 'note') return await this.#notes.changes(state, limit);
		const known = supported(entity);
		const answer = await readChanges(this.#client, known, state, limit, this.options.overlapMs);
		return { ...answer, rows: answer.rows.map((raw) => this.#native(known, raw)) };
	}

	async read(entity: Entity, ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		if (entity === 'note') return await this.#notes.read(ids);
		const known = supported(entity);
		const rows = await readByIds(this.#client, known, ids);
		return new Map(rows.map((raw) => [String(raw.id), this.#native(known, raw)]));
	}

	async find(entity: Entity, keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		if (entity === 'note') return await this.#notes.find(keys);
		const known = supported(entity);
		const found = await findMatches(this.#client, known, keys);
		return found.map((matches) =>
			matches.map(({ raw, rule }) => ({ record: this.#native(known, raw), rule, label: labelOf(known, raw) })),
		);
	}

	/** Autotask knows no idempotency keys: a create whose answer was lost is looked for with `find` before it is repeated. */
	async create(
		entity: Entity,
		payload: FlatRecord,
		sourceId: string,
		_idempotencyKey?: string,
		{ synonyms = {} }: WriteOptions = {},
	): Promise<NativeRecord> {
		if (entity === 'note') return await this.#notes.create(payload);
		const known = supported(entity);
		const fitting = await this.#writer.information.fit(known, payload, synonyms);
		return this.#native(known, await this.#writer.create(known, fitting, sourceId));
	}

	async update(
		entity: Entity,
		current: NativeRecord,
		changes: FlatRecord,
		{ synonyms = {} }: WriteOptions = {},
	): Promise<NativeRecord> {
		if (entity === 'note') return await this.#notes.update(current, changes);
		const known = supported(entity);
		if (Object.keys(changes).length === 0) return current;
		const fitting = await this.#writer.information.fit(known, changes, synonyms);
		return this.#native(known, await this.#writer.update(known, current.id, fitting, current.record));
	}

	async fields(entity: Entity): Promise<FieldDefinition[]> {
		if (entity === 'note') return await this.#notes.fields();
		return await liveFields(this.#client, this.#writer.information, supported(entity));
	}

	#native(entity: AutotaskEntity, raw: VendorRecord): NativeRecord {
		return toNative(entity, raw, this.#client.webUrl());
	}
}

function supported(entity: Entity): AutotaskEntity {
	const known = AUTOTASK_ENTITIES.find((one) => one === entity);
	if (known !== undefined) return known;
	const message = `Autotask: ${entity} is not synchronised yet; choose company, contact, ticket or note`;
	throw new SyncError('BAD_INPUT', message, { system: 'autotask', entity });
}
