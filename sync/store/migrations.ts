import { sql, type Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { SyncError } from '../model/errors';
import type { StoreSchema } from './schema';

/** One step of the schema's history. Its number is its place in the list, from 1; a published step never changes. */
export interface Migration {
	readonly name: string;
	up(db: Kysely<StoreSchema>): Promise<void>;
}

export const MIGRATIONS: readonly Migration[] = [
	{ name: 'first light', up: createTables },
	{ name: 'phases', up: createPhases },
	{ name: 'writes per record', up: createWriteCount },
	{ name: 'missing records', up: addMissing },
	{ name: 'what a call replaces', up: addBeforeCall },
	{ name: 'inboxes', up: createInboxes },
	{ name: 'shared state', up: createSharedState },
	{ name: 'phase switches', up: createPhaseSwitches },
	{ name: 'settings', up: createSettings },
	{ name: 'left out', up: createLeftOut },
];

/**
 * @returns the version of the schema that the store has; 0 for an empty database.
 * @throws SyncError STORE where the store was written by a newer version of this package.
 */
export async function schemaVersion(db: Kysely<StoreSchema>, known: number, place: string): Promise<number> {
	const row = await db
		.selectFrom('psa_sync_schema')
		.select((eb) => eb.fn.max('version').as('version'))
		.executeTakeFirst();
	const version = Number(row?.version ?? 0);
	if (version > known) {
		throw new SyncError(
			'STORE',
			`The store ${place} was written by a newer version of this package (schema ${version}; this one knows ${known}). Update n8n-nodes-psa-sync, or restore a backup of the store that was made before the update.`,
		);
	}
	return version;
}

/** @returns when the newest step was taken, milliseconds since 1970. */
export async function migratedAt(db: Kysely<StoreSchema>): Promise<number> {
	const row = await db
		.selectFrom('psa_sync_schema')
		.select((eb) => eb.fn.max('applied_at').as('at'))
		.executeTakeFirst();
	return Date.parse(String(row?.at));
}

/** Creates the table that remembers which steps were taken. */
export async function prepareSchema(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('psa_sync_schema')
		.ifNotExists()
		.addColumn('version', 'integer', (column) => column.primaryKey())
		.addColumn('applied_at', 'text', (column) => column.notNull())
		.execute();
}

/** Takes the steps that are missing, all in one transaction. Does nothing where another process was faster. */
export async function migrate(
	db: Kysely<StoreSchema>,
	migrations: readonly Migration[],
	now: number,
	place: string,
): Promise<void> {
	await db.transaction().execute(async (trx) => {
		await prepareSchema(trx);
		const version = await schemaVersion(trx, migrations.length, place);
		for (const [index, migration] of migrations.entries()) {
			if (index < version) continue;
			await migration.up(trx);
			await trx
				.insertInto('psa_sync_schema')
				.values({ version: index + 1, applied_at: isoTime(now) })
				.execute();
		}
	});
}

async function createTables(db: Kysely<StoreSchema>): Promise<void> {
	await createPositionTables(db);
	await createLinkTables(db);
	await createHistoryTables(db);
}

/** What a sync knows of its two systems: whose they are, how far they were read, what is to be read again. */
async function createPositionTables(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('tenants')
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('side', 'text', (column) => column.notNull())
		.addColumn('system', 'text', (column) => column.notNull())
		.addColumn('fingerprint', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('tenants_pk', ['sync', 'side'])
		.execute();
	await db.schema
		.createTable('watermarks')
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('side', 'text', (column) => column.notNull())
		.addColumn('entity', 'text', (column) => column.notNull())
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('at', 'text')
		.addPrimaryKeyConstraint('watermarks_pk', ['sync', 'side', 'entity'])
		.execute();
	await db.schema
		.createTable('pulls')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('side', 'text', (column) => column.notNull())
		.addColumn('steps', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('revisits')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('seq', 'integer', (column) => column.notNull())
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('side', 'text', (column) => column.notNull())
		.addColumn('entity', 'text', (column) => column.notNull())
		.addColumn('record_id', 'text', (column) => column.notNull())
		.addColumn('force', 'text', (column) => column.notNull())
		.addColumn('reason', 'text', (column) => column.notNull())
		.addUniqueConstraint('revisits_record', ['sync', 'side', 'entity', 'record_id'])
		.execute();
	await db.schema.createIndex('revisits_due').on('revisits').columns(['sync', 'side', 'seq']).execute();
	await db.schema.createIndex('revisits_seq').on('revisits').column('seq').execute();
	await db.schema
		.createTable('cached_values')
		.addColumn('key', 'text', (column) => column.primaryKey())
		.addColumn('value', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('commits')
		.addColumn('sync', 'text', (column) => column.primaryKey())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
}

/** Links and the outbox. */
async function createLinkTables(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('links')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('entity', 'text', (column) => column.notNull())
		.addColumn('psa_id', 'text')
		.addColumn('platform_id', 'text')
		.addColumn('psa_shadow', 'text')
		.addColumn('platform_shadow', 'text')
		.addColumn('state', 'text', (column) => column.notNull())
		.addColumn('revision', 'integer', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		// One record has one link (law S3). Absent ids are no ids: both databases let null repeat.
		.addUniqueConstraint('links_psa', ['sync', 'entity', 'psa_id'])
		.addUniqueConstraint('links_platform', ['sync', 'entity', 'platform_id'])
		.addCheckConstraint('links_some_id', sql`psa_id is not null or platform_id is not null`)
		.execute();
	await db.schema
		.createTable('writes')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('seq', 'integer', (column) => column.notNull().unique())
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('link_id', 'text', (column) => column.notNull().references('links.id'))
		.addColumn('entity', 'text', (column) => column.notNull())
		.addColumn('rank', 'integer', (column) => column.notNull())
		.addColumn('target', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('fields', 'text', (column) => column.notNull())
		.addColumn('payload', 'text')
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('attempts', 'integer', (column) => column.notNull())
		.addColumn('not_before', 'text')
		.addColumn('lease_until', 'text')
		.addColumn('lease_token', 'text')
		.addColumn('source_changed_at', 'text')
		.addColumn('source_author', 'text')
		.addColumn('target_hint', 'text')
		.addColumn('create_anyway', 'integer', (column) => column.notNull())
		.addColumn('last_error', 'text')
		.addColumn('acknowledged', 'integer', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('writes_of_link').on('writes').columns(['link_id', 'target', 'seq']).execute();
	await db.schema.createIndex('writes_due').on('writes').columns(['sync', 'status', 'rank', 'seq']).execute();
}

/** What people read: entries to decide, and what became of every value. */
async function createHistoryTables(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('reviews')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.addColumn('seq', 'integer', (column) => column.notNull().unique())
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('link_id', 'text', (column) => column.notNull().references('links.id'))
		.addColumn('entity', 'text', (column) => column.notNull())
		.addColumn('field', 'text', (column) => column.notNull())
		.addColumn('origin', 'text')
		.addColumn('base', 'text', (column) => column.notNull())
		.addColumn('psa', 'text')
		.addColumn('platform', 'text')
		.addColumn('side', 'text')
		.addColumn('write_id', 'text')
		.addColumn('message', 'text', (column) => column.notNull())
		.addColumn('candidates', 'text', (column) => column.notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('decision', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('updated_at', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('reviews_of_link').on('reviews').columns(['link_id', 'status', 'seq']).execute();
	await db.schema.createIndex('reviews_of_sync').on('reviews').columns(['sync', 'status', 'seq']).execute();
	await db.schema
		.createTable('audit')
		.addColumn('id', 'integer', (column) => column.primaryKey())
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('link_id', 'text', (column) => column.notNull().references('links.id'))
		.addColumn('entity', 'text', (column) => column.notNull())
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('side', 'text', (column) => column.notNull())
		.addColumn('field', 'text', (column) => column.notNull())
		.addColumn('before', 'text', (column) => column.notNull())
		.addColumn('after', 'text', (column) => column.notNull())
		.addColumn('reason', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('audit_of_sync').on('audit').columns(['sync', 'id']).execute();
	await db.schema.createIndex('audit_of_link').on('audit').columns(['link_id', 'id']).execute();
}

/** In which phase each sync is, and which workflow ran it last. A sync of the first step has none yet. */
async function createPhases(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('phases')
		.addColumn('sync', 'text', (column) => column.primaryKey())
		.addColumn('phase', 'integer', (column) => column.notNull())
		.addColumn('workflow_id', 'text')
		.addColumn('workflow_name', 'text')
		.addColumn('since', 'text', (column) => column.notNull())
		.addColumn('last_run_at', 'text', (column) => column.notNull())
		.execute();
}

/** How often each side of each record was written (law I16). */
async function createWriteCount(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('carried_out')
		.addColumn('link_id', 'text', (column) => column.notNull().references('links.id'))
		.addColumn('target', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('fields', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('carried_out_of_link').on('carried_out').columns(['link_id', 'target', 'at']).execute();
}

/** Records that are not there although nobody says that they were deleted (law W5). */
async function addMissing(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema.alterTable('links').addColumn('psa_missing', 'text').execute();
	await db.schema.alterTable('links').addColumn('platform_missing', 'text').execute();
	await db.schema
		.createIndex('links_psa_missing')
		.on('links')
		.columns(['sync', 'entity', 'psa_id'])
		.where(sql<boolean>`psa_missing is not null`)
		.execute();
	await db.schema
		.createIndex('links_platform_missing')
		.on('links')
		.columns(['sync', 'entity', 'platform_id'])
		.where(sql<boolean>`platform_missing is not null`)
		.execute();
}

/** What a call replaces and when it was made: known before the call only. */
async function addBeforeCall(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema.alterTable('writes').addColumn('replaces', 'text').execute();
	await db.schema.alterTable('writes').addColumn('sent_at', 'text').execute();
}

/** What one process of n8n has left for another one: webhooks arrive elsewhere than runs are started from. */
async function createInboxes(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('inbox')
		.addColumn('inbox', 'text', (column) => column.notNull())
		.addColumn('seq', 'integer', (column) => column.notNull())
		.addColumn('note', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('inbox_pk', ['inbox', 'seq'])
		.execute();
}

/** What processes tell each other: how much of a tenant's API calls is left. */
async function createSharedState(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('shared_state')
		.addColumn('key', 'text', (column) => column.primaryKey())
		.addColumn('value', 'text', (column) => column.notNull())
		.execute();
}

/** Who took a sync from one phase to another, and when. */
async function createPhaseSwitches(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('phase_switches')
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('seq', 'integer', (column) => column.notNull())
		.addColumn('from_phase', 'integer', (column) => column.notNull())
		.addColumn('to_phase', 'integer', (column) => column.notNull())
		.addColumn('by', 'text', (column) => column.notNull())
		.addColumn('although', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('phase_switches_pk', ['sync', 'seq'])
		.execute();
}

/** What people set for a sync, and its history: who, when, to what. */
async function createSettings(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('setting_changes')
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('name', 'text', (column) => column.notNull())
		.addColumn('seq', 'integer', (column) => column.notNull())
		.addColumn('value', 'text', (column) => column.notNull())
		.addColumn('by', 'text', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('setting_changes_pk', ['sync', 'name', 'seq'])
		.execute();
}

/** What a scope left out because of its ticket. */
async function createLeftOut(db: Kysely<StoreSchema>): Promise<void> {
	await db.schema
		.createTable('left_out')
		.addColumn('sync', 'text', (column) => column.notNull())
		.addColumn('side', 'text', (column) => column.notNull())
		.addColumn('ticket_id', 'text', (column) => column.notNull())
		.addColumn('entity', 'text', (column) => column.notNull())
		.addColumn('ids', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('left_out_pk', ['sync', 'side', 'ticket_id', 'entity'])
		.execute();
}
