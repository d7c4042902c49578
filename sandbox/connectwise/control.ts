import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FaultSwitches, RateLimit, RequestLog, ServerClock } from '../http';
import type { Callbacks, Delivery } from './callbacks';
import { type Database, TABLE_NAMES, type TableName } from './database';
import { type Records } from './records';
import { RESOURCES, type Resource } from './resources';
import { type SeedOptions, loadSeed, seedOptionsSchema } from './seed';
import type { Row } from '../table';

const settingsSchema = z
	.object({
		/** How long lists and conditions show an older state. */
		indexLagMs: z.number().int().nonnegative().optional(),
		/** More than so many requests in a minute are answered 429; null for no limit. The vendor speaks of 1,000. */
		requestsPerMinute: z.number().int().positive().nullable().optional(),
		/** False: changes are told to nobody. */
		callbacks: z.boolean().optional(),
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
	/** Who acts where nobody is named. */
	readonly person: () => string;
}

/** The controls for use within the process; {@link mountConnectWiseControl} offers the same over HTTP. */
export function createControl(parts: ControlParts): ConnectWiseControl {
	const { db, records, callbacks, faults, requests, rateLimit, clock, codebase } = parts;
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
			const { indexLagMs, requestsPerMinute, callbacks: enabled, codebase: release } = settingsSchema.parse(settings);
			if (indexLagMs !== undefined) db.indexLagMs = indexLagMs;
			if (requestsPerMinute !== undefined) rateLimit.perWindow = requestsPerMinute;
			if (enabled !== undefined) callbacks.enabled = enabled;
			if (release !== undefined) codebase.current = release;
			return {
				indexLagMs: db.indexLagMs,
				requestsPerMinute: rateLimit.perWindow,
				callbacks: callbacks.enabled,
				codebase: codebase.current,
			};
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

const tableParams = z.object({ table: z.enum(TABLE_NAMES) });
const recordParams = tableParams.extend({ id: z.coerce.number().int() });
const fieldsSchema = z.record(z.unknown());
const personQuery = z.object({ by: z.string().optional(), parentId: z.coerce.number().int().optional() });

/**
 * Mounts {@link ConnectWiseControl} beside the controls that every simulated system has:
 *
 * | | |
 * |---|---|
 * | `POST /reset`, `POST /seed` | a seed as body, both optional for a reset |
 * | `GET, PUT /settings` | `indexLagMs`, `requestsPerMinute`, `callbacks`, `codebase` |
 * | `GET /records/{table}[/{id}]` | records as they are now |
 * | `POST /records/{table}?by=&parentId=` | create as a person |
 * | `PATCH, DELETE /records/{table}/{id}?by=` | change (an object of fields) or delete as a person |
 * | `PUT /records/{table}/{id}` | store unchecked fields |
 * | `POST /index/catch-up` | ends the index lag of all writes so far |
 * | `GET /deliveries` | attempted callbacks |
 */
export function mountConnectWiseControl(routes: FastifyInstance, control: ConnectWiseControl): void {
	routes.post('/reset', (request, reply) => {
		control.reset(request.body ? seedOptionsSchema.parse(request.body) : undefined);
		return reply.status(204).send();
	});
	routes.post('/seed', (request, reply) => {
		control.seed(seedOptionsSchema.parse(request.body ?? {}));
		return reply.status(204).send();
	});
	routes.get('/settings', () => control.set({}));
	routes.put('/settings', (request) => control.set(settingsSchema.parse(request.body)));
	routes.get('/records/:table', (request) => control.records(tableParams.parse(request.params).table));
	routes.get('/records/:table/:id', (request, reply) => {
		const { table, id } = recordParams.parse(request.params);
		const record = control.record(table, id);
		return record ? reply.send(record) : reply.status(404).send({ error: `There is no record ${id} in ${table}.` });
	});
	routes.post('/records/:table', (request, reply) => {
		const { table } = tableParams.parse(request.params);
		const record = control.create(table, fieldsSchema.parse(request.body), personQuery.parse(request.query));
		return reply.status(201).send(record);
	});
	routes.patch('/records/:table/:id', (request) => {
		const { table, id } = recordParams.parse(request.params);
		return control.edit(table, id, fieldsSchema.parse(request.body), personQuery.parse(request.query));
	});
	routes.put('/records/:table/:id', (request, reply) => {
		const { table, id } = recordParams.parse(request.params);
		control.corrupt(table, id, fieldsSchema.parse(request.body));
		return reply.status(204).send();
	});
	routes.delete('/records/:table/:id', (request, reply) => {
		const { table, id } = recordParams.parse(request.params);
		control.remove(table, id, personQuery.parse(request.query));
		return reply.status(204).send();
	});
	routes.post('/index/catch-up', (_request, reply) => {
		control.catchUpIndex();
		return reply.status(204).send();
	});
	routes.get('/deliveries', () => control.callbacks.deliveries);
}

function resourceOf(table: TableName): Resource {
	const resource = RESOURCES.find((one) => one.table === table);
	if (!resource) throw new ControlError(`The records of ${table} are no resource of the API.`);
	return resource;
}
