import { lookupIn, referencedIds } from '../../sync/mapping/references';
import { mappingOf, row } from './arbitraries';

const mapping = mappingOf(
	row('company/id', 'companyId', 'both', { kind: 'reference', entity: 'company' }),
	row('contact/id', 'contactId', 'both', { kind: 'reference', entity: 'contact' }),
	row('summary', 'title', 'both', { kind: 'copy' }),
);

describe('referenced ids', () => {
	it('are gathered from all records, each once, as text', () => {
		const found = referencedIds(mapping, [
			{ 'company/id': 5, 'contact/id': null, summary: '1' },
			{ 'company/id': '5', 'contact/id': 7 },
			{ 'company/id': '', 'contact/id': { id: 1 } },
		]);
		expect(found).toEqual(
			new Map([
				['company', new Set(['5'])],
				['contact', new Set(['7'])],
			]),
		);
	});

	it('include the placeholders of the same side only', () => {
		const placeholder = (side: string) => ({ $unlinked: { entity: 'company', side, id: `${side}-1` } });
		const found = referencedIds(
			mapping,
			[{ companyId: placeholder('psa') }, { companyId: placeholder('platform') }, { companyId: 'c-2' }],
			'platform',
		);
		expect(found).toEqual(new Map([['company', new Set(['platform-1', 'c-2'])]]));
	});

	it('are looked up by entity and id', () => {
		const lookup = lookupIn(new Map([['company', new Map([['5', 'c-5']])]]));
		expect(lookup('company', '5')).toBe('c-5');
		expect(lookup('contact', '5')).toBeUndefined();
		expect(lookup('company', 'constructor')).toBeUndefined();
	});
});
