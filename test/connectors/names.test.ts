import fc from 'fast-check';
import { companyIdentifier } from '../../sync/connectors/connectwise/identifier';
import { normalisedCompanyName, searchWord, webAddress } from '../../sync/connectors/names';

describe('company names', () => {
	it.each([
		['Acme, Inc.', 'ACME INC'],
		['The Müller & Söhne GmbH', 'Muller Sohne'],
		["O'Neil Law, LLC", 'ONeil Law'],
		['A.B.C. Ltd.', 'ABC Limited'],
		['  North-West   Dental ', 'North West Dental Corp'],
	])('%s is %s', (left, right) => {
		expect(normalisedCompanyName(left)).toBe(normalisedCompanyName(right));
	});

	it.each([
		['Acme Dental', 'Acme Legal'],
		['Inc', 'Ltd'],
		['Acme 1', 'Acme 2'],
	])('%s is not %s', (left, right) => {
		expect(normalisedCompanyName(left)).not.toBe(normalisedCompanyName(right));
	});

	it('are asked for by their most telling word', () => {
		expect(searchWord('The Riverside Dental Group, LLC')).toBe('Riverside');
		expect(searchWord('Müller & Co')).toBe('Müller');
		expect(searchWord('"\\')).toBe('');
	});
});

describe('companyIdentifier', () => {
	it('is short, plain, the same for the same name, and another one for each attempt', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (name) => {
				const all = Array.from({ length: 9 }, (_, attempt) => companyIdentifier(name, attempt));
				expect(new Set(all).size).toBe(9);
				for (const identifier of all) expect(identifier).toMatch(/^[A-Za-z0-9]{1,25}$/);
				expect(companyIdentifier(name, 3)).toBe(all[3]);
			}),
			{ numRuns: 2000 },
		);
	});

	it('tells names without a Latin letter apart', () => {
		expect(companyIdentifier('株式会社', 0)).not.toBe(companyIdentifier('会社', 0));
	});
});

describe('webAddress', () => {
	it.each([
		['https://www.Acme.com/', 'acme.com'],
		['acme.com', 'acme.com'],
		['http://acme.com/de/', 'acme.com/de'],
		['', ''],
		['not a site', ''],
		['localhost', ''],
	])('%s is %s', (website, expected) => {
		expect(webAddress(website)).toBe(expected);
	});

	it('tells two pages of one social network apart', () => {
		expect(webAddress('https://facebook.com/acme')).not.toBe(webAddress('https://facebook.com/other'));
	});
});
