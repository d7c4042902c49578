import * as fc from 'fast-check';
import { fromNodeParameters, toNodeParameters } from '../../../nodes/FieldMap/parameters';
import { fromValueGroups, toValueGroups } from '../../../nodes/FieldMap/value-groups';
import { fromValueText, toValueText } from '../../../nodes/FieldMap/value-text';
import { valueTable } from '../../../sync/mapping/value-table';
import { connectwisePlatformMappings } from '../../../sync/mapping/presets/connectwise-platform';
import type { FieldDefinition } from '../../../sync/model/catalogue';
import { ENTITIES, SYSTEMS } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import { isEmpty, type Json } from '../../../sync/model/json';
import type { Mapping, MappingRow, Transform, Unmapped, ValuePair } from '../../../sync/model/mapping';

const RUNS = { numRuns: 2000 };

const value: fc.Arbitrary<Json> = fc.oneof(
	fc.string(),
	fc.constantFrom<Json>(null, true, false, '', 'true', '5', 'null', '"x"', '=evil()', ' New ', '>Closed', '[1]'),
	fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json)) as Json),
);
const name = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('='));
const unmapped: fc.Arbitrary<Unmapped> = fc.oneof(
	fc.constantFrom<Unmapped>({ policy: 'keepOut' }, { policy: 'fail' }),
	fc.record(
		{ policy: fc.constantFrom('default' as const, 'same' as const), psa: value, platform: value },
		{ requiredKeys: ['policy'] },
	),
);
const transform: fc.Arbitrary<Transform> = fc.oneof(
	fc.constant<Transform>({ kind: 'copy' }),
	fc.record({ kind: fc.constant('values' as const), pairs: fc.constant([]), unmapped }),
	fc.record({ kind: fc.constant('reference' as const), entity: fc.constantFrom(...ENTITIES) }),
	fc.record(
		{
			kind: fc.constant('duration' as const),
			psaUnit: fc.constantFrom('hours' as const, 'minutes' as const),
			platformUnit: fc.constantFrom('hours' as const, 'minutes' as const),
			rounding: fc.record({
				to: fc.constantFrom('psa' as const, 'platform' as const, 'both' as const),
				increment: fc.integer({ min: 1, max: 1440 }),
				mode: fc.constantFrom('up' as const, 'nearest' as const, 'down' as const),
				minimum: fc.integer({ min: 0, max: 1440 }),
			}),
		},
		{ requiredKeys: ['kind', 'psaUnit', 'platformUnit'] },
	),
);
const flowing: fc.Arbitrary<MappingRow> = fc.record({
	psaField: name,
	platformField: name,
	direction: fc.constantFrom('both' as const, 'toPlatform' as const, 'toPsa' as const),
	transform,
});
const constant: fc.Arbitrary<MappingRow> = fc.tuple(name, value, fc.boolean()).map(([field, fixed, toPsa]) => ({
	psaField: toPsa ? field : '',
	platformField: toPsa ? '' : field,
	direction: toPsa ? ('toPsa' as const) : ('toPlatform' as const),
	transform: { kind: 'constant' as const, value: fixed },
}));
const mapping: fc.Arbitrary<Mapping> = fc.record({
	entity: fc.constantFrom(...ENTITIES),
	psaSystem: fc.constantFrom(...SYSTEMS),
	platformSystem: fc.constantFrom(...SYSTEMS),
	rows: fc
		.tuple(fc.array(flowing, { maxLength: 4 }), fc.array(constant, { maxLength: 3 }))
		.map(([rows, constants]) => [...rows, ...constants]),
});
/** Few different values, so that most lists fold some. */
const valuePair: fc.Arbitrary<ValuePair> = fc
	.tuple(
		fc.oneof(fc.constantFrom<Json>('New', ' New', 'Open', '5', 5, null, 'a\nb'), value),
		fc.oneof(fc.constantFrom<Json>('new', 'open', 'closed', true, null), value),
		fc.boolean(),
	)
	.map(([psa, platform, preferred]) => ({ psa, platform, ...(preferred ? { preferred } : {}) }));

function refusal(raw: unknown): SyncError {
	try {
		fromNodeParameters(raw);
	} catch (error) {
		if (error instanceof SyncError) return error;
		throw error;
	}
	throw new Error('The parameters were accepted');
}

/** `-0` is no number of JSON's. */
const asJson = <T>(json: T): T => JSON.parse(JSON.stringify(json)) as T;

/** A value as the translation compares it: spaces around it and its type aside. */
function normalText(given: Json | undefined): string {
	const isScalar = typeof given === 'number' || typeof given === 'boolean' || typeof given === 'string';
	if (given === undefined || isEmpty(given)) return '';
	return isScalar ? String(given).trim() : JSON.stringify(given);
}

describe('the parameters of a Field Map node', () => {
	it('hold a mapping exactly, through the JSON of a workflow', () => {
		fc.assert(
			fc.property(mapping, (original) => {
				const stored = asJson(toNodeParameters(original));
				expect(fromNodeParameters(stored)).toEqual(asJson(original));
			}),
			RUNS,
		);
	});

	it('hold a value list so that every value is translated as before', () => {
		const any: FieldDefinition = { name: 'f', label: 'F', type: 'option' };
		const fields = { psa: any, platform: any };
		let clear = 0;
		fc.assert(
			fc.property(fc.array(valuePair, { maxLength: 7 }), (pairs) => {
				const read = fromValueGroups(toValueGroups(asJson(pairs)));
				const sides = ['psa', 'platform'] as const;
				if (sides.some((side) => valueTable(pairs, side, fields).ambiguous.length > 0)) return;
				for (const side of sides) {
					const [before, after] = [valueTable(pairs, side, fields), valueTable(read, side, fields)];
					expect(after.ambiguous).toEqual([]);
					for (const pair of pairs) {
						const [wanted, got] = [before.pairOf(pair[side]), after.pairOf(pair[side])];
						for (const one of sides) expect(normalText(got?.[one])).toBe(normalText(wanted?.[one]));
						clear++;
					}
				}
			}),
			RUNS,
		);
		expect(clear).toBeGreaterThan(RUNS.numRuns);
	});

	it('show a value list as one group for each platform value, the preferred PSA value first', () => {
		const pairs = [
			{ psa: 'New', platform: 'new' },
			{ psa: 'Waiting on Vendor', platform: 'waiting' },
			{ psa: 'Waiting on Client', platform: 'waiting', preferred: true },
			{ psa: '>Closed', platform: 'resolved' },
			{ psa: '>Closed', platform: 'closed', preferred: true },
		];
		const groups = toValueGroups(pairs);
		expect(groups).toEqual([
			{ platform: 'waiting', psa: 'Waiting on Client\nWaiting on Vendor' },
			{ platform: 'closed', psa: '>Closed' },
			{ platform: 'new', psa: 'New' },
			{ platform: 'resolved', psa: '>Closed' },
		]);
		// Nothing is moved where the order does not matter.
		expect(toValueGroups(pairs.slice(0, 3)).map(({ platform }) => platform)).toEqual(['new', 'waiting']);
	});

	it('read a value list in order of preference', () => {
		expect(
			fromValueGroups([
				{ platform: 'closed', psa: '>Closed\n\n >Cancelled ' },
				{ platform: 'resolved', psa: '>Closed\r\nCompleted' },
			]),
		).toEqual([
			{ psa: '>Closed', platform: 'closed', preferred: true },
			{ psa: '>Cancelled', platform: 'closed' },
			{ psa: '>Closed', platform: 'resolved' },
			{ psa: 'Completed', platform: 'resolved', preferred: true },
		]);
	});

	it('hold every value as text that n8n does not take for an expression', () => {
		fc.assert(
			fc.property(value, (original) => {
				const text = toValueText(original);
				expect(text.startsWith('=')).toBe(false);
				expect(fromValueText(text)).toEqual(asJson(original));
			}),
			RUNS,
		);
	});

	it('read as people write them: words as they are, numbers as numbers, nothing as nothing', () => {
		expect(['New', '>Closed', '5', 'true', '', '"5"'].map(fromValueText)).toEqual([
			'New',
			'>Closed',
			5,
			true,
			null,
			'5',
		]);
	});

	it.each(connectwisePlatformMappings.map((preset) => [preset.entity, preset] as const))(
		'hold the %s map of the template',
		(_entity, preset) => {
			expect(fromNodeParameters(asJson(toNodeParameters(preset)))).toEqual(preset);
		},
	);

	it('take what n8n leaves out for the defaults', () => {
		expect(fromNodeParameters({})).toEqual({
			entity: 'ticket',
			psaSystem: 'connectwise',
			platformSystem: 'platform',
			rows: [],
		});
		expect(
			fromNodeParameters({
				rows: { row: [{ psaField: 'a', platformField: 'b' }] },
				fixedValues: { value: [{ psaField: 'c', value: 'x' }] },
			}).rows,
		).toEqual([
			{ psaField: 'a', platformField: 'b', direction: 'both', transform: { kind: 'copy' } },
			{ psaField: 'c', platformField: '', direction: 'toPsa', transform: { kind: 'constant', value: 'x' } },
		]);
	});

	it('round nothing until somebody says so, and then up to quarters of an hour', () => {
		const row = { psaField: 'actualHours', platformField: 'minutes', how: 'duration.both' };
		const transform = (more: object) => fromNodeParameters({ rows: { row: [{ ...row, ...more }] } }).rows[0]?.transform;
		const units = { kind: 'duration', psaUnit: 'hours', platformUnit: 'minutes' };
		expect(transform({})).toEqual(units);
		expect(transform({ roundTo: 'psa' })).toEqual({
			...units,
			rounding: { to: 'psa', increment: 15, mode: 'up', minimum: 15 },
		});
		expect(transform({ roundTo: 'none', roundIncrement: 30 })).toEqual(units);
	});

	it('forget what a hidden field still holds', () => {
		const raw = { fixedValues: { value: [{ target: 'psa', psaField: 'c', platformField: 'left over', value: 'x' }] } };
		expect(fromNodeParameters(raw).rows[0]?.platformField).toBe('');
	});

	it.each([
		[
			'an expression as a field',
			{ rows: { row: [{ psaField: 'a', platformField: 'b' }, { psaField: '={{ $json.x }}' }] } },
			/row 2, "psaField" is an expression/,
		],
		[
			'an expression as a value',
			{ rows: { row: [{ how: 'values.both', values: { group: [{ psa: '=1' }] } }] } },
			/row 1, "values\.group\.0\.psa" is an expression/,
		],
		['an unknown kind', { rows: { row: [{ how: 'magic' }] } }, /row 1, "how"/],
		[
			'an expression as a fixed value',
			{ fixedValues: { value: [{ value: '=now' }] } },
			/fixed value 1, "value" is an expression/,
		],
		[
			'a step that is no number',
			{ rows: { row: [{ how: 'duration.both', roundIncrement: 'ten' }] } },
			/row 1, "roundIncrement" is no number of minutes/,
		],
		['an unknown entity', { entity: 'unicorn' }, /"entity"/],
		['something else altogether', 'text', /cannot be read/],
	])('are refused with the place named: %s', (_what, raw, reason) => {
		const error = refusal(raw);
		expect(error.code).toBe('BAD_MAPPING');
		expect(error.message).toMatch(reason);
	});

	it('refuse a field whose name n8n would evaluate', () => {
		const row: MappingRow = { psaField: '=x', platformField: 'y', direction: 'both', transform: { kind: 'copy' } };
		expect(() =>
			toNodeParameters({ entity: 'ticket', psaSystem: 'connectwise', platformSystem: 'platform', rows: [row] }),
		).toThrow(/"=x" cannot be mapped/);
	});
});
