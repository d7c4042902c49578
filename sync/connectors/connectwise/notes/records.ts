import type { FlatRecord, NativeRecord } from '../../../model/record';
import { takeHead } from '../../note-head';
import { DISCUSSION, INTERNAL, RESOLUTION } from '../fields/note';
import type { ServiceNote } from './schema';
import { noteId } from './schema';

/**
 * Who may read a note. One that is marked as internal and as discussion (recorded) counts as internal here; as a target
 * it is left alone, see `NoteWriter`.
 */
export function visibilityOf(note: ServiceNote): string {
	if (note.internalAnalysisFlag === true) return INTERNAL;
	if (note.detailDescriptionFlag === true) return DISCUSSION;
	return note.resolutionFlag === true ? RESOLUTION : INTERNAL;
}

/** The flags that say who may read a note. */
export function flagsOf(visibility: string): Readonly<Record<string, boolean>> {
	return {
		detailDescriptionFlag: visibility === DISCUSSION,
		internalAnalysisFlag: visibility === INTERNAL,
		resolutionFlag: visibility === RESOLUTION,
	};
}

/** Marked for clients and for the staff at once: nobody can say who reads it. */
export function isContradictory(note: ServiceNote): boolean {
	const forClients = note.detailDescriptionFlag === true || note.resolutionFlag === true;
	return note.internalAnalysisFlag === true && forClients;
}

/**
 * The text without the line that names author and time, where the note came from the other side. What a client wrote is
 * never read that way, or clients could write in anybody's name.
 */
export function headOf(note: ServiceNote): ReturnType<typeof takeHead> {
	const written = note.text ?? '';
	return note.contact ? { head: null, text: written } : takeHead(written);
}

/** A note in flat form. */
export function flattenNote(note: ServiceNote, ticket: string): FlatRecord {
	const { head, text } = headOf(note);
	return {
		id: noteId({ ticket, note: note.id }),
		ticketId: Number(ticket),
		text,
		visibility: visibilityOf(note),
		author: head ? head.author : (note.contact?.name ?? note.member?.name ?? note.createdBy ?? null),
		dateCreated: head?.writtenAt ?? note.dateCreated ?? null,
		processNotifications: null,
		createdBy: note.createdBy ?? null,
	};
}

export function toNativeNote(note: ServiceNote, ticket: string): NativeRecord {
	return {
		entity: 'note',
		id: noteId({ ticket, note: note.id }),
		record: flattenNote(note, ticket),
		changedAt: note._info?.lastUpdated ?? null,
		author: note._info?.updatedBy ?? null,
		etag: null,
		// A note has no place for the other side's id (the specification has none, nor custom fields).
		externalIds: [],
		deleted: false,
		url: null,
	};
}
