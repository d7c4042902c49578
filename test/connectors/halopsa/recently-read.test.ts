import { remember, rowsToRead, type RecentlyRead } from '../../../sync/connectors/halopsa/recently-read';

const AT = '2026-03-01T10:05:00.000Z';
const asked = (...changed: string[]) => jest.fn(async (_time: string) => new Set(changed) as ReadonlySet<string>);

describe('rowsToRead', () => {
	const stamped: RecentlyRead = [
		{ at: AT, rows: { '1': '2026-03-01T10:01:00.000Z', '2': '2026-03-01T10:04:59.500Z' } },
	];

	it('leaves out what shows the time stamp that it had when it was read', async () => {
		const listed = [
			{ id: '1', stamp: '2026-03-01T10:01:00.000Z' },
			{ id: '3', stamp: '2026-03-01T10:02:00.000Z' },
		];
		expect(await rowsToRead(stamped, listed, asked())).toEqual(new Set(['3']));
	});

	it('reads again what shows another time stamp', async () => {
		const listed = [{ id: '1', stamp: '2026-03-01T10:06:00.000Z' }];
		expect(await rowsToRead(stamped, listed, asked())).toEqual(new Set(['1']));
	});

	it('reads again what was changed in the very moment it was read: a second change may have the same time', async () => {
		const listed = [{ id: '2', stamp: '2026-03-01T10:04:59.500Z' }];
		expect(await rowsToRead(stamped, listed, asked())).toEqual(new Set(['2']));
	});

	const silent: RecentlyRead = [{ at: AT, rows: { '1': null, '2': null, '3': null, '4': null } }];
	const all = ['1', '2', '3', '4'].map((id) => ({ id, stamp: null }));

	it('asks once what changed since the reading where the list has no time stamps', async () => {
		const changedSince = asked('3', '99');
		expect(await rowsToRead(silent, all, changedSince)).toEqual(new Set(['3']));
		expect(changedSince.mock.calls).toEqual([['2026-03-01T10:04:58.000Z']]);
	});

	it('reads a few again rather than asking', async () => {
		const changedSince = asked();
		expect(await rowsToRead(silent, all.slice(0, 2), changedSince)).toEqual(new Set(['1', '2']));
		expect(changedSince).not.toHaveBeenCalled();
	});
});

describe('remember', () => {
	it('keeps the last reading of each row', () => {
		const before: RecentlyRead = [{ at: AT, rows: { '1': null, '2': null } }];
		const later = '2026-03-01T10:06:00.000Z';
		expect(remember(before, later, [{ id: '2', stamp: null }], null)).toEqual([
			{ at: AT, rows: { '1': null } },
			{ at: later, rows: { '2': null } },
		]);
	});

	it('forgets readings from before the next window', () => {
		const before: RecentlyRead = [{ at: AT, rows: { '1': null } }];
		expect(remember(before, '2026-03-01T10:11:00.000Z', [], '2026-03-01T10:06:00.000Z')).toEqual([]);
	});

	it('remembers nothing of a server that does not tell its time', () => {
		expect(remember([], null, [{ id: '1', stamp: null }], null)).toEqual([]);
	});

	it('does not grow without bounds', () => {
		const rows = Array.from({ length: 4000 }, (_, index) => ({ id: String(index), stamp: null }));
		const first = remember([], AT, rows, null);
		const second = remember(
			first,
			'2026-03-01T10:06:00.000Z',
			rows.map(({ id }) => ({ id: `1${id}x`, stamp: null })),
			null,
		);
		expect(second.map(({ at }) => at)).toEqual(['2026-03-01T10:06:00.000Z']);
	});
});
