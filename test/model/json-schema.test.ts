import fc from 'fast-check';
import { isJson, jsonRecord, jsonValue } from '../../sync/model/json-schema';

describe('values at a boundary', () => {
	test('everything that JSON can hold is taken as it is, not copied', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (text) => {
				const value = JSON.parse(JSON.stringify(text)) as unknown;
				expect(jsonRecord.parse(value)).toBe(value);
				expect(jsonValue.parse(value)).toBe(value);
			}),
		);
	});

	test('a field called __proto__ is kept as a field', () => {
		const record = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as unknown;
		expect(Object.keys(jsonRecord.parse(record))).toEqual(['__proto__', 'constructor']);
	});

	test.each([[undefined], [Number.NaN], [Infinity], [() => 1], [Symbol('x')], [1n]])('%p is refused', (value) => {
		expect(isJson(value)).toBe(false);
		expect(jsonValue.safeParse(value).success).toBe(false);
		expect(jsonRecord.safeParse({ field: value }).success).toBe(false);
	});

	test('what is refused is named by its path', () => {
		const { error } = jsonRecord.safeParse({ fine: 1, list: [0, { deep: Number.NaN }] });
		expect(error?.issues[0]?.path).toEqual(['list', 1, 'deep']);
	});

	test.each([[[]], [null], ['text'], [3]])('%p is no record', (value) => {
		expect(jsonRecord.safeParse(value).success).toBe(false);
	});
});
