import { z } from 'zod';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { day, modifiedAt } from '../agreements/records';
import { invoiceFields, type KINDS, type STATUSES } from '../fields/invoice';
import { valueAt } from '../records';
import type { VendorRecord } from '../schemas';
import { idOf, readValue } from '../values';

/** A line of an invoice (`InvoiceDetail` of the specification), as far as it is passed on. */
const line = z.object({
	item_shortdescription: z.string().nullish().catch(null),
	qty_order: z.number().nullish().catch(null),
	unit_price: z.number().nullish().catch(null),
	net_amount: z.number().nullish().catch(null),
});

/** An invoice as the engine knows it. */
export function toNativeInvoice(raw: VendorRecord): NativeRecord {
	const own: FlatRecord = Object.fromEntries(
		invoiceFields.map((field) => [field.name, readValue(field, valueAt(raw, field.name))]),
	);
	const number = own['invoicenumber'] ?? own['thirdpartyinvoicenumber'] ?? String(raw.id);
	const record: FlatRecord = {
		...own,
		id: raw.id,
		invoicenumber: String(number),
		kind: kindOf(own),
		status: statusOf(own),
		invoice_date: day(own['invoice_date']),
		duedate: day(own['duedate']),
		creditlinkedtoinvoiceid: idOf(own['creditlinkedtoinvoiceid']),
		contract_id: idOf(own['contract_id']),
		lines: linesOf(raw),
	};
	return {
		entity: 'invoice',
		id: String(raw.id),
		record,
		changedAt: modifiedAt(raw),
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	};
}

function kindOf({ creditlinkedtoinvoiceid, total }: FlatRecord): (typeof KINDS)[number] {
	const takesBack = typeof idOf(creditlinkedtoinvoiceid) === 'number';
	return takesBack || (typeof total === 'number' && total < 0) ? 'credit_note' : 'invoice';
}

function statusOf({ voided, datepaid, amountdue, total, posted }: FlatRecord): (typeof STATUSES)[number] {
	if (voided === true) return 'Voided';
	if (datepaid !== null || (posted === true && amountdue === 0 && total !== 0)) return 'Paid';
	return posted === true ? 'Posted' : 'Draft';
}

function linesOf(raw: VendorRecord): Json {
	const parsed = z.array(line).safeParse(raw['lines']);
	if (!parsed.success) return null;
	return parsed.data.map(({ item_shortdescription, qty_order, unit_price, net_amount }) => ({
		description: item_shortdescription ?? '',
		quantity: qty_order ?? null,
		unitPrice: unit_price ?? null,
		amount: net_amount ?? null,
	}));
}
