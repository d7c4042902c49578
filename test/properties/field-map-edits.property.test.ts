import fc from 'fast-check';
import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import { otherSide, SIDES } from '../../sync/model/entity';
import type { MappingRow, ValuePair } from '../../sync/model/mapping';
import { DayRun } from './day';
import { LawBroken } from './law';
import { called, MORE_FAULTS, PAIRS, worldsOf } from './pairs';
import { FIELDS } from './simulation/people';
import { tenantOf } from './simulation/profiles';
import { PLATFORM_STATES, PSA_STATUSES, type Catalogues } from './simulation/tenant';
import type { World } from './simulation/world';
import { edited, stepsOf } from './steps';
import { trial } from './trial';

const copy = (psaField: string, platformField: string): MappingRow => ({
	psaField,
	platformField,
	direction: 'both',
	transform: { kind: 'copy' },
});

/** Another field map of a pairing's tickets: other values, other directions, other fields. */
const fieldMapOf = ({ psa: left, platform: right }: Catalogues): fc.Arbitrary<CompiledMapping> =>
	fc
		.record({
			states: fc.tuple(...PSA_STATUSES.map(() => fc.constantFrom(...PLATFORM_STATES))),
			swapped: fc.boolean(),
			kept: fc.subarray(['summary', 'note', 'extra', 'callback']),
			direction: fc.constantFrom('both' as const, 'toPlatform' as const, 'toPsa' as const),
		})
		.map(({ states, swapped, kept, direction }) => {
			const seen = new Set<string>();
			const pairs: ValuePair[] = PSA_STATUSES.map((psa, index) => {
				const platform = states[index];
				const first = !seen.has(platform);
				seen.add(platform);
				return { psa, platform, preferred: first };
			});
			const rows = [
				copy('summary', 'title'),
				copy('note', swapped ? 'extra' : 'note'),
				copy('extra', swapped ? 'note' : 'extra'),
				copy('callback', 'phone'),
			].filter(({ psaField }) => kept.includes(psaField));
			return compileMapping(
				{
					entity: 'ticket',
					psaSystem: left.system,
					platformSystem: right.system,
					rows: [
						...rows.map((row) => ({ ...row, direction })),
						copy('owner', 'owner'),
						{
							psaField: 'status',
							platformField: 'state',
							direction: 'both',
							transform: { kind: 'values', unmapped: { policy: 'keepOut' }, pairs },
						},
					],
				},
				{ psa: left.entities.ticket ?? [], platform: right.entities.ticket ?? [] },
			);
		});

/** Every record is read again, as after a webhook for each of them. */
async function readAllAgain(world: World): Promise<void> {
	for (const side of SIDES) await world.hint(side, 'ticket', [...world.system(side).all('ticket').keys()]);
	await world.settle();
}

for (const pair of PAIRS) {
	trial(`a field map between ${called(pair)} that is edited after any day`, {
		laws: {
			P2: 'editing it writes nothing by itself, however often the records are read',
			I2: 'an edit afterwards carries its own field over, and no other',
		},
		scenes: fc.record({
			options: worldsOf(pair),
			steps: fc.array(stepsOf(false, MORE_FAULTS), { minLength: 3, maxLength: 20 }),
			fieldMap: fieldMapOf(tenantOf(pair).catalogues),
			edit: edited,
		}),
		share: 0.1,
		live: async ({ options, steps, fieldMap: other, edit }) => {
			const day = new DayRun(options);
			await day.live(steps);
			await day.rest();
			const { world } = day;
			const before = world.writeCount();
			world.mappings = world.mappings.map((mapping) => (mapping.entity === 'ticket' ? other : mapping));
			await readAllAgain(world);
			if (world.writeCount() !== before)
				throw new LawBroken('P2', `${world.writeCount() - before} writes after the field map was edited`);
			const [psaWrites, platformWrites] = [world.psa.writes.length, world.platform.writes.length];
			await day.live([{ do: 'edit', ...edit }]);
			await world.settle();
			const own = FIELDS[edit.field][edit.side];
			const [source, target] = [edit.side, otherSide(edit.side)];
			const carriedBy = other.fields
				.filter((row) => (source === 'psa' ? row.psaField : row.platformField) === own)
				.map((row) => (target === 'psa' ? row.psaField : row.platformField));
			for (const [side, from] of [
				['psa', psaWrites],
				['platform', platformWrites],
			] as const) {
				for (const { fields } of world.system(side).writes.slice(from)) {
					const strange = Object.keys(fields).filter((name) => side !== target || !carriedBy.includes(name));
					if (strange.length > 0)
						throw new LawBroken('I2', `"${own}" was edited on ${source}, and ${strange.join(', ')} written on ${side}`);
				}
			}
		},
	});
}
