import { otherSide, type Side } from '../../model/entity';
import { shadowOf } from '../../model/link';
import type { LinkContext } from '../../store/store';
import { currencyIn, totalIn } from './amounts';
import type { Customer } from './ledger';
import { counted, countsIn, differing, openReasons, wordsOf, type Counted, type Scene } from './scene';

interface Invoice {
	/** Null where it counts for nothing. */
	readonly total: number | null;
	readonly currency: string;
	readonly customer: Customer;
}

/** Puts a pair of invoices into the account of its company, as each side has it. */
export function takeInvoice(scene: Scene, context: LinkContext): void {
	const { link } = context;
	const records = counted(scene, 'invoice', context);
	const psa = invoiceOf(scene, 'psa', records, context);
	const platform = invoiceOf(scene, 'platform', records, context);
	enter(scene, 'psa', psa);
	enter(scene, 'platform', platform);
	const reasons = openReasons(scene, 'invoice', context);
	if (reasons.length === 0 && !agree(psa, platform)) reasons.push(differing(scene, inWords(psa), inWords(platform)));
	const side = countsIn(scene, 'invoice', 'psa', link) ? 'psa' : 'platform';
	const account = scene.ledger.of(
		(psa ?? platform)?.customer ?? scene.customers.ofInvoice(side, countsIn(scene, 'invoice', side, link) ?? {}),
	);
	const { psaId, platformId } = link;
	for (const reason of reasons) account.addWaiting({ entity: 'invoice', psaId, platformId, ...reason, minutes: null });
}

function invoiceOf(scene: Scene, side: Side, records: Counted, { link }: LinkContext): Invoice | null {
	const record = records[side];
	if (!record) return null;
	const other = otherSide(side);
	return {
		total: totalIn(record, wordsOf(scene, side).invoice),
		currency:
			currencyIn(record, wordsOf(scene, side).invoice) ??
			currencyIn(shadowOf(link, other), wordsOf(scene, other).invoice) ??
			'',
		customer: scene.customers.ofInvoice(side, record),
	};
}

function enter(scene: Scene, side: Side, invoice: Invoice | null): void {
	if (!invoice || invoice.total === null) return;
	scene.ledger.of(invoice.customer).addInvoice(side, invoice.currency, invoice.total);
}

function agree(psa: Invoice | null, platform: Invoice | null): boolean {
	if (!psa || !platform) return psa === platform;
	const { total, currency, customer } = psa;
	return total === platform.total && currency === platform.currency && customer.key === platform.customer.key;
}

function inWords(invoice: Invoice | null): string {
	if (!invoice) return 'it on a day outside the period';
	return invoice.total === null
		? 'it as void'
		: `${invoice.currency} ${invoice.total} for ${invoice.customer.name || 'nobody known'}`.trim();
}
