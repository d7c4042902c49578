import fc from 'fast-check';
import { readWindow, windowState } from '../../../sync/connectors/http';
import type { Window, WindowPage, WindowState } from '../../../sync/connectors/http';

export interface Row {
	readonly id: number;
	readonly version: number;
	readonly changedAt: string;
}

interface Stored extends Row {
	readonly visibleAt: number;
}

export interface World {
	readonly skewMs: number;
	readonly lagMs: number;
	readonly sendsDate: boolean;
	readonly maxPageSize: number;
}

export const SECOND = 1000;
const OVERLAP = 120 * SECOND;
export const START = Date.parse('2026-03-01T10:00:00Z');

/**
 * A list as a vendor serves it: whole-second times by its own clock, at most `maxPageSize` rows by ascending id, and an
 * index that shows an edit only after a lag (until then the earlier version is listed, with its earlier time).
 */
export class SimulatedList {
	readonly #rows = new Map<number, Stored[]>();
	#now = START;
	#nextId = 1;
	calls = 0;

	constructor(readonly world: World) {}

	get now(): number {
		return this.#now;
	}

	advance(ms: number): void {
		this.#now += ms;
	}

	create(): void {
		this.#write(this.#nextId++);
	}

	edit(pick: number): void {
		if (this.#nextId > 1) this.#write(1 + (pick % (this.#nextId - 1)));
	}

	/** The last version of every row. */
	get current(): Map<number, number> {
		return new Map([...this.#rows].map(([id, versions]) => [id, versions.length]));
	}

	readonly fetch = async (window: Window): Promise<WindowPage<Row>> => {
		this.calls++;
		expect(window.pageSize).toBeGreaterThan(0);
		expect(window.pageSize).toBeLessThanOrEqual(this.world.maxPageSize);
		const rows = [...this.#rows.values()]
			.map((versions) => versions.findLast((version) => version.visibleAt <= this.#now))
			.filter((row) => row !== undefined)
			.filter((row) => window.from === null || Date.parse(row.changedAt) >= Date.parse(window.from))
			.filter((row) => window.to === null || Date.parse(row.changedAt) <= Date.parse(window.to))
			.filter((row) => window.afterId === null || row.id > Number(window.afterId))
			.sort((a, b) => a.id - b.id)
			.slice(0, window.pageSize);
		const dateMs = this.world.sendsDate ? seconds(this.#now + this.world.skewMs) : null;
		return { rows, dateMs, end: rows.length < window.pageSize };
	};

	#write(id: number): void {
		const versions = this.#rows.get(id) ?? [];
		const changedAt = new Date(seconds(this.#now + this.world.skewMs)).toISOString();
		versions.push({ id, version: versions.length + 1, changedAt, visibleAt: this.#now + this.world.lagMs });
		this.#rows.set(id, versions);
	}
}

const seconds = (ms: number) => Math.floor(ms / SECOND) * SECOND;

/** What happens between two questions to the list. */
export type Step =
	| { readonly kind: 'create'; readonly count: number }
	| { readonly kind: 'edit'; readonly pick: number }
	| { readonly kind: 'wait'; readonly ms: number }
	/** A run: reads up to `limit` rows; if it dies, what it read is lost, and so is the new state. */
	| { readonly kind: 'read'; readonly limit: number; readonly dies: boolean };

export const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ kind: fc.constant('create' as const), count: fc.integer({ min: 1, max: 12 }) }),
	fc.record({ kind: fc.constant('edit' as const), pick: fc.nat(1000) }),
	fc.record({
		kind: fc.constant('wait' as const),
		ms: fc.oneof(fc.nat(900), fc.nat(90 * SECOND), fc.nat(600 * SECOND)),
	}),
	fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 9 }), dies: fc.boolean() }),
);

export const world: fc.Arbitrary<World> = fc.record({
	skewMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
	// Shorter than the overlap by the second that the clock's resolution takes.
	lagMs: fc.oneof(fc.constant(0), fc.nat(OVERLAP - 2 * SECOND)),
	sendsDate: fc.constant(true),
	maxPageSize: fc.integer({ min: 1, max: 5 }),
});

export class Reader {
	state: WindowState | null = null;
	readonly seen = new Map<number, number>();

	constructor(readonly list: SimulatedList) {
		// The machine's own clock shows true time: who asks it instead of the server is wrong by the server's skew.
		jest.spyOn(Date, 'now').mockImplementation(() => list.now);
	}

	async read(limit: number, dies: boolean, between: () => void = () => undefined): Promise<boolean> {
		const answer = await readWindow<Row>(
			this.state,
			async (window) => {
				const page = await this.list.fetch(window);
				between();
				return page;
			},
			{
				limit,
				maxPageSize: this.list.world.maxPageSize,
				idOf: (row) => String(row.id),
				changedAt: (row) => row.changedAt,
			},
		);
		expect(answer.rows.length).toBeLessThanOrEqual(limit);
		if (dies) return answer.more;
		for (const row of answer.rows) this.seen.set(row.id, Math.max(row.version, this.seen.get(row.id) ?? 0));
		// As the engine keeps it: JSON, parsed again.
		this.state = windowState.parse(JSON.parse(JSON.stringify(answer.state)));
		return answer.more;
	}

	/** Reads until nothing is left. */
	async drain(): Promise<void> {
		for (let run = 0; await this.read(7, false); run++) expect(run).toBeLessThan(10_000);
	}
}

export async function play(list: SimulatedList, steps: readonly Step[], edits: readonly number[]): Promise<Reader> {
	const reader = new Reader(list);
	let edit = 0;
	for (const item of steps) {
		if (item.kind === 'create') for (let count = 0; count < item.count; count++) list.create();
		else if (item.kind === 'edit') list.edit(item.pick);
		else if (item.kind === 'wait') list.advance(item.ms);
		else {
			// Somebody works while pages are read.
			await reader.read(item.limit, item.dies, () => {
				if (edits.length > 0) list.edit(edits[edit++ % edits.length]);
			});
		}
	}
	return reader;
}
