import * as fc from 'fast-check';
import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import { canCopyBothWays, convertTo } from '../../sync/mapping/convert';
import { sameInNormalForm } from '../../sync/mapping/normal-form';
import type { FieldDefinition } from '../../sync/model/catalogue';
import { SyncError } from '../../sync/model/errors';
import { sameValue, type Json } from '../../sync/model/json';
import type { Mapping } from '../../sync/model/mapping';
import { NUM_RUNS, runs } from '../properties/runs';
import { anyField, anyValue, fieldName, mappingOf, row, valuePairs } from './arbitraries';

const noLinks = () => undefined;

/** The mapping, or undefined where it is refused; any other failure is a failure of the test. */
function compiledOrRefused(
	mapping: Mapping,
	psa: FieldDefinition[],
	platform: FieldDefinition[],
): CompiledMapping | undefined {
	try {
		return compileMapping(mapping, { psa, platform });
	} catch (error) {
		expect(error).toBeInstanceOf(SyncError);
		expect((error as SyncError).code).toBe('BAD_MAPPING');
		return undefined;
	}
}

function get(mapping: CompiledMapping, value: Json): Json | undefined {
	return mapping.forward({ p: value }, noLinks).view.f;
}

function put(mapping: CompiledMapping, value: Json | undefined): Json | undefined {
	return value === undefined ? undefined : mapping.back({ f: value }, noLinks).payload.p;
}

/** What a system holds after it was given a value of the field's type; undefined for other values, which it refuses. */
function heldBy(field: FieldDefinition, value: Json): Json | undefined {
	const outcome = convertTo(field, value);
	return outcome.ok ? outcome.value : undefined;
}

describe('a two-way copy', () => {
	const rows = fc
		.tuple(anyField, anyField)
		.filter(([a, b]) => canCopyBothWays(a.type, b.type))
		.map(([a, b]) => ({ psa: { ...a, name: 'p' }, platform: { ...b, name: 'f' } }));

	const copied = (psa: FieldDefinition, platform: FieldDefinition) =>
		compileMapping(mappingOf(row('p', 'f', 'both', { kind: 'copy' })), { psa: [psa], platform: [platform] });

	it('L1: gives back what was got, wherever the platform holds it unchanged', () => {
		let unchanged = 0;
		fc.assert(
			fc.property(rows, anyValue, ({ psa, platform }, value) => {
				const mapping = copied(psa, platform);
				const held = heldBy(psa, value);
				const view = held === undefined ? undefined : get(mapping, held);
				if (held === undefined || view === undefined || !sameValue(view, held)) return;
				unchanged++;
				expect(put(mapping, view)).toEqual(held);
			}),
			runs(),
		);
		expect(unchanged).toBeGreaterThan(NUM_RUNS / 8);
	});

	it('L2: gets what was put, wherever the PSA holds it unchanged', () => {
		let unchanged = 0;
		fc.assert(
			fc.property(rows, anyValue, ({ psa, platform }, value) => {
				const mapping = copied(psa, platform);
				const view = heldBy(platform, value);
				const held = put(mapping, view);
				if (view === undefined || held === undefined || !sameValue(held, view)) return;
				unchanged++;
				expect(get(mapping, held)).toEqual(view);
			}),
			runs(),
		);
		expect(unchanged).toBeGreaterThan(NUM_RUNS / 8);
	});

	it('L1, L2: loses at most once: what came back stays, and counts as the same value', () => {
		let compared = 0;
		let lossy = 0;
		fc.assert(
			fc.property(rows, anyValue, ({ psa, platform }, value) => {
				const mapping = copied(psa, platform);
				const view = heldBy(platform, value);
				const held = put(mapping, view);
				const once = held === undefined ? undefined : get(mapping, held);
				if (view === undefined || once === undefined) return;
				const again = put(mapping, once);
				if (again === undefined) return;
				compared++;
				if (!sameValue(view, once)) lossy++;
				expect(sameInNormalForm(platform, get(mapping, again) ?? null, once)).toBe(true);
				expect(mapping.equivalent('f', view, once)).toBe(true);
				expect(mapping.equivalent('f', once, view)).toBe(true);
			}),
			runs(),
		);
		expect(compared).toBeGreaterThan(NUM_RUNS / 8);
		expect(lossy).toBeGreaterThan(NUM_RUNS / 200);
	});

	it('L1: keeps a value bit-exact where both systems can hold it', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
				const plain = { name: '', label: '', type: 'text' as const };
				const mapping = compileMapping(mappingOf(row('p', 'f', 'both', { kind: 'copy' })), {
					psa: [{ ...plain, name: 'p' }],
					platform: [{ ...plain, name: 'f' }],
				});
				expect(put(mapping, get(mapping, text))).toBe(text === '' ? null : text);
			}),
			runs(),
		);
	});
});

describe('a two-way value list', () => {
	const psa: FieldDefinition = { name: 'p', label: 'P', type: 'option' };
	const platform: FieldDefinition = { name: 'f', label: 'F', type: 'option' };

	it('L1, L2: gives back and gets the same, or says which value wins, or is refused', () => {
		const seen = { refused: 0, exact: 0, folded: 0 };
		fc.assert(
			fc.property(valuePairs, (pairs) => {
				const mapping = compiledOrRefused(
					mappingOf(row('p', 'f', 'both', { kind: 'values', pairs, unmapped: { policy: 'keepOut' } })),
					[psa],
					[platform],
				);
				if (!mapping) {
					seen.refused++;
					return;
				}
				for (const pair of pairs) {
					const view = get(mapping, pair.psa);
					const held = put(mapping, pair.platform);
					expect(view).toBeDefined();
					expect(held).toBeDefined();
					// Once there and back, a value stays: no two systems rewrite each other for ever.
					expect(get(mapping, put(mapping, view) ?? null)).toEqual(view);
					expect(put(mapping, get(mapping, held ?? null))).toEqual(held);
					const others = pairs.filter(
						(other) =>
							sameInNormalForm(platform, other.platform, pair.platform) !== sameInNormalForm(psa, other.psa, pair.psa),
					);
					if (others.length > 0) {
						seen.folded++;
						continue;
					}
					seen.exact++;
					expect(sameInNormalForm(psa, put(mapping, view), pair.psa)).toBe(true);
					expect(sameInNormalForm(platform, get(mapping, held ?? null), pair.platform)).toBe(true);
				}
			}),
			runs(),
		);
		expect(seen.refused).toBeGreaterThan(NUM_RUNS / 40);
		expect(seen.exact).toBeGreaterThan(NUM_RUNS / 40);
		expect(seen.folded).toBeGreaterThan(NUM_RUNS / 40);
	});

	it('L2: calls two platform values one where the PSA folds them, and only there', () => {
		fc.assert(
			fc.property(
				valuePairs,
				fc.constantFrom('new', 'open', 'waiting', 'resolved', 'closed', 'other'),
				fc.constantFrom('new', 'open', 'waiting', 'resolved', 'closed', 'other'),
				(pairs, a, b) => {
					const mapping = compiledOrRefused(
						mappingOf(row('p', 'f', 'both', { kind: 'values', pairs, unmapped: { policy: 'keepOut' } })),
						[psa],
						[platform],
					);
					if (!mapping) return;
					const [left, right] = [put(mapping, a), put(mapping, b)];
					const folded = left !== undefined && right !== undefined && sameInNormalForm(psa, left, right);
					expect(mapping.equivalent('f', a, b)).toBe(a === b || folded);
				},
			),
			runs(),
		);
	});

	it('L5: leaves a value that the list does not name out of the other side, and says so', () => {
		let left = 0;
		fc.assert(
			fc.property(valuePairs, (pairs) => {
				const mapping = compiledOrRefused(
					mappingOf(row('p', 'f', 'both', { kind: 'values', pairs, unmapped: { policy: 'keepOut' } })),
					[psa],
					[platform],
				);
				if (!mapping) return;
				left++;
				const forward = mapping.forward({ p: 'a status of a new board' }, noLinks);
				expect([Object.keys(forward.view), forward.problems.map(({ field }) => field)]).toEqual([[], ['f']]);
				const back = mapping.back({ f: 'a status of tomorrow' }, noLinks);
				expect([Object.keys(back.payload), back.problems.map(({ field }) => field)]).toEqual([[], ['f']]);
			}),
			runs(),
		);
		expect(left).toBeGreaterThan(NUM_RUNS / 40);
	});

	it('L2: writes the preferred of several PSA values that the platform has one for', () => {
		let folded = 0;
		fc.assert(
			fc.property(valuePairs, (pairs) => {
				const mapping = compiledOrRefused(
					mappingOf(row('p', 'f', 'both', { kind: 'values', pairs, unmapped: { policy: 'keepOut' } })),
					[psa],
					[platform],
				);
				if (!mapping) return;
				for (const { platform: value } of pairs) {
					const preferred = pairs.filter((pair) => pair.platform === value && pair.preferred);
					if (preferred.length === 0 || pairs.every((pair) => pair.platform !== value || pair.preferred)) continue;
					folded++;
					expect(preferred.some((pair) => sameInNormalForm(psa, pair.psa, put(mapping, value)))).toBe(true);
				}
			}),
			runs(),
		);
		expect(folded).toBeGreaterThan(NUM_RUNS / 40);
	});
});

describe('a mapping of many fields', () => {
	const fields = fc.uniqueArray(fc.tuple(fieldName, fieldName, anyField, anyValue), {
		minLength: 2,
		maxLength: 6,
		selector: ([name]) => name,
	});

	it('L5: never lets one field change another, whatever the fields are called', () => {
		let compared = 0;
		fc.assert(
			fc.property(fields, anyValue, (entries, other) => {
				const psa = entries.map(([name, , field]) => ({
					...field,
					name,
					type: field.type === 'reference' ? ('string' as const) : field.type,
				}));
				const platform = psa.map((field, index) => ({ ...field, name: entries[index][1] }));
				const mapping = compiledOrRefused(
					mappingOf(...psa.map((field, index) => row(field.name, platform[index].name, 'both', { kind: 'copy' }))),
					psa,
					platform,
				);
				if (!mapping) return;
				const record: Record<string, Json> = Object.create(null);
				for (const [name, , , value] of entries) record[name] = value;
				const [first] = entries;
				const changed = Object.assign(Object.create(null), record, undefined) as Record<string, Json>;
				changed[first[0]] = other;
				const before = mapping.forward(record, noLinks).view;
				const after = mapping.forward(changed, noLinks).view;
				const payload = mapping.back(after, noLinks).payload;
				for (const [name, platformName] of entries.slice(1)) {
					expect(Object.getOwnPropertyDescriptor(after, platformName)).toEqual(
						Object.getOwnPropertyDescriptor(before, platformName),
					);
					const isMapped = Object.hasOwn(after, platformName);
					expect(Object.hasOwn(payload, name)).toBe(isMapped);
					compared++;
				}
			}),
			runs(),
		);
		expect(compared).toBeGreaterThan(NUM_RUNS / 2);
	});

	it('I5: is a pure function: the same record gives the same view, and stays as it was', () => {
		fc.assert(
			fc.property(anyField, anyValue, (field, value) => {
				const type = field.type === 'reference' ? ('string' as const) : field.type;
				const mapping = compileMapping(mappingOf(row('p', 'f', 'both', { kind: 'copy' })), {
					psa: [{ ...field, type, name: 'p' }],
					platform: [{ ...field, type, name: 'f' }],
				});
				const record = { p: value };
				const kept = structuredClone(record);
				expect(mapping.forward(record, noLinks)).toEqual(mapping.forward(record, noLinks));
				expect(record).toEqual(kept);
			}),
			runs(),
		);
	});
});
