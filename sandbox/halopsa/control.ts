import { z } from 'zod';
import type { FaultSwitches, RateLimit, RequestLog, ServerClock } from '../http';
import type { Row } from '../table';
import type { Authorisation } from './auth';
import type { Database, TableName } from './database';
import type { Records } from './records';
import { type BillOptions, bill, credit, pay, reopen } from './rules/billing';
import type { Mail } from './rules/mails';
import { type Resource, RESOURCES } from './resources';
import { FIRST_AGENT, type SeedOptions, loadSeed, seedOptionsSchema } from './seed';
import type { Delivery, Webhooks } from './webhooks';

export const settingsSchema = z
	.object({
		/** How long lists show an older state. */
		indexLagMs: z.number().int().nonnegative().optional(),
		/** More than so many requests in a window are answered 429; null for no limit. 300 in 5 minutes were seen. */
		requestsPerWindow: z.number().int().positive().nullable().optional(),
		windowMs: z.number().int().positive().optional(),
		/** Whether a 429 says when to come back. */
		retryAfter: z.boolean().optional(),
		/** False: changes are told to nobody. */
		webhooks: z.boolean().optional(),
		/** How often each delivery is sent: 2 for doubled ones. */
		webhookCopies: z.number().int().positive().optional(),
		/** How long a new token lives. */
		tokenSeconds: z.number().int().positive().optional(),
		/** The agent has no rights: lists are empty without an error. */
		restricted: z.boolean().optional(),
		/** A new site brings a "General User", whose the tickets are that name nobody. */
		generalUsers: z.boolean().optional(),
		/** A changed action dates its ticket. */
		editsDateTickets: z.boolean().optional(),
		/** A GET by id answers a list of one, as some endpoints and versions do. */
		wrapsSingle: z.boolean().optional(),
		/** A GET of a file by id answers its record with the bytes in it. */
		filesInRecords: z.boolean().optional(),
		/** Users are shown every file, whatever is said of it. */
		filesAlwaysShown: z.boolean().optional(),
	})
	.strict();

export type Settings = z.infer<typeof settingsSchema>;

/** What a test or a demo may do to the simulated system, beside what its API allows. */
export interface HaloPsaControl {
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly clock: ServerClock;
	readonly webhooks: {
		/** Every attempt to tell a subscriber of a change. */
		readonly deliveries: readonly Delivery[];
		/** Resolves when no delivery is under way. */
		settled(): Promise<void>;
	};
	/** Bills time that has a charge type: see `rules/billing.ts`. @returns the ids of the invoices */
	bill(options?: BillOptions): number[];
	/** Takes an invoice back with a credit note, or so much of it. @returns the credit note's id */
	credit(invoice: number, amount?: number): number;
	/** Records a payment over all that is due. */
	pay(invoice: number): void;
	/** Voids an invoice, so that its time is open again. */
	reopen(invoice: number): void;
	/** Every mail that would have gone to a client, the oldest first. */
	mails(): readonly Mail[];
	/** @returns all settings as they are now */
	set(settings: Settings): Required<Settings>;
	/** Takes back every token that was given out. */
	revokeTokens(): void;
	/** Lets lists show the current state at once, whatever the lag of earlier writes. */
	catchUpIndex(): void;
	/** Empties everything (records, log, faults, clock, settings) and loads the seed. */
	reset(seed?: SeedOptions): void;
	/** Adds the records of another seed to what is there. */
	seed(seed: SeedOptions): void;
	/** Every record of a table as the API would answer it now with all its details, index lag or not. */
	records(table: TableName): Array<Record<string, unknown>>;
	/** The number among all actions of one that its ticket knows by its own number; undefined where there is none. */
	actionOf(ticket: number, action: number): number | undefined;
	/** One of them; undefined where there is none. An action is meant by the number of all actions. */
	record(table: TableName, id: number): Record<string, unknown> | undefined;
	/** Creates a record as an agent does in the vendor's own screens: webhooks are sent. */
	create(table: TableName, fields: Record<string, unknown>, as?: Person): Record<string, unknown>;
	/** Changes the given fields as an agent does. */
	edit(table: TableName, id: number, changes: Record<string, unknown>, as?: Person): Record<string, unknown>;
	/** Deletes a record as an agent does: a ticket stays, marked as deleted. */
	remove(table: TableName, id: number, as?: Person): void;
	/** Stores fields without any check, as an import long ago did; times in epoch ms. */
	corrupt(table: TableName, id: number, fields: Record<string, unknown>): void;
}

export interface Person {
	/** The id of the agent who acts; the first human agent by default. */
	readonly by?: number;
}

/** What changes while the server runs. */
export interface Behaviour {
	/** The agent that the application is bound to. */
	agent: number;
	restricted: boolean;
	wrapsSingle: boolean;
	filesInRecords: boolean;
	retryAfter: boolean;
}

export interface ControlParts {
	readonly db: Database;
	readonly records: Records;
	readonly webhooks: Webhooks;
	readonly authorisation: Authorisation;
	readonly behaviour: Behaviour;
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly rateLimit: RateLimit;
	readonly clock: ServerClock;
	readonly seed: SeedOptions;
}

const DEFAULTS: Settings = {
	indexLagMs: 0,
	windowMs: 300_000,
	retryAfter: true,
	webhooks: true,
	webhookCopies: 1,
	tokenSeconds: 3_600,
	restricted: false,
	generalUsers: false,
	editsDateTickets: true,
	wrapsSingle: false,
	filesInRecords: false,
	filesAlwaysShown: false,
};

/** The controls for use within the process; {@link mountHaloPsaControl} offers the same over HTTP. */
export function createControl(parts: ControlParts): HaloPsaControl {
	const { db, records, webhooks, authorisation, behaviour, faults, requests, rateLimit, clock } = parts;
	const existing = (table: TableName, id: number): { resource: Resource; row: Row } => {
		const row = db.table(table).get(id);
		if (!row) throw new ControlError(`There is no record ${id} in ${table}.`);
		return { resource: resourceFor(table), row };
	};
	const control: HaloPsaControl = {
		faults,
		requests,
		clock,
		webhooks: {
			get deliveries() {
				return webhooks.deliveries;
			},
			settled: () => webhooks.settled(),
		},
		bill: (options = {}) => bill(db, options, FIRST_AGENT),
		credit: (invoice, amount) => credit(db, existing('Invoice', invoice).row, amount, FIRST_AGENT),
		pay: (invoice) => pay(db, existing('Invoice', invoice).row, FIRST_AGENT),
		reopen: (invoice) => reopen(db, existing('Invoice', invoice).row, FIRST_AGENT),
		mails: () => [...db.mails],
		set(settings) {
			const given = settingsSchema.parse(settings);
			if (given.indexLagMs !== undefined) db.indexLagMs = given.indexLagMs;
			if (given.requestsPerWindow !== undefined) rateLimit.perWindow = given.requestsPerWindow;
			if (given.windowMs !== undefined) rateLimit.windowMs = given.windowMs;
			if (given.retryAfter !== undefined) behaviour.retryAfter = given.retryAfter;
			if (given.webhooks !== undefined) webhooks.enabled = given.webhooks;
			if (given.webhookCopies !== undefined) webhooks.copies = given.webhookCopies;
			if (given.tokenSeconds !== undefined) authorisation.tokenSeconds = given.tokenSeconds;
			if (given.restricted !== undefined) behaviour.restricted = given.restricted;
			if (given.generalUsers !== undefined) db.generalUsers = given.generalUsers;
			if (given.editsDateTickets !== undefined) db.editsDateTickets = given.editsDateTickets;
			if (given.wrapsSingle !== undefined) behaviour.wrapsSingle = given.wrapsSingle;
			if (given.filesInRecords !== undefined) behaviour.filesInRecords = given.filesInRecords;
			if (given.filesAlwaysShown !== undefined) db.filesAlwaysShown = given.filesAlwaysShown;
			return {
				indexLagMs: db.indexLagMs,
				requestsPerWindow: rateLimit.perWindow,
				windowMs: rateLimit.windowMs,
				retryAfter: behaviour.retryAfter,
				webhooks: webhooks.enabled,
				webhookCopies: webhooks.copies,
				tokenSeconds: authorisation.tokenSeconds,
				restricted: behaviour.restricted,
				generalUsers: db.generalUsers,
				editsDateTickets: db.editsDateTickets,
				wrapsSingle: behaviour.wrapsSingle,
				filesInRecords: behaviour.filesInRecords,
				filesAlwaysShown: db.filesAlwaysShown,
			};
		},
		revokeTokens() {
			authorisation.revoke();
		},
		catchUpIndex() {
			db.catchUp();
		},
		reset(seed = parts.seed) {
			db.clear();
			webhooks.clear();
			faults.clear();
			requests.clear();
			rateLimit.reset();
			clock.set({ skewMs: 0, frozenAt: null });
			control.set(DEFAULTS);
			behaviour.agent = loadSeed(db, seedOptionsSchema.parse(seed));
		},
		seed(seed) {
			loadSeed(db, seedOptionsSchema.parse(seed));
		},
		records(table) {
			const resource = resourceFor(table);
			return [...db.table(table).current()].map((row) => records.render(resource, row));
		},
		actionOf: (ticket, action) => records.action(ticket, action)?.id,
		record(table, id) {
			const row = db.table(table).get(id);
			return row && records.render(resourceFor(table), row);
		},
		create(table, fields, { by = FIRST_AGENT } = {}) {
			const resource = changeable(table);
			const { id: _, ...given } = fields;
			return records.render(resource, records.save(resource, given, by).row);
		},
		edit(table, id, changes, { by = FIRST_AGENT } = {}) {
			const { row } = existing(table, id);
			const resource = changeable(table);
			const key = table === 'Actions' ? { id: row.action_number, ticket_id: row.ticket_id } : { id };
			return records.render(resource, records.save(resource, { ...changes, ...key }, by).row);
		},
		remove(table, id, { by = FIRST_AGENT } = {}) {
			records.delete(changeable(table), existing(table, id).row, by);
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

function resourceFor(table: TableName): Resource {
	const resource = RESOURCES.find((one) => one.table === table);
	if (!resource) throw new ControlError(`The records of ${table} are no resource of the API.`);
	return resource;
}

function changeable(table: TableName): Resource {
	const resource = resourceFor(table);
	if (!resource.rules) throw new ControlError(`The records of ${table} are set up once; store them with corrupt.`);
	return resource;
}
