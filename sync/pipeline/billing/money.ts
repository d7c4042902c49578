import { exact, plus, toText, ZERO, type Fraction } from '../../mapping/exact';

/** Totals by currency, exact to the last digit. Amounts of two currencies never meet. */
export class Money {
	readonly #totals = new Map<string, Fraction>();

	add(currency: string, amount: number): void {
		this.#totals.set(currency, plus(this.of(currency), exact(amount)));
	}

	of(currency: string): Fraction {
		return this.#totals.get(currency) ?? ZERO;
	}

	get currencies(): readonly string[] {
		return [...this.#totals.keys()];
	}

	/** Takes over what another one holds. */
	join(other: Money): void {
		for (const currency of other.currencies) {
			this.#totals.set(currency, plus(this.of(currency), other.of(currency)));
		}
	}
}

/** What both sides invoiced in one currency, as text with two digits after the point, or more where there are more. */
export interface Amount {
	/** '' where neither side says which. */
	readonly currency: string;
	readonly psa: string;
	readonly platform: string;
	/** PSA less platform. */
	readonly difference: string;
}

const CENTS = 2;

/** Both sides' totals side by side, by the name of the currency. */
export function amountsOf(psa: Money, platform: Money): Amount[] {
	const currencies = [...new Set([...psa.currencies, ...platform.currencies])].sort();
	return currencies.map((currency) => {
		const [left, right] = [psa.of(currency), platform.of(currency)];
		const difference = plus(left, { top: -right.top, bottom: right.bottom });
		return {
			currency,
			psa: toText(left, CENTS),
			platform: toText(right, CENTS),
			difference: toText(difference, CENTS),
		};
	});
}

/** @returns true where two sides do not agree on an amount. */
export function differs({ difference }: Amount): boolean {
	return /[1-9]/.test(difference);
}
