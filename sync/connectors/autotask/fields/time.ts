import type { FieldDefinition } from '../../../model/catalogue';
import { day, decimal, flag, integer, lines, link, pick, text, time } from './builders';

/** Clients see the text on portal and invoice. */
export const PUBLIC = 'public';
export const INTERNAL = 'internal';

/**
 * Time on a ticket, `TimeEntryModel` of the specification. Of the connector's making are `technician`, `workType` and
 * `workRole` (names in place of this tenant's numbers), `notes` with `visibility` (which of the two texts it is),
 * `billed` and `invoiceID`. The two texts themselves are only read: who may read what is written is always asked.
 */
export const timeFields: readonly FieldDefinition[] = [
	integer('id', 'ID', { readOnly: true }),
	link('ticketID', 'Ticket', 'ticket', { required: true, createOnly: true }),
	text('technician', 'Technician', 200, { required: true }),
	time('startDateTime', 'Start', { required: true }),
	// Start and hours decide: Autotask's hours are what lies between start and end (seen live).
	time('endDateTime', 'End'),
	// Four digits, as in 0.0167 for a minute (seen live).
	decimal('hoursWorked', 'Hours Worked', { decimals: 4 }),
	lines('notes', 'Notes', 32_000),
	{
		...pick('visibility', 'Visibility', { audience: { public: [PUBLIC], internal: [INTERNAL] } }),
		options: [
			{ value: PUBLIC, label: 'Summary Notes (clients may read them)' },
			{ value: INTERNAL, label: 'Internal Notes' },
		],
	},
	text('workType', 'Work Type', 100, { ownDefault: true }),
	text('workRole', 'Role', 100, { ownDefault: true }),
	link('contractID', 'Contract', 'agreement', { ownDefault: true }),
	flag('isNonBillable', 'Non-Billable'),
	flag('showOnInvoice', 'Show on Invoice'),
	decimal('offsetHours', 'Offset Hours'),
	decimal('hoursToBill', 'Hours to Bill', { readOnly: true }),
	flag('billed', 'Billed', { readOnly: true, locks: { values: [true] }, billing: true }),
	time('billingApprovalDateTime', 'Billing Approved', { readOnly: true, billing: true }),
	// Of the connector's making: the invoice of its billing item.
	link('invoiceID', 'Invoice', 'invoice', { readOnly: true, billing: true }),
	day('dateWorked', 'Date Worked', { readOnly: true }),
	lines('summaryNotes', 'Summary Notes', 32_000, { readOnly: true }),
	lines('internalNotes', 'Internal Notes', 32_000, { readOnly: true }),
	pick('resourceID', 'Resource', { readOnly: true }),
	pick('billingCodeID', 'Work Type (Number)', { readOnly: true }),
	pick('roleID', 'Role (Number)', { readOnly: true }),
	time('createDateTime', 'Created', { readOnly: true }),
];
