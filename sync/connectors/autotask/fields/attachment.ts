import type { FieldDefinition } from '../../../model/catalogue';
import { integer, link, pick, text, time } from './builders';

/** Values of `publish` as the sync calls them; 4 is shared with co-managing clients. */
export const READERS: Readonly<Record<number, string>> = { 1: 'public', 2: 'internal', 4: 'comanaged' };

/**
 * A file on a ticket, `TicketAttachmentModel` of the specification. Autotask changes no attachment: everything is given on
 * create. Of the connector's making are `sha256` and `visibility` (from `publish`); the hash is known of what the sync sends.
 */
export const attachmentFields: readonly FieldDefinition[] = [
	text('id', 'ID', 40, { readOnly: true }),
	link('ticketID', 'Ticket', 'ticket', { required: true, createOnly: true }),
	text('fullPath', 'File Name', 255, { required: true, createOnly: true }),
	text('title', 'Title', 255, { createOnly: true }),
	text('contentType', 'Content Type', 100, { createOnly: true }),
	integer('fileSize', 'Size', { createOnly: true }),
	text('sha256', 'SHA-256', 64, { createOnly: true }),
	{
		...pick('visibility', 'Visibility', { createOnly: true, audience: { public: ['public'], internal: ['internal'] } }),
		options: [
			{ value: 'public', label: 'All Autotask Users (clients may see it)' },
			{ value: 'internal', label: 'Internal Users Only' },
			{ value: 'comanaged', label: 'Internal & Co-Managed' },
		],
	},
	time('attachDate', 'Attached', { readOnly: true }),
	pick('attachedByResourceID', 'Attached By', { readOnly: true }),
	pick('attachedByContactID', 'Attached By Contact', { readOnly: true }),
];
