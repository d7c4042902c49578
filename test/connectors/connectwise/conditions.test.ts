import fc from 'fast-check';
import { allOf, anyOf, compare, isExact, oneOf } from '../../../sync/connectors/connectwise';
import { groupsOf, wholeSeconds } from '../../../sync/connectors/connectwise/conditions';
import { compileConditions } from '../../../sandbox/connectwise/conditions/evaluate';
import { parseConditions } from '../../../sandbox/connectwise/conditions/parse';

const hostile = fc.oneof(
	fc.string(),
	fc.string({ unit: 'binary' }),
	fc
		.array(fc.constantFrom('"', "'", '\\', '*', '%', '\n', '\r', ' or ', '1=1', ')', '(', '[', ']', 'é', ' ', 'a'), {
			maxLength: 12,
		})
		.map((parts) => parts.join('')),
);

describe('conditions', () => {
	it('are written as the vendor reads them', () => {
		expect(compare('board/name', '=', 'Service Desk')).toBe('board/name = "Service Desk"');
		expect(compare('closedFlag', '=', false)).toBe('closedFlag = False');
		expect(compare('lastUpdated', '>=', new Date('2026-03-01T10:00:00.999Z'))).toBe(
			'lastUpdated >= [2026-03-01T10:00:00Z]',
		);
		expect(compare('owner/identifier', '!=', null)).toBe('owner/identifier != null');
		expect(oneOf('id', [1, 2, 3])).toBe('id in (1,2,3)');
		expect(oneOf('id', [1])).toBe('id = 1');
		expect(allOf(['a = 1', '', anyOf(['b = 2', 'c = 3'])])).toBe('a = 1 and (b = 2 or c = 3)');
		expect(compare('summary', 'contains', "it's down")).toBe('summary contains "it\'s down"');
	});

	it('find the value that was meant, whatever is in it, and no text breaks out of its quotes', () => {
		fc.assert(
			fc.property(hostile, fc.constantFrom('=', 'contains'), (value, comparison) => {
				const text = compare('summary', comparison, value);
				const parsed = parseConditions(text);
				expect(parsed.kind).toBe('compare');
				const holds = compileConditions<string>(parsed, () => ({ type: 'text', read: (record) => record }));
				if (value !== '') expect(holds(value)).toBe(true);
				if (isExact(value) && comparison === '=') expect(holds(`${value}x`)).toBe(false);
			}),
			{ numRuns: 2000 },
		);
	});

	it('keep every value of a list inside it', () => {
		fc.assert(
			fc.property(
				fc.array(
					hostile.filter((value) => value !== ''),
					{ minLength: 1, maxLength: 5 },
				),
				(values) => {
					const parsed = parseConditions(allOf(['id > 0', oneOf('externalXRef', values)]));
					expect(parsed.kind).toBe('and');
					const holds = compileConditions<string>(parsed, (path) =>
						path === 'id' ? { type: 'number', read: () => 1 } : { type: 'text', read: (record) => record },
					);
					for (const value of values) expect(holds(value)).toBe(true);
				},
			),
			{ numRuns: 1000 },
		);
	});

	it('refuse a field name that is none, and an empty list', () => {
		expect(() => compare('a = 1 or b', '=', 1)).toThrow('not the name of a field');
		expect(() => oneOf('id', [])).toThrow('empty');
		expect(() => compare('summary', '!=', 'a"b')).toThrow('cannot be compared');
	});

	it('have whole seconds, cut', () => {
		expect(wholeSeconds('2026-03-01T11:30:59.999+01:00')).toBe('2026-03-01T10:30:59Z');
		expect(() => wholeSeconds('yesterday')).toThrow('not a time');
	});
});

describe('groupsOf', () => {
	it('keeps order and every value, and exceeds the room only for a value that is longer by itself', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ maxLength: 20 })), fc.integer({ min: 1, max: 40 }), (values, room) => {
				const groups = groupsOf(values, (value) => value.length, room);
				expect(groups.flat()).toEqual(values);
				for (const group of groups) {
					if (group.length > 1) expect(group.reduce((sum, value) => sum + value.length, 0)).toBeLessThanOrEqual(room);
				}
			}),
		);
	});
});
