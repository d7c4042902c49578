import { startAutotask } from '../../sandbox/autotask';
import { createAutotaskConnector } from '../../sync/connectors/autotask';
import { autotaskCatalogue } from '../../sync/connectors/autotask/catalogue';
import { platformCatalogue } from '../../sync/connectors/platform/catalogue';
import type { FieldCatalogues } from '../../sync/mapping/check';
import { compileMapping } from '../../sync/mapping/compile';
import { autotaskPlatformMappings } from '../../sync/mapping/presets/autotask-platform';
import type { Entity } from '../../sync/model/entity';

function catalogues(entity: Entity): FieldCatalogues {
	return {
		psa: autotaskCatalogue.entities[entity as 'ticket'] ?? [],
		platform: platformCatalogue.entities[entity] ?? [],
	};
}

function compiled(entity: Entity) {
	const mapping = autotaskPlatformMappings.find((preset) => preset.entity === entity);
	if (!mapping) throw new Error(`No preset for ${entity}`);
	return compileMapping(mapping, catalogues(entity));
}

const noLinks = () => undefined;

describe('the field maps of Autotask and the platform', () => {
	it('are accepted, one for each entity that they carry', () => {
		expect(autotaskPlatformMappings.map(({ entity }) => compiled(entity).entity)).toEqual([
			'company',
			'contact',
			'agreement',
			'ticket',
			'note',
			'timeEntry',
			'attachment',
			'invoice',
		]);
	});

	it.each(['company', 'contact', 'agreement', 'ticket', 'note', 'timeEntry', 'attachment', 'invoice'] as const)(
		'give a new %s everything that the systems ask for',
		(entity) => {
			const mapping = compiled(entity);
			for (const side of ['psa', 'platform'] as const) {
				const target = side === 'psa' ? 'psaField' : 'platformField';
				const given = [...mapping.fields.map((field) => field[target]), ...Object.keys(mapping.constants(side))];
				const fields = catalogues(entity)[side];
				const required = fields.filter((field) => field.required).map((field) => field.name);
				expect(given).toEqual(expect.arrayContaining(required));
			}
		},
	);

	it('have a number for every status and priority of the platform', () => {
		const ticket = compiled('ticket');
		const back = (field: string, words: readonly string[]) =>
			words.map((word) => ticket.back({ [field]: word }, noLinks).payload[field]);
		expect(back('status', ['new', 'in_progress', 'waiting', 'resolved', 'closed'])).toEqual([1, 8, 7, 5, 5]);
		expect(back('priority', ['Critical', 'High', 'Medium', 'Low'])).toEqual([4, 1, 2, 3]);
	});

	it('name every status and priority that the sandbox has, and write only what it has', async () => {
		const simulator = await startAutotask({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		try {
			const connector = createAutotaskConnector({ zoneUrl: simulator.url, ...simulator.credentials });
			const live = await connector.fields('ticket');
			const [preset] = autotaskPlatformMappings.filter(({ entity }) => entity === 'ticket');
			const ticket = compileMapping(preset, { ...catalogues('ticket'), psa: live });
			for (const name of ['status', 'priority', 'queueID']) {
				const offered = (live.find((field) => field.name === name)?.options ?? []).map(({ value }) => value);
				expect(offered.length).toBeGreaterThan(3);
				if (name === 'queueID') expect(offered).toContain(ticket.constants('psa')['queueID']);
				else for (const value of offered) expect(ticket.forward({ [name]: value }, noLinks).problems).toEqual([]);
			}
			for (const priority of ['Critical', 'High', 'Medium', 'Low']) {
				const { payload, problems } = ticket.back({ priority }, noLinks);
				expect(problems).toEqual([]);
				expect(ticket.forward(payload, noLinks).view).toMatchObject({ priority });
			}
		} finally {
			await simulator.close();
		}
	});

	it('show a ticket that is complete as closed, and keep what they do not know for a person', () => {
		const ticket = compiled('ticket');
		expect(ticket.forward({ status: 5 }, noLinks)).toMatchObject({ view: { status: 'closed' }, problems: [] });
		const unknown = ticket.forward({ status: 29683500 }, noLinks);
		expect(unknown.view).not.toHaveProperty('status');
		expect(unknown.problems).toHaveLength(1);
	});

	it('carry "active" in the words of each side', () => {
		expect(compiled('company').back({ status: 'inactive' }, noLinks).payload).toEqual({ isActive: false });
		expect(compiled('contact').forward({ isActive: true }, noLinks).view.active).toBe(true);
	});
});
