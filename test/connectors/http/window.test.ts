import { readWindow } from '../../../sync/connectors/http';
import type { Window, WindowPage } from '../../../sync/connectors/http';
import { Reader, SECOND, SimulatedList, START, type Row, type World } from './simulated-list';

describe('readWindow', () => {
	afterEach(() => jest.restoreAllMocks());

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
