import fc from 'fast-check';
import { isEmpty, sameValue, type Json } from '../../sync/model/json';
import type { FlatRecord } from '../../sync/model/record';
import { plan } from '../../sync/resolve/plan';
import { runs } from '../properties/runs';

/* What the PSA owns outright (agreements, invoices) flows to the platform and never back. */

const FIELDS = ['number', 'total', 'status'] as const;
const value = fc.constantFrom<Json>('a', 'b', null, '');
const record: fc.Arbitrary<FlatRecord> = fc.record(Object.fromEntries(FIELDS.map((name) => [name, value])));

function planned(side: 'psa' | 'platform', shown: FlatRecord) {
	const seen = {
		recordId: '1',
		record: shown,
		shadow: null,
		view: shown,
		shadowView: null,
		changedAt: '2026-03-02T09:00:00.000Z',
		author: 'somebody',
		url: null,
		externalIds: [],
		deleted: false,
		force: [],
		problems: [],
		revisits: [],
	};
	const result = plan({
		entity: 'invoice',
		mapping: {
			fields: FIELDS.map((name) => ({ psaField: name, platformField: name, direction: 'toPlatform', createOnly: [] })),
			equivalent: (_, a, b) => sameValue(a, b),
		},
		policy: { fallback: { strategy: 'lastWriteWins' }, tieBreaker: 'psa', entities: {} },
		context: null,
		psa: side === 'psa' ? seen : null,
		platform: side === 'platform' ? seen : null,
	});
	if (result.kind !== 'change') throw new Error(result.reason);
	return result.change;
}

test('a new record of the side that owns them is created on the other one, even an empty one', () => {
	fc.assert(
		fc.property(record, (shown) => {
			const [write, ...more] = planned('psa', shown).writes;
			expect(more).toEqual([]);
			expect(write).toMatchObject({ target: 'platform', kind: 'create' });
			for (const name of FIELDS) if (!isEmpty(shown[name])) expect(write?.fields[name]).toBe(shown[name]);
		}),
		runs(),
	);
});

test('a new record of the other side is remembered, and nothing is created for it', () => {
	fc.assert(
		fc.property(record, (shown) => {
			const change = planned('platform', shown);
			expect(change.writes).toEqual([]);
			expect(change).toMatchObject({ platformId: '1', platformShadow: shown });
		}),
		runs(),
	);
});
