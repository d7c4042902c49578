import type { FieldDefinition } from '../../../model/catalogue';
import { decimal, entered, flag, integer, link, setup, text, time, word } from './builders';

const READ = { readOnly: true } as const;

/** Paid is an invoice with nothing left to pay; a credit memo is settled when it is used up. */
export const PAID = 'Paid';
export const OPEN = 'Open';
/** Its billing status says that it is dealt with, though something is left to pay. */
export const CLOSED = 'Closed';

/**
 * Model `Invoice` of the specification 2025.8. Invoices are made in ConnectWise, and only read by the sync.
 * `settlement` is what `total`, `balance` and `status/isClosed` say together: the names of statuses are every tenant's
 * own.
 */
export const invoiceFields: readonly FieldDefinition[] = [
	integer('id', 'ID', READ),
	text('invoiceNumber', 'Invoice Number', 15, READ),
	word('type', 'Type', ['Agreement', 'CreditMemo', 'DownPayment', 'Miscellaneous', 'Progress', 'Standard'], READ),
	...setup('status', 'Status', READ),
	flag('status/isClosed', 'Closed', READ),
	word('settlement', 'Settlement', [OPEN, PAID, CLOSED], READ),
	...link('company', 'Company', 'company', ['identifier', 'name'], READ),
	...link('billToCompany', 'Bill to Company', 'company', ['identifier', 'name'], READ),
	word('applyToType', 'Applies To', ['All', 'Agreement', 'Project', 'ProjectPhase', 'SalesOrder', 'Ticket'], READ),
	integer('applyToId', 'Applies To (ID)', READ),
	...link('agreement', 'Agreement', 'agreement', ['name'], READ),
	...link('ticket', 'Ticket', 'ticket', ['summary'], READ),
	text('reference', 'Reference', 50, READ),
	text('customerPO', 'Customer PO', 50, READ),
	time('date', 'Invoice Date', READ),
	time('dueDate', 'Due Date', READ),
	text('currency/currencyCode', 'Currency', undefined, READ),
	decimal('serviceTotal', 'Service Total', READ),
	decimal('expenseTotal', 'Expense Total', READ),
	decimal('productTotal', 'Product Total', READ),
	decimal('agreementAmount', 'Agreement Amount', READ),
	decimal('subtotal', 'Subtotal', READ),
	decimal('salesTax', 'Sales Tax', READ),
	decimal('total', 'Total', READ),
	decimal('payments', 'Payments', READ),
	decimal('credits', 'Credits', READ),
	decimal('balance', 'Balance', READ),
	...entered(),
];
