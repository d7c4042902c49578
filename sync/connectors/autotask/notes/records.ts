import { z } from 'zod';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { takeHead } from '../../note-head';
import { INTERNAL, noteFields } from '../fields/note';
import { utcTime } from '../records';
import type { VendorRecord } from '../schemas';

/** A note of a ticket, as far as it is looked into. */
const ticketNote = z.object({
	id: z.number(),
	ticketID: z.coerce.number().int().nullish(),
	title: z.string().nullish(),
	description: z.string().nullish(),
	noteType: z.coerce.number().int().nullish(),
	publish: z.coerce.number().int().nullish(),
	creatorResourceID: z.coerce.number().int().nullish(),
	createdByContactID: z.coerce.number().int().nullish(),
	createDateTime: z.string().nullish(),
	lastActivityDate: z.string().nullish(),
});
export type TicketNote = z.infer<typeof ticketNote>;

/** What does not fit is read as if it were not there: then nobody can say who reads the note, and it is internal. */
export function noteOf(raw: VendorRecord): TicketNote {
	const parsed = ticketNote.safeParse(raw);
	return parsed.success ? parsed.data : { id: raw.id };
}

/** Notes say no `publish` only where they are damaged. */
export function publishOf(note: TicketNote): number {
	return note.publish ?? INTERNAL;
}

/** What people call the authors of notes. */
export interface Names {
	readonly resources: ReadonlyMap<number, string>;
	readonly contacts: ReadonlyMap<number, string>;
}

/** The note's own text without the line that names its author; what a client wrote is never read that way. */
export function headOf(note: TicketNote): ReturnType<typeof takeHead> {
	const written = note.description ?? '';
	return note.createdByContactID ? { head: null, text: written } : takeHead(written);
}

export function toNativeNote(raw: VendorRecord, names: Names): NativeRecord {
	const note = noteOf(raw);
	const { head, text } = headOf(note);
	const record: FlatRecord = {
		id: note.id,
		ticketID: note.ticketID ?? null,
		title: note.title ?? null,
		description: text,
		noteType: note.noteType ?? null,
		publish: publishOf(note),
		author: head ? head.author : authorOf(note, names),
		createDateTime: head?.writtenAt ?? utcTime(note.createDateTime),
		creatorResourceID: note.creatorResourceID ?? null,
		createdByContactID: note.createdByContactID ?? null,
	};
	return {
		entity: 'note',
		id: String(note.id),
		record: Object.fromEntries(noteFields.map(({ name }) => [name, record[name] ?? null])),
		changedAt: utcTime(note.lastActivityDate) ?? utcTime(note.createDateTime),
		author: authorOf(note, names),
		etag: null,
		// A note has no place for the other side's id (specification).
		externalIds: [],
		deleted: false,
		url: null,
	};
}

function authorOf({ creatorResourceID, createdByContactID }: TicketNote, names: Names): string | null {
	if (createdByContactID) return names.contacts.get(createdByContactID) ?? `contact ${createdByContactID}`;
	if (creatorResourceID) return names.resources.get(creatorResourceID) ?? `resource ${creatorResourceID}`;
	return null;
}
