/**
 * The two faces of the vendor's times, both UTC. What is stored has the resolution of SQL Server's `datetime` (a three
 * hundredth of a second: .000, .003, .007) and is answered without a zone; what a POST has just set is answered with up
 * to seven decimals and `Z` (both recorded).
 */

/** Cuts epoch ms to what the database holds. */
export function toStored(epochMs: number): number {
	return Math.round((Math.round((epochMs * 3) / 10) * 10) / 3);
}

/** A stored time as a GET answers it, e.g. `2024-06-20T14:45:16.49`. */
export function showStored(epochMs: number): string {
	return new Date(epochMs)
		.toISOString()
		.replace('Z', '')
		.replace(/\.?0+$/, '');
}

/** A time that was just set, as the answer of the POST shows it, e.g. `2024-06-20T14:45:16.4926282Z`. */
export function showFresh(epochMs: number, salt: number): string {
	const text = new Date(epochMs).toISOString().slice(0, 23);
	// Ticks below a millisecond, which this machine's clock does not tell: any will do, equal ones for equal input.
	const ticks = epochMs % 1000 === 0 ? '' : String((epochMs * 31 + salt * 7919) % 10_000).padStart(4, '0');
	return `${`${text}${ticks}`.replace(/\.?0+$/, '')}Z`;
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** Reads what a client calls a date; without a zone it is UTC. @returns epoch ms, NaN for no date */
export function readDate(given: string): number {
	const match = DATE.exec(given.trim());
	if (!match) return NaN;
	const text = given
		.trim()
		.replace(' ', 'T')
		.replace(/(\.\d{3})\d+/, '$1');
	return Date.parse(match[1] || !text.includes('T') ? text : `${text}Z`);
}

const FIRST_REAL = Date.UTC(1900, 0, 2);

/** Whether a date stands for none: years 1, 1899 and the first day of 1900. */
export function isNoDate(epochMs: number): boolean {
	return epochMs < FIRST_REAL;
}
