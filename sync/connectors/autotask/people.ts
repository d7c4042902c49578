import { SyncError } from '../../model/errors';
import type { AutotaskClient } from './client';
import { valueOf } from './records';
import type { NamedThing } from './schemas';

/** Somebody who works for the MSP, as far as the sync asks. */
export interface Resource {
	readonly id: number;
	/** The full name. */
	readonly name: string;
	readonly isActive: boolean;
	/** The role in which the person works on tickets where nothing else is said. */
	readonly usualRole: number | null;
}

const KEPT_MS = 60 * 60 * 1000;
/** A name that nobody bears is asked for again only after this long: somebody may just have been hired. */
const STALE_MS = 60 * 1000;

interface Kept {
	readonly resources: Promise<ReadonlyMap<number, Resource>>;
	readonly since: number;
}

/** By tenant: a new connector is made for each run, and the list of resources costs calls like any other. */
const known = new Map<string, Kept>();

/** The resources of a tenant, from a list that is kept for an hour. */
export class People {
	constructor(
		private readonly client: AutotaskClient,
		private readonly tenant: string,
		private readonly now: () => number,
	) {}

	/** What people are called, by number; empty where the API user may not see resources. */
	async names(): Promise<ReadonlyMap<number, string>> {
		return new Map([...(await this.#all(KEPT_MS)).values()].map(({ id, name }) => [id, name]));
	}

	/** Everybody who is called so, without regard to case and spaces. */
	async called(name: string): Promise<readonly Resource[]> {
		const found = withName(await this.#all(KEPT_MS), name);
		return found.length > 0 ? found : withName(await this.#all(STALE_MS), name);
	}

	async byId(id: number): Promise<Resource | undefined> {
		return (await this.#all(KEPT_MS)).get(id);
	}

	async #all(maxAgeMs: number): Promise<ReadonlyMap<number, Resource>> {
		const kept = known.get(this.tenant);
		if (kept !== undefined && this.now() - kept.since < maxAgeMs) return await kept.resources;
		const resources = orNone(async () => await this.client.lookups('Resources')).then(
			(things) => new Map(things.map((thing) => [thing.id, resourceOf(thing)])),
		);
		known.set(this.tenant, { resources, since: this.now() });
		// A failure is not kept: the next call asks again.
		resources.catch(() => known.delete(this.tenant));
		return await resources;
	}
}

/** An API user who may not see people can still read what they wrote: their numbers stand for them. */
export async function orNone<T>(ask: () => Promise<T[]>): Promise<T[]> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof SyncError && (error.code === 'PERMISSION' || error.code === 'REJECTED')) return [];
		throw error;
	}
}

export function personOf(first: unknown, last: unknown): string {
	return [first, last].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

function resourceOf(thing: NamedThing): Resource {
	const { id, displayName, firstName, lastName, name, isActive } = thing;
	const role = valueOf(thing, 'defaultServiceDeskRoleID');
	return {
		id,
		name: displayName || name || personOf(firstName, lastName) || `resource ${id}`,
		isActive: isActive !== false,
		usualRole: typeof role === 'number' ? role : null,
	};
}

function withName(resources: ReadonlyMap<number, Resource>, name: string): readonly Resource[] {
	const wanted = folded(name);
	return [...resources.values()].filter((one) => folded(one.name) === wanted);
}

/** Names as people compare them. */
export function folded(name: string): string {
	return name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}
