import { hasMoved, isServedByPlatform, movedCompaniesOf, NOBODY_MOVED, type Company } from '../../sync/model/moved';

const company = (parts: Partial<Company>): Company => ({
	psaId: null,
	platformId: null,
	psa: null,
	platform: null,
	...parts,
});
const listed = (psaId: string | null, platformId: string | null) =>
	({ kind: 'list', companies: [{ psaId, platformId, name: 'Acme', at: '', by: 'ann' }] }) as const;
const byField = (...values: string[]) => ({ kind: 'field', side: 'psa', field: 'customFields/Pilot', values }) as const;

describe('a company has moved', () => {
	test.each([
		['by both ids', listed('1', 'a'), { psaId: '1', platformId: 'a' }, true],
		['by its PSA id, before it has another', listed('1', null), { psaId: '1', platformId: 'a' }, true],
		['by its platform id, before it has another', listed(null, 'a'), { psaId: '1', platformId: 'a' }, true],
		['not by the id of another side', listed('1', null), { platformId: '1' }, false],
		['not where two nameless ids are alike', listed(null, null), {}, false],
		['not where the PSA ids differ', listed('1', 'a'), { psaId: '2', platformId: 'a' }, false],
	])('%s', (_, moved, parts, expected) => {
		expect(hasMoved(moved, company(parts))).toBe(expected);
	});

	test.each([
		['Yes', ['yes'], true],
		[' YES ', ['Yes'], true],
		[true, ['true'], true],
		[2, ['1', '2'], true],
		[['pilot', 'vip'], ['VIP'], true],
		['No', ['Yes'], false],
		[null, [''], false],
		['', [''], false],
	])('by a field that holds %j, where %j means so: %s', (value, values, expected) => {
		expect(hasMoved(byField(...values), company({ psa: { 'customFields/Pilot': value } }))).toBe(expected);
	});

	test('not by a field of another side, or of nobody', () => {
		expect(hasMoved(byField('yes'), company({ platform: { 'customFields/Pilot': 'yes' } }))).toBe(false);
		expect(hasMoved({ kind: 'field', side: 'psa', field: 'constructor', values: [''] }, company({ psa: {} }))).toBe(
			false,
		);
	});
});

test('clients are served by the PSA in phase 1, by the platform in phase 3, and by company in between', () => {
	const acme = company({ psaId: '1' });
	const other = company({ psaId: '2' });
	const answers = ([1, 2, 3] as const).map((phase) =>
		[acme, other, null].map((one) => isServedByPlatform(phase, listed('1', null), one)),
	);
	expect(answers).toEqual([
		[false, false, false],
		[true, false, false],
		[true, true, true],
	]);
});

test('nobody has moved where nobody was ever put on the list; a damaged list is refused, not taken for an empty one', () => {
	expect(movedCompaniesOf(undefined)).toEqual(NOBODY_MOVED);
	expect(movedCompaniesOf({ ...listed('1', null), companies: [...listed('1', null).companies] })).toEqual(
		listed('1', null),
	);
	expect(() => movedCompaniesOf({ kind: 'list', companies: 'all' })).toThrow(/damaged list of moved companies/);
});
