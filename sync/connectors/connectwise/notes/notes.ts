import type { FieldDefinition } from '../../../model/catalogue';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner, WriteOptions } from '../../connector';
import { ticketOf, type EntityConnector } from '../../entity-connector';
import { RECORD_ID, type ConnectWiseClient } from '../client';
import { noteFields } from '../fields/note';
import { readNoteChanges } from './feed';
import { findNotes } from './match';
import { notesOf, someNotesOf } from './read';
import { toNativeNote } from './records';
import { addressOf } from './schema';
import { createNote, updateNote } from './write';

/** The notes of tickets: records that ConnectWise keeps below their parents, each with an id `<ticket>/<note>`. */
export class ConnectWiseNotes implements EntityConnector {
	constructor(
		private readonly client: ConnectWiseClient,
		private readonly overlapMs?: number,
	) {}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		return await readNoteChanges(this.client, state, limit, this.overlapMs);
	}

	/** One call for each ticket. */
	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const byTicket = new Map<string, Set<string>>();
		for (const { ticket, note } of ids.map(addressOf).filter((address) => address !== undefined)) {
			byTicket.set(ticket, (byTicket.get(ticket) ?? new Set()).add(note));
		}
		const found = new Map<string, NativeRecord>();
		for (const [ticket, notes] of byTicket) {
			for (const note of await someNotesOf(this.client, ticket, [...notes])) {
				const record = toNativeNote(note, ticket);
				found.set(record.id, record);
			}
		}
		return found;
	}

	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		return await findNotes(this.client, keys);
	}

	async create(payload: FlatRecord, _sourceId: string, _key: string, options: WriteOptions): Promise<NativeRecord> {
		return toNativeNote(await createNote(this.client, payload, options), String(payload['ticketId']));
	}

	async update(current: NativeRecord, changes: FlatRecord, options: WriteOptions): Promise<NativeRecord> {
		const note = await updateNote(this.client, current, changes, options);
		return note === undefined ? current : toNativeNote(note, addressOf(current.id)?.ticket ?? '');
	}

	async fields(): Promise<FieldDefinition[]> {
		return [...noteFields];
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		const ticket = ticketOf('connectwise', 'note', owner, RECORD_ID);
		return (await notesOf(this.client, ticket)).slice(0, most).map((note) => toNativeNote(note, ticket));
	}
}
