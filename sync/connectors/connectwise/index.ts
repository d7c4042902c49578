import type { FieldDefinition } from '../../model/catalogue';
import { systemClock } from '../../model/clock';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Candidate, ChangePage, Connector, MatchKeys, RecordLister, WriteOptions } from '../connector';
import { listerOf, type EntityConnector, type EntityConnectors } from '../entity-connector';
import { ConnectWiseWriter } from './apply';
import { ConnectWiseAttachments } from './attachments/attachments';
import { BoardStatuses } from './board-statuses';
import { connectwiseCatalogue } from './catalogue';
import { ConnectWiseClient } from './client';
import { toNativeInvoice } from './invoices/records';
import { ConnectWiseNotes } from './notes/notes';
import type { ConnectWiseOptions } from './options';
import { tenantOf } from './options';
import { PlainRecords, TicketRecords } from './plain-records';
import { ReadOnlyRecords } from './read-only-records';
import { toNative } from './records';
import { ConnectWiseTimeEntries } from './time/time-entries';

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
	readonly contents: ConnectWiseAttachments;
	readonly lists: RecordLister;
	readonly #client: ConnectWiseClient;
	readonly #entities: EntityConnectors;

	constructor(options: ConnectWiseOptions) {
		this.fingerprint = tenantOf(options);
		const client = new ConnectWiseClient(options);
		const writer = new ConnectWiseWriter(client);
		const { overlapMs, clock = systemClock } = options;
		this.#client = client;
		this.contents = new ConnectWiseAttachments(client, overlapMs);
		this.#entities = {
			company: new PlainRecords('company', client, writer, options),
			contact: new PlainRecords('contact', client, writer, options),
			agreement: new ReadOnlyRecords('agreement', client, (raw) => toNative('agreement', raw, options), overlapMs),
			ticket: new TicketRecords(client, writer, new BoardStatuses(client), options),
			note: new ConnectWiseNotes(client, overlapMs),
			timeEntry: new ConnectWiseTimeEntries(client, writer.customFields, () => clock.now(), overlapMs),
			attachment: this.contents,
			invoice: new ReadOnlyRecords('invoice', client, (raw) => toNativeInvoice(raw, options), overlapMs),
		};
		this.lists = listerOf(this.system, this.#entities);
	}

	skewMs(): number {
		return this.#client.skewMs();
	}

	calls(): number {
		return this.#client.calls();
	}

	async changes(entity: Entity, state: Json | null, limit: number): Promise<ChangePage> {
		return await this.#of(entity).changes(state, limit);
	}

	async read(entity: Entity, ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		return await this.#of(entity).read(ids);
	}

	async find(entity: Entity, keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		return await this.#of(entity).find(keys);
	}

	/** ConnectWise knows no idempotency keys: a create whose answer was lost is looked for with `find` before it is repeated. */
	async create(
		entity: Entity,
		payload: FlatRecord,
		sourceId: string,
		idempotencyKey: string,
		options: WriteOptions = {},
	): Promise<NativeRecord> {
		return await this.#of(entity).create(payload, sourceId, idempotencyKey, options);
	}

	async update(
		entity: Entity,
		current: NativeRecord,
		changes: FlatRecord,
		options: WriteOptions = {},
	): Promise<NativeRecord> {
		return await this.#of(entity).update(current, changes, options);
	}

	async fields(entity: Entity): Promise<FieldDefinition[]> {
		return await this.#of(entity).fields();
	}

	#of(entity: Entity): EntityConnector {
		const known = this.#entities[entity];
		if (known !== undefined) return known;
		const message = `ConnectWise: ${entity} is not synchronised; choose one of ${Object.keys(this.#entities).join(', ')}`;
		throw new SyncError('BAD_INPUT', message, { system: 'connectwise', entity });
	}
}
