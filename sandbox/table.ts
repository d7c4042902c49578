/** A stored record. References are held as `{ id }` and named when they are answered. Never changed in place. */
export interface Row {
	readonly id: number;
	readonly [field: string]: unknown;
}

type IndexKey = string | number;

interface Shadowed {
	/** Machine time until which lists still show the older state. */
	readonly until: number;
	readonly row: Row | undefined;
}

/**
 * One kind of record, in id order. `get` is always current; {@link list} and {@link find} show what the search index
 * shows, which may lag behind writes.
 */
export class Table {
	#rows = new Map<number, Row>();
	#lastId: number;
	#revision = 0;
	#indexes = new Map<string, { key: (row: Row) => unknown; ids: Map<IndexKey, Set<number>> }>();
	#lagging = new Map<number, Shadowed[]>();

	/**
	 * @param indexes what {@link find} can look up, by name
	 * @param firstId the id of the first record that is inserted
	 */
	constructor(
		readonly name: string,
		indexes: Readonly<Record<string, (row: Row) => unknown>> = {},
		readonly lag: () => number = () => 0,
		private readonly firstId = 1,
	) {
		this.#lastId = firstId - 1;
		for (const [index, key] of Object.entries(indexes)) this.#indexes.set(index, { key, ids: new Map() });
	}

	/** Grows with every change: what was derived from an equal revision still holds. */
	get revision(): number {
		return this.#revision;
	}

	get size(): number {
		return this.#rows.size;
	}

	get(id: number): Row | undefined {
		return this.#rows.get(id);
	}

	/** All records as they are now, by id. */
	current(): IterableIterator<Row> {
		return this.#rows.values();
	}

	/**
	 * Stores a new record.
	 *
	 * @param id for a record that the system sets up under an id of its own
	 * @returns it, with the id it was given (ids only grow, also after a delete)
	 */
	insert(fields: Readonly<Record<string, unknown>>, id = ++this.#lastId): Row {
		const row: Row = Object.freeze({ ...fields, id });
		this.#store(row.id, row);
		return row;
	}

	/** @throws RangeError if there is no such record */
	replace(row: Row): Row {
		if (!this.#rows.has(row.id)) throw new RangeError(`${this.name} ${row.id} does not exist`);
		this.#store(row.id, Object.freeze({ ...row }));
		return row;
	}

	delete(id: number): boolean {
		if (!this.#rows.has(id)) return false;
		this.#store(id, undefined);
		return true;
	}

	/** The records that a list shows, by id. */
	list(): Iterable<Row> {
		const lagging = this.#stillLagging();
		return lagging === undefined ? this.#rows.values() : this.#merged(lagging);
	}

	/** The records that a list shows whose index key is one of `keys`, by id; undefined if `index` does not exist. */
	find(index: string, keys: readonly unknown[]): Row[] | undefined {
		const wanted = new Set(keys.map(fold));
		if (index === 'id') return this.#byIds([...wanted]);
		const found = this.#indexes.get(index);
		if (!found) return undefined;
		if (this.#stillLagging() !== undefined) {
			return [...this.list()].filter((row) => wanted.has(fold(found.key(row))));
		}
		const ids = [...wanted].flatMap((key) => (key === undefined ? [] : [...(found.ids.get(key) ?? [])]));
		return this.#byIds(ids);
	}

	/** The first record with this index key as it is now, lag or not: what a uniqueness check sees. */
	findCurrent(index: string, key: unknown): Row | undefined {
		const folded = fold(key);
		const ids = folded === undefined ? undefined : this.#indexes.get(index)?.ids.get(folded);
		const [first] = ids ?? [];
		return first === undefined ? undefined : this.#rows.get(first);
	}

	/** Ends the lag of every write so far: lists show the current state. */
	catchUp(): void {
		this.#lagging.clear();
	}

	clear(): void {
		this.#revision++;
		this.#rows.clear();
		this.#lagging.clear();
		this.#lastId = this.firstId - 1;
		for (const { ids } of this.#indexes.values()) ids.clear();
	}

	#store(id: number, row: Row | undefined): void {
		this.#revision++;
		const before = this.#rows.get(id);
		const lag = this.lag();
		if (lag > 0) {
			const shadows = this.#lagging.get(id) ?? [];
			this.#lagging.set(id, [...shadows, { until: Date.now() + lag, row: before }]);
		}
		for (const { key, ids } of this.#indexes.values()) {
			const old = before && fold(key(before));
			const now = row && fold(key(row));
			if (old === now) continue;
			if (old !== undefined) ids.get(old)?.delete(id);
			if (now !== undefined) ids.set(now, (ids.get(now) ?? new Set()).add(id));
		}
		if (row) this.#rows.set(id, row);
		else this.#rows.delete(id);
	}

	#byIds(ids: readonly unknown[]): Row[] {
		const lagging = this.#stillLagging();
		return ids
			.map((id) => {
				const shadows = lagging?.get(id as number);
				return shadows ? shadows[0].row : this.#rows.get(id as number);
			})
			.filter((row): row is Row => row !== undefined)
			.sort((a, b) => a.id - b.id);
	}

	/** The older states that are still shown, oldest first; undefined if there is none. */
	#stillLagging(): ReadonlyMap<number, Shadowed[]> | undefined {
		if (this.#lagging.size === 0) return undefined;
		const now = Date.now();
		for (const [id, shadows] of this.#lagging) {
			const live = shadows.filter((shadow) => shadow.until > now);
			if (live.length === 0) this.#lagging.delete(id);
			else this.#lagging.set(id, live);
		}
		return this.#lagging.size === 0 ? undefined : this.#lagging;
	}

	#merged(lagging: ReadonlyMap<number, Shadowed[]>): Row[] {
		const ids = [...new Set([...this.#rows.keys(), ...lagging.keys()])];
		return this.#byIds(ids);
	}
}

/** Text is compared without regard to case, as the vendor's database does. */
function fold(key: unknown): IndexKey | undefined {
	if (typeof key === 'string') return key.toLowerCase();
	return typeof key === 'number' ? key : undefined;
}
