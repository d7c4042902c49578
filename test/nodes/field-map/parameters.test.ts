import * as fc from 'fast-check';
import { fromNodeParameters, toNodeParameters } from '../../../nodes/FieldMap/parameters';
import { fromValueText, toValueText } from '../../../nodes/FieldMap/value-text';
import { connectwisePlatformMappings } from '../../../sync/mapping/presets/connectwise-platform';
import { ENTITIES, SYSTEMS } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import type { Json } from '../../../sync/model/json';
import type { Mapping, MappingRow, Transform, Unmapped, ValuePair } from '../../../sync/model/mapping';

const RUNS = { numRuns: 2000 };

const value: fc.Arbitrary<Json> = fc.oneof(
	fc.string(),
	fc.constantFrom<Json>(null, true, false, '', 'true', '5', 'null', '"x"', '=evil()', ' New ', '>Closed', '[1]'),
	fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json)) as Json),
);
const name = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('='));
const valuePair: fc.Arbitrary<ValuePair> = fc
	.tuple(value, value, fc.boolean())
	.map(([psa, platform, preferred]) => ({ psa, platform, ...(preferred ? { preferred } : {}) }));
const unmapped: fc.Arbitrary<Unmapped> = fc.oneof(
	fc.constantFrom<Unmapped>({ policy: 'keepOut' }, { policy: 'fail' }),
	fc.record({ policy: fc.constant('default' as const), psa: value, platform: value }, { requiredKeys: ['policy'] }),
);
const transform: fc.Arbitrary<Transform> = fc.oneof(
	fc.constant<Transform>({ kind: 'copy' }),
	fc.record({ kind: fc.constant('values' as const), pairs: fc.array(valuePair, { maxLength: 4 }), unmapped }),
	fc.record({ kind: fc.constant('reference' as const), entity: fc.constantFrom(...ENTITIES) }),
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
	rows: fc.array(fc.oneof(flowing, constant), { maxLength: 6 }),
});

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
				rows: {
					row: [
						{ psaField: 'a', platformField: 'b' },
						{ kind: 'constant', psaField: 'c', value: 'x' },
					],
				},
			}).rows,
		).toEqual([
			{ psaField: 'a', platformField: 'b', direction: 'both', transform: { kind: 'copy' } },
			{ psaField: 'c', platformField: '', direction: 'toPsa', transform: { kind: 'constant', value: 'x' } },
		]);
	});

	it('forget what a hidden field still holds', () => {
		const raw = {
			rows: { row: [{ kind: 'constant', direction: 'toPsa', psaField: 'c', platformField: 'left over', value: 'x' }] },
		};
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
			{ rows: { row: [{ kind: 'values', pairs: { pair: [{ psa: '=1' }] } }] } },
			/row 1, "pairs\.pair\.0\.psa" is an expression/,
		],
		['an unknown kind', { rows: { row: [{ kind: 'magic' }] } }, /row 1, "kind"/],
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
