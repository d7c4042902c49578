import fc from 'fast-check';
import type { NumberedPage } from '../../../sync/connectors/halopsa/id-pages';

export interface Row {
	readonly id: number;
}

/** What can happen to a list between two questions. */
export type Event =
	| { readonly kind: 'add' }
	/** A row that was not in the window before: it was edited just now. */
	| { readonly kind: 'enter'; readonly pick: number }
	| { readonly kind: 'remove'; readonly pick: number }
	/** The row keeps its place by id; in a list without order it comes last. */
	| { readonly kind: 'touch'; readonly pick: number }
	| { readonly kind: 'nothing' };

export const event: fc.Arbitrary<Event> = fc.oneof(
	fc.constant({ kind: 'add' as const }),
	fc.record({ kind: fc.constant('enter' as const), pick: fc.nat(10_000) }),
	fc.record({ kind: fc.constant('remove' as const), pick: fc.nat(10_000) }),
	fc.record({ kind: fc.constant('touch' as const), pick: fc.nat(10_000) }),
	fc.constant({ kind: 'nothing' as const }),
);

/** What happens after each question: sometimes much, as when somebody deletes a whole queue. */
export const days: fc.Arbitrary<Event[][]> = fc.array(fc.array(event, { maxLength: 5 }), { maxLength: 40 });

export interface Server {
	/** The largest page that it gives, whatever is asked for. */
	readonly largest: number;
	readonly counts: boolean;
	/** False: it does not know the order that it is asked for. */
	readonly orders: boolean;
}

/** A list as HaloPSA serves it: by page number, with how many rows there are in all, while people work. */
export class NumberedList {
	/** In the order in which they came. */
	#ids: number[];
	#nextId: number;
	calls = 0;
	/** Rows that were gone at some time: one that comes back was changed, and belongs to the next window. */
	readonly gone = new Set<number>();

	constructor(
		readonly server: Server,
		size: number,
		private readonly events: ReadonlyArray<readonly Event[]> = [],
	) {
		// Gaps between the ids leave room for rows that enter later.
		this.#ids = Array.from({ length: size }, (_, index) => (index + 1) * 3);
		this.#nextId = size * 3 + 1;
	}

	get ids(): readonly number[] {
		return [...this.#ids].sort((a, b) => a - b);
	}

	readonly fetch = async (number: number, size: number): Promise<NumberedPage<Row>> => {
		expect(number).toBeGreaterThan(0);
		const cut = Math.min(size, this.server.largest);
		const ids = this.server.orders ? this.ids : this.#ids;
		const rows = ids.slice((number - 1) * cut, number * cut).map((id) => ({ id }));
		const count = this.server.counts ? ids.length : null;
		// People go home in the end, or nobody would ever come to the end of the list.
		for (const next of this.events[this.calls++] ?? []) this.happen(next);
		return { rows, count, dateMs: null };
	};

	happen(next: Event): void {
		if (next.kind === 'add') this.#ids.push((this.#nextId += 1));
		if (next.kind === 'enter') {
			const id = next.pick % this.#nextId;
			if (id > 0 && !this.#ids.includes(id)) this.#ids.push(id);
		}
		if (next.kind === 'remove' && this.#ids.length > 0) {
			for (const id of this.#ids.splice(next.pick % this.#ids.length, 1)) this.gone.add(id);
		}
		if (next.kind === 'touch' && this.#ids.length > 0) {
			this.#ids.push(...this.#ids.splice(next.pick % this.#ids.length, 1));
		}
	}
}
