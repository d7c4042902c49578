import type { FieldDefinition } from '../../../model/catalogue';
import { integer, lines, link, pick, text, time } from './builders';

/** Clients see the note, whatever the tenant calls it (seen live). */
export const PUBLIC = 1;
/** Internal users only; 4 is shared with co-managing clients. */
export const INTERNAL = 2;

/**
 * A note of a ticket, `TicketNoteModel` of the specification. `author` and `createDateTime` are nobody's to write in
 * Autotask: of a note that comes from the other side they stand in the first line of its text.
 */
export const noteFields: readonly FieldDefinition[] = [
	integer('id', 'ID', { readOnly: true }),
	link('ticketID', 'Ticket', 'ticket', { required: true, createOnly: true }),
	text('title', 'Title', 250),
	lines('description', 'Description', 32_000, { required: true }),
	pick('noteType', 'Note Type', { required: true }),
	pick('publish', 'Publish', { audience: { public: [PUBLIC], internal: [INTERNAL] } }),
	text('author', 'Author', 200, { createOnly: true }),
	time('createDateTime', 'Created', { createOnly: true }),
	pick('creatorResourceID', 'Created By', { readOnly: true }),
	pick('createdByContactID', 'Created By Contact', { readOnly: true }),
];
