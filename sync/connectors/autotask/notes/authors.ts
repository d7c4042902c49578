import type { AutotaskClient } from '../client';
import { MAX_VALUES, oneOf } from '../conditions';
import type { People } from '../people';
import { orNone, personOf } from '../people';
import { valueOf } from '../records';
import type { VendorRecord } from '../schemas';
import type { Names } from './records';
import { noteOf } from './records';

/** Who wrote notes, by name: resources from a list that is kept, contacts as they come. */
export class NoteAuthors {
	constructor(
		private readonly client: AutotaskClient,
		private readonly people: People,
	) {}

	async namesFor(rows: readonly VendorRecord[]): Promise<Names> {
		const notes = rows.map(noteOf);
		const contacts = ids(notes.map(({ createdByContactID }) => createdByContactID));
		const resources = ids(notes.map(({ creatorResourceID }) => creatorResourceID));
		return {
			resources: resources.length === 0 ? new Map() : await this.people.names(),
			contacts: await this.#contacts(contacts),
		};
	}

	async #contacts(wanted: readonly number[]): Promise<ReadonlyMap<number, string>> {
		const names = new Map<number, string>();
		for (let start = 0; start < wanted.length; start += MAX_VALUES) {
			const some = wanted.slice(start, start + MAX_VALUES);
			const rows = await orNone(async () => await this.client.list('contact', [oneOf('id', some)]));
			for (const row of rows) names.set(row.id, personOf(valueOf(row, 'firstName'), valueOf(row, 'lastName')));
		}
		return names;
	}
}

function ids(values: ReadonlyArray<number | null | undefined>): number[] {
	return [...new Set(values.filter((id) => id !== null && id !== undefined))];
}
