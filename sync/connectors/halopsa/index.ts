import type { FieldDefinition } from '../../model/catalogue';
import { systemClock } from '../../model/clock';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, Connector, MatchKeys, WriteOptions } from '../connector';
import { HaloPsaWriter } from './apply';
import type { HaloPsaEntity } from './catalogue';
import { HALOPSA_ENTITIES, halopsaCatalogue } from './catalogue';
import { readChanges } from './changes';
import { HaloPsaClient } from './client';
import { liveFields } from './live-fields';
import { Lookups } from './lookups';
import { findMatches, labelOf, readByIds } from './match';
import type { HaloPsaOptions } from './options';
import { tenantOf } from './options';
import { toNative } from './records';
import type { VendorRecord } from './schemas';
import { LARGEST_BATCH } from './update-batches';

export { HaloPsaWriter } from './apply';
export { haloPsaBudget } from './budget';
export type { HaloPsaLimits } from './budget';
export { CUSTOM_FIELD_PREFIX, HALOPSA_ENTITIES, halopsaCatalogue } from './catalogue';
export type { HaloPsaEntity } from './catalogue';
export { HaloPsaClient, isLastPage } from './client';
export type { ListPage } from './client';
export { Lookups, priorityId } from './lookups';
export { LISTED } from './changes';
export { labelOf } from './match';
export { siteUrl, tenantOf } from './options';
export type { HaloPsaOptions } from './options';
export { flatten, valueAt } from './records';
export type { NamedThing, VendorRecord } from './schemas';
export type { TokenShelf } from './token';
export { HaloPsaWebhooks, verifyHaloPsa } from './webhook';

/** HaloPSA as a system that the engine can read and write, on either side of a sync. */
export function createHaloPsaConnector(options: HaloPsaOptions): Connector {
	return new HaloPsaConnector(options);
}

/** What is set up in a tenant, as this application may see it. */
export function lookupsOf(client: HaloPsaClient, options: HaloPsaOptions): Lookups {
	const clock = options.clock ?? systemClock;
	return new Lookups(client, `${tenantOf(options)} ${options.clientId.trim()}`, () => clock.now());
}

class HaloPsaConnector implements Connector {
	readonly system = 'halopsa';
	readonly catalogue = halopsaCatalogue;
	readonly updatesTogether = LARGEST_BATCH;
	readonly fingerprint: string;
	readonly #client: HaloPsaClient;
	readonly #lookups: Lookups;
	readonly #writer: HaloPsaWriter;

	constructor(private readonly options: HaloPsaOptions) {
		this.fingerprint = tenantOf(options);
		this.#client = new HaloPsaClient(options);
		this.#lookups = lookupsOf(this.#client, options);
		this.#writer = new HaloPsaWriter(this.#client, this.#lookups);
	}

	skewMs(): number {
		return this.#client.skewMs();
	}

	calls(): number {
		return this.#client.calls();
	}

	async changes(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		const known = supported(entity);
		const answer = await readChanges(this.#client, known, state, limit, this.options.overlapMs);
		return { ...answer, rows: await this.#natives(known, answer.rows) };
	}

	async read(entity: Entity, ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const known = supported(entity);
		const rows = await this.#natives(known, await readByIds(this.#client, known, ids));
		return new Map(rows.map((row) => [row.id, row]));
	}

	async find(entity: Entity, keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const known = supported(entity);
		const found = await findMatches(this.#client, known, keys);
		return await Promise.all(
			found.map(async (matches) => {
				const records = await this.#natives(
					known,
					matches.map(({ raw }) => raw),
				);
				return matches.map(({ raw, rule }, index) => ({ record: records[index], rule, label: labelOf(known, raw) }));
			}),
		);
	}

	/** HaloPSA knows no idempotency keys: a create whose answer was lost is looked for with `find` before it is repeated. */
	async create(
		entity: Entity,
		payload: FlatRecord,
		sourceId: string,
		_idempotencyKey?: string,
		{ synonyms = {} }: WriteOptions = {},
	): Promise<NativeRecord> {
		const known = supported(entity);
		return await this.#native(known, await this.#writer.create(known, payload, sourceId, synonyms));
	}

	/** HaloPSA has no version of a record: between the caller's reading and this write nothing can be noticed. */
	async update(
		entity: Entity,
		current: NativeRecord,
		changes: FlatRecord,
		{ synonyms = {} }: WriteOptions = {},
	): Promise<NativeRecord> {
		const known = supported(entity);
		const raw = await this.#writer.update(known, current.id, changes, current.record, synonyms);
		return raw === undefined ? current : await this.#native(known, raw);
	}

	async fields(entity: Entity): Promise<FieldDefinition[]> {
		return await liveFields(this.#lookups, this.#writer.customFields, supported(entity));
	}

	async #natives(entity: HaloPsaEntity, rows: readonly VendorRecord[]): Promise<NativeRecord[]> {
		return await Promise.all(rows.map(async (raw) => await this.#native(entity, raw)));
	}

	async #native(entity: HaloPsaEntity, raw: VendorRecord): Promise<NativeRecord> {
		const names = entity === 'ticket' ? await this.#lookups.namesOf(raw) : {};
		return toNative(entity, raw, this.options, names);
	}
}

function supported(entity: Entity): HaloPsaEntity {
	const known = HALOPSA_ENTITIES.find((one) => one === entity);
	if (known !== undefined) return known;
	throw new SyncError('BAD_INPUT', `HaloPSA: ${entity} is not synchronised yet; choose company, contact or ticket`, {
		system: 'halopsa',
		entity,
	});
}
