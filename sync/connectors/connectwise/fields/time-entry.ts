import type { FieldDefinition } from '../../../model/catalogue';
import { decimal, flag, setup, text, time, word } from './builders';
import { DISCUSSION, INTERNAL, RESOLUTION } from './note';

/** Both for clients and for the staff: nobody can say who reads it. */
export const MIXED = 'Discussion and Internal';
/** On no tab of the ticket. An invoice may print it, if its template says so. */
export const NOWHERE = 'Time Entry Only';

/**
 * States in which an entry is closed for good. What is approved or submitted may still be taken back by a person, and
 * ConnectWise itself refuses to change it meanwhile.
 */
export const CLOSED_STATUSES = ['Billed', 'BilledAgreement', 'WrittenOff'] as const;

const STATUSES = [
	'Open',
	'Rejected',
	'PendingApproval',
	'ErrorsCorrected',
	'PendingProjectApproval',
	'ApprovedByTierOne',
	'RejectBySecondTier',
	'ApprovedByTierTwo',
	'ReadyToBill',
	...CLOSED_STATUSES,
];

const READ = { readOnly: true } as const;
const BILLED = { readOnly: true, billing: true } as const;
const FILLED_IN = { ownDefault: true } as const;
const ACTION = { createOnly: true } as const;

/**
 * Time on a service ticket, model `TimeEntry` of the specification 2025.8. `ticketId` is `chargeToId` where
 * `chargeToType` is `ServiceTicket`; `technician` stands for `member`; `visibility` is what the three flags
 * `addTo…Flag` say together, and `notes` the text, wherever it stands (see `time/records.ts`). What counts is
 * `actualHours`: where start and end are given, ConnectWise works it out from them and `hoursDeduct`, which is why
 * `hoursDeduct` follows from what is written here and is nobody's to write.
 */
export const timeEntryFields: readonly FieldDefinition[] = [
	{ name: 'id', label: 'ID', type: 'integer', readOnly: true },
	{ name: 'ticketId', label: 'Ticket', type: 'reference', references: 'ticket', required: true, createOnly: true },
	text('technician', 'Technician', 200, { required: true }),
	text('member/identifier', 'Member', undefined, READ),
	time('timeStart', 'Start Time', { required: true }),
	time('timeEnd', 'End Time'),
	decimal('actualHours', 'Actual Hours', { decimals: 2 }),
	decimal('hoursDeduct', 'Hours to Deduct', READ),
	word('billableOption', 'Billable', ['Billable', 'DoNotBill', 'NoCharge', 'NoDefault']),
	{ name: 'notes', label: 'Notes', type: 'text' },
	word('visibility', 'Visibility', [DISCUSSION, INTERNAL, RESOLUTION, MIXED, NOWHERE], {
		audience: { public: [DISCUSSION], internal: [INTERNAL] },
	}),
	{ name: 'internalNotes', label: 'Internal Notes', type: 'text', readOnly: true },
	...setup('workType', 'Work Type', FILLED_IN),
	...setup('workRole', 'Work Role', FILLED_IN),
	{ name: 'agreement/id', label: 'Agreement', type: 'reference', references: 'agreement', ...FILLED_IN },
	text('agreement/name', 'Agreement (name)', undefined, READ),
	word('status', 'Status', STATUSES, { ...BILLED, locks: { values: CLOSED_STATUSES } }),
	{
		name: 'invoice/id',
		label: 'Invoice',
		type: 'reference',
		references: 'invoice',
		...BILLED,
		locks: { whenSet: true },
	},
	text('invoice/identifier', 'Invoice Number', undefined, BILLED),
	decimal('hourlyRate', 'Hourly Rate', BILLED),
	decimal('hoursBilled', 'Hours Billed', BILLED),
	decimal('invoiceHours', 'Invoice Hours', BILLED),
	decimal('extendedInvoiceAmount', 'Invoice Amount', BILLED),
	decimal('agreementHours', 'Agreement Hours', BILLED),
	decimal('agreementAmount', 'Agreement Amount', BILLED),
	text('timeSheet/name', 'Time Sheet', undefined, READ),
	flag('emailContactFlag', 'E-mail Contact', ACTION),
	flag('emailResourceFlag', 'E-mail Resources', ACTION),
	flag('emailCcFlag', 'E-mail Cc', ACTION),
	text('enteredBy', 'Entered By', undefined, READ),
	time('dateEntered', 'Date Entered', READ),
];
