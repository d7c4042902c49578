import type { ServerClock } from '../http';
import { type Row, Table } from '../table';
import { UDF_WEBHOOK_KINDS, WEBHOOK_KINDS } from './models';
import { storedTime } from './time';
import { Timesheets } from './timesheets';

const webhookTables = WEBHOOK_KINDS.flatMap((kind) => [
	`${kind}Webhooks` as const,
	`${kind}WebhookFields` as const,
	`${kind}WebhookExcludedResources` as const,
]);
const webhookUdfTables = UDF_WEBHOOK_KINDS.map((kind) => `${kind}WebhookUdfFields` as const);

/** The tables, by the vendor's names of the entities. */
export const TABLE_NAMES = [
	'Companies',
	'Contacts',
	'Tickets',
	'TicketNotes',
	'TimeEntries',
	'TicketAttachments',
	'AttachmentInfo',
	'Resources',
	'Roles',
	'ResourceRoles',
	'ResourceServiceDeskRoles',
	'BillingCodes',
	'Contracts',
	'Invoices',
	'BillingItems',
	'DeletedTicketLogs',
	'DeletedTicketActivityLogs',
	'UserDefinedFieldDefinitions',
	'UserDefinedFieldListItems',
	'WebhookEventErrorLogs',
	...webhookTables,
	...webhookUdfTables,
] as const;

export type TableName = (typeof TABLE_NAMES)[number];

/** A change that was committed; webhooks tell of it. */
export interface Change {
	readonly action: 'Create' | 'Update' | 'Delete';
	readonly table: TableName;
	/** The record as it is after the change, or was before a delete. */
	readonly row: Row;
	/** The record before an update. */
	readonly before?: Row;
	/** The resource who made it. */
	readonly by: number;
}

/** Where ids begin: they are large and of different ranges, so that a mixed-up one is noticed. */
const FIRST_IDS: Partial<Record<TableName, number>> = {
	Companies: 174,
	Contacts: 29683,
	Tickets: 7001,
	TicketNotes: 45001,
	TimeEntries: 9001,
	TicketAttachments: 60001,
	Resources: 29682885,
	Roles: 29683435,
	BillingCodes: 29682801,
	Contracts: 29684101,
	Invoices: 100_001,
	BillingItems: 500_001,
	UserDefinedFieldDefinitions: 29682901,
};

type Index = (row: Row) => unknown;
const by =
	(field: string): Index =>
	(row) =>
		row[field];

const INDEXES: Partial<Record<TableName, Record<string, Index>>> = {
	Companies: { companyName: by('companyName'), companyNumber: by('companyNumber') },
	Contacts: { companyID: by('companyID'), externalID: by('externalID'), emailAddress: by('emailAddress') },
	Tickets: { companyID: by('companyID'), externalID: by('externalID'), ticketNumber: by('ticketNumber') },
	TicketNotes: { ticketID: by('ticketID') },
	TimeEntries: { ticketID: by('ticketID') },
	AttachmentInfo: { ticketID: by('ticketID') },
	DeletedTicketLogs: { ticketID: by('ticketID') },
	UserDefinedFieldDefinitions: { udfType: by('udfType') },
};

/** Everything the simulated system holds. Writes are committed one at a time. */
export class Database {
	/** How long queries show an older state, in ms; a GET by id is current. */
	indexLagMs = 0;
	/** How long a GET by id does not find a new record, in ms. */
	readAfterCreateMs = 0;
	readonly #tables: Readonly<Record<TableName, Table>>;
	readonly timesheets = new Timesheets();
	/** Bytes of attachments that were taken, and when, server time, epoch ms. */
	uploads: Array<{ readonly at: number; readonly bytes: number }> = [];
	readonly #listeners = new Set<(change: Change) => void>();
	/** Machine time until which a new record is not found by its id. */
	readonly #hiddenUntil = new Map<Row['id'], { table: TableName; until: number }[]>();

	constructor(readonly clock: ServerClock) {
		const lag = (): number => this.indexLagMs;
		this.#tables = Object.fromEntries(
			TABLE_NAMES.map((name) => [name, new Table(name, INDEXES[name], lag, FIRST_IDS[name])]),
		) as unknown as Record<TableName, Table>;
	}

	table(name: TableName): Table {
		return this.#tables[name];
	}

	/** The system's time as records hold it. */
	now(): string {
		return storedTime(this.clock.now());
	}

	insert(table: TableName, fields: Readonly<Record<string, unknown>>, by: number): Row {
		const row = this.table(table).insert(fields);
		if (this.readAfterCreateMs > 0) {
			const until = Date.now() + this.readAfterCreateMs;
			this.#hiddenUntil.set(row.id, [...(this.#hiddenUntil.get(row.id) ?? []), { table, until }]);
		}
		this.#announce({ action: 'Create', table, row, by });
		return row;
	}

	update(table: TableName, row: Row, by: number): Row {
		const before = this.table(table).get(row.id);
		const after = this.table(table).replace(row);
		this.#announce({ action: 'Update', table, row: after, before, by });
		return after;
	}

	/** Changes fields that follow from another change: told to nobody. */
	touch(table: TableName, id: number, fields: Readonly<Record<string, unknown>>): void {
		const row = this.table(table).get(id);
		if (row) this.table(table).replace({ ...row, ...fields, id });
	}

	delete(table: TableName, row: Row, by: number): void {
		if (this.table(table).delete(row.id)) this.#announce({ action: 'Delete', table, row, by });
	}

	/** Whether a record is so new that a GET by id does not find it yet. */
	hides(table: TableName, id: number): boolean {
		const entries = this.#hiddenUntil.get(id);
		return entries?.some((entry) => entry.table === table && entry.until > Date.now()) ?? false;
	}

	/** Calls `listener` for every change that is committed. */
	onChange(listener: (change: Change) => void): void {
		this.#listeners.add(listener);
	}

	/** Ends the lag of every write so far. */
	catchUp(): void {
		this.#hiddenUntil.clear();
		for (const table of Object.values(this.#tables)) table.catchUp();
	}

	clear(): void {
		this.#hiddenUntil.clear();
		for (const table of Object.values(this.#tables)) table.clear();
		this.timesheets.clear();
		this.uploads = [];
	}

	#announce(change: Change): void {
		for (const listener of this.#listeners) listener(change);
	}
}
