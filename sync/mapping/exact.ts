/**
 * A number as a fraction of whole numbers. Hours and minutes are divided and summed in it, since a sixtieth is no number
 * of a computer's and a month of small errors is a wrong invoice.
 */
export interface Fraction {
	readonly top: bigint;
	/** Above zero. */
	readonly bottom: bigint;
}

/** How a fraction becomes a whole number. All of them keep the sign: what is below zero is rounded like what it takes back. */
export type Mode = 'up' | 'nearest' | 'down';

/** The fraction that a number stands for as it is written: 0.1 is a tenth. The number must be finite. */
export function exact(number: number): Fraction {
	const [mantissa, exponent = '0'] = String(number).split('e');
	const [whole, decimals = ''] = mantissa.split('.');
	const power = Number(exponent) - decimals.length;
	const digits = BigInt(whole + decimals);
	return power >= 0
		? { top: digits * 10n ** BigInt(power), bottom: 1n }
		: { top: digits, bottom: 10n ** BigInt(-power) };
}

/** @returns the number of digits after the point with which a number is written. */
export function decimalsOf(number: number): number {
	return exact(number).bottom.toString().length - 1;
}

export function times({ top, bottom }: Fraction, factor: bigint): Fraction {
	return { top: top * factor, bottom };
}

export function dividedBy({ top, bottom }: Fraction, divisor: bigint): Fraction {
	return { top, bottom: bottom * divisor };
}

/** The whole number next to a fraction; halves go away from zero. */
export function whole({ top, bottom }: Fraction, mode: Mode): bigint {
	const size = top < 0n ? -top : top;
	const down = size / bottom;
	const rest = size % bottom;
	const goesUp = mode === 'up' ? rest > 0n : mode === 'nearest' ? rest * 2n >= bottom : false;
	const rounded = goesUp ? down + 1n : down;
	return top < 0n ? -rounded : rounded;
}

/** The number next to a fraction that has no more than so many digits after the point. */
export function withDecimals(fraction: Fraction, decimals: number): number {
	const scaled = whole(times(fraction, 10n ** BigInt(decimals)), 'nearest');
	// As text, since a division of two numbers would be a rounding of its own. `+ 0` makes zero of minus zero.
	return Number(`${scaled}e-${decimals}`) + 0;
}

/** A number without the digits after the point that are not kept. */
export function roundTo(number: number, decimals: number): number {
	return withDecimals(exact(number), decimals);
}

export const ZERO: Fraction = { top: 0n, bottom: 1n };

export function plus(a: Fraction, b: Fraction): Fraction {
	// Fractions of decimals share their denominators but for powers of ten, so that they stay small.
	if (a.bottom === b.bottom) return { top: a.top + b.top, bottom: a.bottom };
	if (a.bottom % b.bottom === 0n) return { top: a.top + b.top * (a.bottom / b.bottom), bottom: a.bottom };
	if (b.bottom % a.bottom === 0n) return { top: a.top * (b.bottom / a.bottom) + b.top, bottom: b.bottom };
	return { top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom };
}

/** A decimal fraction in full, with at least so many digits after the point: `-12.50`, `0.125`. */
export function toText({ top, bottom }: Fraction, decimals: number): string {
	const size = (top < 0n ? -top : top).toString();
	const places = bottom.toString().length - 1;
	const digits = size.padStart(places + 1, '0');
	const whole = digits.slice(0, digits.length - places);
	const rest = digits
		.slice(digits.length - places)
		.replace(/0+$/, '')
		.padEnd(decimals, '0');
	return `${top < 0n ? '-' : ''}${whole}${rest === '' ? '' : `.${rest}`}`;
}
