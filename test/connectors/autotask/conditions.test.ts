import { allOf, anyOf, compare, compareCustom, exists, oneOf } from '../../../sync/connectors/autotask';

describe('filters', () => {
	it('are written as the vendor reads them', () => {
		expect(compare('title', 'contains', 'printer')).toEqual({ op: 'contains', field: 'title', value: 'printer' });
		expect(compare('createDate', 'gte', new Date('2026-03-01T10:00:00Z'))).toEqual({
			op: 'gte',
			field: 'createDate',
			value: '2026-03-01T10:00:00.000Z',
		});
		expect(oneOf('id', [1, 2])).toEqual({ op: 'in', field: 'id', value: [1, 2] });
		expect(oneOf('id', [1])).toEqual({ op: 'eq', field: 'id', value: 1 });
		expect(exists('contactID', false)).toEqual({ op: 'notExist', field: 'contactID' });
		expect(compareCustom('Root "Cause"', 'x')).toEqual({ op: 'eq', field: 'Root "Cause"', value: 'x', udf: true });
		expect(anyOf([compare('id', 'eq', 1), allOf([compare('id', 'gt', 2), compare('id', 'lt', 5)])])).toEqual({
			op: 'or',
			items: [
				{ op: 'eq', field: 'id', value: 1 },
				{
					op: 'and',
					items: [
						{ op: 'gt', field: 'id', value: 2 },
						{ op: 'lt', field: 'id', value: 5 },
					],
				},
			],
		});
	});

	it('never make "everything" of "any of nothing"', () => {
		expect(() => anyOf([])).toThrow('empty');
		expect(() => oneOf('id', [])).toThrow('empty');
	});

	it.each(['', 'a b', 'id"', 'company/id', '__proto__'])('refuse %j as the name of a field', (name) => {
		expect(() => compare(name, 'eq', 1)).toThrow('is not the name of a field');
	});
});
