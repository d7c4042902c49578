import { missingValue } from '../errors';
import type { EntityRules } from './rules';
import { stampActivity } from './ticket';

/** Visible to the customer, whatever its label says (seen live). */
const PUBLIC = 1;

export const noteRules: EntityRules = {
	complete(record, { db, by, impersonator, stored, touched }) {
		const now = db.now();
		if (!stored) {
			Object.assign(record, {
				createDateTime: now,
				creatorResourceID: by,
				impersonatorCreatorResourceID: impersonator ?? null,
			});
		} else {
			record.impersonatorUpdaterResourceID = impersonator ?? stored.impersonatorUpdaterResourceID;
			// A change must repeat both, though it is sparse otherwise (seen live).
			for (const field of ['noteType', 'publish']) {
				if (!touched.has(field)) return [missingValue(field)];
			}
		}
		record.lastActivityDate = now;
		return [];
	},

	after(row, { db, by }) {
		stampActivity(db, row.ticketID, by, row.publish === PUBLIC);
	},

	deleted(row, { db, by }) {
		const ticket = db.table('Tickets').get(row.ticketID as number);
		db.insert(
			'DeletedTicketActivityLogs',
			{
				typeID: 1,
				ticketID: row.ticketID,
				ticketNumber: ticket?.ticketNumber ?? null,
				noteOrAttachmentTitle: row.title,
				createdByResourceID: row.creatorResourceID,
				activityDateTime: row.createDateTime,
				deletedByResourceID: by,
				deletedDateTime: db.now(),
			},
			by,
		);
	},
};
