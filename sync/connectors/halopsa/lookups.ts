import type { z } from 'zod';
import type { Query } from '../http';
import type { HaloPsaClient } from './client';
import type { Names } from './records';
import { valueAt } from './records';
import type { NamedThing, Outcome, Priority, VendorRecord } from './schemas';
import { namedThing, outcome, priority } from './schemas';
import { idOf, UNASSIGNED } from './values';

/** What is set up in a tenant and changes rarely. */
interface Setup {
	readonly statuses: readonly NamedThing[];
	readonly types: readonly NamedThing[];
	readonly priorities: readonly Priority[];
	readonly agents: readonly NamedThing[];
}

interface Kept<T> {
	readonly value: Promise<T>;
	readonly at: number;
}

/** The list of charge types among the vendor's look-ups (several public clients). */
const CHARGE_TYPES = 17;
/** The charge type with which nothing is billed (public clients). */
export const NO_CHARGE = 0;

const KEPT_MS = 15 * 60_000;
/** How soon what is kept is asked for again because something in it is missing. */
const MISSED_MS = 60_000;

/** Kept per process: connectors live as long as one node execution. */
const kept = new Map<string, Kept<readonly unknown[]>>();

/**
 * The statuses, ticket types, priorities and agents of one tenant: real tickets carry their ids without their names
 * (seen live). Each list is asked for when it is first needed, and again after a quarter of an hour.
 */
export class Lookups {
	constructor(
		private readonly client: HaloPsaClient,
		/** Stands for the tenant and the rights with which it is asked. */
		private readonly tenant: string,
		private readonly now: () => number,
	) {}

	/** The names of what a ticket carries by id. */
	async namesOf(ticket: VendorRecord): Promise<Names> {
		const [status_name, tickettype_name, agent_name, priority_name] = await Promise.all([
			this.#name(ticket, 'status', 'statuses'),
			this.#name(ticket, 'tickettype', 'types'),
			this.#name(ticket, 'agent', 'agents'),
			this.#priorityName(ticket),
		]);
		return { status_name, tickettype_name, agent_name, priority_name };
	}

	/** The statuses that tickets of a type can have; those of all types without one. */
	async statuses(ticketType: number | null = null): Promise<readonly NamedThing[]> {
		const query = ticketType === null ? {} : { tickettype_id: ticketType };
		return await this.#list(`statuses ${ticketType ?? ''}`, '/Status', namedThing, query);
	}

	async ticketTypes(): Promise<readonly NamedThing[]> {
		return await this.#list('types', '/TicketType', namedThing, { showall: true });
	}

	/** The priorities of all SLAs: each belongs to one, and several may have one name. */
	async priorities(): Promise<readonly Priority[]> {
		return await this.#list('priorities', '/Priority', priority, {});
	}

	async agents(): Promise<readonly NamedThing[]> {
		return await this.#list('agents', '/Agent', namedThing, {
			includeenabled: true,
			includedisabled: true,
			includeunassigned: true,
			includeapiagents: true,
		});
	}

	/** What agents can do on a ticket, by name: HaloPSA's own word for the kind of an action. */
	async outcomes(): Promise<readonly Outcome[]> {
		return await this.#list('outcomes', '/Outcome', outcome, {});
	}

	/** The charge types, by which time is billed; the number of their list is what public clients use. */
	async chargeTypes(): Promise<readonly NamedThing[]> {
		const all = await this.#list('chargetypes', '/Lookup', namedThing, { lookupid: CHARGE_TYPES });
		return all.filter(({ id }) => id > NO_CHARGE);
	}

	async teams(): Promise<readonly NamedThing[]> {
		return await this.#list('teams', '/Team', namedThing, { showall: true });
	}

	async slas(): Promise<readonly NamedThing[]> {
		return await this.#list('slas', '/SLA', namedThing, {});
	}

	async topLevels(): Promise<readonly NamedThing[]> {
		return await this.#list('toplevels', '/TopLevel', namedThing, {});
	}

	async #name(ticket: VendorRecord, stem: string, list: Exclude<keyof Setup, 'priorities'>): Promise<string | null> {
		const own = valueAt(ticket, `${stem}_name`);
		if (typeof own === 'string' && own !== '') return own;
		const id = idOf(valueAt(ticket, `${stem}_id`));
		if (typeof id !== 'number') return null;
		const ask = { statuses: () => this.statuses(), types: () => this.ticketTypes(), agents: () => this.agents() }[list];
		const key = { statuses: 'statuses ', types: 'types', agents: 'agents' }[list];
		const find = (things: readonly NamedThing[]) => things.find((thing) => thing.id === id)?.name || undefined;
		return find(await ask()) ?? (this.#forget(key) ? find(await ask()) : undefined) ?? nameless(stem, id);
	}

	async #priorityName(ticket: VendorRecord): Promise<string | null> {
		for (const path of ['priority_name', 'priority/name']) {
			const own = valueAt(ticket, path);
			if (typeof own === 'string' && own !== '') return own;
		}
		const id = idOf(valueAt(ticket, 'priority_id'));
		if (typeof id !== 'number') return null;
		const sla = idOf(valueAt(ticket, 'sla_id'));
		const find = (priorities: readonly Priority[]) => {
			const known = priorities.filter((one) => priorityId(one) === id);
			return (known.find(({ slaid }) => slaid === sla) ?? known.at(0))?.name || undefined;
		};
		const again = async () => (this.#forget('priorities') ? find(await this.priorities()) : undefined);
		return find(await this.priorities()) ?? (await again()) ?? nameless('priority', id);
	}

	/** @returns false where the list was asked for only a moment ago. */
	#forget(name: string): boolean {
		const key = `${this.tenant} ${name}`;
		const known = kept.get(key);
		if (known && this.now() - known.at < MISSED_MS) return false;
		kept.delete(key);
		return true;
	}

	async #list<T extends z.ZodTypeAny>(
		name: string,
		path: string,
		schema: T,
		query: Query,
	): Promise<ReadonlyArray<z.output<T>>> {
		const key = `${this.tenant} ${name}`;
		const known = kept.get(key);
		if (known && this.now() - known.at < KEPT_MS) return (await known.value) as ReadonlyArray<z.output<T>>;
		const value = this.client.lookups(path, schema, query);
		kept.set(key, { value, at: this.now() });
		// A failure is not kept: the next call asks again.
		value.catch(() => kept.delete(key));
		return await value;
	}
}

/**
 * What stands for the name of something that no list shows, because the agent may not see it or it was set up a moment
 * ago. Nothing would be read as cleared, and clear the other side; this is a value that no field map knows.
 */
function nameless(stem: string, id: number): string | null {
	return stem === 'agent' && id === UNASSIGNED ? null : `#${id}`;
}

/** The number by which tickets name a priority. Versions whose `id` is that number have no `priorityid`. */
export function priorityId({ priorityid, id }: Priority): number | null {
	if (typeof priorityid === 'number') return priorityid;
	return typeof id === 'number' ? id : null;
}
