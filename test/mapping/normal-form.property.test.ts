import * as fc from 'fast-check';
import { normalForm, sameInNormalForm } from '../../sync/mapping/normal-form';
import { runs } from '../properties/runs';
import { anyField, anyValue, fieldOfType, someText } from './arbitraries';

describe('the normal form of a value', () => {
	it('L4: is idempotent', () => {
		fc.assert(
			fc.property(anyField, anyValue, (definition, value) => {
				const once = normalForm(definition, value);
				expect(normalForm(definition, once)).toEqual(once);
			}),
			runs(),
		);
	});

	it('L4: is the same as the value it was made from', () => {
		fc.assert(
			fc.property(anyField, anyValue, (definition, value) => {
				expect(sameInNormalForm(definition, normalForm(definition, value), value)).toBe(true);
			}),
			runs(),
		);
	});

	it('L4: compares alike from both sides', () => {
		fc.assert(
			fc.property(anyField, anyValue, anyValue, (definition, a, b) => {
				expect(sameInNormalForm(definition, a, b)).toBe(sameInNormalForm(definition, b, a));
			}),
			runs(),
		);
	});

	it('L4: is never longer than the system holds, and never half a character', () => {
		fc.assert(
			fc.property(fieldOfType('text'), fc.string({ unit: 'grapheme', maxLength: 40 }), (definition, text) => {
				const held = String(normalForm(definition, text) ?? '');
				expect(held.length).toBeLessThanOrEqual(definition.maxLength ?? Infinity);
				expect(Buffer.from(held, 'utf8').toString('utf8')).toBe(held);
				expect(definition.trims ? text.trim() : text).toContain(held);
			}),
			runs(),
		);
	});

	it('L4: does not touch text that the system holds as it is', () => {
		fc.assert(
			fc.property(someText, (text) => {
				expect(normalForm({ name: 'f', label: 'F', type: 'text' }, text)).toBe(text === '' ? null : text);
			}),
			runs(),
		);
	});
});
