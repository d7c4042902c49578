import type { Connector, Owner } from '../connector';
import { companyOf, ticketOf } from '../entity-connector';
import { createRecord, updateRecord } from './apply';
import { createAttachment, MAX_ATTACHMENT_BYTES } from './attachments';
import { platformCatalogue } from './catalogue';
import { readChanges } from './changes';
import { PlatformClient, type PlatformTransportOptions } from './client';
import { tenantOf, type PlatformConnection } from './connection';
import { findCandidates, readRecords } from './match';
import { toFieldDefinitions, toNativeRecord, type RecordContext } from './records';
import type { Entity } from '../../model/entity';
import type { NativeRecord } from '../../model/record';

export { platformBudget } from './budget';
export { platformCatalogue, CUSTOM_FIELD_PREFIX, RESOURCE_PATHS } from './catalogue';
export { PlatformClient } from './client';
export type {
	PlatformAnswer,
	PlatformFilters,
	PlatformIdentity,
	PlatformPage,
	PlatformTransportOptions,
} from './client';
export { tenantOf } from './connection';
export type { PlatformConnection } from './connection';
export type { FieldNameMap } from './field-names';
export type { PlatformRecord } from './records';
export { toCreateBody, toFieldDefinitions, toPatchBody } from './records';
export { PlatformWebhooks, verifyPlatform } from './webhook';

export interface PlatformConnectorOptions extends PlatformConnection {
	/** The other side's name in `externalRefs`: lower case, e.g. `connectwise`. */
	readonly otherSystem: string;
	/** Tells tenants apart that share one base URL; no secret. */
	readonly tenant?: string;
	readonly transport?: PlatformTransportOptions;
}

/**
 * The unified platform, or any server that keeps docs/platform-contract.openapi.yaml.
 * @throws SyncError BAD_INPUT for an address, header or key that cannot be used.
 */
export function createPlatformConnector(options: PlatformConnectorOptions): Connector {
	const client = new PlatformClient(options, options.transport);
	const context = (entity: Entity): RecordContext => ({ entity, otherSystem: options.otherSystem });
	return {
		system: 'platform',
		catalogue: platformCatalogue,
		fingerprint: tenantOf(options, options.tenant),
		skewMs: () => client.skewMs(),
		calls: () => client.calls(),
		changes: (entity, state, limit) => readChanges(client, entity, options.otherSystem, state, limit),
		read: (entity, ids) => readRecords(client, context(entity), ids),
		find: (entity, keys) => findCandidates(client, context(entity), keys),
		create: (entity, payload, sourceId, idempotencyKey, write) =>
			(entity === 'attachment' ? createAttachment : createRecord)(client, context(entity), payload, sourceId, {
				idempotencyKey,
				...write,
			}),
		lists: { list: async (entity, owner, most) => await listRecords(client, context(entity), owner, most) },
		contents: { open: (id) => client.content(id), maxBytes: MAX_ATTACHMENT_BYTES },
		update: (entity, current, changes, write) =>
			updateRecord(client, context(entity), current, changes, { quiet: write?.quiet }),
		async fields(entity) {
			const live = await client.fields(entity);
			return live === null ? [...(platformCatalogue.entities[entity] ?? [])] : toFieldDefinitions(entity, live);
		},
	};
}

/** The contract's ids. */
const RECORD_ID = /^[A-Za-z0-9_-]{1,64}$/;
const OF_TICKETS: ReadonlySet<Entity> = new Set(['note', 'timeEntry', 'attachment']);

async function listRecords(
	client: PlatformClient,
	context: RecordContext,
	owner: Owner,
	most: number,
): Promise<NativeRecord[]> {
	const { entity } = context;
	const filters = OF_TICKETS.has(entity)
		? { ticketId: ticketOf('platform', entity, owner, RECORD_ID) }
		: { companyId: companyOf('platform', entity, owner, RECORD_ID) };
	return (await client.listAll(entity, filters, most)).map((record) => toNativeRecord(record, context));
}
