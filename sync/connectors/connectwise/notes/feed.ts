import { z } from 'zod';
import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { NativeRecord } from '../../../model/record';
import type { ChangePage } from '../../connector';
import { windowState } from '../../http';
import { readChanges } from '../changes';
import type { ConnectWiseClient } from '../client';
import { valueAt } from '../records';
import type { VendorRecord } from '../schemas';
import { headOf, toNativeNote } from './records';
import type { ServiceNote } from './schema';
import { notesOf } from './read';
import { isWrittenByTime, writingEntries } from './time-notes';

/** Tickets whose notes one question to the feed reads at most: each costs a call. */
const TICKETS_AT_ONCE = 50;
/** Tickets whose notes are asked for at the same time. */
const AT_A_TIME = 4;
/** Notes read this long after their ticket's last change are all there: the list of tickets tells of no later one. */
const SETTLED_MS = 60_000;
/** What was written together with its ticket is no more than this apart from it. */
const TOGETHER_MS = 5_000;

const feedState = z.object({
	tickets: windowState.nullable(),
	/** When the tickets whose notes have been read last changed: the overlap shows them once more. */
	read: z.record(z.string()),
});

/**
 * Notes of the tickets that changed since `state`. ConnectWise has no list of all notes and no callback for them
 * (specification, vendor's list of callback types): a note that is written or edited stamps its ticket, so what changed is
 * asked of the tickets, and then the notes of each. An idle cycle is one call; a changed ticket costs one more, twice at
 * most: once at once, and once when everything must have arrived.
 */
export async function readNoteChanges(
	client: ConnectWiseClient,
	state: Json | null,
	limit: number,
	overlapMs?: number,
): Promise<ChangePage> {
	const parsed = feedState.nullable().safeParse(state);
	if (!parsed.success) {
		const message =
			"The kept position in ConnectWise's note changes cannot be read; reset this sync's watermark of note";
		throw new SyncError('STORE', message, { system: 'connectwise', entity: 'note' });
	}
	const before = parsed.data ?? { tickets: null, read: {} };
	const answer = await readChanges(client, 'ticket', before.tickets, Math.min(limit, TICKETS_AT_ONCE), overlapMs);
	const known = new Map(Object.entries(before.read));
	const fresh = answer.rows.filter((ticket) => known.get(String(ticket.id)) !== (ticket._info?.lastUpdated ?? ''));
	const read: TicketNotes[] = [];
	for (let start = 0; start < fresh.length; start += AT_A_TIME) {
		const some = fresh.slice(start, start + AT_A_TIME);
		const notes = await Promise.all(some.map((ticket) => notesOf(client, String(ticket.id))));
		read.push(
			...some.map((ticket, index) => ({ ticket, notes: notes[index].filter((one) => !isDescription(ticket, one)) })),
		);
	}
	const rows = await withoutTime(client, read);
	const openedAt = answer.state.window?.to ?? answer.at;
	const settled =
		openedAt === null ? before.read : remembered(before.read, answer.rows, Date.parse(openedAt), overlapMs);
	return { rows, state: { tickets: answer.state, read: settled }, more: answer.more, at: answer.at };
}

interface TicketNotes {
	readonly ticket: VendorRecord;
	readonly notes: readonly ServiceNote[];
}

/** Notes as rows; texts of time entries arrive with their entries. Only members enter time, and contacts write none of it. */
async function withoutTime(client: ConnectWiseClient, read: readonly TicketNotes[]): Promise<NativeRecord[]> {
	const candidates = read.filter(({ notes }) => notes.some(({ contact }) => !contact));
	const entries = await writingEntries(
		client,
		candidates.map(({ ticket }) => ticket.id),
	);
	return read.flatMap(({ ticket, notes }) =>
		notes
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

/** Only what the next windows can show again is kept. */
function remembered(
	before: Readonly<Record<string, string>>,
	rows: readonly VendorRecord[],
	openedAt: number,
	overlapMs = 300_000,
): Record<string, string> {
	const read = new Map(Object.entries(before));
	for (const { id, _info } of rows) {
		const changed = _info?.lastUpdated;
		if (changed && Date.parse(changed) <= openedAt - SETTLED_MS) read.set(String(id), changed);
	}
	const horizon = openedAt - 2 * overlapMs;
	return Object.fromEntries([...read].filter(([, changed]) => Date.parse(changed) >= horizon));
}
