import type { NativeRecord } from '../../../model/record';
import { READERS } from '../fields/attachment';
import { flatten, utcTime, valueOf } from '../records';
import type { VendorRecord } from '../schemas';

/** An attachment is read below its ticket only: its id says which. */
export interface AttachmentId {
	readonly ticket: string;
	readonly attachment: string;
}

const ID = /^(\d{1,15})\/(\d{1,15})$/;

/** @returns null for what is no id of an attachment */
export function attachmentId(id: string): AttachmentId | null {
	const found = ID.exec(id);
	return found && { ticket: found[1], attachment: found[2] };
}

/** Files of notes and of time have addresses of their own, and links to files elsewhere have no bytes. */
export function isFileOfTicket(raw: VendorRecord): boolean {
	const at = (name: string) => valueOf(raw, name) ?? null;
	return (
		typeof at('ticketID') === 'number' &&
		at('ticketNoteID') === null &&
		at('timeEntryID') === null &&
		at('attachmentType') === 'FILE_ATTACHMENT'
	);
}

export function toNativeAttachment(raw: VendorRecord): NativeRecord {
	const publish = valueOf(raw, 'publish');
	const path = valueOf(raw, 'fullPath');
	const size = valueOf(raw, 'fileSize');
	const id = `${String(valueOf(raw, 'ticketID'))}/${raw.id}`;
	return {
		entity: 'attachment',
		id,
		record: {
			...flatten('attachment', raw),
			id,
			// What people upload has the path that it had on their computer, sometimes.
			fullPath: typeof path === 'string' ? (path.split(/[\\/]/).at(-1) ?? path) : null,
			fileSize: typeof size === 'number' ? Math.round(size) : null,
			visibility: typeof publish === 'number' ? (READERS[publish] ?? `publish ${publish}`) : 'internal',
		},
		changedAt: utcTime(valueOf(raw, 'attachDate')),
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	};
}
