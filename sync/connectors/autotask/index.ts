import { systemClock } from '../../model/clock';
import type { FieldDefinition } from '../../model/catalogue';
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
import { listerOf, type EntityConnector, type EntityConnectors } from '../entity-connector';
import { AutotaskWriter } from './apply';
import { autotaskCatalogue } from './catalogue';
import { AutotaskClient } from './client';
import { FieldInformation } from './field-information';
import type { AutotaskOptions } from './options';
import { tenantOf } from './options';
import { UploadAllowance } from './attachments/allowance';
import { AutotaskAttachments } from './attachments/attachments';
import { AutotaskAgreements } from './agreements/agreements';
import { AutotaskInvoices } from './invoices/invoices';
import { AutotaskNotes } from './notes/notes';
import { People } from './people';
import { PlainRecords } from './plain';
import { TimeSetUp } from './time/set-up';
import { AutotaskTime } from './time/time';

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
	readonly hidesQuiet = ['note'] as const;
	readonly fingerprint: string;
	readonly contents: ContentReader;
	readonly lists: RecordLister;
	readonly #client: AutotaskClient;
	readonly #entities: EntityConnectors;

	constructor(options: AutotaskOptions) {
		this.fingerprint = tenantOf(options);
		const client = new AutotaskClient(options);
		const writer = createAutotaskWriter(client, options);
		const now = (): number => (options.clock ?? systemClock).now();
		const people = new People(client, this.fingerprint, now);
		const setUp = new TimeSetUp(client, this.fingerprint, now);
		const { overlapMs } = options;
		const allowance = new UploadAllowance(this.fingerprint, now);
		const attachments = new AutotaskAttachments(client, allowance, overlapMs);
		this.contents = attachments;
		this.#client = client;
		this.#entities = {
			company: new PlainRecords('company', client, writer, overlapMs),
			contact: new PlainRecords('contact', client, writer, overlapMs),
			ticket: new PlainRecords('ticket', client, writer, overlapMs),
			agreement: new AutotaskAgreements(client, writer.information, overlapMs),
			note: new AutotaskNotes(client, people, overlapMs),
			timeEntry: new AutotaskTime(client, people, writer.information, setUp, overlapMs),
			attachment: attachments,
			invoice: new AutotaskInvoices(client, overlapMs),
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
		const known = Object.hasOwn(this.#entities, entity) ? this.#entities[entity] : undefined;
		if (known !== undefined) return known;
		const message = `Autotask: ${entity} is not synchronised; choose one of ${Object.keys(this.#entities).join(', ')}`;
		throw new SyncError('BAD_INPUT', message, { system: 'autotask', entity });
	}
}
