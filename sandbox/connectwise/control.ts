import { z } from 'zod';
import type { FaultSwitches, RateLimit, RequestLog, ServerClock } from '../http';
import type { Bill, Billing } from './billing';
import type { Callbacks, Delivery } from './callbacks';
import type { Database, TableName } from './database';
import { addDocument } from './documents';
import type { Mail } from './mails';
import { type Records } from './records';
import { RESOURCES, type Resource } from './resources';
import { type SeedOptions, loadSeed, seedOptionsSchema } from './seed';
import type { Row } from '../table';

/** What {@link ConnectWiseControl.set} takes. */
export const settingsSchema = z
	.object({
		/** How long lists and conditions show an older state. */
		indexLagMs: z.number().int().nonnegative().optional(),
		/** More than so many requests in a minute are answered 429; null for no limit. The vendor speaks of 1,000. */
		requestsPerMinute: z.number().int().positive().nullable().optional(),
		/** False: changes are told to nobody. */
		callbacks: z.boolean().optional(),
		/** Time that began before this moment is refused, as in a period that is closed; null: none is. */
		timeClosedBefore: z.string().datetime().nullable().optional(),
		/**
		 * What becomes of the text of a time entry that is flagged for a tab of its ticket: it is listed among `allNotes`
		 * (what the vendor's developer says), or copied to a note of its own, as a release might do.
		 */
		timeNotes: z.enum(['listed', 'copied']).optional(),
		/** The part of every address that changes with a release; the old one stops working. */
		codebase: z
			.string()
			.regex(/^[A-Za-z0-9_.-]+$/)
			.optional(),
	})
	.strict();

export type Settings = z.infer<typeof settingsSchema>;

/** What a test or a demo may do to the simulated system, beside what its API allows. */
export interface ConnectWiseControl {
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly clock: ServerClock;
	readonly callbacks: {
		/** Every attempt to tell a subscriber of a change. */
		readonly deliveries: readonly Delivery[];
		/** Resolves when no delivery is under way or waiting for a retry. */
		settled(): Promise<void>;
	};
	/** Puts a file on a ticket as a member does. @returns its id */
	attach(ticket: number, fileName: string, bytes: Buffer, isPublic?: boolean, as?: Person): number;
	/** The files of a ticket, with their bytes. */
	files(ticket: number): ReadonlyArray<{ fileName: string; bytes: Buffer; isPublic: boolean }>;
	/** Every mail to a client that the system would have sent, oldest first. */
	mails(): readonly Mail[];
	/** Bills time, as the office does in the vendor's own screens. @returns the new invoices */
	bill(bill?: Bill, as?: Person): Array<Record<string, unknown>>;
	/** Credits an invoice, by default all of it. @returns the credit memo */
	creditMemo(invoice: number, amount?: number, as?: Person): Record<string, unknown>;
	/** Records a payment over what is left to pay. */
	pay(invoice: number, as?: Person): void;
	/** Takes all time off an invoice again, so that it can be changed and billed once more. */
	reopen(invoice: number, as?: Person): void;
	/** Approves time (all that is not billed, unless some are named): nobody can change it then. */
	approve(entries?: readonly number[], as?: Person): void;
	/** Takes an approval back. */
	reverse(entries?: readonly number[], as?: Person): void;
	/** Index lag, rate limit, callbacks on or off, codebase. @returns all settings as they are now */
	set(settings: Settings): Required<Settings>;
	/** Lets lists and conditions show the current state at once, whatever the lag of earlier writes. */
	catchUpIndex(): void;
	/** Empties everything (records, log, faults, clock, settings) and loads the seed. */
	reset(seed?: SeedOptions): void;
	/** Adds the records of another seed to what is there. */
	seed(seed: SeedOptions): void;
	/** Every record of a table as the API would answer it now, index lag or not. */
	records(table: TableName): Array<Record<string, unknown>>;
	/** One of them; undefined where there is none. */
	record(table: TableName, id: number): Record<string, unknown> | undefined;
	/** Creates a record as a member does in the vendor's own screens: `_info` names them, callbacks are sent. */
	create(table: TableName, fields: Record<string, unknown>, as?: Person): Record<string, unknown>;
	/** Changes the given fields as a member does; `null` clears. References by id or name. */
	edit(table: TableName, id: number, changes: Record<string, unknown>, as?: Person): Record<string, unknown>;
	/** Deletes a record as a member does. */
	remove(table: TableName, id: number, as?: Person): void;
	/** Stores fields without any check, as an import long ago did: for records that the API itself would refuse. */
	corrupt(table: TableName, id: number, fields: Record<string, unknown>): void;
}

export interface Person {
	/** The identifier of the member who acts; the first human member by default. */
	readonly by?: string;
	/** For a note: its ticket. */
	readonly parentId?: number;
}

export interface ControlParts {
	readonly db: Database;
	readonly records: Records;
	readonly callbacks: Callbacks;
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly rateLimit: RateLimit;
	readonly clock: ServerClock;
	readonly seed: SeedOptions;
	readonly codebase: { current: string; readonly initial: string };
	readonly billing: Billing;
	/** Who acts where nobody is named. */
	readonly person: () => string;
}

/** The controls for use within the process; `controlRoutes.ts` offers the same over HTTP. */
export function createControl(parts: ControlParts): ConnectWiseControl {
	const { db, records, callbacks, faults, requests, rateLimit, clock, codebase, billing } = parts;
	const existing = (table: TableName, id: number): { resource: Resource; row: Row } => {
		const resource = resourceOf(table);
		const row = db.table(table).get(id);
		if (!row) throw new ControlError(`There is no record ${id} in ${table}.`);
		return { resource, row };
	};
	const control: ConnectWiseControl = {
		faults,
		requests,
		clock,
		callbacks: {
			get deliveries() {
				return callbacks.deliveries;
			},
			settled: () => callbacks.settled(),
		},
		set(settings) {
			const given = settingsSchema.parse(settings);
			const { indexLagMs, requestsPerMinute, callbacks: enabled, codebase: release } = given;
			if (indexLagMs !== undefined) db.indexLagMs = indexLagMs;
			if (requestsPerMinute !== undefined) rateLimit.perWindow = requestsPerMinute;
			if (enabled !== undefined) callbacks.enabled = enabled;
			if (release !== undefined) codebase.current = release;
			if (given.timeClosedBefore !== undefined) db.timeClosedBefore = given.timeClosedBefore;
			if (given.timeNotes !== undefined) db.timeNotes = given.timeNotes;
			return {
				indexLagMs: db.indexLagMs,
				requestsPerMinute: rateLimit.perWindow,
				callbacks: callbacks.enabled,
				codebase: codebase.current,
				timeClosedBefore: db.timeClosedBefore,
				timeNotes: db.timeNotes,
			};
		},
		attach(ticket, fileName, bytes, isPublic = false, { by = parts.person() } = {}) {
			return addDocument(db, ticket, fileName, fileName, bytes, isPublic, by).id;
		},
		files(ticket) {
			return (db.table('documents').find('recordId', [ticket]) ?? []).map((row) => ({
				fileName: String(row.fileName),
				bytes: row.bytes as Buffer,
				isPublic: row.publicFlag === true,
			}));
		},
		mails: () => [...db.mails.sent],
		bill(bill = {}, { by = parts.person() } = {}) {
			return billing.bill(bill, by).map((id) => control.record('invoices', id) ?? {});
		},
		creditMemo(invoice, amount, { by = parts.person() } = {}) {
			existing('invoices', invoice);
			return control.record('invoices', billing.credit(invoice, amount, by)) ?? {};
		},
		pay(invoice, { by = parts.person() } = {}) {
			existing('invoices', invoice);
			billing.pay(invoice, by);
		},
		reopen(invoice, { by = parts.person() } = {}) {
			existing('invoices', invoice);
			billing.reopen(invoice, by);
		},
		approve(entries, { by = parts.person() } = {}) {
			billing.approve(entries, by);
		},
		reverse(entries, { by = parts.person() } = {}) {
			billing.reverse(entries, by);
		},
		catchUpIndex() {
			db.catchUp();
		},
		reset(seed = parts.seed) {
			db.clear();
			records.reset();
			callbacks.clear();
			faults.clear();
			requests.clear();
			rateLimit.reset();
			clock.set({ skewMs: 0, frozenAt: null });
			control.set({ indexLagMs: 0, callbacks: true, codebase: codebase.initial });
			control.set({ timeClosedBefore: null, timeNotes: 'listed' });
			loadSeed(records, seedOptionsSchema.parse(seed));
		},
		seed(seed) {
			loadSeed(records, seedOptionsSchema.parse(seed));
		},
		records(table) {
			const resource = resourceOf(table);
			return [...db.table(table).current()].map((row) => records.render(resource, row));
		},
		record(table, id) {
			const row = db.table(table).get(id);
			return row && records.render(resourceOf(table), row);
		},
		create(table, fields, { by = parts.person(), parentId } = {}) {
			const resource = resourceOf(table);
			return records.render(resource, records.create(resource, fields, by, parentId));
		},
		edit(table, id, changes, { by = parts.person() } = {}) {
			const { resource, row } = existing(table, id);
			const operations = Object.entries(changes).map(([path, value]) => ({ op: 'replace', path, value }));
			return records.render(resource, records.patch(resource, row, operations, by));
		},
		remove(table, id, { by = parts.person() } = {}) {
			const { resource, row } = existing(table, id);
			records.delete(resource, row, by);
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

function resourceOf(table: TableName): Resource {
	const resource = RESOURCES.find((one) => one.table === table);
	if (!resource) throw new ControlError(`The records of ${table} are no resource of the API.`);
	return resource;
}
