import fc from 'fast-check';
import type { HaloPsaClient } from '../../../sync/connectors/halopsa';
import type { ListPage } from '../../../sync/connectors/halopsa/client';
import type { Feed, FeedState } from '../../../sync/connectors/halopsa/feed';
import { feedState, readFeed } from '../../../sync/connectors/halopsa/feed';
import type { VendorRecord } from '../../../sync/connectors/halopsa/schemas';
import type { Query } from '../../../sync/connectors/http';

export const SECOND = 1000;
export const OVERLAP = 120 * SECOND;
const START = Date.parse('2026-03-01T10:00:00Z');
const SYSTEM_PAGE = 100;

export interface World {
	readonly skewMs: number;
	/** Until then lists show the earlier version, with its earlier time; a record itself is always current. */
	readonly lagMs: number;
	/** Whether a list's rows say when they were changed: tickets' do, clients' and users' do not. */
	readonly stamps: boolean;
	/** The fineness of the server's times, milliseconds. */
	readonly resolutionMs: number;
	readonly maxPageSize: number;
}

export const world: fc.Arbitrary<World> = fc.record({
	skewMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
	// Shorter than the overlap by what a `Date` header and the server's times leave open.
	lagMs: fc.oneof(fc.constant(0), fc.nat(OVERLAP - 6 * SECOND)),
	stamps: fc.boolean(),
	resolutionMs: fc.constantFrom(3, 1000, 2000),
	maxPageSize: fc.integer({ min: 4, max: 12 }),
});

/** What happens between two questions. */
export type Step =
	| { readonly kind: 'create'; readonly count: number }
	| { readonly kind: 'edit'; readonly picks: readonly number[] }
	| { readonly kind: 'remove'; readonly pick: number }
	| { readonly kind: 'wait'; readonly ms: number }
	/** A run: reads up to `limit` rows; if it dies, what it read is lost, and so is the new state. */
	| { readonly kind: 'read'; readonly limit: number; readonly dies: boolean };

export const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ kind: fc.constant('create' as const), count: fc.integer({ min: 1, max: 12 }) }),
	fc.record({ kind: fc.constant('edit' as const), picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }) }),
	fc.record({ kind: fc.constant('remove' as const), pick: fc.nat(1000) }),
	fc.record({
		kind: fc.constant('wait' as const),
		ms: fc.oneof(fc.nat(900), fc.nat(90 * SECOND), fc.nat(600 * SECOND)),
	}),
	fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 9 }), dies: fc.boolean() }),
);

interface Version {
	readonly version: number;
	readonly changed: number;
	readonly visibleAt: number;
}

/** HaloPSA's users as far as a reader of changes meets them, with a clock of its own. */
export class SimulatedInstance {
	readonly #rows = new Map<number, Version[]>();
	readonly #gone = new Set<number>();
	#now = START;
	#nextId = 1;
	/** Somebody works between any two calls. */
	between: () => void = () => undefined;
	lists = 0;
	reads = 0;

	constructor(readonly world: World) {}

	advance(ms: number): void {
		this.#now += ms;
	}

	create(): void {
		this.#write(this.#nextId++);
	}

	edit(pick: number): void {
		const ids = this.#present();
		if (ids.length > 0) this.#write(ids[pick % ids.length]);
	}

	remove(pick: number): void {
		const ids = this.#present();
		if (ids.length > 0) this.#gone.add(ids[pick % ids.length]);
	}

	/** The last version of every record that is there. */
	get current(): Map<number, number> {
		return new Map(this.#present().map((id) => [id, this.#versions(id).length]));
	}

	/** The client's part that a feed uses. */
	readonly client = {
		page: async (_table: string, filter: Query, number: number, size: number): Promise<ListPage> => {
			this.lists++;
			const rows = this.#listed(filter);
			const cut = Math.min(size, this.world.maxPageSize);
			const page = rows.slice((number - 1) * cut, number * cut);
			const answer = { rows: page, count: rows.length, dateMs: this.#second() };
			this.between();
			return answer;
		},
		list: async (_table: string, filter: Query): Promise<VendorRecord[]> => {
			this.lists += Math.ceil((this.#listed(filter).length + 1) / SYSTEM_PAGE);
			return this.#listed(filter);
		},
	} as unknown as HaloPsaClient;

	readonly feed: Feed = {
		table: 'contact',
		filter: {},
		changedAt: (raw) => (typeof raw['changed'] === 'string' ? raw['changed'] : null),
		read: async ({ id }) => {
			this.reads++;
			this.between();
			const version = this.#versions(id).at(-1);
			if (this.#gone.has(id) || !version) return undefined;
			return { id, version: version.version, changed: new Date(version.changed).toISOString() };
		},
	};

	#present(): number[] {
		return [...this.#rows.keys()].filter((id) => !this.#gone.has(id));
	}

	#versions(id: number): Version[] {
		return this.#rows.get(id) ?? [];
	}

	#listed(filter: Query): VendorRecord[] {
		const from =
			filter['lastupdatefromdate'] === undefined ? null : Date.parse(`${String(filter['lastupdatefromdate'])}Z`);
		return this.#present()
			.sort((a, b) => a - b)
			.flatMap((id) => {
				const shown = this.#versions(id).findLast(({ visibleAt }) => visibleAt <= this.#now);
				if (!shown || (from !== null && shown.changed < from)) return [];
				return [{ id, ...(this.world.stamps ? { changed: new Date(shown.changed).toISOString() } : {}) }];
			});
	}

	#write(id: number): void {
		const versions = this.#versions(id);
		const { resolutionMs, skewMs, lagMs } = this.world;
		const changed = Math.floor((this.#now + skewMs) / resolutionMs) * resolutionMs;
		versions.push({ version: versions.length + 1, changed, visibleAt: this.#now + lagMs });
		this.#rows.set(id, versions);
	}

	#second(): number {
		return Math.floor((this.#now + this.world.skewMs) / SECOND) * SECOND;
	}
}

export class FeedReader {
	state: FeedState = feedState.parse({ from: null });
	readonly seen = new Map<number, number>();

	constructor(readonly instance: SimulatedInstance) {}

	async read(limit: number, dies = false): Promise<boolean> {
		const { client, feed } = this.instance;
		const page = await readFeed(client, feed, this.state, limit, OVERLAP);
		expect(page.rows.length).toBeLessThanOrEqual(limit);
		if (dies) return page.more;
		for (const { id, version } of page.rows) this.seen.set(id, Math.max(Number(version), this.seen.get(id) ?? 0));
		// As the engine keeps it: JSON, parsed again.
		this.state = feedState.parse(JSON.parse(JSON.stringify(page.state)));
		return page.more;
	}

	/** Reads until nothing is left. */
	async drain(limit = 7): Promise<void> {
		for (let run = 0; await this.read(limit); run++) expect(run).toBeLessThan(10_000);
	}
}
