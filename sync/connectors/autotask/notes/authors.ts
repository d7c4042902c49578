import { SyncError } from '../../../model/errors';
import type { AutotaskClient } from '../client';
import { MAX_VALUES, oneOf } from '../conditions';
import { valueOf } from '../records';
import type { NamedThing, VendorRecord } from '../schemas';
import type { Names } from './records';
import { noteOf } from './records';

const KEPT_MS = 60 * 60 * 1000;

interface Kept {
	readonly names: Promise<ReadonlyMap<number, string>>;
	readonly until: number;
}

/** By tenant: a new connector is made for each run, and the list of resources costs calls like any other. */
const known = new Map<string, Kept>();

/** Who wrote notes, by name: resources from a list that is kept for an hour, contacts as they come. */
export class NoteAuthors {
	constructor(
		private readonly client: AutotaskClient,
		private readonly tenant: string,
		private readonly now: () => number,
	) {}

	async namesFor(rows: readonly VendorRecord[]): Promise<Names> {
		const notes = rows.map(noteOf);
		const contacts = ids(notes.map(({ createdByContactID }) => createdByContactID));
		const resources = ids(notes.map(({ creatorResourceID }) => creatorResourceID));
		return {
			resources: resources.length === 0 ? new Map() : await this.#resources(),
			contacts: await this.#contacts(contacts),
		};
	}

	async #resources(): Promise<ReadonlyMap<number, string>> {
		const kept = known.get(this.tenant);
		if (kept !== undefined && kept.until > this.now()) return await kept.names;
		const names = orNone(async () => new Map((await this.client.lookups('Resources')).map(named)));
		known.set(this.tenant, { names, until: this.now() + KEPT_MS });
		// A failure is not kept: the next call asks again.
		names.catch(() => known.delete(this.tenant));
		return await names;
	}

	async #contacts(wanted: readonly number[]): Promise<ReadonlyMap<number, string>> {
		const names = new Map<number, string>();
		for (let start = 0; start < wanted.length; start += MAX_VALUES) {
			const some = wanted.slice(start, start + MAX_VALUES);
			const rows = await orNone(async () => new Map([[0, await this.client.list('contact', [oneOf('id', some)])]]));
			for (const row of rows.get(0) ?? [])
				names.set(row.id, personOf(valueOf(row, 'firstName'), valueOf(row, 'lastName')));
		}
		return names;
	}
}

/** An API user who may not see people can still read what they wrote: their numbers stand for them. */
async function orNone<T>(ask: () => Promise<Map<number, T>>): Promise<Map<number, T>> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof SyncError && (error.code === 'PERMISSION' || error.code === 'REJECTED')) return new Map();
		throw error;
	}
}

function ids(values: ReadonlyArray<number | null | undefined>): number[] {
	return [...new Set(values.filter((id) => id !== null && id !== undefined))];
}

function named({ id, displayName, firstName, lastName, name }: NamedThing): [number, string] {
	return [id, displayName || name || personOf(firstName, lastName) || `resource ${id}`];
}

function personOf(first: unknown, last: unknown): string {
	return [first, last].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
