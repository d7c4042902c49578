import type { FaultSwitches, RequestLog, ServerClock } from '../http';
import type { Row } from '../table';
import { type Bill, Billing, billSchema } from './billing';
import type { Database, TableName } from './database';
import { type Entity, entityOf } from './entities';
import type { Limits, Usage } from './limits';
import { type Mail, Mails } from './mails';
import type { Records } from './records';
import { type SeedOptions, loadSeed, seedOptionsSchema } from './seed';
import { type AllSettings, DEFAULT_SETTINGS, type Settings, settingsSchema } from './settings';
import type { TimesheetState } from './timesheets';
import type { Delivery, Webhooks } from './webhooks';

/** What a test or a demo may do to the simulated system, beside what its API allows. */
export interface AutotaskControl {
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly clock: ServerClock;
	readonly webhooks: {
		/** Every attempt to tell a subscriber of a change. */
		readonly deliveries: readonly Delivery[];
		/** Resolves when no delivery is under way or waiting for a retry. */
		settled(): Promise<void>;
	};
	/** Calls of the last 60 minutes, and how often a limit refused one. */
	readonly usage: Usage;
	/** Changes the given settings. @returns all settings as they are now */
	set(settings: Settings): AllSettings;
	/** Lets queries show the current state at once, whatever the lag of earlier writes; new records are found. */
	catchUpIndex(): void;
	/** Empties everything (records, log, faults, clock, settings, usage) and loads the seed. */
	reset(seed?: SeedOptions): void;
	/** Adds the records of another seed to what is there. */
	seed(seed: SeedOptions): void;
	/** Every record of a table as the API would answer it now, index lag or not. */
	records(table: TableName): Array<Record<string, unknown>>;
	/** One of them; undefined where there is none. */
	record(table: TableName, id: number): Record<string, unknown> | undefined;
	/** Creates a record as a person does in the vendor's own screens: webhooks are sent. */
	create(table: TableName, fields: Record<string, unknown>, as?: Person): Record<string, unknown>;
	/** Changes the given fields as a person does; `null` clears. */
	edit(table: TableName, id: number, changes: Record<string, unknown>, as?: Person): Record<string, unknown>;
	/** Deletes a record as a person does: tickets too, which the API itself cannot delete. */
	remove(table: TableName, id: number, as?: Person): void;
	/** Puts the timesheet of a resource for the week of a day into a state, as its owner or approver does. */
	timesheet(resource: number, day: string, state: TimesheetState): void;
	/** What workflow rules would have mailed to clients, in order. */
	mails(): readonly Mail[];
	/** Approves, posts and invoices time, as the people do who bill. @returns the ids of the invoices */
	bill(what?: Bill): number[];
	/** Bills a company less than nothing, for an invoice that it had. @returns the id of the credit, an invoice too */
	credit(invoice: number, amount: number): number;
	/** Voids an invoice and undoes the posting of its time, which can be changed again. */
	reopen(invoice: number): void;
	/** Stores fields without any check, as an import long ago did: for records that the API itself would refuse. */
	corrupt(table: TableName, id: number, fields: Record<string, unknown>): void;
}

export interface Person {
	/** The resource who acts, by id or user name; the first human one by default. */
	readonly by?: number | string;
	/** For what belongs to a record: that record. */
	readonly parentId?: number;
}

export interface ControlParts {
	readonly db: Database;
	readonly records: Records;
	readonly webhooks: Webhooks;
	readonly limits: Limits;
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly clock: ServerClock;
	readonly settings: AllSettings;
	readonly seed: SeedOptions;
	/** The user name of the resource as whom the API writes. */
	readonly userName: string;
}

/** The controls for use within the process; `mountAutotaskControl` offers the same over HTTP. */
export function createControl(parts: ControlParts): AutotaskControl {
	const { db, records, webhooks, limits, faults, requests, clock, settings } = parts;
	const existing = (table: TableName, id: number): { entity: Entity; row: Row } => {
		const row = db.table(table).get(id);
		if (!row) throw new ControlError(`There is no record ${id} in ${table}.`);
		return { entity: entityOf(table), row };
	};
	const resourceOf = (by: Person['by']): number => {
		for (const { id, userName } of db.table('Resources').current()) {
			if (by === undefined || by === id || by === userName) return id;
		}
		throw new ControlError(`There is no resource ${by}.`);
	};
	const billing = new Billing(db);
	const mails = new Mails(db, settings, (id) => db.table('Resources').get(id)?.userName === parts.userName);
	const control: AutotaskControl = {
		faults,
		requests,
		clock,
		webhooks: {
			get deliveries() {
				return webhooks.deliveries;
			},
			settled: () => webhooks.settled(),
		},
		get usage() {
			return limits.usage;
		},
		set(changes) {
			Object.assign(settings, settingsSchema.partial().parse(changes));
			db.indexLagMs = settings.indexLagMs;
			db.readAfterCreateMs = settings.readAfterCreateMs;
			db.timesheets.proxy = settings.proxyTimeEntry;
			db.timesheets.overMidnight = settings.timeOverMidnight;
			return { ...settings };
		},
		catchUpIndex() {
			db.catchUp();
		},
		reset(seed = parts.seed) {
			db.clear();
			webhooks.clear();
			mails.clear();
			faults.clear();
			requests.clear();
			limits.reset();
			clock.set({ skewMs: 0, frozenAt: null });
			control.set(DEFAULT_SETTINGS);
			loadSeed(records, seedOptionsSchema.parse(seed), parts);
		},
		seed(seed) {
			loadSeed(records, seedOptionsSchema.parse(seed), parts);
		},
		records(table) {
			return [...db.table(table).current()].map((row) => records.render(entityOf(table), row));
		},
		record(table, id) {
			const row = db.table(table).get(id);
			return row && records.render(entityOf(table), row);
		},
		create(table, fields, { by, parentId } = {}) {
			const entity = entityOf(table);
			return records.render(entity, records.create(entity, fields, { by: resourceOf(by) }, parentId));
		},
		edit(table, id, changes, { by } = {}) {
			const { entity, row } = existing(table, id);
			return records.render(entity, records.change(entity, row, changes, { by: resourceOf(by) }, true));
		},
		remove(table, id, { by } = {}) {
			const { entity, row } = existing(table, id);
			records.delete(entity, row, { by: resourceOf(by) });
		},
		timesheet(resource, day, state) {
			db.timesheets.set(resource, day, state);
		},
		mails() {
			return mails.sent;
		},
		bill(what = {}) {
			return billing.bill(billSchema.parse(what), resourceOf(undefined));
		},
		credit(invoice, amount) {
			return billing.credit(invoice, amount, resourceOf(undefined));
		},
		reopen(invoice) {
			billing.reopen(invoice, resourceOf(undefined));
		},
		corrupt(table, id, fields) {
			const { row } = existing(table, id);
			db.table(table).replace({ ...row, ...fields, id });
		},
	};
	return control;
}

/** A control request that makes no sense: the tester's mistake. */
export class ControlError extends Error {
	readonly statusCode = 400;
}
