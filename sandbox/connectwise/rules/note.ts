import { type EntityRules, defaults, memberReference, required } from './rules';

/** Notes of a ticket. */
export const noteRules: EntityRules = {
	complete(fields, { db, by, stored, parentId }) {
		delete fields.processNotifications;
		Object.assign(fields, {
			ticketId: stored?.ticketId ?? parentId,
			dateCreated: stored?.dateCreated ?? db.clock.nowSeconds(),
			createdBy: stored?.createdBy ?? by,
			// Both true on every note that was recorded, whoever may read it.
			internalFlag: true,
			externalFlag: true,
		});
		defaults(fields, {
			detailDescriptionFlag: false,
			internalAnalysisFlag: false,
			resolutionFlag: false,
			issueFlag: false,
			member: fields.contact === undefined ? memberReference(db, by) : undefined,
		});
		return fields.text === undefined ? [required('serviceNote', 'text')] : [];
	},

	// There are no callbacks for notes: what tells of one is its ticket (vendor's list of callback types).
	after(row, { processNotifications }, { db, by, stored }) {
		const ticket = db.table('tickets').get(Number(row.ticketId));
		if (!ticket) return;
		db.update('tickets', ticket, by);
		// Asked for, a note is mailed whoever may read it (seen live); without a word the ticket decides, for clients' notes.
		const automatic = ticket.automaticEmailContactFlag === true && row.detailDescriptionFlag === true;
		if (!stored && (processNotifications ?? automatic) === true) db.mails.send(ticket, `note ${row.id}`);
	},
};
