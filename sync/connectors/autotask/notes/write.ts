import { SyncError } from '../../../model/errors';
import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { WriteOptions } from '../../connector';
import { withHead, wordsOf } from '../../note-head';
import type { AutotaskClient } from '../client';
import { isMissingVerb } from '../errors';
import { INTERNAL, noteFields, PUBLIC } from '../fields/note';
import { utcTime } from '../records';
import type { VendorRecord } from '../schemas';
import type { TicketNote } from './records';
import { headOf, noteOf, publishOf } from './records';

const TITLE_LENGTH = 250;

/**
 * Writes a note below its ticket. Autotask itself mails nobody about a note of the API's, but a tenant's
 * workflow rules mail public ones, and no call can keep them from it: a note that must not be mailed is internal here,
 * whoever reads it on the other side. Without a word about who may read it, it is internal; without a
 * title, which some ticket categories ask for, it is called by its first words.
 * @returns its id
 * @throws SyncError BAD_INPUT for a value that a note cannot hold
 */
export async function createNote(
	client: AutotaskClient,
	payload: FlatRecord,
	{ quiet = false }: WriteOptions = {},
): Promise<string> {
	for (const name of Object.keys(payload)) mustBeWritable(name, 'create');
	const ticket = String(payload['ticketID'] ?? '');
	if (!/^\d{1,15}$/.test(ticket)) throw refuse('ticketID', 'must be the id of a ticket');
	const written = textOf('description', payload['description']);
	const head = { author: optional(payload['author']), writtenAt: utcTime(payload['createDateTime']) };
	const body = {
		title: optional(payload['title']) ?? wordsOf(written).slice(0, TITLE_LENGTH),
		description: withHead(head, written),
		noteType: wholeNumber('noteType', payload['noteType']),
		publish: quiet || isEmpty(payload['publish']) ? INTERNAL : wholeNumber('publish', payload['publish']),
	};
	return await client.createNote(ticket, body);
}

/**
 * Changes a note. It is read before: its first line stays what it is, a change must repeat type and readers (seen live),
 * and nothing but that read tells who reads it now. A note that clients do not see is never shown to them by this,
 * whatever is asked for.
 * @throws SyncError REJECTED where clients would come to see what they do not see now; PRECONDITION where the note was
 *   changed since `current` was read; NOT_FOUND where it is gone
 */
export async function updateNote(client: AutotaskClient, current: NativeRecord, changes: FlatRecord): Promise<void> {
	for (const name of Object.keys(changes)) mustBeWritable(name, 'update');
	const now = noteOf(await readNote(client, current.id));
	mustBeAsRead(now, current);
	const publish = isEmpty(changes['publish']) ? publishOf(now) : wholeNumber('publish', changes['publish']);
	mustNotWiden(now, publish);
	const { head } = headOf(now);
	const body = {
		id: now.id,
		noteType: isEmpty(changes['noteType']) ? now.noteType : wholeNumber('noteType', changes['noteType']),
		publish,
		...(Object.hasOwn(changes, 'title') ? { title: optional(changes['title']) } : {}),
		...(Object.hasOwn(changes, 'description') ? { description: describe(head, changes['description']) } : {}),
	};
	const ticket = String(now.ticketID ?? '');
	try {
		await client.writeNote('PATCH', ticket, body);
	} catch (error) {
		// Some zones have no PATCH of a collection (seen live); PUT empties what is left out.
		if (!isMissingVerb(error)) throw error;
		await client.writeNote('PUT', ticket, { title: now.title ?? null, description: now.description ?? null, ...body });
	}
}

function describe(head: ReturnType<typeof headOf>['head'], value: Json): string {
	const written = textOf('description', value);
	return head ? withHead(head, written) : written;
}

/** @throws SyncError NOT_FOUND where it is gone */
export async function readNote(client: AutotaskClient, id: string): Promise<VendorRecord> {
	const raw = await client.get('note', id);
	if (raw !== undefined) return raw;
	const message = `Autotask note ${id} does not exist any more`;
	throw new SyncError('NOT_FOUND', message, { system: 'autotask', entity: 'note', id });
}

function mustBeAsRead(now: TicketNote, current: NativeRecord): void {
	const changed = utcTime(now.lastActivityDate);
	if (changed === null || current.changedAt === null || changed === current.changedAt) return;
	const message = `Autotask note ${current.id} was changed meanwhile; it will be planned again`;
	throw new SyncError('PRECONDITION', message, { system: 'autotask', entity: 'note', id: current.id });
}

/** The last lock (law P6): it holds whatever map, strategy or decision the value comes from. */
function mustNotWiden(now: TicketNote, asked: number): void {
	const held = publishOf(now);
	if (asked === INTERNAL || asked === held || held === PUBLIC) return;
	const message = `Autotask note ${now.id} is not public, and the sync never shows clients a note that they do not see yet. If that is meant, publish it in Autotask by hand and dismiss this`;
	const subject = { system: 'autotask', entity: 'note', id: String(now.id), field: 'publish' } as const;
	throw new SyncError('REJECTED', message, subject);
}

function mustBeWritable(name: string, purpose: 'create' | 'update'): void {
	const field = noteFields.find((one) => one.name === name);
	if (!field) throw refuse(name, 'is no field of it; choose one from the list');
	if (field.readOnly) throw refuse(name, 'is read-only; leave it out');
	if (field.createOnly && purpose === 'update') throw refuse(name, 'can be given on create only; leave it out');
}

function textOf(name: string, value: Json | undefined): string {
	if (typeof value === 'string' && value !== '') return value;
	throw refuse(name, 'must not be empty');
}

function optional(value: Json | undefined): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

function wholeNumber(name: string, value: Json | undefined): number {
	if ((typeof value === 'number' || typeof value === 'string') && /^\d{1,9}$/.test(String(value))) return Number(value);
	throw refuse(name, 'must be the number of one of its values');
}

function refuse(field: string, what: string): SyncError {
	return new SyncError('BAD_INPUT', `Autotask note: ${field} ${what}`, { system: 'autotask', entity: 'note', field });
}
