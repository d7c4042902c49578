import type { EntityRules } from './rules';
import { stampActivity } from './ticket';

/** Documented: 6 to 7 MB for one file, and 10,000,000 bytes in five minutes, beyond which none is taken for as long. */
const MOST_OF_ONE = 7_000_000;
const MOST_IN_WINDOW = 10_000_000;
const WINDOW_MS = 5 * 60_000;
const TICKET = 4;
const RESOURCE = 1;

export const attachmentRules: EntityRules = {
	complete(record, { db, by, impersonator, parentId }) {
		const { data, attachmentType } = record;
		if (attachmentType !== 'FILE_ATTACHMENT') return ['attachmentType is not supported.'];
		if (typeof data !== 'string' || data === '') return ['data is required'];
		const bytes = Buffer.from(data, 'base64').length;
		if (bytes > MOST_OF_ONE) return ['The attachment exceeds the maximum size of the API.'];
		const at = db.clock.now();
		const recent = db.uploads.filter((one) => at - one.at < WINDOW_MS);
		if (recent.reduce((sum, one) => sum + one.bytes, 0) + bytes > MOST_IN_WINDOW)
			return ['The attachment threshold of 10000000 bytes within five minutes has been exceeded.'];
		db.uploads = [...recent, { at, bytes }];
		Object.assign(record, {
			ticketID: parentId ?? null,
			parentID: parentId ?? null,
			parentType: TICKET,
			attachDate: db.now(),
			attachedByResourceID: by,
			impersonatorCreatorResourceID: impersonator ?? null,
			creatorType: RESOURCE,
			fileSize: bytes,
			isTaskAttachment: false,
		});
		return [];
	},

	after(row, { db, by }) {
		const { data: _data, isTaskAttachment: _task, ...info } = row;
		db.table('AttachmentInfo').insert(info, row.id);
		stampActivity(db, row.ticketID, by);
	},

	deleted(row, { db }) {
		db.table('AttachmentInfo').delete(row.id);
	},
};
