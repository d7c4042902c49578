import type { FieldDefinition } from '../../../model/catalogue';
import { flag, integer, text, time, word } from './builders';
import { INTERNAL } from './note';

/** What the vendor's own screens call *Don't display in Customer Portal*, and its contrary. */
export const PORTAL = 'Customer Portal';

/**
 * A file on a ticket, models `DocumentInfo` and `DocumentFormData` of the specification 2025.8. `visibility` is
 * `publicFlag`, given as `privateFlag`; `sha256` is reckoned here, since ConnectWise tells no hash. A document cannot be
 * changed through the API: its `POST` to one that exists has no body there.
 */
export const attachmentFields: readonly FieldDefinition[] = [
	text('id', 'ID', undefined, { readOnly: true }),
	{ name: 'ticketId', label: 'Ticket', type: 'reference', references: 'ticket', required: true, createOnly: true },
	text('fileName', 'File Name', undefined, { required: true, createOnly: true }),
	text('title', 'Description', undefined, { createOnly: true }),
	integer('size', 'Size', { createOnly: true }),
	text('sha256', 'SHA-256', 64, { createOnly: true }),
	word('visibility', 'Visibility', [PORTAL, INTERNAL], {
		createOnly: true,
		audience: { public: [PORTAL], internal: [INTERNAL] },
	}),
	text('owner', 'Owner', undefined, { readOnly: true }),
	flag('imageFlag', 'Image', { readOnly: true }),
	time('createdOnDate', 'Created On', { readOnly: true }),
];
