import fc from 'fast-check';
import type { Json } from '../../sync/model/json';
import { CHANGED_AT, type FlatRecord } from '../../sync/model/record';
import { complete, differences, holds, isUnchanged } from '../../sync/pipeline/native';

const field = fc.constantFrom('summary', 'status/name', 'customFields/Asset Tag', 'constructor', 'zip');
const value: fc.Arbitrary<Json> = fc.oneof(
	fc.constantFrom(null, '', 'a', 'b', 0, 1, false),
	fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
);
const record: fc.Arbitrary<FlatRecord> = fc.dictionary(field, value, { noNullPrototype: true });

describe('whether a row holds what its shadow holds', () => {
	test('is told by place and by name alike, in whatever order the fields come', () => {
		fc.assert(
			fc.property(record, record, fc.boolean(), fc.boolean(), (row, other, same, timed) => {
				const shadow = { ...(same ? row : other), ...(timed && { [CHANGED_AT]: '2026-03-02T09:00:00Z' }) };
				const reversed = Object.fromEntries(Object.entries(shadow).reverse());
				for (const kept of [shadow, reversed]) {
					expect(isUnchanged(row, kept)).toBe(differences(row, kept).length === 0);
				}
			}),
		);
	});

	test.each<[string, FlatRecord, FlatRecord, boolean]>([
		['a changed value', { summary: 'a', zip: null }, { summary: 'b', zip: null }, false],
		['a value that only the shadow has', { summary: 'a' }, { summary: 'a', zip: '12207' }, false],
		['a value that only the row has', { summary: 'a', zip: '12207' }, { summary: 'a' }, false],
		['an unset field that one of them leaves out', { summary: 'a', zip: null }, { summary: 'a' }, true],
		['the time of the change alone', { summary: 'a' }, { summary: 'a', [CHANGED_AT]: '2026-03-02T09:00:00Z' }, true],
	])('%s', (_name, row, shadow, unchanged) => {
		expect(isUnchanged(row, shadow)).toBe(unchanged);
	});
});

describe('a custom field, of which only the live system knows the type', () => {
	const catalogue = { system: 'autotask', entities: { ticket: [] } } as const;
	const shows = (shown: string | number | null, intended: string | number): boolean =>
		holds(catalogue, 'ticket', 'customFields/Weight', shown, intended);

	test('holds the number that was meant, however the system writes it', () => {
		expect(shows('12.0000', 12)).toBe(true);
		expect(shows('12.5', 12)).toBe(false);
		expect(shows('twelve', 12)).toBe(false);
	});

	test('holds no text that only looks alike, and nothing where it is empty', () => {
		expect(shows('12.0000', '12')).toBe(false);
		expect(shows(12, '12')).toBe(true);
		expect(shows(null, 12)).toBe(false);
		expect(shows('', 0)).toBe(false);
	});
});

describe('a record as it is kept', () => {
	const catalogue = {
		system: 'connectwise',
		entities: { ticket: [{ name: 'summary', label: 'Summary', type: 'string' }] },
	} as const;
	const row = {
		entity: 'ticket',
		id: '1',
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	} as const;

	test('has null for what the vendor left out, and the time of its change', () => {
		const native = { ...row, record: { zip: '12207' }, changedAt: '2026-03-02T09:00:00Z' };
		expect(complete(catalogue, native)).toEqual({ zip: '12207', summary: null, [CHANGED_AT]: '2026-03-02T09:00:00Z' });
	});

	test('keeps a field called __proto__ as a field', () => {
		const record = JSON.parse('{"__proto__":{"admin":true}}') as FlatRecord;
		const kept = complete(catalogue, { ...row, record, changedAt: null });
		expect(Object.keys(kept)).toEqual(['__proto__', 'summary']);
		expect('admin' in kept).toBe(false);
	});
});
