import { z } from 'zod';

/**
 * Where a reader of time-windowed changes stands. Times are the *server's*, ISO 8601 UTC.
 * `from` is the lower bound (inclusive) of the next window; null reads everything. `window` is one that is half read:
 * `to` is the server's time when it was opened (null: unknown), `bounded` says whether its pages end there, `afterId` is
 * the last id that was taken.
 */
export const windowState = z.object({
	from: z.string().nullable(),
	window: z.object({ to: z.string().nullable(), bounded: z.boolean(), afterId: z.string() }).optional(),
});
export type WindowState = z.infer<typeof windowState>;

/** One question to the list: rows with `from <= lastUpdated <= to` and `id > afterId`, in the order of ids. */
export interface Window {
	readonly from: string | null;
	readonly to: string | null;
	readonly afterId: string | null;
	readonly pageSize: number;
}

export interface WindowPage<Row> {
	readonly rows: readonly Row[];
	/** The server's time when it answered (`Date` header), epoch milliseconds; null where it did not say. */
	readonly dateMs: number | null;
	/** True when no row comes after these. */
	readonly end: boolean;
}

export interface WindowOptions<Row> {
	readonly limit: number;
	/** Largest page that the server gives. */
	readonly maxPageSize: number;
	readonly idOf: (row: Row) => string;
	/** When a row was last changed, by the server; null where it does not say. */
	readonly changedAt: (row: Row) => string | null;
	/** How far a new window reaches back behind the last one: longer than any index lag of the server. */
	readonly overlapMs?: number;
}

export interface WindowAnswer<Row> {
	readonly rows: readonly Row[];
	readonly state: WindowState;
	readonly more: boolean;
	/** Server time up to which everything has been read; null while `more`. */
	readonly at: string | null;
}

/** An index may well lag by minutes after a nightly job; rows that are read again are dropped by their shadow. */
const OVERLAP_MS = 300_000;

/**
 * Reads up to `limit` rows that changed since `state`, each at least once, losing none:
 * - The window is fixed by the server's own clock when its first page is asked (W2), so that our clock plays no part.
 *   That page has no upper bound yet; its `Date` becomes the bound of the following ones. An idle cycle is one call.
 * - Pages go by id, not by number or time: rows with one timestamp cannot be lost between pages (W3), and a row that is
 *   edited meanwhile leaves the window without shifting the others (W4); the next window has it.
 * - The next window begins `overlapMs` before this one was opened, for rows that the server listed late.
 *
 * The first window of all has no bounds: rows that never had a time of change are in it. Nor has one of a server that
 * does not tell its time: the newest change on its first page is then a safe beginning for the next window, but as an end
 * it could hide all newer rows for ever.
 */
export async function readWindow<Row>(
	state: WindowState | null,
	fetch: (window: Window) => Promise<WindowPage<Row>>,
	options: WindowOptions<Row>,
): Promise<WindowAnswer<Row>> {
	const from = state?.from ?? null;
	let to = state?.window?.to ?? null;
	let bounded = state?.window?.bounded ?? false;
	let afterId = state?.window?.afterId ?? null;
	const rows: Row[] = [];
	while (rows.length < options.limit) {
		const pageSize = Math.min(options.maxPageSize, options.limit - rows.length);
		const page = await fetch({ from, to: bounded ? to : null, afterId, pageSize });
		rows.push(...page.rows);
		if (afterId === null) {
			to = openedAt(page, options);
			bounded = from !== null && page.dateMs !== null;
		}
		// Without any time to go by, the watermark stays where it is: rows come again, none is lost.
		if (page.end)
			return { rows, state: { from: to === null ? from : back(to, options.overlapMs) }, more: false, at: to };
		if (page.rows.length === 0) throw new RangeError('a page without rows must be the last one');
		afterId = options.idOf(page.rows[page.rows.length - 1]);
	}
	// `limit` of zero asks nothing and moves nothing.
	if (afterId === null) return { rows, state: state ?? { from }, more: true, at: null };
	return { rows, state: { from, window: { to, bounded, afterId } }, more: true, at: null };
}

/** The server's time, or where it did not say, the newest change that it showed: both are its own clock. */
function openedAt<Row>(page: WindowPage<Row>, options: WindowOptions<Row>): string | null {
	if (page.dateMs !== null) return iso(page.dateMs);
	const times = page.rows.map(options.changedAt).filter((time) => time !== null);
	return times.length === 0 ? null : iso(Math.max(...times.map((time) => Date.parse(time))));
}

function back(time: string, overlapMs = OVERLAP_MS): string {
	return iso(Date.parse(time) - overlapMs);
}

function iso(ms: number): string {
	return new Date(ms).toISOString();
}
