import { randomUUID } from 'node:crypto';
import type { ServerClock } from '../http';
import { type Row, Table } from '../table';
import { toStored } from './dates';
import type { Mail } from './rules/mails';

/** The entities of the control API by the vendor's paths, and all other tables beside them. */
export const TABLE_NAMES = [
	'Client',
	'Site',
	'Users',
	'Tickets',
	'Actions',
	'Agent',
	'Team',
	'Status',
	'Priority',
	'SLA',
	'TicketType',
	'Outcome',
	'Category',
	'FieldInfo',
	'Lookup',
	'TopLevel',
	'ExternalLink',
	'Webhook',
	'Notification',
	'ClientContract',
	'Invoice',
	'Attachment',
] as const;

export type TableName = (typeof TABLE_NAMES)[number];

/** A change that was committed; webhooks are sent for it. */
export interface Change {
	readonly action: 'added' | 'updated' | 'deleted';
	readonly table: TableName;
	/** The record as it is after the change, or was before a delete. */
	readonly row: Row;
	/** As it was before an update. */
	readonly before?: Row;
	/** The id of the agent who made it. */
	readonly by: number;
}

/** The fields that the system dates itself. */
const STAMPS: Readonly<Partial<Record<TableName, { created: string; updated: string }>>> = {
	Client: { created: 'datecreated', updated: 'alastupdate' },
	Site: { created: 'datecreated', updated: 'slastupdate' },
	Users: { created: 'datecreated', updated: 'ulastupdate' },
	Tickets: { created: 'datecreated', updated: 'last_update' },
	Actions: { created: 'actiondatecreated', updated: 'last_updated' },
	ClientContract: { created: 'date_created', updated: 'last_modified' },
	Invoice: { created: 'date_created', updated: 'last_modified' },
	Attachment: { created: 'datecreated', updated: 'last_updated' },
	ExternalLink: { created: 'date_created', updated: 'date_updated' },
};

type Fields = Readonly<Record<string, unknown>>;

/** Everything the simulated system holds. Writes are committed one at a time; times are epoch ms as stored. */
export class Database {
	/** How long lists show an older state, in ms; a GET by id is current. */
	indexLagMs = 0;
	/** Whether a new site brings a user of its own that stands for nobody. */
	generalUsers = false;
	/** Whether a changed action counts as a change of its ticket. */
	editsDateTickets = true;
	/** Whether users are shown every file, whatever is said of it. */
	filesAlwaysShown = false;
	/** Every mail that would have gone to a client. */
	readonly mails: Mail[] = [];
	readonly #tables: Readonly<Record<TableName, Table>>;
	readonly #listeners = new Set<(change: Change) => void>();

	constructor(readonly clock: ServerClock) {
		const lag = (): number => this.indexLagMs;
		const indexes: Partial<Record<TableName, Record<string, (row: Row) => unknown>>> = {
			Site: { client_id: (row) => row.client_id },
			Users: { client_id: (row) => row.client_id, site_id: (row) => row.site_id },
			Tickets: { client_id: (row) => row.client_id, user_id: (row) => row.user_id },
			Actions: { ticket_id: (row) => row.ticket_id },
			Attachment: { ticket_id: (row) => row.ticket_id },
			Priority: { guid: (row) => row.guid },
			Webhook: { guid: (row) => row.guid },
			Notification: { webhook_id: (row) => row.webhook_id },
			Team: { name: (row) => row.name },
			ExternalLink: { halo_id: (row) => row.halo_id },
		};
		this.#tables = Object.fromEntries(
			TABLE_NAMES.map((name) => [name, new Table(name, indexes[name], lag)]),
		) as unknown as Record<TableName, Table>;
	}

	table(name: TableName): Table {
		return this.#tables[name];
	}

	/** The server's time as it is stored. */
	now(): number {
		return toStored(this.clock.now());
	}

	/** The field that holds when a record of this table was last changed. */
	stampOf(table: TableName): string | undefined {
		return STAMPS[table]?.updated;
	}

	/** Stores a new record and dates it. */
	insert(table: TableName, fields: Fields, by: number): Row {
		const row = this.table(table).insert({ ...fields, ...this.#dated(table, this.now(), true), guid: randomUUID() });
		this.#announce({ action: 'added', table, row, by });
		return row;
	}

	/** Replaces a record and dates the change. */
	update(table: TableName, row: Row, by: number): Row {
		const before = this.table(table).get(row.id);
		const after = this.table(table).replace({ ...row, ...this.#dated(table, this.now(), false) });
		this.#announce({ action: 'updated', table, row: after, before, by });
		return after;
	}

	/** Takes a record away. @returns whether there was one */
	delete(table: TableName, id: number, by: number): boolean {
		const row = this.table(table).get(id);
		if (!row) return false;
		this.table(table).delete(id);
		this.#announce({ action: 'deleted', table, row, by });
		return true;
	}

	/** Loads a record of the past: dated as given, announced to nobody, with a GUID that is equal each time. */
	load(table: TableName, fields: Fields, createdAt: number, updatedAt = createdAt): Row {
		const stamps = STAMPS[table];
		const dated = stamps && { [stamps.created]: toStored(createdAt), [stamps.updated]: toStored(updatedAt) };
		const number = this.table(table).size + 1;
		const guid = `${(TABLE_NAMES.indexOf(table) + 1).toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
		return this.table(table).insert({ ...fields, ...dated, guid });
	}

	/** Calls `listener` for every change that is committed. */
	onChange(listener: (change: Change) => void): void {
		this.#listeners.add(listener);
	}

	/** Ends the lag of every write so far. */
	catchUp(): void {
		for (const table of Object.values(this.#tables)) table.catchUp();
	}

	clear(): void {
		this.mails.length = 0;
		for (const table of Object.values(this.#tables)) table.clear();
	}

	#dated(table: TableName, at: number, isNew: boolean): Record<string, number> {
		const stamps = STAMPS[table];
		if (!stamps) return {};
		return isNew ? { [stamps.created]: at, [stamps.updated]: at } : { [stamps.updated]: at };
	}

	#announce(change: Change): void {
		for (const listener of this.#listeners) listener(change);
	}
}
