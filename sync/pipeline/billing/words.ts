import type { System } from '../../model/entity';
import type { Json } from '../../model/json';
import type { DurationUnit } from '../../model/mapping';

/** A field, and the values with which it says yes. */
interface Saying {
	readonly field: string;
	readonly values: readonly Json[];
}

/** Which field of a time entry means what. */
export interface TimeWords {
	readonly ticket: string;
	readonly startedAt: string;
	readonly length: { readonly field: string; readonly unit: DurationUnit };
	readonly billable: Saying;
	/** With which values it waits for somebody's approval before it is billed. Null where the system has no such field. */
	readonly unapproved: Saying | null;
}

/** Which field of an invoice means what. */
export interface InvoiceWords {
	readonly company: string;
	readonly number: string;
	/** The day that is printed on it; no time of day, whatever the field's type. */
	readonly day: string;
	readonly total: string;
	/** Null where the system does not say: then it is that of the other side. */
	readonly currency: string | null;
	/** What takes back what was billed: it counts below zero, with whichever sign its total is kept. */
	readonly creditNote: Saying | null;
	/** What counts as if it had never been. */
	readonly isVoid: Saying | null;
}

/** What a system calls what a bill is made of. Whether an entry is billed is told by the `locks` of its catalogue. */
export interface BillingWords {
	readonly companyName: string;
	readonly ticketCompany: string;
	readonly timeEntry: TimeWords;
	readonly invoice: InvoiceWords;
}

/**
 * By system: the names of its field catalogue, where each is explained (`sync/connectors/<system>/fields/`). Time counts
 * for the company of its ticket.
 */
export const BILLING_WORDS: Readonly<Record<System, BillingWords>> = {
	connectwise: {
		companyName: 'name',
		ticketCompany: 'company/id',
		timeEntry: {
			ticket: 'ticketId',
			startedAt: 'timeStart',
			length: { field: 'actualHours', unit: 'hours' },
			// "No Charge" stands on the invoice with nothing to pay; "No Default" is decided later (specification 2025.8).
			billable: { field: 'billableOption', values: ['Billable'] },
			unapproved: null,
		},
		invoice: {
			company: 'company/id',
			number: 'invoiceNumber',
			day: 'date',
			total: 'total',
			currency: 'currency/currencyCode',
			creditNote: { field: 'type', values: ['CreditMemo'] },
			isVoid: null,
		},
	},
	autotask: {
		companyName: 'companyName',
		ticketCompany: 'companyID',
		timeEntry: {
			ticket: 'ticketID',
			startedAt: 'startDateTime',
			length: { field: 'hoursWorked', unit: 'hours' },
			billable: { field: 'isNonBillable', values: [false] },
			unapproved: null,
		},
		invoice: {
			company: 'companyID',
			number: 'invoiceNumber',
			day: 'invoiceDay',
			total: 'invoiceTotal',
			// `InvoiceModel` of the specification has none.
			currency: null,
			creditNote: { field: 'kind', values: ['credit_note'] },
			isVoid: { field: 'isVoided', values: [true] },
		},
	},
	halopsa: {
		companyName: 'name',
		ticketCompany: 'client_id',
		timeEntry: {
			ticket: 'ticket_id',
			startedAt: 'actionarrivaldate',
			length: { field: 'timetaken', unit: 'hours' },
			billable: { field: 'billable', values: [true] },
			unapproved: null,
		},
		invoice: {
			company: 'client_id',
			number: 'invoicenumber',
			day: 'invoice_date',
			total: 'total',
			currency: 'currency_code_name',
			creditNote: { field: 'kind', values: ['credit_note'] },
			isVoid: { field: 'status', values: ['Voided'] },
		},
	},
	platform: {
		companyName: 'name',
		ticketCompany: 'companyId',
		timeEntry: {
			ticket: 'ticketId',
			startedAt: 'startedAt',
			length: { field: 'minutes', unit: 'minutes' },
			billable: { field: 'billable', values: [true] },
			unapproved: { field: 'approved', values: [false] },
		},
		invoice: {
			company: 'companyId',
			number: 'number',
			day: 'issuedOn',
			total: 'total',
			currency: 'currency',
			creditNote: { field: 'kind', values: ['credit_note'] },
			isVoid: { field: 'status', values: ['void'] },
		},
	},
};
