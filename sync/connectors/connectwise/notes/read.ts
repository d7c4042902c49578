import type { ErrorSubject } from '../../../model/errors';
import { SyncError } from '../../../model/errors';
import type { HttpAnswer } from '../../http';
import type { ConnectWiseClient } from '../client';
import { oneOf } from '../conditions';
import { notUnderstood } from '../errors';
import { serviceNote, type NoteAddress, type ServiceNote } from './schema';

/** The path of a ticket's notes. */
export function notesPath(ticket: string): string {
	return `/service/tickets/${ticket}/notes`;
}

/** The notes of a ticket, by ascending id; none where the ticket is gone. Notes made from time entries are not among them. */
export async function notesOf(client: ConnectWiseClient, ticket: string): Promise<ServiceNote[]> {
	try {
		const notes = await client.lookups(notesPath(ticket), serviceNote);
		return notes.sort((a, b) => a.id - b.id);
	} catch (error) {
		if (error instanceof SyncError && error.code === 'NOT_FOUND') return [];
		throw error;
	}
}

/** Several notes of one ticket; one alone is asked for by its own address, which answers from the record itself. */
export async function someNotesOf(
	client: ConnectWiseClient,
	ticket: string,
	notes: readonly string[],
): Promise<ServiceNote[]> {
	try {
		if (notes.length === 1) return [await readNote(client, { ticket, note: notes[0] })];
		return await client.lookups(notesPath(ticket), serviceNote, { conditions: oneOf('id', notes.map(Number)) });
	} catch (error) {
		if (error instanceof SyncError && error.code === 'NOT_FOUND') return [];
		throw error;
	}
}

/** @throws SyncError NOT_FOUND where there is no such note */
export async function readNote(client: ConnectWiseClient, { ticket, note }: NoteAddress): Promise<ServiceNote> {
	const subject = { entity: 'note', id: `${ticket}/${note}` } as const;
	return parsedNote(await client.send({ method: 'GET', path: `${notesPath(ticket)}/${note}`, subject }), subject);
}

/** @throws SyncError UNEXPECTED_ANSWER */
export function parsedNote(answer: HttpAnswer, subject: ErrorSubject): ServiceNote {
	const parsed = serviceNote.safeParse(answer.data);
	if (parsed.success) return parsed.data;
	throw notUnderstood(answer, parsed.error.issues[0], subject);
}
