import type { BudgetPolicy, Lesson } from '../http';

/** What a live instance said when it refused; others are reported to allow more. */
const CALLS = 300;
const WINDOW_MS = 5 * 60_000;

export interface HaloPsaLimits {
	/** Part of the limit, 0 to 1, at which sync runs stop. */
	readonly share?: number;
	readonly calls?: number;
	readonly windowMs?: number;
}

/** The vendor documents no limit: this one is assumed until a refusal says another. */
export function haloPsaBudget({ share = 0.75, calls = CALLS, windowMs = WINDOW_MS }: HaloPsaLimits = {}): BudgetPolicy {
	return { limit: calls, windowMs, share, learn };
}

const UNITS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000 };

/** "Rate Limit Reached - 300 Requests per rolling 5 minute window." (seen live) */
function learn(said: string): Lesson | undefined {
	const match = /([\d,]+) requests? per (?:rolling )?(\d+)?\s*(second|minute|hour)/i.exec(said);
	if (!match) return undefined;
	const [, calls, count = '1', unit] = match;
	const limit = Number(calls.replaceAll(',', ''));
	const windowMs = Number(count) * UNITS[unit.toLowerCase()];
	return limit > 0 && windowMs > 0 ? { limit: { limit, windowMs } } : undefined;
}
