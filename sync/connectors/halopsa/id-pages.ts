/** One page of a numbered list. */
export interface NumberedPage<Row> {
	readonly rows: readonly Row[];
	/** How many rows the list has in all; null where it does not say. */
	readonly count: number | null;
	/** The server's time when it answered, epoch milliseconds; null where it did not say. */
	readonly dateMs: number | null;
}

/** Asks for page `number` (from 1) of a list in the order of ids, cut into pages of `size` rows. */
export type FetchPage<Row> = (number: number, size: number) => Promise<NumberedPage<Row>>;

/** Where a reader stands in a list and what it knows of it; nothing but hints, which may be out of date. */
export interface Position {
	/** How many rows lie before the next one. */
	readonly place: number;
	/** The largest page that the server gives. */
	readonly size: number;
	/** False once it was seen that the server does not keep the order of ids. */
	readonly ordered: boolean;
}

export interface RowsAfter<Row> {
	/** By ascending id, each with an id above the one that was asked for; no other row lies between them. */
	readonly rows: readonly Row[];
	/** That of the first of these rows. */
	readonly position: Position;
	/** True when no row comes after these. */
	readonly end: boolean;
	readonly dateMs: number | null;
}

interface Numbered {
	readonly id: number;
}

/** More jumps than this are not needed for any list; a list that changes faster than it is read is begun anew. */
const MAX_STEPS = 50;
/** How often a list that is in no order is read before the last reading is believed. */
const MAX_READINGS = 5;

/**
 * The rows after an id, from a list that knows page numbers only.
 *
 * Rows come and go between two pages: whoever asks for page after page skips a row for each one that disappeared before
 * it. So a page is only believed when it begins at or before the last row that was taken: then every row above that id
 * on the page follows it without a gap, wherever the pages are cut today. Pages are cut so that the next one normally
 * does (see {@link cutBefore}); where rows have gone, it is looked for further in front.
 *
 * @param afterId null for the beginning
 * @param known where the row after `afterId` is thought to be
 */
export async function rowsAfter<Row extends Numbered>(
	fetch: FetchPage<Row>,
	afterId: number | null,
	known: Position,
): Promise<RowsAfter<Row>> {
	const last = afterId ?? Number.NEGATIVE_INFINITY;
	if (!known.ordered) return await wholeList(fetch, last, known.size);
	let { size } = known;
	let cut = cutBefore(afterId === null ? 0 : known.place, size);
	let dateMs: number | null | undefined;
	for (let step = 0; step < MAX_STEPS; step++) {
		const page = await fetch(cut.number, cut.size);
		const { rows, count } = page;
		if (dateMs === undefined) dateMs = page.dateMs;
		// What was taken so far by id says nothing then: the list is begun anew.
		if (!isAscending(rows)) return { ...(await wholeList(fetch, Number.NEGATIVE_INFINITY, size)), dateMs };
		const start = (cut.number - 1) * cut.size;
		const more = count === null ? rows.length === cut.size : rows.length > 0 && start + rows.length < count;
		if (more && rows.length < cut.size) {
			// Asked for more than the server gives, its pages were cut otherwise than thought.
			size = rows.length;
			cut = cutBefore(afterId === null ? 0 : known.place, size);
			continue;
		}
		if (cut.number > 1 && (rows.length === 0 || rows[0].id > last)) {
			cut = { ...cut, number: cut.number - 1 };
			continue;
		}
		const first = rows.findIndex(({ id }) => id > last);
		const place = start + (first < 0 ? rows.length : first);
		if (first >= 0 || !more) {
			return { rows: first < 0 ? [] : rows.slice(first), position: { place, size, ordered: true }, end: !more, dateMs };
		}
		cut = cutBefore(place, size);
	}
	return { ...(await wholeList(fetch, last, size)), dateMs: dateMs ?? null };
}

/**
 * A page that begins at or shortly before the row in front of `place`: of the sizes from half the largest on, the one
 * that fits best.
 */
function cutBefore(place: number, largest: number): { readonly number: number; readonly size: number } {
	const wanted = Math.max(0, place - 1);
	let size = largest;
	for (let other = largest; other * 2 > largest; other--) {
		if (wanted % other < wanted % size) size = other;
	}
	return { number: Math.floor(wanted / size) + 1, size };
}

/**
 * For a list that is in no order, or never stands still: all of it, again and again until a reading shows as many rows
 * as it says it has, and none that was not there before.
 */
async function wholeList<Row extends Numbered>(
	fetch: FetchPage<Row>,
	last: number,
	size: number,
): Promise<RowsAfter<Row>> {
	const known = new Map<number, Row>();
	let dateMs: number | null | undefined;
	for (let reading = 0; reading < MAX_READINGS; reading++) {
		const before = known.size;
		const shown = new Set<number>();
		let count: number | null = null;
		for (let number = 1; ; number++) {
			const page = await fetch(number, size);
			if (dateMs === undefined) dateMs = page.dateMs;
			for (const row of page.rows) {
				shown.add(row.id);
				known.set(row.id, row);
			}
			count = page.count;
			if (page.rows.length === 0 || (count === null ? page.rows.length < size : shown.size >= count)) break;
		}
		if (known.size === before && (count === null || shown.size === count)) break;
	}
	const rows = [...known.values()].sort((a, b) => a.id - b.id);
	const after = rows.filter(({ id }) => id > last);
	const position = { place: rows.length - after.length, size, ordered: false };
	return { rows: after, position, end: true, dateMs: dateMs ?? null };
}

function isAscending(rows: readonly Numbered[]): boolean {
	return rows.every(({ id }, index) => index === 0 || rows[index - 1].id < id);
}
