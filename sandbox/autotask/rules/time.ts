import type { Row } from '../../table';
import { missingValue, noSuchValue } from '../errors';
import type { Database } from '../database';
import { epochOf } from '../time';
import { type EntityRules, type RuleContext, changed, defaults } from './rules';
import { stampActivity } from './ticket';

/** Billing codes that are work types; other kinds have other numbers. */
const WORK_TYPE = 1;

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
		return [
			...lockProblems(context),
			...windowProblems(record, context),
			...hoursProblems(record),
			...personProblems(record, context),
			...workTypeProblems(record, context),
			...timesheetProblems(record, context),
		];
	},

	after(row, { db, by }) {
		stampActivity(db, row.ticketID, by);
	},

	keep(row, db) {
		if (isPosted(row)) return 'The time entry has been approved and posted and cannot be deleted.';
		return timesheetRefusal(db, row);
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

/** Whether time was approved and posted: it is a billing item then. */
export function isPosted({ billingApprovalDateTime }: Readonly<Record<string, unknown>>): boolean {
	return (billingApprovalDateTime ?? null) !== null;
}

/** Inferred: the vendor's pages say that posted time cannot be edited, not in which words the API says so. */
function lockProblems({ stored }: RuleContext): string[] {
	return stored && isPosted(stored) ? ['The time entry has been approved and posted and cannot be edited.'] : [];
}

/** Time on a ticket has a start and an end, and its hours follow from them. */
function windowProblems(record: Record<string, unknown>, { stored, touched, db }: RuleContext): string[] {
	const { startDateTime: start, endDateTime: end, ticketID } = record;
	if (typeof start !== 'string' || typeof end !== 'string') {
		return typeof ticketID === 'number' ? ['TimeEntries for Service tickets require a start and stop time.'] : [];
	}
	// Nothing at all is told by the hours (seen live).
	if (end < start) return ['endDateTime must be greater than startDateTime'];
	// Documented: a system setting; entries of some zones overlap midnight (UTC).
	if (!db.timesheets.overMidnight && start.slice(0, 10) !== new Date(epochOf(end) - 1).toISOString().slice(0, 10))
		return ['Time entries cannot span over midnight.'];
	// Four decimals, as in 0.0167 for a minute (seen live).
	const hours = Math.round(((epochOf(end) - epochOf(start)) / 3_600_000) * 10_000) / 10_000;
	// New hours without a new window are answered with success and change nothing (seen live).
	const windowGiven = touched.has('startDateTime') || touched.has('endDateTime');
	if (!stored || windowGiven || touched.has('hoursWorked')) record.hoursWorked = hours;
	if (touched.has('startDateTime') && !touched.has('dateWorked'))
		record.dateWorked = `${start.slice(0, 10)}T00:00:00.000`;
	return [];
}

function hoursProblems(record: Record<string, unknown>): string[] {
	const hours = record.hoursWorked;
	if (typeof hours !== 'number' || hours <= 0 || hours > 24)
		return ['hoursWorked greater than 24 hours or less than zero hours'];
	record.hoursToBill = record.isNonBillable === true ? 0 : hours + Number(record.offsetHours ?? 0);
	return [];
}

/** A role, which the resource has; and the right to enter time for somebody else (documented: Proxy Time Entry). */
function personProblems(record: Readonly<Record<string, unknown>>, { db, by, stored }: RuleContext): string[] {
	const { resourceID, roleID, ticketID } = record;
	if (typeof ticketID !== 'number') return [];
	if ((roleID ?? null) === null) return ['TimeEntries for Tickets must have a roleID'];
	if (resourceID !== by && !db.timesheets.proxy)
		return ['Proxy Time Entry is not enabled: only the resource can create or edit its own time entries.'];
	if (!changed(record, stored, 'resourceID') && !changed(record, stored, 'roleID')) return [];
	for (const entry of db.table('ResourceRoles').current()) {
		if (entry.resourceID === resourceID && entry.roleID === roleID && entry.isActive) return [];
	}
	return ['The specified AssignedResourceID and AssignedRoleID combination is not currently defined'];
}

function workTypeProblems(record: Readonly<Record<string, unknown>>, { db, stored }: RuleContext): string[] {
	const { billingCodeID } = record;
	if (typeof billingCodeID !== 'number' || !changed(record, stored, 'billingCodeID')) return [];
	const code = db.table('BillingCodes').get(billingCodeID);
	if (!code) return [noSuchValue('billingCodeID')];
	return code.isActive && code.useType === WORK_TYPE
		? []
		: ['The given allocation code is not an active general allocation code'];
}

/** Documented: time is added to a timesheet that is new or was rejected. Both weeks count where time moves. */
function timesheetProblems(record: Readonly<Record<string, unknown>>, { db, stored }: RuleContext): string[] {
	const refusals = [stored && timesheetRefusal(db, stored), timesheetRefusal(db, record)];
	return refusals.filter((one) => one !== undefined).slice(0, 1);
}

function timesheetRefusal(
	db: Database,
	{ resourceID, dateWorked }: Readonly<Record<string, unknown>> | Row,
): string | undefined {
	const state = db.timesheets.stateOf(resourceID, dateWorked);
	if (state === 'new' || state === 'rejected') return undefined;
	return `Time entries can only be added to or edited on a timesheet with a status of New or Rejected; this timesheet is ${state}.`;
}
