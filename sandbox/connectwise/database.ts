import { type ServerClock, isoSeconds } from '../http';
import { Mails } from './mails';
import { type Row, Table } from '../table';

/** The entities of the control API, and all other tables beside them. */
export const TABLE_NAMES = [
	'companies',
	'contacts',
	'tickets',
	'notes',
	'timeEntries',
	'agreements',
	'invoices',
	'documents',
	'sites',
	'boards',
	'boardStatuses',
	'boardTypes',
	'priorities',
	'sources',
	'members',
	'companyStatuses',
	'companyTypes',
	'contactTypes',
	'communicationTypes',
	'userDefinedFields',
	'callbacks',
	'countries',
	'locations',
	'departments',
	'workTypes',
	'workRoles',
	'billingStatuses',
	'agreementTypes',
	'currencies',
] as const;

export type TableName = (typeof TABLE_NAMES)[number];

/** A change that was committed; callbacks are sent for it. */
export interface Change {
	readonly action: 'added' | 'updated' | 'deleted';
	readonly table: TableName;
	/** The record as it is after the change, or was before a delete. */
	readonly row: Row;
	/** The identifier of the member who made it. */
	readonly by: string;
	/** The writer asked for no callback (`Ticket.skipCallback`). */
	readonly quiet: boolean;
}

/** The id of a stored reference. */
export function referredId(row: Row, field: string): number | undefined {
	return (row[field] as { id: number } | undefined)?.id;
}

/** Everything the simulated system holds. Writes are committed one at a time; each stamps `_info`. */
export class Database {
	/** How long lists and conditions show an older state, in ms; a GET by id is current. */
	indexLagMs = 0;
	/** Time before this moment is taken no more: its period is closed. Null: every period is open. */
	timeClosedBefore: string | null = null;
	/** What clients were mailed. */
	readonly mails = new Mails(this);
	/** What the text of a time entry becomes on its ticket; see {@link Settings}. */
	timeNotes: 'listed' | 'copied' = 'listed';
	readonly #tables: Readonly<Record<TableName, Table>>;
	readonly #listeners = new Set<(change: Change) => void>();

	constructor(readonly clock: ServerClock) {
		const lag = (): number => this.indexLagMs;
		const indexes: Partial<Record<TableName, Record<string, (row: Row) => unknown>>> = {
			companies: { identifier: (row) => row.identifier, name: (row) => row.name },
			contacts: { 'company/id': (row) => referredId(row, 'company') },
			tickets: {
				externalXRef: (row) => row.externalXRef,
				'company/id': (row) => referredId(row, 'company'),
			},
			notes: { ticketId: (row) => row.ticketId },
			timeEntries: { chargeToId: (row) => row.chargeToId, 'invoice/id': (row) => referredId(row, 'invoice') },
			documents: { recordId: (row) => row.recordId },
			agreements: { 'company/id': (row) => referredId(row, 'company') },
			invoices: { 'company/id': (row) => referredId(row, 'company') },
			sites: { 'company/id': (row) => referredId(row, 'company') },
			boardStatuses: { 'board/id': (row) => referredId(row, 'board') },
			boardTypes: { 'board/id': (row) => referredId(row, 'board') },
			members: { identifier: (row) => row.identifier },
		};
		this.#tables = Object.fromEntries(
			TABLE_NAMES.map((name) => [name, new Table(name, indexes[name], lag)]),
		) as unknown as Record<TableName, Table>;
	}

	table(name: TableName): Table {
		return this.#tables[name];
	}

	/** Stores a new record and stamps who entered it and when. */
	insert(table: TableName, fields: Readonly<Record<string, unknown>>, by: string, quiet = false): Row {
		const now = this.clock.nowSeconds();
		const _info = { lastUpdated: now, updatedBy: by, dateEntered: now, enteredBy: by };
		const row = this.table(table).insert({ ...fields, _info });
		this.#announce({ action: 'added', table, row, by, quiet });
		return row;
	}

	/** Replaces a record and stamps who changed it and when. */
	update(table: TableName, row: Row, by: string, quiet = false): Row {
		const before = this.table(table).get(row.id);
		const _info = { ...(before?._info as object), lastUpdated: this.clock.nowSeconds(), updatedBy: by };
		const after = this.table(table).replace({ ...row, _info });
		this.#announce({ action: 'updated', table, row: after, by, quiet });
		return after;
	}

	/** Deletes a record. @returns whether there was one */
	delete(table: TableName, id: number, by: string): boolean {
		const row = this.table(table).get(id);
		if (!row) return false;
		this.table(table).delete(id);
		this.#announce({ action: 'deleted', table, row, by, quiet: false });
		return true;
	}

	/** Loads a record of the past: stamped as given, announced to nobody. */
	load(table: TableName, fields: Readonly<Record<string, unknown>>, at: number, by: string): Row {
		const stamp = isoSeconds(at);
		const _info = { lastUpdated: stamp, updatedBy: by, dateEntered: stamp, enteredBy: by };
		return this.table(table).insert({ ...fields, _info });
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
		this.mails.clear();
		for (const table of Object.values(this.#tables)) table.clear();
	}

	#announce(change: Change): void {
		for (const listener of this.#listeners) listener(change);
	}
}
