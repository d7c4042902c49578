/** One exchange as the server saw it. */
export interface LoggedRequest {
	/** 1 for the first since the start; never reused, so `since` can poll. */
	readonly seq: number;
	/** When the request arrived, machine time, epoch ms. */
	readonly at: number;
	readonly method: string;
	/** The path below the API root, without the query. */
	readonly path: string;
	readonly query: Readonly<Record<string, unknown>>;
	readonly body?: unknown;
	/** The status sent; 0 where the connection was broken instead. */
	readonly status: number;
	readonly ms: number;
	/** The fault that struck it. */
	readonly fault?: string;
}

export interface RequestFilter {
	/** Only entries with a greater `seq`. */
	readonly since?: number;
	readonly method?: string;
	/** A regular expression on the path. */
	readonly path?: string;
}

const KEPT = 50_000;

/** What the clients of a server asked for; the newest 50,000 requests, and counts of all. */
export class RequestLog {
	#entries: LoggedRequest[] = [];
	#counts = new Map<string, number>();
	#listeners = new Set<(entry: LoggedRequest) => void>();
	#seq = 0;

	add(entry: Omit<LoggedRequest, 'seq'>): void {
		const logged = { seq: ++this.#seq, ...entry };
		this.#entries.push(logged);
		if (this.#entries.length > 2 * KEPT) this.#entries = this.#entries.slice(-KEPT);
		const key = `${entry.method} ${entry.path.replace(/\/(?:[a-z]{2}-)?\d+(?=\/|$)/g, '/{id}')}`;
		this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
		for (const listener of this.#listeners) listener(logged);
	}

	entries(filter: RequestFilter = {}): LoggedRequest[] {
		const method = filter.method?.toUpperCase();
		const path = filter.path === undefined ? undefined : new RegExp(filter.path);
		return this.#entries
			.slice(-KEPT)
			.filter(
				(entry) =>
					entry.seq > (filter.since ?? 0) &&
					(method === undefined || entry.method === method) &&
					(path === undefined || path.test(entry.path)),
			);
	}

	/** Requests by method and path (ids folded into `{id}`) since the last {@link clear}. */
	counts(): Record<string, number> {
		return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
	}

	/** The next request for which `wanted` holds, after its answer was sent. */
	next(wanted: (entry: LoggedRequest) => boolean): Promise<LoggedRequest> {
		return new Promise((resolve) => {
			const stop = this.subscribe((entry) => {
				if (!wanted(entry)) return;
				stop();
				resolve(entry);
			});
		});
	}

	/** Calls `listener` for every request from now on. @returns a function that ends it */
	subscribe(listener: (entry: LoggedRequest) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Forgets entries and counts; `seq` goes on. */
	clear(): void {
		this.#entries = [];
		this.#counts.clear();
	}
}
