import { toNativeInvoice } from '../../../sync/connectors/connectwise/invoices/records';
import { vendorRecord } from '../../../sync/connectors/connectwise/schemas';

const settled = (fields: Readonly<Record<string, unknown>>): unknown =>
	toNativeInvoice(vendorRecord.parse({ id: 1, ...fields }), { site: 'https://psa.example.com' } as never).record
		.settlement;

describe('an invoice', () => {
	it('is paid where nothing of it is left to be paid, and only where that is told', () => {
		expect(settled({ total: 120.5, balance: 0, status: { isClosed: false } })).toBe('Paid');
		expect(settled({ total: 120.5, balance: 20.5, status: { isClosed: false } })).toBe('Open');
		for (const balance of [null, undefined])
			expect(settled({ total: 120.5, balance, status: { isClosed: false } })).toBe('Open');
	});

	it('over nothing is what its status says', () => {
		expect(settled({ total: 0, balance: 0, status: { isClosed: true } })).toBe('Closed');
		expect(settled({ total: null, balance: 0, status: { isClosed: false } })).toBe('Open');
	});
});
