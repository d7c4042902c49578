import type { Row } from '../table';
import { readDate } from './dates';
import { badModel } from './errors';

/** The parameters of a request by their names in lower case, in which the vendor reads them; empty ones are none. */
export class Query {
	readonly #values: ReadonlyMap<string, string>;

	constructor(given: Readonly<Record<string, unknown>>) {
		this.#values = new Map(
			Object.entries(given).flatMap(([name, value]) => {
				const text = Array.isArray(value) ? value.join(',') : String(value);
				return text === '' ? [] : [[name.toLowerCase(), text] as const];
			}),
		);
	}

	text(name: string): string | undefined {
		return this.#values.get(name);
	}

	/** @throws VendorError 400 for no whole number */
	integer(name: string): number | undefined {
		const text = this.text(name);
		if (text === undefined) return undefined;
		if (!/^-?\d+$/.test(text)) throw invalid(name, text);
		return Number(text);
	}

	/** @throws VendorError 400 for neither true nor false */
	flag(name: string): boolean | undefined {
		const text = this.text(name)?.toLowerCase();
		if (text === undefined) return undefined;
		if (text !== 'true' && text !== 'false') throw invalid(name, text);
		return text === 'true';
	}

	/** A list of numbers as text, e.g. `1,2,3`; brackets around it are taken too. @throws VendorError 400 */
	integers(name: string): ReadonlySet<number> | undefined {
		const text = this.text(name);
		if (text === undefined) return undefined;
		const parts = text.replace(/^\[|\]$/g, '').split(',');
		if (!parts.every((part) => /^\s*-?\d+\s*$/.test(part))) throw invalid(name, text);
		return new Set(parts.map(Number));
	}

	/** A date, in epoch ms; without a zone it is UTC. @throws VendorError 400 */
	time(name: string): number | undefined {
		const text = this.text(name);
		if (text === undefined) return undefined;
		// A plus sign that a client did not encode arrives as a space.
		const at = readDate(text.replace(/ (\d{2}:\d{2})$/, (zone) => (text.includes('T') ? `+${zone.trim()}` : zone)));
		if (Number.isNaN(at)) throw invalid(name, text);
		return at;
	}
}

export type Filter = (row: Row) => boolean;

/** The largest page there is: a larger one that is asked for is cut without a word (recorded). */
const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 50;

export interface Page {
	readonly rows: readonly Row[];
	/** All rows that match, on whatever page. */
	readonly total: number;
	/** Absent where the list is not paged. */
	readonly page?: { readonly number: number; readonly size: number };
}

/** Cuts one page; without `pageinate`, `page_size` and `page_no` say nothing and `count` limits. */
export function pageOf(rows: readonly Row[], query: Query): Page {
	const total = rows.length;
	if (query.flag('pageinate') !== true) {
		const count = query.integer('count');
		return { rows: count === undefined || count <= 0 ? rows : rows.slice(0, count), total };
	}
	const asked = query.integer('page_size') ?? DEFAULT_PAGE;
	const size = Math.min(asked > 0 ? asked : DEFAULT_PAGE, LARGEST_PAGE);
	const number = Math.max(1, query.integer('page_no') ?? 1);
	return { rows: rows.slice((number - 1) * size, number * size), total, page: { number, size } };
}

/** Fields that lists are ordered by under another name than records show (the vendor's spelling). */
const ORDER_NAMES: Readonly<Record<string, string>> = { dateoccured: 'dateoccurred', lastupdate: 'last_update' };

/**
 * Orders rows by `order` to `order5`. Equal ones follow each other as they come; a field that no record has orders
 * nothing.
 */
export function orderRows(
	rows: readonly Row[],
	query: Query,
	valueOf: (row: Row, field: string) => unknown,
	usual: { readonly by: string; readonly descending?: boolean } | undefined,
): Row[] {
	const asked = ['', '2', '3', '4', '5'].flatMap((n) => {
		const by = query.text(`order${n}`)?.toLowerCase();
		return by === undefined ? [] : [{ by: ORDER_NAMES[by] ?? by, descending: query.flag(`orderdesc${n}`) === true }];
	});
	const keys = asked.length > 0 ? asked : usual ? [usual] : [];
	const keyed = rows.map((row) => ({ row, values: keys.map(({ by }) => valueOf(row, by)) }));
	keyed.sort((a, b) => {
		for (const [i, { descending }] of keys.entries()) {
			const order = compare(a.values[i], b.values[i]);
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	});
	return keyed.map(({ row }) => row);
}

function compare(a: unknown, b: unknown): number {
	if (a === b) return 0;
	if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
	if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'en', { sensitivity: 'base' });
	return Number(a) < Number(b) ? -1 : 1;
}

function invalid(name: string, value: string): ReturnType<typeof badModel> {
	return badModel(name, `The value '${value}' is not valid.`);
}
