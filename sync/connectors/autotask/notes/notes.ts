import type { FieldDefinition } from '../../../model/catalogue';
import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner, WriteOptions } from '../../connector';
import type { EntityConnector } from '../../entity-connector';
import { landed } from '../../landed';
import { wordsOf } from '../../note-head';
import { looksLikeNote } from '../../note-match';
import { readChanges } from '../changes';
import type { AutotaskClient } from '../client';
import { idsAmong, rowsByIds, rowsOfTicket, rowsOnTickets } from '../children';
import { INTERNAL, noteFields } from '../fields/note';
import { picklist } from '../live-fields';
import type { People } from '../people';
import { readNew } from '../read-new';
import type { VendorRecord } from '../schemas';
import { NoteAuthors } from './authors';
import { headOf, noteOf, toNativeNote } from './records';
import { createNote, readNote, updateNote } from './write';

/** A note is asked for when either of its times lies in the window: it is not documented that a new one has both. */
const TIMES = ['lastActivityDate', 'createDateTime'] as const;

/** The notes of tickets: read flat, written below their tickets. */
export class AutotaskNotes implements EntityConnector {
	readonly #authors: NoteAuthors;

	constructor(
		private readonly client: AutotaskClient,
		people: People,
		private readonly overlapMs?: number,
	) {
		this.#authors = new NoteAuthors(client, people);
	}

	/** Notes that changed since `state`. An idle cycle is one call. */
	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const list = { entity: 'note', times: TIMES } as const;
		const answer = await readChanges(this.client, list, state, limit, this.overlapMs);
		return { ...answer, rows: await this.#natives(answer.rows) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await this.#natives(await rowsByIds(this.client, 'note', idsAmong(ids)));
		return new Map(rows.map((row) => [row.id, row]));
	}

	/** The notes of the same tickets with the same words for the same readers; see {@link looksLikeNote}. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const rows = await rowsOnTickets(this.client, 'note', keys);
		const natives = await this.#natives(rows);
		return keys.map(({ payload, targetId }) =>
			rows.flatMap((raw, index): Candidate[] => {
				const record = natives[index];
				const named = targetId !== null && record.id === targetId;
				if (!named && !isCounterpart(raw, record.record, payload)) return [];
				const label = `${String(record.record['author'] ?? '')}: ${wordsOf(textOf(record.record['description'])).slice(0, 60)}`;
				return [{ record, rule: named ? 'targetId' : 'text', label }];
			}),
		);
	}

	async create(
		payload: FlatRecord,
		_sourceId: string,
		_idempotencyKey: string,
		options: WriteOptions,
	): Promise<NativeRecord> {
		const id = await createNote(this.client, payload, options);
		return await landed('note', id, 'created', async () => {
			return await this.#native(await readNew(this.client, 'note', id));
		});
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		if (Object.keys(changes).length === 0) return current;
		await updateNote(this.client, current, changes);
		return await landed('note', current.id, 'changed', async () => {
			return await this.#native(await readNote(this.client, current.id));
		});
	}

	/** The fields with the values that this tenant's picklists have. */
	async fields(): Promise<FieldDefinition[]> {
		const told = await this.client.fieldInformation('note', 'fields');
		return noteFields.map((field) => {
			const live = told.find(({ name }) => name === field.name);
			const options = picklist(live, told) ?? [];
			return field.type === 'option' && options.length > 0 ? { ...field, options } : field;
		});
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return await this.#natives(await rowsOfTicket(this.client, 'note', owner, most));
	}

	async #native(raw: VendorRecord): Promise<NativeRecord> {
		return (await this.#natives([raw]))[0];
	}

	async #natives(rows: readonly VendorRecord[]): Promise<NativeRecord[]> {
		const names = await this.#authors.namesFor(rows);
		return rows.map((raw) => toNativeNote(raw, names));
	}
}

function isCounterpart(raw: VendorRecord, record: FlatRecord, payload: FlatRecord): boolean {
	const note = {
		text: textOf(record['description']),
		readers: record['publish'],
		writtenAt: textOf(record['createDateTime']),
		cameFromThere: headOf(noteOf(raw)).head !== null,
	};
	const sameTicket = String(record['ticketID']) === String(payload['ticketID']);
	const readers = isEmpty(payload['publish']) ? INTERNAL : Number(payload['publish']);
	const wanted = { text: textOf(payload['description']), readers, writtenAt: textOf(payload['createDateTime']) };
	return sameTicket && looksLikeNote(note, wanted);
}

function textOf(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}
