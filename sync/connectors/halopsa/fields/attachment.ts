import type { FieldDefinition } from '../../../model/catalogue';
import { INTERNAL, PUBLIC } from '../actions/action';
import { choice, integer, link, text, time } from './builders';

/**
 * A file on a ticket, `Attachment` and `Attachment_List` of the specification. Everything is given on create: what a
 * change without the bytes does to them is documented nowhere. `visibility` is `showforusers`; `sha256` is reckoned here,
 * since HaloPSA tells no hash.
 */
export const attachmentFields: readonly FieldDefinition[] = [
	text('id', 'ID', { readOnly: true }),
	link('ticket', 'Ticket', 'ticket', { required: true, createOnly: true })[0],
	text('filename', 'File Name', { required: true, createOnly: true, maxLength: 255 }),
	integer('filesize', 'Size', { createOnly: true }),
	text('sha256', 'SHA-256', { createOnly: true, maxLength: 64 }),
	choice('visibility', 'Visibility', {
		createOnly: true,
		audience: { public: [PUBLIC], internal: [INTERNAL] },
		options: [
			{ value: PUBLIC, label: 'Shown to users' },
			{ value: INTERNAL, label: 'Hidden from users' },
		],
	}),
	time('datecreated', 'Date', { readOnly: true }),
];
