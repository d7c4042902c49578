import { z } from 'zod';
import { isoSeconds } from '../http';
import { type Database, referredId } from './database';
import type { Records } from './records';
import { RESOURCES, type Resource } from './resources';
import type { Row } from '../table';

export const billSchema = z
	.object({
		/** Time that began before this (ISO 8601) is billed; without it, all. */
		until: z.string().optional(),
		/** These entries and no others. */
		entries: z.array(z.number().int()).optional(),
		/** One company's. */
		company: z.number().int().optional(),
	})
	.strict();
export type Bill = z.input<typeof billSchema>;

const BILLED = ['Billed', 'BilledAgreement', 'WrittenOff'];
const CENT = 100;

/**
 * What the office does once a month, in the vendor's own screens. The states, fields and types of invoices are the
 * specification's; how they hang together is inferred, see the README.
 */
export class Billing {
	/** Which agreement's invoice covers an entry: the entry itself does not tell. */
	readonly #coveredBy = new Map<number, number>();

	constructor(
		private readonly db: Database,
		private readonly records: Records,
	) {}

	/**
	 * Bills time: one invoice for each company over what no agreement covers, one for each agreement over its amount.
	 * @returns the new invoices' ids
	 */
	bill(given: Bill, by: string): number[] {
		const { until, entries, company } = billSchema.parse(given);
		const open = [...this.db.table('timeEntries').current()].filter(
			(entry) =>
				!BILLED.includes(String(entry.status)) &&
				entry.billableOption !== 'DoNotBill' &&
				entry.chargeToType === 'ServiceTicket' &&
				(entries === undefined || entries.includes(entry.id)) &&
				(company === undefined || referredId(entry, 'company') === company) &&
				(until === undefined || Date.parse(String(entry.timeStart)) < Date.parse(until)),
		);
		const [covered, uncovered] = [true, false].map((with_) =>
			open.filter((entry) => (referredId(entry, 'agreement') !== undefined) === with_),
		);
		return [
			...grouped(uncovered, 'company').map(([id, rows]) => this.#standard(id, rows, by)),
			...grouped(covered, 'agreement').map(([id, rows]) => this.#agreement(id, rows, by)),
		];
	}

	/** Credits part of an invoice, by default all of it. @returns the credit memo's id */
	credit(invoiceId: number, amount: number | undefined, by: string): number {
		const invoice = this.#invoice(invoiceId);
		const owed = amount ?? Number(invoice.total);
		// A credit memo counts against what a company owes: its total is negative (inferred).
		const memo = this.records.create(
			resource('invoices'),
			{
				type: 'CreditMemo',
				company: invoice.company,
				reference: String(invoice.invoiceNumber),
				serviceTotal: -owed,
				date: this.#today(),
			},
			by,
		);
		this.#change(invoice, { credits: Number(invoice.credits ?? 0) + owed }, by);
		return memo.id;
	}

	/** Records a payment over what is left of an invoice. */
	pay(invoiceId: number, by: string): void {
		const invoice = this.#invoice(invoiceId);
		const paid = (Number(invoice.payments ?? 0) * CENT + Number(invoice.balance ?? 0) * CENT) / CENT;
		this.#change(invoice, { payments: paid, status: { name: 'Closed' } }, by);
	}

	/** Takes the time off an invoice again, which stays behind empty: a period that is opened once more. */
	reopen(invoiceId: number, by: string): void {
		for (const entry of this.db.table('timeEntries').current()) {
			const onIt = referredId(entry, 'invoice') === invoiceId;
			const coveredByIt = entry.status === 'BilledAgreement' && this.#coveredBy.get(entry.id) === invoiceId;
			if (onIt || coveredByIt) this.#update(entry, { status: 'Open', ...NOT_BILLED }, by);
		}
		this.#change(this.#invoice(invoiceId), { serviceTotal: 0, agreementAmount: 0 }, by);
	}

	/** Time sheets are approved: nobody changes these entries until that is taken back. */
	approve(entries: readonly number[] | undefined, by: string): void {
		for (const entry of this.db.table('timeEntries').current()) {
			const meant = entries === undefined || entries.includes(entry.id);
			if (meant && !BILLED.includes(String(entry.status))) this.#update(entry, { status: 'ApprovedByTierTwo' }, by);
		}
	}

	/** An approval is taken back. */
	reverse(entries: readonly number[] | undefined, by: string): void {
		for (const entry of this.db.table('timeEntries').current()) {
			const meant = entries === undefined || entries.includes(entry.id);
			if (meant && !BILLED.includes(String(entry.status))) this.#update(entry, { status: 'Open' }, by);
		}
	}

	#standard(companyId: number, entries: readonly Row[], by: string): number {
		const amounts = entries.map((entry) => this.#amountOf(entry));
		const invoice = this.records.create(
			resource('invoices'),
			{
				type: 'Standard',
				company: { id: companyId },
				serviceTotal: amounts.reduce((sum, { cents }) => sum + cents, 0) / CENT,
				date: this.#today(),
			},
			by,
		);
		entries.forEach((entry, index) => {
			const { rate, cents } = amounts[index];
			const hours = Number(entry.actualHours ?? 0);
			const billed = { hoursBilled: hours, invoiceHours: hours, hourlyRate: rate, extendedInvoiceAmount: cents / CENT };
			this.#update(entry, { status: 'Billed', invoice: { id: invoice.id }, ...billed }, by);
		});
		return invoice.id;
	}

	#agreement(agreementId: number, entries: readonly Row[], by: string): number {
		const agreement = this.db.table('agreements').get(agreementId);
		const invoice = this.records.create(
			resource('invoices'),
			{
				type: 'Agreement',
				company: agreement?.company,
				agreement: { id: agreementId },
				applyToType: 'Agreement',
				applyToId: agreementId,
				agreementAmount: Number(agreement?.billAmount ?? 0),
				date: this.#today(),
			},
			by,
		);
		for (const entry of entries) {
			const hours = Number(entry.actualHours ?? 0);
			const covered = { hoursBilled: hours, invoiceHours: 0, agreementHours: hours };
			this.#coveredBy.set(entry.id, invoice.id);
			this.#update(entry, { status: 'BilledAgreement', ...covered }, by);
		}
		return invoice.id;
	}

	#amountOf(entry: Row): { readonly rate: number; readonly cents: number } {
		const role = this.db.table('workRoles').get(referredId(entry, 'workRole') ?? 0);
		const type = this.db.table('workTypes').get(referredId(entry, 'workType') ?? 0);
		const rate = entry.billableOption === 'NoCharge' ? 0 : Number(role?.hourlyRate ?? 0) * Number(type?.rate ?? 1);
		const hundredths = Math.round(Number(entry.actualHours ?? 0) * 100);
		return { rate, cents: Math.round((hundredths * Math.round(rate * CENT)) / 100) };
	}

	#invoice(id: number): Row {
		const invoice = this.db.table('invoices').get(id);
		if (!invoice) throw new RangeError(`There is no invoice ${id}.`);
		return invoice;
	}

	#change(invoice: Row, changes: Readonly<Record<string, unknown>>, by: string): void {
		const operations = Object.entries(changes).map(([path, value]) => ({ op: 'replace', path, value }));
		this.records.patch(resource('invoices'), invoice, operations, by);
	}

	/** Past the rules, which let nobody change what is approved or billed. */
	#update(entry: Row, changes: Readonly<Record<string, unknown>>, by: string): void {
		this.db.update('timeEntries', { ...entry, ...changes }, by);
	}

	#today(): string {
		return isoSeconds(this.db.clock.now());
	}
}

const NOT_BILLED = {
	invoice: undefined,
	hoursBilled: undefined,
	invoiceHours: undefined,
	extendedInvoiceAmount: undefined,
	agreementHours: undefined,
};

function grouped(rows: readonly Row[], field: 'company' | 'agreement'): Array<[number, Row[]]> {
	const groups = new Map<number, Row[]>();
	for (const row of rows) {
		const id = referredId(row, field);
		if (id !== undefined) groups.set(id, [...(groups.get(id) ?? []), row]);
	}
	return [...groups];
}

function resource(table: 'invoices'): Resource {
	const found = RESOURCES.find((one) => one.table === table);
	if (!found) throw new Error(`No resource for ${table}`);
	return found;
}
