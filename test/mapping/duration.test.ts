import { checkMapping } from '../../sync/mapping/check';
import type { FieldDefinition } from '../../sync/model/catalogue';
import type { Json } from '../../sync/model/json';
import type { Direction, Rounding } from '../../sync/model/mapping';
import { mappingOf, row } from './arbitraries';
import { carried, durationMapping } from './durations';

const plain = { platformUnit: 'minutes' as const };
const quarters: Rounding = { to: 'psa', increment: 15, mode: 'up', minimum: 15 };

function findings(
	{ rounding, direction = 'both' }: { rounding?: Rounding; direction?: Direction },
	psa: Partial<FieldDefinition> = {},
): string[] {
	const transform = { kind: 'duration' as const, psaUnit: 'hours' as const, platformUnit: 'minutes' as const };
	return checkMapping(
		mappingOf(row('hours', 'minutes', direction, rounding ? { ...transform, rounding } : transform)),
		{
			psa: [{ name: 'hours', label: 'Hours', type: 'number', ...psa }],
			platform: [{ name: 'minutes', label: 'Minutes', type: 'integer' }],
		},
	).map(({ message }) => message);
}

describe('a duration', () => {
	it.each<[Json, Json]>([
		[0.25, 15],
		[0.1, 6],
		[0.33, 20],
		[0.3333, 20],
		['1.5', 90],
		[0, 0],
		[null, null],
		[-0.5, -30],
		// Finer than a minute: the nearest one.
		[0.26, 16],
	])('of %p hours is %p minutes', (hours, minutes) => {
		expect(carried(durationMapping(plain), 'psa', hours)).toBe(minutes);
	});

	it.each<[number, number, number]>([
		[7, 0.12, 0.1167],
		[20, 0.33, 0.3333],
		[1, 0.02, 0.0167],
		[90, 1.5, 1.5],
	])('of %p minutes is written with the digits that the system keeps', (minutes, two, four) => {
		expect(carried(durationMapping(plain), 'platform', minutes)).toBe(two);
		expect(carried(durationMapping({ ...plain, psaDecimals: 4 }), 'platform', minutes)).toBe(four);
	});

	it.each<[Partial<Rounding>, number, number]>([
		[{}, 16, 0.5],
		[{}, 15, 0.25],
		[{}, 1, 0.25],
		[{}, 0, 0],
		[{}, -16, -0.5],
		[{ mode: 'nearest' }, 22, 0.25],
		[{ mode: 'nearest', increment: 10, minimum: 0 }, 5, 0.17],
		[{ mode: 'down', minimum: 0 }, 14, 0],
		[{ mode: 'down' }, 14, 0.25],
		[{ increment: 6, minimum: 30 }, 31, 0.6],
	])('is rounded by its rule (%p): %p minutes are billed as %p hours', (change, minutes, hours) => {
		expect(carried(durationMapping({ ...plain, rounding: { ...quarters, ...change } }), 'platform', minutes)).toBe(
			hours,
		);
	});

	it('is rounded on the way to the named side only', () => {
		const toPsa = durationMapping({ ...plain, rounding: quarters });
		expect(carried(toPsa, 'psa', 0.27)).toBe(16);
		const toPlatform = durationMapping({ ...plain, rounding: { ...quarters, to: 'platform' } });
		expect([carried(toPlatform, 'psa', 0.27), carried(toPlatform, 'platform', 16)]).toEqual([30, 0.27]);
	});

	it('means ten minutes by 0.17 hours, and does not round them up to twenty', () => {
		const tens = durationMapping({ ...plain, rounding: { to: 'both', increment: 10, mode: 'up', minimum: 0 } });
		expect([carried(tens, 'platform', 10), carried(tens, 'psa', 0.17)]).toEqual([0.17, 10]);
		// 0.18 hours are 11 minutes and a little less.
		expect(carried(tens, 'psa', 0.18)).toBe(20);
	});

	it('of seven and of eight minutes is one to a PSA that bills quarters', () => {
		const mapping = durationMapping({ ...plain, rounding: quarters });
		expect([mapping.equivalent('minutes', 7, 8), mapping.equivalent('minutes', 15, 16)]).toEqual([true, false]);
	});

	it('between two PSAs stays as it was entered', () => {
		const mapping = durationMapping({ platformUnit: 'hours', psaDecimals: 4, platformDecimals: 4 });
		expect(['0.1234', 0.17, 7.5].map((hours) => carried(mapping, 'psa', hours))).toEqual([0.1234, 0.17, 7.5]);
	});

	it('that is no number is kept out, and said', () => {
		const { view, problems } = durationMapping(plain).forward({ hours: '1h 30m' }, () => undefined);
		expect(view).toEqual({});
		expect(problems).toEqual([
			expect.objectContaining({
				kind: 'invalid',
				message: expect.stringContaining('"1h 30m" in "hours" is no number of hours'),
			}),
		]);
	});
});

describe('a row of a duration', () => {
	it('is sound without a rounding, and with one', () => {
		expect([findings({}), findings({ rounding: quarters })]).toEqual([[], []]);
	});

	it.each<[Partial<Rounding>, RegExp]>([
		[{ increment: 0 }, /cannot be rounded to 0 minutes.*from 1 to 1440/],
		[{ increment: 7.5 }, /cannot be rounded to 7.5 minutes/],
		[{ increment: Infinity }, /cannot be rounded/],
		[{ minimum: -1 }, /-1 minutes cannot be the least/],
		[{ minimum: 20 }, /At least 20 minutes is no multiple of 15 minutes.*Choose 30/],
	])('is refused with a rule that nobody can follow: %p', (change, reason) => {
		expect(findings({ rounding: { ...quarters, ...change } }).join()).toMatch(reason);
	});

	it('is refused where what is to be rounded never flows', () => {
		expect(findings({ rounding: quarters, direction: 'toPlatform' }).join()).toMatch(/nothing goes there/);
	});

	it('is refused for a field that holds no numbers', () => {
		expect(findings({}, { type: 'string' }).join()).toMatch(/"hours" holds string values, and a duration is a number/);
	});

	it('is refused for hours that cannot tell minutes apart, unless rounding leaves those that it can', () => {
		expect(findings({}, { decimals: 1 }).join()).toMatch(/minutes would be lost.*multiple of 6 minutes/);
		expect(findings({ rounding: { ...quarters, increment: 6, minimum: 6 } }, { decimals: 1 })).toEqual([]);
		expect(findings({}, { type: 'integer' }).join()).toMatch(/multiple of 60 minutes/);
		expect(findings({ direction: 'toPlatform' }, { decimals: 1 })).toEqual([]);
	});
});
