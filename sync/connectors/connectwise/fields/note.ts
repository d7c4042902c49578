import type { FieldDefinition } from '../../../model/catalogue';
import { flag, text, time, word } from './builders';

/** Who a note is for, as the ticket's tabs in the vendor's own screens are called. */
export const DISCUSSION = 'Discussion';
export const INTERNAL = 'Internal';
export const RESOLUTION = 'Resolution';

/**
 * A note of a ticket, model `ServiceNote` of the specification 2025.8. `author` and `dateCreated` are nobody's to write
 * in ConnectWise: of a note that comes from the other side they stand in the first line of its text. `visibility` is
 * what `detailDescriptionFlag`, `internalAnalysisFlag` and `resolutionFlag` say together; `internalFlag` and
 * `externalFlag` are true on every recorded note, whoever may read it.
 */
export const noteFields: readonly FieldDefinition[] = [
	text('id', 'ID', undefined, { readOnly: true }),
	{ name: 'ticketId', label: 'Ticket', type: 'reference', references: 'ticket', required: true, createOnly: true },
	{ name: 'text', label: 'Text', type: 'text', required: true },
	word('visibility', 'Visibility', [DISCUSSION, INTERNAL, RESOLUTION], {
		// A resolution may be printed or mailed when the ticket closes: for clients perhaps, for the staff only never.
		audience: { public: [DISCUSSION], internal: [INTERNAL] },
	}),
	text('author', 'Author', 200, { createOnly: true }),
	time('dateCreated', 'Date Created', { createOnly: true }),
	flag('processNotifications', 'Send Notifications', { createOnly: true }),
	text('createdBy', 'Created By', undefined, { readOnly: true }),
];
