import { recordsToRead, remember, type RecentlyRead } from '../../../sync/connectors/halopsa/recently-read';

const AT = '2026-03-01T10:05:00.000Z';
const LATER = '2026-03-01T10:06:00.000Z';
const asked = (...changed: string[]) => jest.fn(async (_time: string) => new Set(changed) as ReadonlySet<string>);
const known: RecentlyRead = [{ at: AT, ids: ['1', '2', '3', '4'] }];

describe('recordsToRead', () => {
	it('leaves out what was changed before it was read', async () => {
		const listed = [
			{ id: '1', stamp: '2026-03-01T10:01:00.000Z' },
			{ id: '9', stamp: '2026-03-01T10:01:00.000Z' },
		];
		expect(await recordsToRead(known, listed, asked())).toEqual(new Set(['9']));
	});

	it('reads again what was changed afterwards, or in the very moment it was read', async () => {
		const listed = [
			{ id: '1', stamp: LATER },
			{ id: '2', stamp: '2026-03-01T10:04:59.500Z' },
		];
		expect(await recordsToRead(known, listed, asked())).toEqual(new Set(['1', '2']));
	});

	const silent = ['1', '2', '3', '4'].map((id) => ({ id, stamp: null }));

	it('asks once what changed since the reading where the list has no time stamps', async () => {
		const changedSince = asked('3', '99');
		expect(await recordsToRead(known, silent, changedSince)).toEqual(new Set(['3']));
		expect(changedSince.mock.calls).toEqual([['2026-03-01T10:04:58.000Z']]);
	});

	it('reads a few again rather than asking', async () => {
		const changedSince = asked();
		expect(await recordsToRead(known, silent.slice(0, 2), changedSince)).toEqual(new Set(['1', '2']));
		expect(changedSince).not.toHaveBeenCalled();
	});
});

describe('remember', () => {
	it('keeps the last reading of each record', () => {
		expect(remember([{ at: AT, ids: ['1', '2'] }], LATER, ['2'], null)).toEqual([
			{ at: AT, ids: ['1'] },
			{ at: LATER, ids: ['2'] },
		]);
	});

	it('forgets readings from before the next window', () => {
		expect(remember([{ at: AT, ids: ['1'] }], '2026-03-01T10:11:00.000Z', [], LATER)).toEqual([]);
	});

	it('remembers nothing of a server that does not tell its time', () => {
		expect(remember([], null, ['1'], null)).toEqual([]);
	});

	it('does not grow without bounds', () => {
		const ids = (letter: string) => Array.from({ length: 4000 }, (_, index) => letter + index);
		const first = remember([], AT, ids('a'), null);
		expect(remember(first, LATER, ids('b'), null).map(({ at }) => at)).toEqual([LATER]);
	});
});
