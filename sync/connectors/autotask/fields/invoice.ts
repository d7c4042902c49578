import type { FieldDefinition } from '../../../model/catalogue';
import { day, decimal, flag, integer, lines, link, text, time } from './builders';

export const INVOICE_STATES = ['sent', 'paid', 'void'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/**
 * `InvoiceModel` of the specification. Of the connector's making are `state` (from `paidDate` and `isVoided`) and `kind`:
 * Autotask has no credit notes but invoices of less than nothing.
 */
export const invoiceFields: readonly FieldDefinition[] = [
	integer('id', 'ID'),
	text('invoiceNumber', 'Invoice Number', 50),
	link('companyID', 'Company', 'company'),
	{
		...text('kind', 'Kind'),
		type: 'option' as const,
		options: [
			{ value: 'invoice', label: 'Invoice' },
			{ value: 'credit_note', label: 'Credit (less than nothing)' },
		],
	},
	{
		...text('state', 'State'),
		type: 'option' as const,
		options: INVOICE_STATES.map((value) => ({ value, label: value.replace(/^./, (letter) => letter.toUpperCase()) })),
	},
	time('invoiceDateTime', 'Invoice Date'),
	day('invoiceDay', 'Invoice Date (Day)'),
	day('dueDate', 'Due Date'),
	day('fromDate', 'From'),
	day('toDate', 'To'),
	decimal('invoiceTotal', 'Invoice Total'),
	decimal('totalTaxValue', 'Total Tax'),
	day('paidDate', 'Paid Date'),
	flag('isVoided', 'Voided'),
	time('voidedDate', 'Voided On'),
	text('orderNumber', 'Order Number', 50),
	lines('comments', 'Comments', 4000),
	integer('batchID', 'Batch (ID)'),
	time('createDateTime', 'Created'),
].map((field) => ({ ...field, readOnly: true, billing: true }));
