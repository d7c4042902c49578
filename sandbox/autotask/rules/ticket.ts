import type { Database } from '../database';
import { type EntityRules, type RuleContext, changed, defaults } from './rules';

const COMPLETE = 5;
const RESOURCE = 1;

export const ticketRules: EntityRules = {
	complete(record, context) {
		const { db, by, impersonator, stored } = context;
		const now = db.now();
		if (!stored) {
			Object.assign(record, {
				createDate: now,
				creatorResourceID: by,
				creatorType: RESOURCE,
				impersonatorCreatorResourceID: impersonator ?? null,
				ticketNumber: nextNumber(db),
				lastCustomerVisibleActivityDateTime: now,
			});
			defaults(record, {
				ticketCategory: 3,
				ticketType: 1,
				isAssignedToComanaged: false,
				isVisibleToComanaged: false,
			});
		}
		Object.assign(record, {
			lastActivityDate: now,
			lastActivityPersonType: RESOURCE,
			lastActivityResourceID: by,
			lastTrackedModificationDateTime: now,
		});
		fillCompletion(record, context);
		return [...workProblems(record, context), ...contactProblems(record, context)];
	},

	deleted(row, { db, by }) {
		db.insert(
			'DeletedTicketLogs',
			{
				ticketID: row.id,
				ticketNumber: row.ticketNumber,
				ticketTitle: row.title,
				deletedByResourceID: by,
				deletedDateTime: db.now(),
			},
			by,
		);
		for (const table of ['TicketNotes', 'TimeEntries', 'TicketAttachments'] as const) {
			for (const child of [...db.table(table).current()]) if (child.ticketID === row.id) db.delete(table, child, by);
		}
	},
};

/** Notes and time entries are activity of their ticket, but no change of it (vendor's documentation). */
export function stampActivity(db: Database, ticketId: unknown, by: number, visibleToCustomer = false): void {
	if (typeof ticketId !== 'number') return;
	const now = db.now();
	db.touch('Tickets', ticketId, {
		lastActivityDate: now,
		lastActivityPersonType: RESOURCE,
		lastActivityResourceID: by,
		...(visibleToCustomer ? { lastCustomerVisibleActivityDateTime: now } : {}),
	});
}

/** `T20260112.0001`: the day, and a number that begins again each day. */
function nextNumber(db: Database): string {
	const day = db.now();
	const prefix = pastNumber(day, 0).slice(0, -4);
	let ordinal = 1;
	for (const { ticketNumber } of db.table('Tickets').current()) {
		if (typeof ticketNumber !== 'string' || !ticketNumber.startsWith(prefix)) continue;
		const taken = Number.parseInt(ticketNumber.slice(prefix.length), 10);
		if (taken >= ordinal) ordinal = taken + 1;
	}
	return pastNumber(day, ordinal);
}

function fillCompletion(record: Record<string, unknown>, { db, by, stored }: RuleContext): void {
	if (record.status !== COMPLETE) {
		Object.assign(record, { completedDate: null, completedByResourceID: null, resolvedDateTime: null });
	} else if (stored?.status !== COMPLETE) {
		const now = db.now();
		Object.assign(record, { completedDate: now, completedByResourceID: by, resolvedDateTime: now });
	}
}

/** Somebody must see a ticket: a queue, or a resource in a role that the resource has. */
function workProblems(record: Readonly<Record<string, unknown>>, { db }: RuleContext): string[] {
	const { queueID, assignedResourceID, assignedResourceRoleID } = record;
	const assigned = assignedResourceID ?? null;
	const role = assignedResourceRoleID ?? null;
	if ((queueID ?? null) === null && assigned === null) return ['queueID is required'];
	if (assigned === null && role === null) return [];
	for (const entry of db.table('ResourceRoles').current()) {
		if (entry.resourceID === assigned && entry.roleID === role && entry.isActive) return [];
	}
	return ['The specified AssignedResourceID and AssignedRoleID combination is not currently defined'];
}

function contactProblems(record: Readonly<Record<string, unknown>>, { db, stored }: RuleContext): string[] {
	const { contactID, companyID } = record;
	if (typeof contactID !== 'number' || !(changed(record, stored, 'contactID') || changed(record, stored, 'companyID')))
		return [];
	const contact = db.table('Contacts').get(contactID);
	const company = db.table('Companies').get(companyID as number);
	if (!contact || [companyID, company?.parentCompanyID].includes(contact.companyID)) return [];
	return ['The contactID does not belong to the company of the ticket.'];
}

/** The number that a ticket of the past bears. */
export function pastNumber(createDate: string, ordinal: number): string {
	return `T${createDate.slice(0, 10).replaceAll('-', '')}.${String(ordinal).padStart(4, '0')}`;
}
