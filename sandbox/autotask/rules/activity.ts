import { missingValue } from '../errors';
import { epochOf } from '../time';
import { type EntityRules, type RuleContext, defaults } from './rules';
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

export const timeEntryRules: EntityRules = {
	complete(record, context) {
		const { db, by, impersonator, stored } = context;
		const now = db.now();
		if (!stored) {
			Object.assign(record, {
				createDateTime: now,
				creatorUserID: by,
				impersonatorCreatorResourceID: impersonator ?? null,
				timeEntryType: record.ticketID ? 2 : 6,
			});
			defaults(record, { isNonBillable: false, offsetHours: 0, showOnInvoice: true });
		} else {
			record.impersonatorUpdaterResourceID = impersonator ?? stored.impersonatorUpdaterResourceID;
		}
		Object.assign(record, { lastModifiedDateTime: now, lastModifiedUserID: by });
		if (!record.ticketID && !record.taskID) return [missingValue('ticketID')];
		return [...windowProblems(record, context), ...hoursProblems(record)];
	},

	after(row, { db, by }) {
		stampActivity(db, row.ticketID, by);
	},

	deleted(row, { db, by }) {
		const ticket = db.table('Tickets').get(row.ticketID as number);
		db.insert(
			'DeletedTicketActivityLogs',
			{
				typeID: 2,
				ticketID: row.ticketID,
				ticketNumber: ticket?.ticketNumber ?? null,
				createdByResourceID: row.creatorUserID,
				startDateTime: row.startDateTime,
				endDateTime: row.endDateTime,
				hoursWorked: row.hoursWorked,
				deletedByResourceID: by,
				deletedDateTime: db.now(),
			},
			by,
		);
		stampActivity(db, row.ticketID, by);
	},
};

/** Time on a ticket has a start and an end, and its hours follow from them. */
function windowProblems(record: Record<string, unknown>, { stored, touched }: RuleContext): string[] {
	const { startDateTime: start, endDateTime: end, ticketID } = record;
	if (typeof start !== 'string' || typeof end !== 'string') {
		return typeof ticketID === 'number' ? ['TimeEntries for Service tickets require a start and stop time.'] : [];
	}
	if (end <= start) return ['endDateTime must be greater than startDateTime'];
	const hours = Math.round(((epochOf(end) - epochOf(start)) / 3_600_000) * 100) / 100;
	// New hours without a new window are answered with success and change nothing (seen live).
	const windowGiven = touched.has('startDateTime') || touched.has('endDateTime');
	if (!stored || windowGiven || touched.has('hoursWorked')) record.hoursWorked = hours;
	record.dateWorked ??= `${start.slice(0, 10)}T00:00:00.000`;
	return [];
}

function hoursProblems(record: Record<string, unknown>): string[] {
	const hours = record.hoursWorked;
	if (typeof hours !== 'number' || hours <= 0 || hours > 24)
		return ['hoursWorked greater than 24 hours or less than zero hours'];
	record.hoursToBill = record.isNonBillable === true ? 0 : hours + Number(record.offsetHours ?? 0);
	return [];
}
