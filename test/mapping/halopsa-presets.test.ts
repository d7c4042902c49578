import { startHaloPsa } from '../../sandbox/halopsa';
import { CATALOGUES } from '../../sync/connectors/catalogues';
import { connectwiseCatalogue } from '../../sync/connectors/connectwise/catalogue';
import { createHaloPsaConnector } from '../../sync/connectors/halopsa';
import type { FieldCatalogues } from '../../sync/mapping/check';
import { compileMapping } from '../../sync/mapping/compile';
import { autotaskHalopsaMappings } from '../../sync/mapping/presets/autotask-halopsa';
import { connectwiseHalopsaMappings } from '../../sync/mapping/presets/connectwise-halopsa';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import { halopsaPlatformMappings } from '../../sync/mapping/presets/halopsa-platform';
import type { Entity } from '../../sync/model/entity';
import type { Json } from '../../sync/model/json';
import type { Mapping } from '../../sync/model/mapping';

const PRESETS = {
	'HaloPSA and platform': halopsaPlatformMappings,
	'ConnectWise and HaloPSA': connectwiseHalopsaMappings,
	'Autotask and HaloPSA': autotaskHalopsaMappings,
} as const;
type Preset = keyof typeof PRESETS;
const NAMES = Object.keys(PRESETS) as Preset[];
const ENTITIES = ['company', 'contact', 'ticket', 'attachment'] as const;
const EACH = NAMES.flatMap((name) => ENTITIES.map((entity) => [name, entity] as const));

const noLinks = () => undefined;

function mappingOf(preset: Preset, entity: Entity): Mapping {
	const mapping = PRESETS[preset].find((one) => one.entity === entity);
	if (!mapping) throw new Error(`No field map for ${entity}`);
	return mapping;
}

function catalogues({ psaSystem, platformSystem, entity }: Mapping): FieldCatalogues {
	const fields = (system: keyof typeof CATALOGUES) => CATALOGUES[system]?.entities[entity] ?? [];
	return { psa: fields(psaSystem), platform: fields(platformSystem) };
}

function compiled(preset: Preset, entity: Entity) {
	const mapping = mappingOf(preset, entity);
	return compileMapping(mapping, catalogues(mapping));
}

/** The values of one side that a row of a mapping names. */
function named(mapping: Mapping, field: string, side: 'psa' | 'platform'): Json[] {
	const row = mapping.rows.find((one) => one[side === 'psa' ? 'psaField' : 'platformField'] === field);
	return row?.transform.kind === 'values' ? row.transform.pairs.map((pair) => pair[side]) : [];
}

describe('the field maps with HaloPSA', () => {
	it.each(EACH)('%s: those of %s are accepted', (preset, entity) => {
		expect(compiled(preset, entity).entity).toBe(entity);
	});

	it.each(EACH)('%s: give a new %s everything that both systems ask for', (preset, entity) => {
		const mapping = compiled(preset, entity);
		for (const side of ['psa', 'platform'] as const) {
			const target = side === 'psa' ? 'psaField' : 'platformField';
			const given = [...mapping.fields.map((field) => field[target]), ...Object.keys(mapping.constants(side))];
			const required = catalogues(mappingOf(preset, entity))[side].filter((field) => field.required);
			expect(given).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
		}
	});

	it.each(NAMES)('%s: name every status and priority that the sandbox has', async (preset) => {
		const simulator = await startHaloPsa({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		try {
			const fields = await createHaloPsaConnector({ url: simulator.url, ...simulator.credentials }).fields('ticket');
			const mapping = mappingOf(preset, 'ticket');
			const side = mapping.psaSystem === 'halopsa' ? 'psa' : 'platform';
			for (const name of ['status_name', 'priority_name']) {
				const options = fields.find((field) => field.name === name)?.options ?? [];
				expect(options.length).toBeGreaterThan(5);
				expect(named(mapping, name, side)).toEqual(expect.arrayContaining(options.map(({ value }) => value)));
			}
		} finally {
			await simulator.close();
		}
	});

	it('name every status and priority of ConnectWise that its own field maps name', () => {
		const own = connectwisePlatformMappings.find(({ entity }) => entity === 'ticket') as Mapping;
		const ours = mappingOf('ConnectWise and HaloPSA', 'ticket');
		for (const field of ['status/name', 'priority/name']) {
			expect(connectwiseCatalogue.entities.ticket.map(({ name }) => name)).toContain(field);
			expect(new Set(named(ours, field, 'psa'))).toEqual(new Set(named(own, field, 'psa')));
		}
	});

	it('offer another status where a ticket type does not have the first', () => {
		const { payload, synonyms } = compiled('HaloPSA and platform', 'ticket').back({ status: 'resolved' }, noLinks);
		expect([payload['status_name'], synonyms?.['status_name']]).toEqual(['Completed', ['Closed']]);
	});

	it('may map every line of an address, but a status by one word only', () => {
		const mapping = mappingOf('HaloPSA and platform', 'ticket');
		const rows = [
			...mapping.rows,
			{ psaField: 'status_id', platformField: 'queue', direction: 'both', transform: { kind: 'copy' } } as const,
		];
		expect(() => compileMapping({ ...mapping, rows }, catalogues(mapping))).toThrow(
			/"status_id" and "status_name".*one reference/,
		);
	});

	it('turn "inactive" round where the other side says "active"', () => {
		const contact = compiled('HaloPSA and platform', 'contact');
		expect(contact.forward({ inactive: false }, noLinks).view.active).toBe(true);
		expect(contact.back({ active: false }, noLinks).payload).toEqual({ inactive: true });
		expect(compiled('Autotask and HaloPSA', 'contact').back({ inactive: true }, noLinks).payload).toEqual({
			isActive: false,
		});
	});
});
