import { z } from 'zod';
import type { Row } from '../table';
import type { Database } from './database';
import { midnight } from './time';

/** What a person who does the billing asks for. */
export const billSchema = z
	.object({
		/** Absent: every company. */
		companyID: z.number().int().optional(),
		/** The last day of work that is billed; absent: all of it. */
		until: z
			.string()
			.regex(/^\d{4}-\d{2}-\d{2}$/)
			.optional(),
		/** False: time is approved and posted, and waits for its invoice. */
		invoice: z.boolean().default(true),
	})
	.strict();
export type Bill = z.input<typeof billSchema>;

const LABOR = 1;
const DAYS_TO_PAY = 30;
const DAY_MS = 86_400_000;

/** *Approve & Post*, invoices, credits and what undoes them: what people do in Autotask's contracts module, never the API. */
export class Billing {
	constructor(private readonly db: Database) {}

	/**
	 * Approves and posts time on tickets, and invoices what is posted: an invoice for each company.
	 *
	 * @returns the ids of the invoices
	 */
	bill({ companyID, until, invoice }: z.output<typeof billSchema>, by: number): number[] {
		const now = this.db.now();
		for (const entry of [...this.db.table('TimeEntries').current()]) {
			const ticket = this.db.table('Tickets').get(Number(entry.ticketID));
			if (!ticket || entry.billingApprovalDateTime) continue;
			if (companyID !== undefined && ticket.companyID !== companyID) continue;
			if (until !== undefined && String(entry.dateWorked).slice(0, 10) > until) continue;
			this.#post(entry, ticket, now, by);
		}
		if (!invoice) return [];
		const waiting = new Map<number, Row[]>();
		for (const item of this.db.table('BillingItems').current()) {
			if (item.invoiceID || (companyID !== undefined && item.companyID !== companyID)) continue;
			const company = Number(item.companyID);
			waiting.set(company, [...(waiting.get(company) ?? []), item]);
		}
		return [...waiting].map(([company, items]) => this.#invoice(company, items, by));
	}

	/** Bills less than nothing: a charge below zero, on an invoice of its own. @returns its id */
	credit(invoiceID: number, amount: number, by: number): number {
		const invoice = this.#mustGet(invoiceID);
		const price = -Math.abs(amount);
		const item = this.db.insert(
			'BillingItems',
			{
				companyID: invoice.companyID,
				itemName: `Credit for ${String(invoice.invoiceNumber)}`,
				...prices(1, price),
				postedDate: this.db.now(),
			},
			by,
		);
		return this.#invoice(Number(invoice.companyID), [item], by);
	}

	/**
	 * Voids an invoice and undoes the posting of its time, which can be changed again. Nothing stamps the time as changed:
	 * no document says that it is.
	 */
	reopen(invoiceID: number, by: number): void {
		this.#mustGet(invoiceID);
		this.db.touch('Invoices', invoiceID, { isVoided: true, voidedDate: this.db.now(), voidedByResourceID: by });
		for (const item of [...this.db.table('BillingItems').current()]) {
			if (item.invoiceID !== invoiceID) continue;
			this.db.delete('BillingItems', item, by);
			if (typeof item.timeEntryID !== 'number') continue;
			this.db.touch('TimeEntries', item.timeEntryID, {
				billingApprovalDateTime: null,
				billingApprovalLevelMostRecent: null,
				billingApprovalResourceID: null,
			});
		}
	}

	#post(entry: Row, ticket: Row, now: string, by: number): void {
		this.db.touch('TimeEntries', entry.id, {
			billingApprovalDateTime: now,
			billingApprovalLevelMostRecent: 1,
			billingApprovalResourceID: by,
		});
		const rate = Number(this.db.table('Roles').get(Number(entry.roleID))?.hourlyRate ?? 0);
		const nonBillable = entry.isNonBillable === true;
		this.db.insert(
			'BillingItems',
			{
				billingItemType: LABOR,
				companyID: ticket.companyID,
				ticketID: ticket.id,
				timeEntryID: entry.id,
				contractID: entry.contractID ?? null,
				billingCodeID: entry.billingCodeID ?? null,
				roleID: entry.roleID,
				itemName: ticket.title,
				itemDate: entry.dateWorked,
				itemApproverID: by,
				nonBillable: nonBillable ? 1 : 0,
				postedDate: now,
				...prices(nonBillable ? 0 : Number(entry.hoursToBill), rate),
			},
			by,
		);
	}

	#invoice(companyID: number, items: readonly Row[], by: number): number {
		const now = this.db.now();
		const cents = items.reduce((sum, item) => sum + Math.round(Number(item.extendedPrice) * 100), 0);
		const days = items
			.map(({ itemDate }) => itemDate)
			.filter((one) => typeof one === 'string')
			.sort();
		const { id } = this.db.insert(
			'Invoices',
			{
				companyID,
				createDateTime: now,
				creatorResourceID: by,
				invoiceDateTime: now,
				dueDate: midnight(new Date(Date.parse(`${now}Z`) + DAYS_TO_PAY * DAY_MS).toISOString()),
				fromDate: days[0] ?? null,
				toDate: days.at(-1) ?? null,
				invoiceTotal: cents / 100,
				totalTaxValue: 0,
				isVoided: false,
				paidDate: null,
			},
			by,
		);
		this.db.touch('Invoices', id, { invoiceNumber: String(id - 100_000 + 1_000) });
		for (const item of items) this.db.touch('BillingItems', item.id, { invoiceID: id });
		return id;
	}

	#mustGet(invoiceID: number): Row {
		const invoice = this.db.table('Invoices').get(invoiceID);
		if (!invoice) throw new Error(`There is no invoice ${invoiceID}.`);
		return invoice;
	}
}

/** In whole cents. */
function prices(quantity: number, rate: number): Record<string, number> {
	const extendedPrice = Math.round(quantity * rate * 100) / 100;
	return { quantity, rate, extendedPrice, totalAmount: extendedPrice, taxDollars: 0 };
}
