import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { WriteOptions } from '../../connector';
import { withHead } from '../../note-head';
import { DISCUSSION, INTERNAL, noteFields } from '../fields/note';
import type { ConnectWiseClient, PatchOperation } from '../client';
import { notesPath, parsedNote, readNote } from './read';
import { flagsOf, headOf, isContradictory, visibilityOf } from './records';
import type { NoteAddress, ServiceNote } from './schema';
import { mustAddress, noteId } from './schema';

/**
 * Writes a note below its ticket. Without a word about who may read it, it is internal.
 * @throws SyncError BAD_INPUT for a value that a note cannot hold
 */
export async function createNote(
	client: ConnectWiseClient,
	payload: FlatRecord,
	{ quiet = false }: WriteOptions = {},
): Promise<ServiceNote> {
	for (const name of Object.keys(payload)) mustBeWritable(name, 'create');
	const ticket = String(payload['ticketId'] ?? '');
	if (!/^\d{1,18}$/.test(ticket)) throw refuse('ticketId', 'must be the id of a ticket');
	const readers = visibility(payload['visibility']);
	// Seen live: an internal note whose notifications are processed is mailed to the contact all the same.
	const notify = quiet || readers === INTERNAL ? false : payload['processNotifications'];
	const body = {
		text: withHead(
			{ author: text(payload['author']), writtenAt: text(payload['dateCreated']) },
			written(payload['text']),
		),
		...flagsOf(readers),
		...(typeof notify === 'boolean' ? { processNotifications: notify } : {}),
	};
	const answer = await client.send({ method: 'POST', path: notesPath(ticket), body, subject: { entity: 'note' } });
	return parsedNote(answer, { entity: 'note', uncertain: true });
}

/**
 * Changes text or readers of a note. It is read before, since its first line stays what it is and nothing but that read
 * tells who reads it now. A note that clients do not see is never shown to them by this, whatever is asked for.
 * @returns undefined where nothing is to be changed
 * @throws SyncError REJECTED where clients would come to see what they do not see now; PRECONDITION where the note was
 *   changed since `current` was read; NOT_FOUND where it is gone
 */
export async function updateNote(
	client: ConnectWiseClient,
	current: NativeRecord,
	changes: FlatRecord,
	{ quiet = false }: WriteOptions = {},
): Promise<ServiceNote | undefined> {
	for (const name of Object.keys(changes)) mustBeWritable(name, 'update');
	if (Object.keys(changes).length === 0) return undefined;
	const address = mustAddress(current.id);
	const now = await readNote(client, address);
	mustBeAsRead(now, current);
	const operations: PatchOperation[] = [];
	if (Object.hasOwn(changes, 'visibility')) {
		const asked = visibility(changes['visibility']);
		mustNotWiden(now, asked, address);
		for (const [path, value] of Object.entries(flagsOf(asked))) operations.push({ op: 'replace', path, value });
	} else if (isContradictory(now)) {
		const why = 'is marked for clients and as internal at once, so that nobody can say who reads it';
		throw rejected(address, `${why}. Decide in ConnectWise who may read it, then retry`);
	}
	if (Object.hasOwn(changes, 'text')) {
		const { head } = headOf(now);
		const value = head ? withHead(head, written(changes['text'])) : written(changes['text']);
		operations.push({ op: 'replace', path: 'text', value });
	}
	if (quiet) operations.push({ op: 'replace', path: 'processNotifications', value: false });
	const subject = { entity: 'note', id: current.id } as const;
	const path = `${notesPath(address.ticket)}/${address.note}`;
	return parsedNote(await client.send({ method: 'PATCH', path, body: operations, subject }), {
		...subject,
		uncertain: true,
	});
}

function mustBeAsRead(now: ServiceNote, current: NativeRecord): void {
	const changed = now._info?.lastUpdated ?? null;
	if (current.changedAt === null || changed === null || Date.parse(changed) === Date.parse(current.changedAt)) return;
	throw new SyncError(
		'PRECONDITION',
		`ConnectWise note ${current.id} was changed meanwhile; it will be planned again`,
		{ system: 'connectwise', entity: 'note', id: current.id },
	);
}

/** The last lock (law P6): it holds whatever map, strategy or decision the value comes from. */
function mustNotWiden(now: ServiceNote, asked: string, address: NoteAddress): void {
	const held = visibilityOf(now);
	if (asked === INTERNAL || held === asked || held === DISCUSSION) return;
	const why = `is for "${held}", and the sync never shows clients a note that they do not see yet`;
	throw rejected(address, `${why}. If that is meant, change it in ConnectWise by hand and dismiss this`);
}

function visibility(value: Json | undefined): string {
	if (value === undefined || value === null || value === '') return INTERNAL;
	const options = noteFields.find(({ name }) => name === 'visibility')?.options ?? [];
	if (options.some((option) => option.value === value)) return String(value);
	throw refuse('visibility', `must be one of ${options.map(({ label }) => label).join(', ')}`);
}

function written(value: Json | undefined): string {
	if (typeof value === 'string' && value !== '') return value;
	throw refuse('text', 'must not be empty');
}

function text(value: Json | undefined): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

function mustBeWritable(name: string, purpose: 'create' | 'update'): void {
	const field = noteFields.find((one) => one.name === name);
	if (!field) throw refuse(name, 'is no field of it; choose one from the list');
	if (field.readOnly) throw refuse(name, 'is read-only; leave it out');
	if (field.createOnly && purpose === 'update') throw refuse(name, 'can be given on create only; leave it out');
}

function refuse(field: string, what: string): SyncError {
	return new SyncError('BAD_INPUT', `ConnectWise note: ${field} ${what}`, {
		system: 'connectwise',
		entity: 'note',
		field,
	});
}

function rejected(address: NoteAddress, what: string): SyncError {
	const { ticket, note } = address;
	return new SyncError('REJECTED', `ConnectWise note ${note} of ticket ${ticket} ${what}`, {
		system: 'connectwise',
		entity: 'note',
		id: noteId(address),
		field: 'visibility',
	});
}
