import * as fc from 'fast-check';
import type { FieldDefinition, FieldType } from '../../sync/model/catalogue';
import type { Json } from '../../sync/model/json';
import type { Direction, Mapping, MappingRow, ValuePair } from '../../sync/model/mapping';

/** Names that a tenant could give a field, those that JavaScript takes for its own among them. */
export const fieldName = fc.oneof(
	fc.constantFrom(
		'__proto__',
		'constructor',
		'toString',
		'hasOwnProperty',
		'summary',
		'status/name',
		"customFields/O'Hara; DROP TABLE",
	),
	fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }).filter((name) => name !== '_sync'),
);

export const someText = fc.oneof(
	fc.string({ maxLength: 30 }),
	fc.string({ unit: 'grapheme', maxLength: 30 }),
	fc
		.array(fc.constantFrom('a', ' ', '\r\n', '\n', '\r', '😀', '\ud83d', 'é', 'Z'), { maxLength: 30 })
		.map((parts) => parts.join('')),
);

const someTime = fc
	.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
	.chain((date) =>
		fc.constantFrom(
			date.toISOString(),
			date.toISOString().replace(/\.\d+Z/, 'Z'),
			date.toISOString().slice(0, 10),
			date.toISOString().replace('Z', '+02:00'),
			date.toISOString().replace('T', ' ').slice(0, 16),
		),
	);

const someNumber = fc.oneof(
	fc.integer(),
	fc.double({ noNaN: true }),
	fc.integer().map(String),
	fc.constantFrom('007', '1e3', '-0', ' 5 '),
);

/** Anything that a record may hold, whatever its field says. */
export const anyValue: fc.Arbitrary<Json> = fc.oneof(
	fc.constantFrom<Json>(null, '', true, false, 'true', 'False', 0, 1),
	someText,
	someTime,
	someNumber,
	fc.array(someText, { maxLength: 4 }),
	fc.jsonValue().map((value) => value as Json),
);

const FIELD_TYPES: readonly FieldType[] = [
	'string',
	'text',
	'html',
	'integer',
	'number',
	'boolean',
	'date',
	'datetime',
	'option',
	'reference',
	'list',
];

export function fieldOfType(type: FieldType, name = 'field'): fc.Arbitrary<FieldDefinition> {
	return fc
		.record(
			{
				maxLength: fc.integer({ min: 1, max: 12 }),
				trims: fc.boolean(),
				precision: fc.constantFrom('day' as const, 'second' as const, 'millisecond' as const),
				options: fc.uniqueArray(fc.oneof(fc.constantFrom('a', 'b', 'New', '5'), fc.integer({ min: 0, max: 9 })), {
					selector: String,
					minLength: 1,
					maxLength: 5,
				}),
			},
			{ requiredKeys: [] },
		)
		.map(({ options, ...traits }) => ({
			name,
			label: name,
			type,
			...traits,
			...(type === 'option' && options ? { options: options.map((value) => ({ value, label: String(value) })) } : {}),
		}));
}

export const anyField = fc.constantFrom(...FIELD_TYPES).chain((type) => fieldOfType(type));

/** A value list over few values, so that most lists fold some of them. */
export const valuePairs: fc.Arbitrary<ValuePair[]> = fc.array(
	fc.record({
		psa: fc.constantFrom<Json>('New', ' New', 'Open', 'Waiting', 'Waiting Vendor', 'Closed', null),
		platform: fc.constantFrom<Json>('new', 'open', 'waiting', 'resolved', 'closed'),
		preferred: fc.boolean(),
	}),
	{ minLength: 1, maxLength: 6 },
);

export function row(
	psaField: string,
	platformField: string,
	direction: Direction,
	transform: MappingRow['transform'],
): MappingRow {
	return { psaField, platformField, direction, transform };
}

export function mappingOf(...rows: MappingRow[]): Mapping {
	return { entity: 'ticket', psaSystem: 'connectwise', platformSystem: 'platform', rows };
}
