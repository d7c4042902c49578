import { z } from 'zod';

export const clockSchema = z
	.object({
		/** How far the server's clock runs ahead of (or, negative, behind) the machine's clock. */
		skewMs: z.number().int().optional(),
		/** Stops the clock at this instant (ISO 8601); `null` lets it run again. */
		frozenAt: z.string().datetime({ offset: true }).nullable().optional(),
	})
	.strict();

export type ClockSettings = z.infer<typeof clockSchema>;

/**
 * The wall clock of one simulated server. It dates records and the `Date` header, so a skew set here is what a client
 * measures. Delays and index lag run on the machine's own time.
 */
export class ServerClock {
	#skewMs = 0;
	#frozenAt: number | null = null;

	/** The server's time in epoch milliseconds. */
	now(): number {
		return (this.#frozenAt ?? Date.now()) + this.#skewMs;
	}

	/** The server's time as ISO 8601 UTC in whole seconds, e.g. `2026-03-01T09:30:00Z`. */
	nowSeconds(): string {
		return isoSeconds(this.now());
	}

	/** Changes the given settings and keeps the others. */
	set(settings: ClockSettings): void {
		const { skewMs, frozenAt } = clockSchema.parse(settings);
		if (skewMs !== undefined) this.#skewMs = skewMs;
		if (frozenAt !== undefined) this.#frozenAt = frozenAt === null ? null : Date.parse(frozenAt);
	}

	/** Moves a frozen clock on by `ms`; a running clock is skewed by as much. */
	advance(ms: number): void {
		if (this.#frozenAt === null) this.#skewMs += ms;
		else this.#frozenAt += ms;
	}

	get settings(): Required<ClockSettings> & { now: string } {
		return {
			skewMs: this.#skewMs,
			frozenAt: this.#frozenAt === null ? null : new Date(this.#frozenAt).toISOString(),
			now: new Date(this.now()).toISOString(),
		};
	}
}

/** Epoch milliseconds as ISO 8601 UTC, cut (not rounded) to whole seconds. */
export function isoSeconds(epochMs: number): string {
	return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
