import type { FieldDefinition } from '../../model/catalogue';
import { systemClock } from '../../model/clock';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type {
	Candidate,
	ChangePage,
	Connector,
	ContentReader,
	MatchKeys,
	RecordLister,
	WriteOptions,
} from '../connector';
import { Agents } from './actions/agents';
import { TicketActions } from './actions/ticket-actions';
import { toNativeAgreement } from './agreements/records';
import { HaloPsaWriter } from './apply';
import { HaloPsaAttachments } from './attachments/attachments';
import type { HaloPsaEntity } from './catalogue';
import { halopsaCatalogue } from './catalogue';
import { HaloPsaClient } from './client';
import { listerOf, type EntityConnector, type EntityConnectors } from '../entity-connector';
import { KeptRecords } from './kept-records';
import { toNativeInvoice } from './invoices/records';
import { Lookups } from './lookups';
import { HaloPsaNotes } from './notes/notes';
import type { HaloPsaOptions } from './options';
import { tenantOf } from './options';
import { ReadOnlyRecords } from './read-only-records';
import { HaloPsaTimeEntries } from './time/time-entries';
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
	readonly contents: ContentReader;
	readonly lists: RecordLister;
	readonly #client: HaloPsaClient;
	readonly #entities: EntityConnectors;

	constructor(options: HaloPsaOptions) {
		this.fingerprint = tenantOf(options);
		const client = new HaloPsaClient(options);
		const lookups = lookupsOf(client, options);
		const writer = new HaloPsaWriter(client, lookups);
		const kept = (entity: HaloPsaEntity) => new KeptRecords(entity, client, lookups, writer, options);
		const actions = new TicketActions(client);
		const agents = new Agents(lookups);
		const attachments = new HaloPsaAttachments(client, options);
		this.contents = attachments;
		this.#client = client;
		this.#entities = {
			company: kept('company'),
			contact: kept('contact'),
			ticket: kept('ticket'),
			agreement: new ReadOnlyRecords('agreement', client, toNativeAgreement, options.overlapMs),
			invoice: new ReadOnlyRecords('invoice', client, toNativeInvoice, options.overlapMs),
			note: new HaloPsaNotes(client, actions, agents, lookups, options),
			timeEntry: new HaloPsaTimeEntries(client, actions, agents, lookups, options),
			attachment: attachments,
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
		if (known) return known;
		const names = Object.keys(this.#entities).join(', ');
		const message = `HaloPSA: ${entity} is not synchronised yet; choose one of ${names}`;
		throw new SyncError('BAD_INPUT', message, { system: 'halopsa', entity });
	}
}
