import fc from 'fast-check';
import { connectwiseCatalogue } from '../../sync/connectors/connectwise/catalogue';
import { platformCatalogue } from '../../sync/connectors/platform/catalogue';
import { compileMapping } from '../../sync/mapping/compile';
import { SyncError } from '../../sync/model/errors';
import type { Direction, Mapping, MappingRow, Unmapped, ValuePair } from '../../sync/model/mapping';

const catalogues = { psa: connectwiseCatalogue.entities.note, platform: platformCatalogue.entities.note ?? [] };
const noLinks = () => undefined;

function compiled(...rows: MappingRow[]) {
	const mapping: Mapping = { entity: 'note', psaSystem: 'connectwise', platformSystem: 'platform', rows };
	try {
		return compileMapping(mapping, catalogues);
	} catch (error) {
		if (error instanceof SyncError && error.code === 'BAD_MAPPING') return error;
		throw error;
	}
}

const psaValue = fc.constantFrom('Discussion', 'Internal', 'Resolution');
const platformValue = fc.constantFrom('public', 'internal');
const direction = fc.constantFrom<Direction>('both', 'toPlatform', 'toPsa');
const pairs: fc.Arbitrary<ValuePair[]> = fc.array(
	fc.record({ psa: psaValue, platform: platformValue, preferred: fc.boolean() }),
	{ minLength: 1, maxLength: 6 },
);
const unmapped: fc.Arbitrary<Unmapped> = fc.oneof(
	fc.constant<Unmapped>({ policy: 'keepOut' }),
	fc.record({ policy: fc.constantFrom('default' as const, 'same' as const), psa: psaValue, platform: platformValue }),
);
const row: fc.Arbitrary<MappingRow> = fc.oneof(
	fc.record({
		psaField: fc.constant('visibility'),
		platformField: fc.constant('visibility'),
		direction,
		transform: fc.record({ kind: fc.constant('values' as const), pairs, unmapped }),
	}),
	fc.record({
		psaField: fc.constantFrom('visibility', 'text', 'author'),
		platformField: fc.constantFrom('visibility', 'text', 'author'),
		direction,
		transform: fc.constant({ kind: 'copy' as const }),
	}),
	fc.record({
		psaField: fc.constant('visibility'),
		platformField: fc.constant(''),
		direction: fc.constant<Direction>('toPsa'),
		transform: fc.record({ kind: fc.constant('constant' as const), value: psaValue }),
	}),
	fc.record({
		psaField: fc.constant(''),
		platformField: fc.constant('visibility'),
		direction: fc.constant<Direction>('toPlatform'),
		transform: fc.record({ kind: fc.constant('constant' as const), value: platformValue }),
	}),
);

describe('who may read a note, in any field map', () => {
	it('P6: either the map is refused, or nothing but what is public becomes what clients may see', () => {
		let accepted = 0;
		fc.assert(
			fc.property(row, (one) => {
				const map = compiled(one);
				if (map instanceof SyncError) return;
				accepted += 1;
				for (const visibility of ['Internal', 'Resolution', null, 'Something New']) {
					const view = { ...map.constants('platform'), ...map.forward({ visibility, text: 'public' }, noLinks).view };
					expect(view['visibility'] ?? 'internal').toBe('internal');
				}
				for (const visibility of ['internal', null, 'something_new']) {
					const payload = { ...map.constants('psa'), ...map.back({ visibility, text: 'Discussion' }, noLinks).payload };
					expect(payload['visibility'] ?? 'Internal').toBe('Internal');
				}
			}),
			{ numRuns: 2000 },
		);
		expect(accepted).toBeGreaterThan(50);
	});

	it('names the value that would be shown to clients', () => {
		const refused = compiled({
			psaField: 'visibility',
			platformField: 'visibility',
			direction: 'toPlatform',
			transform: {
				kind: 'values',
				pairs: [{ psa: 'Resolution', platform: 'public' }],
				unmapped: { policy: 'keepOut' },
			},
		});
		expect(refused).toBeInstanceOf(SyncError);
		expect((refused as SyncError).message).toContain(
			'"Resolution" would become "public" in "visibility", which may show clients a note that is not public. Map it to "internal".',
		);
	});
});
