import fc from 'fast-check';
import { rowsAfter, type Position, type RowsAfter } from '../../../sync/connectors/halopsa/id-pages';
import { runs } from '../../properties/runs';
import { days, event, NumberedList, type Row, type Server } from './numbered-list';

const server: fc.Arbitrary<Server> = fc.record({
	largest: fc.integer({ min: 4, max: 12 }),
	counts: fc.constant(true),
	orders: fc.constant(true),
});

/** Reads a whole list as the windows do: so many rows at a time, each time behind the last id. */
async function readAll(list: NumberedList, taken: readonly number[], asked: number): Promise<number[]> {
	const seen: number[] = [];
	let after: number | null = null;
	let position: Position = { place: 0, size: asked, ordered: true };
	for (let run = 0; run < 2000; run++) {
		const found: RowsAfter<Row> = await rowsAfter(list.fetch, after, position);
		const rows = found.rows.slice(0, taken[run % taken.length]);
		seen.push(...rows.map(({ id }) => id));
		position = { ...found.position, place: found.position.place + rows.length };
		if (found.end && rows.length === found.rows.length) return seen;
		if (rows.length > 0) after = rows[rows.length - 1].id;
	}
	throw new Error('the list was never read to its end');
}

describe('rowsAfter', () => {
	it('W4: skips no row that was there all the time, whatever comes, goes and moves between two pages', async () => {
		await fc.assert(
			fc.asyncProperty(
				server,
				fc.nat(60),
				days,
				fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 1, maxLength: 4 }),
				async (setting, size, events, taken) => {
					const list = new NumberedList(setting, size, events);
					const before = list.ids;
					const seen = await readAll(list, taken, 12);
					const stayed = before.filter((id) => !list.gone.has(id));
					expect(seen).toEqual(expect.arrayContaining(stayed));
				},
			),
			runs(),
		);
	});

	it('hands out each row once, by ascending id', async () => {
		await fc.assert(
			fc.asyncProperty(server, fc.nat(60), days, async (setting, size, events) => {
				const list = new NumberedList(setting, size, events);
				const seen = await readAll(list, [5, 3], 12);
				expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
			}),
			runs(),
		);
	});

	it('reads a list that the server puts in no order, as long as it stands still', async () => {
		await fc.assert(
			fc.asyncProperty(
				server,
				fc.boolean(),
				fc.nat(60),
				fc.array(event, { maxLength: 20 }),
				async (setting, counts, size, events) => {
					const list = new NumberedList({ ...setting, counts, orders: false, largest: 12 }, size);
					for (const one of events) list.happen(one);
					expect(new Set(await readAll(list, [5], 12))).toEqual(new Set(list.ids));
				},
			),
			runs(500),
		);
	});

	it('takes no page for the last one because the server gives fewer rows than were asked for', async () => {
		const list = new NumberedList({ largest: 50, counts: true, orders: true }, 230);
		expect(await readAll(list, [100], 100)).toEqual(list.ids);
	});

	it('reads a list that stands still with one call a page, and an empty one with one call', async () => {
		const list = new NumberedList({ largest: 100, counts: true, orders: true }, 1000);
		expect(await readAll(list, [100], 100)).toHaveLength(1000);
		// Pages overlap by a few rows; the rest of a page that was not taken is asked for again.
		expect(list.calls).toBeLessThanOrEqual(21);
		const empty = new NumberedList({ largest: 100, counts: true, orders: true }, 0);
		expect(await readAll(empty, [100], 100)).toEqual([]);
		expect(empty.calls).toBe(1);
	});
});
