import { SIDES, type Side } from '../../model/entity';
import { amountsOf, differs, Money } from './money';
import type { BillingReport, CompanyBilling, Minutes, Waiting } from './report';

type Sums = Record<keyof Minutes, number>;
type BySide<T> = Readonly<Record<Side, T>>;

const KINDS = ['minutes', 'billable', 'billed'] as const satisfies readonly (keyof Minutes)[];
const none = (): Sums => ({ minutes: 0, billable: 0, billed: 0 });

/** Who a bill goes to, as far as it is known. */
export interface Customer {
	/** The same for both sides of one company. */
	readonly key: string;
	readonly name: string;
	readonly psaId: string | null;
	readonly platformId: string | null;
}

/** The account of one company, while it is filled. */
export class Account {
	readonly #entries = { psa: 0, platform: 0 };
	readonly #time: BySide<Sums> = { psa: none(), platform: none() };
	readonly #rounding = none();
	readonly #invoices = { psa: 0, platform: 0 };
	readonly #money: BySide<Money> = { psa: new Money(), platform: new Money() };
	readonly #waiting: Waiting[] = [];

	addTime(side: Side, time: Minutes): void {
		this.#entries[side]++;
		for (const kind of KINDS) this.#time[side][kind] += time[kind];
	}

	/** What the PSA has more of one entry, because the field map says so. */
	addRounding(more: Minutes): void {
		for (const kind of KINDS) this.#rounding[kind] += more[kind];
	}

	addInvoice(side: Side, currency: string, total: number): void {
		this.#invoices[side]++;
		this.#money[side].add(currency, total);
	}

	addWaiting(waiting: Waiting): void {
		this.#waiting.push(waiting);
	}

	join(other: Account): void {
		for (const side of SIDES) {
			this.#entries[side] += other.#entries[side];
			this.#invoices[side] += other.#invoices[side];
			for (const kind of KINDS) this.#time[side][kind] += other.#time[side][kind];
			this.#money[side].join(other.#money[side]);
		}
		this.addRounding(other.#rounding);
		this.#waiting.push(...other.#waiting);
	}

	balance(): Omit<CompanyBilling, 'name' | 'psaId' | 'platformId'> {
		const difference = none();
		for (const kind of KINDS) {
			difference[kind] = this.#time.psa[kind] - this.#time.platform[kind] - this.#rounding[kind];
		}
		const amounts = amountsOf(this.#money.psa, this.#money.platform);
		return {
			entries: { ...this.#entries },
			time: { psa: { ...this.#time.psa }, platform: { ...this.#time.platform } },
			rounding: { ...this.#rounding },
			difference,
			invoices: { ...this.#invoices },
			amounts,
			waiting: [...this.#waiting].sort(byRecord),
			agrees:
				this.#waiting.length === 0 &&
				this.#invoices.psa === this.#invoices.platform &&
				KINDS.every((kind) => difference[kind] === 0) &&
				!amounts.some(differs),
		};
	}
}

/** The accounts of all companies. */
export class Ledger {
	readonly #accounts = new Map<string, { readonly customer: Customer; readonly account: Account }>();

	of(customer: Customer): Account {
		const known = this.#accounts.get(customer.key);
		if (known) return known.account;
		const account = new Account();
		this.#accounts.set(customer.key, { customer, account });
		return account;
	}

	close(): Pick<BillingReport, 'companies' | 'total'> {
		const all = new Account();
		const companies = [...this.#accounts.values()].map(({ customer, account }): CompanyBilling => {
			all.join(account);
			const { name, psaId, platformId } = customer;
			return { name, psaId, platformId, ...account.balance() };
		});
		const { waiting, ...total } = all.balance();
		return {
			companies: companies.sort((a, b) => a.name.localeCompare(b.name, 'en') || compareIds(a, b)),
			// Differences of two companies may make up for each other; then they still differ.
			total: { ...total, waiting: waiting.length, agrees: companies.every(({ agrees }) => agrees) },
		};
	}
}

/** In an order that is the same on every look: time before invoices, then by id. */
function byRecord(a: Waiting, b: Waiting): number {
	const id = ({ psaId, platformId }: Waiting) => psaId ?? platformId ?? '';
	return b.entity.localeCompare(a.entity, 'en') || id(a).localeCompare(id(b), 'en', { numeric: true });
}

function compareIds(a: CompanyBilling, b: CompanyBilling): number {
	const text = ({ psaId, platformId }: CompanyBilling) => JSON.stringify([psaId, platformId]);
	return text(a) < text(b) ? -1 : 1;
}
