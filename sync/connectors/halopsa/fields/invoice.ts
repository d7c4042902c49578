import type { FieldDefinition } from '../../../model/catalogue';
import { choice, flag, integer, link, text, time } from './builders';

const READ = { readOnly: true } as const;

export const STATUSES = ['Draft', 'Posted', 'Paid', 'Voided'] as const;
export const KINDS = ['invoice', 'credit_note'] as const;

/**
 * Model `InvoiceHeader` of the specification. Invoices are made in HaloPSA and only read. Of the connector's making are
 * `status`, which is what `voided`, `datepaid`, `amountdue` and `posted` say together (the numbers of `paymentstatus` are
 * documented nowhere), and `kind`: a credit note names the invoice that it takes back, or has a total below zero.
 */
export const invoiceFields: readonly FieldDefinition[] = [
	integer('id', 'ID', READ),
	text('invoicenumber', 'Invoice Number', READ),
	text('thirdpartyinvoicenumber', 'Number in the Accounts System', READ),
	link('client', 'Client', 'company', READ)[0],
	text('client_name', 'Client (name)', READ),
	choice('kind', 'Kind', { ...READ, options: KINDS.map((value) => ({ value, label: value })) }),
	choice('status', 'Status', { ...READ, options: STATUSES.map((value) => ({ value, label: value })) }),
	{ name: 'invoice_date', label: 'Invoice Date', type: 'date', precision: 'day', ...READ },
	{ name: 'duedate', label: 'Due Date', type: 'date', precision: 'day', ...READ },
	{ name: 'total', label: 'Total', type: 'number', ...READ },
	{ name: 'tax_total', label: 'Tax', type: 'number', ...READ },
	{ name: 'amountdue', label: 'Amount Due', type: 'number', ...READ },
	text('currency_code_name', 'Currency', READ),
	flag('posted', 'Posted', READ),
	flag('voided', 'Voided', READ),
	time('datepaid', 'Date Paid', READ),
	{ name: 'creditlinkedtoinvoiceid', label: 'Takes Back', type: 'reference', references: 'invoice', ...READ },
	{ name: 'contract_id', label: 'Agreement', type: 'reference', references: 'agreement', ...READ },
	{ name: 'lines', label: 'Lines', type: 'list', ...READ },
];
