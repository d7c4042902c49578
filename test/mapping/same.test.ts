import * as fc from 'fast-check';
import { checkMapping } from '../../sync/mapping/check';
import { compileMapping } from '../../sync/mapping/compile';
import { sameInNormalForm } from '../../sync/mapping/normal-form';
import { people } from '../../sync/mapping/presets/build';
import type { FieldDefinition } from '../../sync/model/catalogue';
import type { Json } from '../../sync/model/json';
import type { ValuePair } from '../../sync/model/mapping';
import { NUM_RUNS, runs } from '../properties/runs';
import { mappingOf, someText } from './arbitraries';

const psa: FieldDefinition = { name: 'technician', label: 'Technician', type: 'string', maxLength: 200, trims: true };
const catalogues = { psa: [psa], platform: [psa] };
const noLinks = () => undefined;
const compiled = (...given: Parameters<typeof people> extends [string, string, ...infer Rest] ? Rest : never) =>
	compileMapping(mappingOf(people('technician', 'technician', ...given)), catalogues);
const jane: ValuePair = { psa: 'jdoe', platform: 'Jane Doe' };

describe('people by their names', () => {
	it('are called the same on both sides, unless the list says otherwise', () => {
		const mapping = compiled({}, [jane]);
		const there = (technician: Json) => mapping.forward({ technician }, noLinks);
		const back = (technician: Json) => mapping.back({ technician }, noLinks);
		expect(['jdoe', 'Ann Lee', null].map((name) => there(name).view.technician)).toEqual(['Jane Doe', 'Ann Lee', null]);
		expect(['Jane Doe', 'Ann Lee', null].map((name) => back(name).payload.technician)).toEqual([
			'jdoe',
			'Ann Lee',
			null,
		]);
		expect([...there('Ann Lee').problems, ...back('Ann Lee').problems]).toEqual([]);
	});

	it('are followed by who stands in for them, which is nobody where nobody is named', () => {
		const mapping = compiled({ psa: 'Service Desk', platform: 'Desk' }, [jane]);
		const standIns = (technician: Json) => ({
			psa: mapping.back({ technician }, noLinks).synonyms.technician,
			platform: mapping.synonyms({ technician }).technician,
		});
		expect(standIns('Ann Lee')).toEqual({ psa: ['Service Desk'], platform: ['Desk'] });
		expect(standIns('Jane Doe')).toEqual({ psa: ['Service Desk'], platform: ['Desk'] });
		expect(standIns(null)).toEqual({ psa: undefined, platform: undefined });
		expect(standIns('Service Desk').psa).toBeUndefined();
		expect(compiled({ psa: 'Service Desk' }).synonyms({ technician: 'Ann Lee' })).toEqual({});
		// What is not written needs nobody to stand in.
		expect(mapping.back({}, noLinks).synonyms).toEqual({});
	});

	it('are refused where a name cannot be kept, and where the stand-in is no name', () => {
		const findings = (field: Partial<FieldDefinition>, fallback = {}) =>
			checkMapping(mappingOf(people('technician', 'technician', fallback)), {
				psa: [{ ...psa, ...field }],
				platform: [psa],
			}).map(({ message }) => message);
		expect(findings({})).toEqual([]);
		expect(findings({ type: 'integer' }).join()).toMatch(
			/"technician" holds integer values .* cannot pass as they are/,
		);
		expect(findings({ type: 'reference' }).join()).toMatch(/cannot pass as they are/);
		expect(findings({ type: 'option' }, { psa: { no: 'name' } }).join()).toMatch(/cannot be a value of "technician"/);
	});

	it('take the stand-in at once where the catalogue already says that the name is none of the options', () => {
		const options = [{ value: 'Service Desk', label: 'Service Desk' }];
		const mapping = compileMapping(mappingOf(people('technician', 'technician', { psa: 'Service Desk' })), {
			psa: [{ ...psa, type: 'option', options }],
			platform: [psa],
		});
		expect(mapping.back({ technician: 'Ann Lee' }, noLinks).payload.technician).toBe('Service Desk');
	});

	it('L1, L2: are the same after they were there and back, or change once and stay', () => {
		const name = fc.oneof(
			fc.constantFrom('jdoe', 'Jane Doe', 'Ann Lee', '__proto__', 'constructor', ' Ann Lee '),
			someText,
		);
		const pairs = fc.array(fc.record({ psa: name, platform: name }), { maxLength: 4 });
		let passed = 0;
		fc.assert(
			fc.property(pairs, name, (list, person) => {
				const row = people('technician', 'technician', {}, list);
				if (checkMapping(mappingOf(row), catalogues).length > 0) return;
				const mapping = compileMapping(mappingOf(row), catalogues);
				const get = (technician: Json) => mapping.forward({ technician }, noLinks).view.technician;
				const put = (technician: Json) => mapping.back({ technician }, noLinks).payload.technician;
				for (const start of [get(person), person]) {
					const once = get(put(start));
					expect(get(put(once))).toEqual(once);
					expect(mapping.equivalent('technician', once, start)).toBe(true);
				}
				const named = list.some((pair) => [pair.psa, pair.platform].some((one) => sameInNormalForm(psa, one, person)));
				if (named) return;
				passed++;
				expect(sameInNormalForm(psa, put(get(person)), person)).toBe(true);
			}),
			runs(),
		);
		expect(passed).toBeGreaterThan(NUM_RUNS / 8);
	});
});
