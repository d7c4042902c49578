import type { Json } from '../../../model/json';
import type { NativeRecord } from '../../../model/record';
import type { ChangePage } from '../../connector';
import { readUnderTickets, type Under } from '../changed-tickets';
import type { ConnectWiseClient } from '../client';
import { valueAt } from '../records';
import type { VendorRecord } from '../schemas';
import { notesOf } from './read';
import { headOf, toNativeNote } from './records';
import type { ServiceNote } from './schema';
import { isWrittenByTime, writingEntries } from './time-notes';

/** What was written together with its ticket is no more than this apart from it. */
const TOGETHER_MS = 5_000;

/**
 * Notes of the tickets that changed since `state`. ConnectWise has no list of all notes and no callback for them
 * (specification, vendor's list of callback types): a note that is written or edited stamps its ticket, so what changed is
 * asked of the tickets, and then the notes of each.
 */
export async function readNoteChanges(
	client: ConnectWiseClient,
	state: Json | null,
	limit: number,
	overlapMs?: number,
): Promise<ChangePage> {
	const childrenOf = async (ticket: VendorRecord) =>
		(await notesOf(client, String(ticket.id))).filter((note) => !isDescription(ticket, note));
	return await readUnderTickets(client, 'note', state, limit, overlapMs, childrenOf, async (read) =>
		withoutTime(client, read),
	);
}

/** Notes as rows; texts of time entries arrive with their entries. Only members enter time, and contacts write none of it. */
async function withoutTime(
	client: ConnectWiseClient,
	read: ReadonlyArray<Under<ServiceNote>>,
): Promise<NativeRecord[]> {
	const candidates = read.filter(({ children }) => children.some(({ contact }) => !contact));
	const entries = await writingEntries(
		client,
		candidates.map(({ ticket }) => ticket.id),
	);
	return read.flatMap(({ ticket, children }) =>
		children
			.filter((note) => !isWrittenByTime(note, entries.get(ticket.id) ?? []))
			.map((note) => toNativeNote(note, String(ticket.id))),
	);
}

/**
 * ConnectWise keeps the description that a ticket is created with as its first notes. Of a ticket that came from the other
 * side, the other side has it as the ticket's own description: as a note it would be there twice.
 */
function isDescription(ticket: VendorRecord, note: ServiceNote): boolean {
	const [reference, enteredBy, enteredAt] = ['externalXRef', '_info/enteredBy', '_info/dateEntered'].map((path) =>
		valueAt(ticket, path),
	);
	if (typeof reference !== 'string' || reference === '' || typeof enteredAt !== 'string') return false;
	if (note.createdBy !== enteredBy || typeof note.dateCreated !== 'string') return false;
	const isTogether = Math.abs(Date.parse(note.dateCreated) - Date.parse(enteredAt)) <= TOGETHER_MS;
	return isTogether && headOf(note).head === null;
}
