import type { Row } from '../../table';
import type { Database } from '../database';
import { refused } from '../errors';
import { type EntityRules, isNone } from './rules';

export const contractRules: EntityRules = {
	complete(fields, { db }) {
		if (!db.table('Client').get(Number(fields.client_id))) throw refused('CH01/1', 'Please select a Customer');
		if (isNone(fields.ref)) throw refused('CH01/2', 'Please enter a Reference');
	},
};

export const invoiceRules: EntityRules = {
	complete(fields, { db }) {
		if (!db.table('Client').get(Number(fields.client_id))) throw refused('IH01/1', 'Please select a Customer');
		if (isNone(fields.invoice_date)) throw refused('IH01/2', 'Please enter an Invoice Date');
	},
};

/** Names that agreements and invoices show of their clients. */
export function deriveOfClient(row: Row, db: Database): Record<string, unknown> {
	return { client_name: db.table('Client').get(Number(row.client_id))?.name };
}

/** What every hour costs, whatever its charge type. */
const RATE = 120;

/** Which time is to be billed. */
export interface BillOptions {
	/** The client's id; all clients without it. */
	readonly client?: number;
	/** Numbers of all actions, as the control API counts them; all that are due without them. */
	readonly actions?: readonly number[];
	/** Work that was done before this moment, ISO 8601. */
	readonly until?: string;
	/** ISO date; today without it. */
	readonly date?: string;
}

/**
 * Puts time that has a charge type onto one posted invoice a client. Each action then names the invoice and its line; its
 * ticket is not dated by that (inferred).
 * @returns the ids of the invoices
 */
export function bill(db: Database, { client, actions, until, date }: BillOptions, by: number): number[] {
	const wanted = actions && new Set(actions);
	const due = [...db.table('Actions').current()].filter((row) => {
		const ticket = db.table('Tickets').get(Number(row.ticket_id));
		if (!ticket || (client !== undefined && ticket.client_id !== client)) return false;
		if (wanted && !wanted.has(row.id)) return false;
		if (until !== undefined && Number(row.actionarrivaldate ?? row.datetime) >= Date.parse(until)) return false;
		return Number(row.timetaken ?? 0) > 0 && Number(row.chargerate ?? 0) > 0 && row.actioninvoicenumber === undefined;
	});
	const clients = [...new Set(due.map((row) => Number(db.table('Tickets').get(Number(row.ticket_id))?.client_id)))];
	return clients.map((one) => {
		const own = due.filter((row) => db.table('Tickets').get(Number(row.ticket_id))?.client_id === one);
		const lines = own.map((row) => lineOf(row));
		const total = cents(lines.reduce((sum, line) => sum + line.net_amount, 0));
		const invoice_date = date === undefined ? db.now() : Date.parse(date);
		const fields = { client_id: one, invoice_date, posted: true, dateposted: db.now(), total, amountdue: total, lines };
		const { id, guid: _guid, ...made } = db.insert('Invoice', fields, by);
		const numbered = lines.map((line, index) => ({ ...line, id: id * 1000 + index + 1, ihid: id }));
		db.update('Invoice', { ...made, id, invoicenumber: String(id), lines: numbered }, by);
		own.forEach((row, index) => {
			db.update('Actions', { ...row, actioninvoicenumber: String(id), action_invoice_line_id: numbered[index].id }, by);
		});
		return id;
	});
}

/**
 * Takes an invoice back, or a part of it: a credit note over that amount; its time stays billed.
 * @returns the id of the credit note
 */
export function credit(db: Database, invoice: Row, amount: number | undefined, by: number): number {
	const lines =
		amount === undefined
			? (invoice.lines as ReadonlyArray<Record<string, unknown>>).map((line) => ({
					...line,
					qty_order: -Number(line.qty_order),
					net_amount: -Number(line.net_amount),
				}))
			: [{ item_shortdescription: 'Credit', qty_order: -1, unit_price: amount, net_amount: -amount }];
	const { id: _id, guid: _guid, ...kept } = invoice;
	const total = -(amount ?? Number(invoice.total));
	const fields = { ...kept, total, amountdue: 0, lines, creditlinkedtoinvoiceid: invoice.id };
	const made = db.insert('Invoice', fields, by);
	db.update('Invoice', { ...made, invoicenumber: String(made.id) }, by);
	return made.id;
}

/** Records a payment over all that is due. */
export function pay(db: Database, invoice: Row, by: number): void {
	const paid = { amountpaid: invoice.total, amountdue: 0, datepaid: db.now() };
	db.update('Invoice', { ...invoice, ...paid, id: invoice.id }, by);
}

/** Voids an invoice: its time can be changed and billed again. */
export function reopen(db: Database, invoice: Row, by: number): void {
	db.update('Invoice', { ...invoice, voided: true, amountdue: 0 }, by);
	for (const row of [...db.table('Actions').current()]) {
		if (row.actioninvoicenumber !== String(invoice.id)) continue;
		const { actioninvoicenumber: _number, action_invoice_line_id: _line, ...open } = row;
		db.update('Actions', { ...open, id: row.id }, by);
	}
}

function lineOf(action: Row): {
	ticket_id: number;
	qty_order: number;
	unit_price: number;
	net_amount: number;
	item_shortdescription: string;
} {
	const hours = Number(action.timetaken);
	return {
		ticket_id: Number(action.ticket_id),
		item_shortdescription: `Ticket ${String(action.ticket_id)}: ${String(action.note ?? '').slice(0, 60)}`,
		qty_order: hours,
		unit_price: RATE,
		net_amount: cents(hours * RATE),
	};
}

function cents(amount: number): number {
	return Math.round(amount * 100) / 100;
}
