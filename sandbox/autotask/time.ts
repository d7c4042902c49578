/**
 * Times as records hold them: UTC with three decimals and no designator, e.g. `2026-01-12T09:00:00.007`. They compare
 * as text. The last digit is 0, 3 or 7, as in every recorded answer: the database counts in three-hundredths of a
 * second.
 */
export function storedTime(epochMs: number): string {
	const ticks = Math.round(((epochMs % 1_000) * 3) / 10);
	const ms = Math.floor(epochMs / 1_000) * 1_000 + Math.round((ticks * 10) / 3);
	return new Date(ms).toISOString().slice(0, 23);
}

/** Reads what a client sends: ISO 8601 with or without a zone; without one it is UTC. Undefined if it is no time. */
export function readTime(given: string): string | undefined {
	if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.test(given)) return undefined;
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(given.slice(10));
	const at = Date.parse(given.length === 10 ? `${given}T00:00:00Z` : zoned ? given : `${given}Z`);
	return Number.isNaN(at) ? undefined : storedTime(at);
}

/** Cuts a stored time to its day. */
export function midnight(stored: string): string {
	return `${stored.slice(0, 10)}T00:00:00.000`;
}

/** Epoch milliseconds of a stored time. */
export function epochOf(stored: string): number {
	return Date.parse(`${stored}Z`);
}
