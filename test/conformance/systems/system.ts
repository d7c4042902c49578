import type { IDataObject } from 'n8n-workflow';
import type { Fault, FaultSwitches, LoggedRequest, RequestLog, ServerClock } from '../../../sandbox/http';
import type { Connector } from '../../../sync/connectors/connector';
import type { System as SystemId } from '../../../sync/model/entity';
import type { FlatRecord } from '../../../sync/model/record';
import type { People } from './people';
import type { Vocabulary } from './vocabulary';

/** Parents before their children. */
export const ENTITIES = ['company', 'contact', 'ticket'] as const;
export type Entity = (typeof ENTITIES)[number];

/** How much of the neutral business a system holds at first. */
export interface SeedSize {
	readonly companies: number;
	readonly contactsPerCompany: number;
	readonly tickets: number;
}

/** Which requests of a system's log are which. */
export interface Calls {
	/** The calls that an idle reader makes for an entity, as `GET /path`: one for each list that tells of its changes. */
	readonly list: Readonly<Record<Entity, readonly string[]>>;
	/** What a fault must match to strike a create, and an update. */
	readonly create: Readonly<Record<Entity, Pick<Fault, 'method' | 'path'>>>;
	readonly update: Readonly<Record<Entity, Pick<Fault, 'method' | 'path'>>>;
	/** What the vendor says in an error of its own that passes by itself. */
	readonly outage?: string;
	/** Whether a request changes a record. */
	isWrite(request: LoggedRequest): boolean;
	/** Whether a request is about access or limits (tokens, addresses, budgets) rather than about the tenant's data. */
	isOverhead(request: LoggedRequest): boolean;
}

/** A running simulator of one system, in the words that all systems share. */
export interface RunningSystem {
	readonly words: Vocabulary;
	/** What people see and do in it, past the sync. */
	readonly people: People;
	/** Credential type and data of its node. */
	readonly credentials: Readonly<Record<string, IDataObject>>;
	readonly faults: FaultSwitches;
	readonly requests: RequestLog;
	readonly clock: ServerClock;
	readonly calls: Calls;
	/** What a create must give beside the neutral fields, as the constants of a mapping do. */
	readonly needed: Readonly<Record<Entity, FlatRecord>>;
	/** What it keeps of a ticket's title. */
	keptTitle(text: string): string;
	/** A connector that never really waits between attempts. */
	connector(otherSystem: SystemId): Connector;
	/** Adds the neutral business of that size; the same size gives the same people in every system. */
	seed(size: SeedSize): void;
	/** How long lists and look-ups show an older state. */
	lag(ms: number): void;
	/** How long a record that was just created cannot be read by its id; absent where the vendor has no such thing. */
	readonly lagAfterCreate?: (ms: number) => void;
	close(): Promise<void>;
}

/** A system that the suites are run for. To add one: a file beside this one, and a line in `index.ts`. */
export interface ConformingSystem {
	readonly id: SystemId;
	/** A system of its own, empty but for its lists of values. */
	start(options?: StartOptions): Promise<RunningSystem>;
	/** Whether an update is refused where the record moved since it was read. */
	readonly seesMovedRecords: boolean;
	/** A create that is sent again makes no second record: the connector may repeat it by itself. */
	readonly idempotencyKeys: boolean;
	/** Its lists are slim: each record that is wanted whole costs a call. */
	readonly readsEach: boolean;
}

export interface StartOptions {
	/** Its traffic is appended here, where the vendor has published a specification to hold it against. */
	readonly record?: string;
}
