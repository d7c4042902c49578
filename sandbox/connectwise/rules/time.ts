import type { Database } from '../database';
import type { FieldError } from '../errors';
import { addNote } from './ticket';
import { type EntityRules, type RuleContext, defaults, memberReference, required } from './rules';

const HOUR_MS = 3_600_000;
/** Approved or on an invoice: the vendor's own screens let nobody change these (inferred from the states' names). */
const APPROVED: ReadonlySet<unknown> = new Set([
	'PendingApproval',
	'PendingProjectApproval',
	'ApprovedByTierOne',
	'ApprovedByTierTwo',
	'ReadyToBill',
]);
const BILLED: ReadonlySet<unknown> = new Set(['Billed', 'BilledAgreement', 'WrittenOff']);
const FLAGS = {
	addToDetailDescriptionFlag: 'detailDescriptionFlag',
	addToInternalAnalysisFlag: 'internalAnalysisFlag',
	addToResolutionFlag: 'resolutionFlag',
} as const;
/** They say what is to be done with this write, and are no state of the entry (specification). */
const ACTIONS = ['emailContactFlag', 'emailResourceFlag', 'emailCcFlag'] as const;

/** Time entries. */
export const timeEntryRules: EntityRules = {
	complete(fields, context) {
		const { db, by, stored } = context;
		const errors: FieldError[] = [];
		const refuse = (code: string, message: string, field: string): void =>
			void errors.push({ code, message, resource: 'timeEntry', field });
		if (BILLED.has(stored?.status))
			refuse('InvalidObject', 'Time entry has been billed and cannot be changed', 'status');
		if (APPROVED.has(stored?.status))
			refuse('InvalidObject', 'The time sheet of this time entry has been submitted or approved', 'timeSheet');
		const ticket = db.table('tickets').get(Number(fields.chargeToId ?? 0));
		const toTicket = fields.chargeToType === 'ServiceTicket' || fields.chargeToType === 'ProjectTicket';
		if (toTicket && !ticket) {
			refuse('NotFound', `Ticket ${Number(fields.chargeToId ?? 0)} not found`, 'chargeToId');
		} else if (toTicket && ticket) {
			Object.assign(fields, { company: ticket.company, ticket: { id: ticket.id } });
			const status = db.table('boardStatuses').get((ticket.status as { id: number } | undefined)?.id ?? 0);
			if (!stored && status?.timeEntryNotAllowed)
				refuse('InvalidObject', 'Time entry is not allowed for the status of this ticket', 'chargeToId');
			// What is charged to a ticket falls under the ticket's agreement, where nobody says otherwise (inferred).
			if (!stored && ticket.agreement !== undefined) defaults(fields, { agreement: ticket.agreement });
		} else if (!fields.company && fields.chargeToType !== 'ChargeCode') {
			errors.push(required('timeEntry', 'chargeToId'));
		}
		countHours(fields, refuse);
		const start = typeof fields.timeStart === 'string' ? Date.parse(fields.timeStart) : NaN;
		if (db.timeClosedBefore !== null && start < Date.parse(db.timeClosedBefore))
			refuse('InvalidObject', 'There are no report periods set up for this date', 'timeStart');
		defaults(fields, {
			member: memberReference(db, by),
			billableOption: 'Billable',
			workType: firstOf(db, 'workTypes'),
			workRole: firstOf(db, 'workRoles'),
			status: 'Open',
			invoiceFlag: false,
			addToDetailDescriptionFlag: false,
			addToInternalAnalysisFlag: false,
			addToResolutionFlag: false,
		});
		for (const action of ACTIONS) delete fields[action];
		Object.assign(fields, {
			enteredBy: stored?.enteredBy ?? by,
			dateEntered: stored?.dateEntered ?? db.clock.nowSeconds(),
		});
		return errors;
	},

	after(row, given, context) {
		const { db, by, stored } = context;
		const ticket = db.table('tickets').get((row.ticket as { id: number } | undefined)?.id ?? 0);
		if (!ticket) return;
		if (!stored && db.timeNotes === 'copied' && typeof given.notes === 'string') {
			for (const [flag, noteFlag] of Object.entries(FLAGS)) {
				if (row[flag]) addNote(db, ticket.id, given.notes, noteFlag as (typeof FLAGS)[keyof typeof FLAGS], by);
			}
		}
		const automatic = !stored && ticket.automaticEmailContactFlag === true && row.addToDetailDescriptionFlag === true;
		if ((given.emailContactFlag ?? automatic) === true) db.mails.send(ticket, `time entry ${row.id}`);
		const hours = hoursOn(db, ticket.id);
		if (hours !== ticket.actualHours) db.update('tickets', { ...ticket, actualHours: hours }, by);
	},

	keep: ({ status }) => (BILLED.has(status) ? 'The time entry has been billed' : undefined),
};

/** With both ends given, hours that a client sends are ignored (seen live). */
function countHours(
	fields: Record<string, unknown>,
	refuse: (code: string, message: string, field: string) => void,
): void {
	const { timeStart, timeEnd, hoursDeduct } = fields;
	if (typeof timeStart !== 'string' || typeof timeEnd !== 'string') return;
	const hours = (Date.parse(timeEnd) - Date.parse(timeStart)) / HOUR_MS;
	if (hours < 0) refuse('OutOfRange', 'timeEnd is before timeStart', 'timeEnd');
	fields.actualHours = Math.round((hours - Number(hoursDeduct ?? 0)) * 100) / 100;
}

/** Hours of all entries of a ticket, which the ticket itself shows. */
function hoursOn(db: Database, ticketId: number): number {
	const entries = db.table('timeEntries').find('chargeToId', [ticketId]) ?? [];
	const hundredths = entries
		.filter(({ chargeToType }) => chargeToType === 'ServiceTicket')
		.reduce((sum, { actualHours }) => sum + Math.round(Number(actualHours ?? 0) * 100), 0);
	return hundredths / 100;
}

function firstOf(db: RuleContext['db'], table: 'workTypes' | 'workRoles'): { id: number } | undefined {
	const [first] = db.table(table).current();
	return first && { id: first.id };
}
