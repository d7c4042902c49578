/**
 * Remembers what was seen last, a bounded number of keys: vendors send events twice, and whoever has recorded one can
 * send it again. What is forgotten, or was seen by another process, costs a run that finds nothing to do.
 */
export class Seen {
	readonly #keys = new Set<string>();

	constructor(private readonly most = 5_000) {}

	/** @returns whether the key is new; it is remembered then. */
	add(key: string): boolean {
		if (this.#keys.has(key)) return false;
		this.#keys.add(key);
		if (this.#keys.size > this.most) {
			const [oldest] = this.#keys;
			if (oldest !== undefined) this.#keys.delete(oldest);
		}
		return true;
	}
}
