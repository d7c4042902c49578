import type { FieldDefinition } from '../../model/catalogue';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, Connector, MatchKeys, WriteOptions } from '../connector';
import { ConnectWiseWriter } from './apply';
import type { ConnectWiseEntity } from './catalogue';
import { BoardStatuses } from './board-statuses';
import { CONNECTWISE_ENTITIES, connectwiseCatalogue } from './catalogue';
import { readChanges } from './changes';
import { ConnectWiseClient } from './client';
import { liveFields } from './live-fields';
import { findMatches, labelOf, readByIds } from './match';
import { ConnectWiseNotes } from './notes/notes';
import type { ConnectWiseOptions } from './options';
import { tenantOf } from './options';
import { toNative } from './records';
import type { VendorRecord } from './schemas';

export { ConnectWiseWriter } from './apply';
export { connectWiseBudget } from './budget';
export { CONNECTWISE_ENTITIES, CUSTOM_FIELD_PREFIX, connectwiseCatalogue } from './catalogue';
export type { ConnectWiseEntity } from './catalogue';
export { ConnectWiseClient } from './client';
export type { ListFilter } from './client';
export { allOf, anyOf, compare, isExact, oneOf } from './conditions';
export type { Comparison, Scalar } from './conditions';
export { boardList, boards } from './live-fields';
export { labelOf } from './match';
export { API_VERSION, CONNECTWISE_REGIONS, siteUrl, tenantOf } from './options';
export type { ConnectWiseOptions, ConnectWiseRegion } from './options';
export { valueAt } from './records';
export { SigningKeys, signingKeysOf } from './signing-keys';
export { ConnectWiseCallbacks, verifyConnectWise } from './webhook';
export { namedThing } from './schemas';
export type { NamedThing, VendorRecord } from './schemas';

/** ConnectWise Manage as a system that the engine can read and write. */
export function createConnectWiseConnector(options: ConnectWiseOptions): Connector {
	return new ConnectWiseConnector(options);
}

class ConnectWiseConnector implements Connector {
	readonly system = 'connectwise';
	readonly catalogue = connectwiseCatalogue;
	readonly fingerprint: string;
	readonly #client: ConnectWiseClient;
	readonly #writer: ConnectWiseWriter;
	readonly #statuses: BoardStatuses;
	readonly #notes: ConnectWiseNotes;

	constructor(private readonly options: ConnectWiseOptions) {
		this.fingerprint = tenantOf(options);
		this.#client = new ConnectWiseClient(options);
		this.#writer = new ConnectWiseWriter(this.#client);
		this.#statuses = new BoardStatuses(this.#client);
		this.#notes = new ConnectWiseNotes(this.#client, options.overlapMs);
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

	/** ConnectWise knows no idempotency keys: a create whose answer was lost is looked for with `find` before it is repeated. */
	async create(
		entity: Entity,
		payload: FlatRecord,
		sourceId: string,
		_idempotencyKey?: string,
		{ synonyms = {} }: WriteOptions = {},
	): Promise<NativeRecord> {
		if (entity === 'note') return await this.#notes.create(payload);
		const known = supported(entity);
		const fitting = known === 'ticket' ? await this.#statuses.fit(payload, payload, synonyms) : payload;
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
		const after = { ...current.record, ...changes };
		const fitting = known === 'ticket' ? await this.#statuses.fit(changes, after, synonyms) : changes;
		const raw = await this.#writer.update(known, current.id, fitting, current.changedAt);
		return raw === undefined ? current : this.#native(known, raw);
	}

	async fields(entity: Entity): Promise<FieldDefinition[]> {
		if (entity === 'note') return [...connectwiseCatalogue.entities.note];
		return await liveFields(this.#client, this.#writer.customFields, supported(entity));
	}

	#native(entity: ConnectWiseEntity, raw: VendorRecord): NativeRecord {
		return toNative(entity, raw, this.options);
	}
}

function supported(entity: Entity): ConnectWiseEntity {
	const known = CONNECTWISE_ENTITIES.find((one) => one === entity);
	if (known !== undefined) return known;
	throw new SyncError(
		'BAD_INPUT',
		`ConnectWise: ${entity} is not synchronised yet; choose company, contact, ticket or note`,
		{
			system: 'connectwise',
			entity,
		},
	);
}
