import type { FieldDefinition } from '../../sync/model/catalogue';
import { normalForm, sameInNormalForm } from '../../sync/mapping/normal-form';

function field(traits: Partial<FieldDefinition>): FieldDefinition {
	return { name: 'f', label: 'F', type: 'string', ...traits };
}

describe('the normal form of a value', () => {
	it.each([
		['a text that is too long', field({ maxLength: 3 }), 'abcdef', 'abc'],
		['a pair of surrogates at the cut', field({ maxLength: 3 }), 'ab😀', 'ab'],
		['spaces around', field({ trims: true }), '  a b ', 'a b'],
		['spaces only', field({ trims: true }), '   ', null],
		['a space at the cut', field({ trims: true, maxLength: 2 }), 'a bc', 'a'],
		['an empty list', field({ type: 'list' }), [], null],
		[
			'a fraction of a second',
			field({ type: 'datetime', precision: 'second' }),
			'2026-03-01T10:00:00.987Z',
			'2026-03-01T10:00:00Z',
		],
		[
			'another zone',
			field({ type: 'datetime', precision: 'second' }),
			'2026-03-01T00:30:00+02:00',
			'2026-02-28T22:30:00Z',
		],
		['a time without a zone', field({ type: 'datetime' }), '2026-03-01 10:00', '2026-03-01T10:00:00.000Z'],
		[
			'a time kept by the day',
			field({ type: 'datetime', precision: 'day' }),
			'2026-03-01T10:00:00Z',
			'2026-03-01T00:00:00Z',
		],
		['a time of day alone', field({ type: 'datetime' }), '10:00', '10:00'],
		['a day that does not exist', field({ type: 'date' }), '2026-02-30', '2026-02-30'],
		['a number as text', field({ type: 'integer' }), ' 42 ', 42],
		['a word for a number', field({ type: 'integer' }), 'many', 'many'],
		['truth as text', field({ type: 'boolean' }), 'True', true],
		['an option by its number', field({ type: 'option', options: [{ value: 5, label: 'Five' }] }), '5', 5],
		['an option that nobody knows', field({ type: 'option', options: [{ value: 5, label: 'Five' }] }), ' x ', 'x'],
	])('of %s', (_what, definition, value, expected) => {
		expect(normalForm(definition, value)).toEqual(expected);
	});

	it.each([
		['line endings', field({ type: 'text' }), 'a\r\nb', 'a\nb', true],
		['line endings at the cut', field({ type: 'text', maxLength: 3 }), 'a\r\nb', 'a\nbc', true],
		['a line break that became a space in a single line', field({ type: 'string' }), 'a\nb', 'a b', true],
		['a line break that became a space in a text', field({ type: 'text' }), 'a\nb', 'a b', false],
		['the order of words', field({ type: 'list' }), ['b', 'a'], ['a', 'b'], true],
		['a word that stands twice', field({ type: 'list' }), ['a', 'a'], ['a'], false],
		['an id as number and text', field({ type: 'reference' }), 5, '5', true],
		['case', field({ type: 'option' }), 'New', 'new', false],
		['nothing and nothing', field({ type: 'string' }), '', undefined, true],
		['nothing and false', field({ type: 'boolean' }), null, false, false],
	])('compares %s', (_what, definition, a, b, expected) => {
		expect(sameInNormalForm(definition, a, b)).toBe(expected);
	});
});
