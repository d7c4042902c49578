/** Rows of one table that a transaction has read or made, in order of their age, and which of them are to be saved. */
export class Shelf<T extends { readonly id: string }> {
	readonly #rows = new Map<string, T>();
	readonly #fresh = new Set<string>();
	readonly #changed = new Set<string>();

	/** Takes in a row as the store has it; one that is here already is kept as it is. */
	load(row: T): void {
		if (!this.#rows.has(row.id)) this.#rows.set(row.id, row);
	}

	add(row: T): void {
		this.#rows.set(row.id, row);
		this.#fresh.add(row.id);
	}

	/** Puts a changed row in the place of the one with the same id. */
	replace(row: T): void {
		this.#rows.set(row.id, row);
		if (!this.#fresh.has(row.id)) this.#changed.add(row.id);
	}

	remove(id: string): void {
		this.#rows.delete(id);
		this.#fresh.delete(id);
		this.#changed.delete(id);
	}

	get(id: string): T | undefined {
		return this.#rows.get(id);
	}

	all(): T[] {
		return [...this.#rows.values()];
	}

	isFresh(id: string): boolean {
		return this.#fresh.has(id);
	}

	fresh(): T[] {
		return this.#pick(this.#fresh);
	}

	changed(): T[] {
		return this.#pick(this.#changed);
	}

	#pick(ids: ReadonlySet<string>): T[] {
		return [...ids].flatMap((id) => this.#rows.get(id) ?? []);
	}
}
