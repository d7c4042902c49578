import fc from 'fast-check';
import { readWindow, windowState } from '../../../sync/connectors/http';
import type { Window, WindowPage, WindowState } from '../../../sync/connectors/http';

interface Row {
	readonly id: number;
	readonly version: number;
	readonly changedAt: string;
}

interface Stored extends Row {
	readonly visibleAt: number;
}

interface World {
	readonly skewMs: number;
	readonly lagMs: number;
	readonly sendsDate: boolean;
	readonly maxPageSize: number;
}

const SECOND = 1000;
const OVERLAP = 120 * SECOND;
const START = Date.parse('2026-03-01T10:00:00Z');

/**
 * A list as a vendor serves it: whole-second times by its own clock, at most `maxPageSize` rows by ascending id, and an
 * index that shows an edit only after a lag (until then the earlier version is listed, with its earlier time).
 */
class SimulatedList {
	readonly #rows = new Map<number, Stored[]>();
	#now = START;
	#nextId = 1;
	calls = 0;

	constructor(readonly world: World) {}

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
type Step =
	| { readonly kind: 'create'; readonly count: number }
	| { readonly kind: 'edit'; readonly pick: number }
	| { readonly kind: 'wait'; readonly ms: number }
	/** A run: reads up to `limit` rows; if it dies, what it read is lost, and so is the new state. */
	| { readonly kind: 'read'; readonly limit: number; readonly dies: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ kind: fc.constant('create' as const), count: fc.integer({ min: 1, max: 12 }) }),
	fc.record({ kind: fc.constant('edit' as const), pick: fc.nat(1000) }),
	fc.record({
		kind: fc.constant('wait' as const),
		ms: fc.oneof(fc.nat(900), fc.nat(90 * SECOND), fc.nat(600 * SECOND)),
	}),
	fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 9 }), dies: fc.boolean() }),
);

const world: fc.Arbitrary<World> = fc.record({
	skewMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
	// Shorter than the overlap by the second that the clock's resolution takes.
	lagMs: fc.oneof(fc.constant(0), fc.nat(OVERLAP - 2 * SECOND)),
	sendsDate: fc.constant(true),
	maxPageSize: fc.integer({ min: 1, max: 5 }),
});

class Reader {
	state: WindowState | null = null;
	readonly seen = new Map<number, number>();

	constructor(readonly list: SimulatedList) {}

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

async function play(list: SimulatedList, steps: readonly Step[], edits: readonly number[]): Promise<Reader> {
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

describe('readWindow', () => {
	it('W2–W4: in the end has shown the last version of every row, whatever moved, lagged, was skewed or died', async () => {
		await fc.assert(
			fc.asyncProperty(
				world,
				fc.array(step, { maxLength: 30 }),
				fc.array(fc.nat(1000), { maxLength: 6 }),
				async (setting, steps, edits) => {
					const list = new SimulatedList(setting);
					const reader = await play(list, steps, edits);
					list.advance(setting.lagMs);
					await reader.drain();
					await reader.drain();
					expect(reader.seen).toEqual(list.current);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('W2–W4 hold for a server that does not tell its time', async () => {
		const silent = world.map((setting) => ({ ...setting, sendsDate: false }));
		await fc.assert(
			fc.asyncProperty(
				silent,
				fc.array(step, { maxLength: 30 }),
				fc.array(fc.nat(1000), { maxLength: 6 }),
				async (setting, steps, edits) => {
					const list = new SimulatedList(setting);
					const reader = await play(list, steps, edits);
					list.advance(setting.lagMs);
					await reader.drain();
					await reader.drain();
					expect(reader.seen).toEqual(list.current);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('W3: loses none of many rows with one timestamp, whatever the page size', async () => {
		await fc.assert(
			fc.asyncProperty(
				world,
				fc.integer({ min: 1, max: 14 }),
				fc.integer({ min: 1, max: 9 }),
				async (setting, count, limit) => {
					const list = new SimulatedList({ ...setting, lagMs: 0 });
					for (let row = 0; row < count; row++) list.create();
					list.advance(300 * SECOND);
					const reader = new Reader(list);
					while (await reader.read(limit, false));
					for (let row = 0; row < count; row++) list.edit(row);
					while (await reader.read(limit, false));
					expect(reader.seen).toEqual(list.current);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('does not stand still before a row that is newer than a full first page, when the server does not tell its time', async () => {
		const list = new SimulatedList({ ...calm, sendsDate: false, maxPageSize: 1 });
		list.create();
		const reader = new Reader(list);
		await reader.drain();
		list.advance(SECOND);
		list.create();
		await reader.drain();
		expect(reader.seen).toEqual(list.current);
	});

	const calm: World = { skewMs: 0, lagMs: 0, sendsDate: true, maxPageSize: 3 };

	it('asks once when nothing changed', async () => {
		const list = new SimulatedList(calm);
		for (let row = 0; row < 10; row++) list.create();
		list.advance(1000 * SECOND);
		const reader = new Reader(list);
		await reader.drain();
		for (let cycle = 0; cycle < 5; cycle++) {
			list.advance(60 * SECOND);
			const before = list.calls;
			expect(await reader.read(500, false)).toBe(false);
			expect(list.calls - before).toBe(1);
		}
	});

	it('bounds all pages but the first by the time at which the window was opened', async () => {
		const asked: Window[] = [];
		const pages: Array<WindowPage<Row>> = [
			{ rows: [row(4), row(9)], dateMs: START, end: false },
			{ rows: [row(11), row(12)], dateMs: START + 5000, end: false },
			{ rows: [], dateMs: START + 9000, end: true },
		];
		const answer = await readWindow<Row>(
			{ from: '2026-03-01T09:00:00.000Z' },
			async (window) => {
				asked.push(window);
				return pages[asked.length - 1];
			},
			{ limit: 100, maxPageSize: 2, idOf: (item) => String(item.id), changedAt: (item) => item.changedAt },
		);
		const from = '2026-03-01T09:00:00.000Z';
		const to = '2026-03-01T10:00:00.000Z';
		expect(asked).toEqual([
			{ from, to: null, afterId: null, pageSize: 2 },
			{ from, to, afterId: '9', pageSize: 2 },
			{ from, to, afterId: '12', pageSize: 2 },
		]);
		expect(answer).toMatchObject({ more: false, at: to, state: { from: '2026-03-01T09:55:00.000Z' } });
	});

	function row(id: number): Row {
		return { id, version: 1, changedAt: '2026-03-01T09:30:00Z' };
	}
});
