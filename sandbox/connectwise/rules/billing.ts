import type { Row } from '../../table';
import { type EntityRules, defaultOf, defaults } from './rules';

/** Agreements: what a tenant sets up for a company. */
export const agreementRules: EntityRules = {
	complete(fields, { db }) {
		defaults(fields, {
			startDate: db.clock.nowSeconds(),
			noEndingDateFlag: fields.endDate === undefined,
			cancelledFlag: false,
			applicationUnits: 'Hours',
			applicationUnlimitedFlag: true,
			billTime: 'Billable',
			billAmount: 0,
			periodType: 'Current',
		});
		const ended = typeof fields.endDate === 'string' && Date.parse(fields.endDate) < Date.parse(db.clock.nowSeconds());
		// What an agreement's state is follows from these (inferred from the enum of the specification).
		fields.agreementStatus = fields.cancelledFlag === true ? 'Cancelled' : ended ? 'Expired' : 'Active';
		return [];
	},
};

/** Invoices: numbered as they come, with what is left to pay. */
export const invoiceRules: EntityRules = {
	complete(fields, { db, stored }) {
		defaults(fields, {
			invoiceNumber: stored?.invoiceNumber ?? nextNumber(db.table('invoices').current()),
			status: defaultOf(db.table('billingStatuses').current()),
			billToCompany: fields.company,
			date: db.clock.nowSeconds(),
			currency: defaultOf(db.table('currencies').current()),
			applyToType: 'All',
			serviceTotal: 0,
			expenseTotal: 0,
			productTotal: 0,
			agreementAmount: 0,
			salesTax: 0,
			payments: 0,
			credits: 0,
		});
		const cents = (name: string): number => Math.round(Number(fields[name] ?? 0) * 100);
		const subtotal = ['serviceTotal', 'expenseTotal', 'productTotal', 'agreementAmount'].reduce(
			(sum, name) => sum + cents(name),
			0,
		);
		const total = subtotal + cents('salesTax');
		Object.assign(fields, {
			subtotal: subtotal / 100,
			total: total / 100,
			balance: (total - cents('payments') - cents('credits')) / 100,
		});
		return [];
	},
};

function nextNumber(invoices: Iterable<Row>): string {
	const highest = [...invoices].reduce((most, { invoiceNumber }) => Math.max(most, Number(invoiceNumber) || 0), 1000);
	return String(highest + 1);
}
