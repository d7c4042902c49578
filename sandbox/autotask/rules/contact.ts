import { type EntityRules, defaults } from './rules';

export const contactRules: EntityRules = {
	complete(record, { db, impersonator, stored }) {
		const now = db.now();
		if (!stored) {
			record.createDate = now;
			record.impersonatorCreatorResourceID = impersonator ?? null;
			defaults(record, {
				isOptedOutFromBulkEmail: false,
				primaryContact: false,
				billingContact: false,
				receivesEmailNotifications: true,
				solicitationOptOut: false,
				surveyOptOut: false,
			});
		}
		record.lastActivityDate = now;
		record.lastModifiedDate = now;
		if (record.isActive !== null && record.isActive !== undefined && record.isActive !== 0 && record.isActive !== 1)
			return ['The value of isActive must be 0 or 1.'];
		return [];
	},

	keep(row, db) {
		for (const ticket of db.table('Tickets').current()) {
			if (ticket.contactID === row.id) return 'The contact cannot be deleted: it is the contact of a ticket.';
		}
		return undefined;
	},
};
