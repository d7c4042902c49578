import { startConnectWise } from '../../sandbox/connectwise';
import { connectwiseCatalogue } from '../../sync/connectors/connectwise/catalogue';
import { platformCatalogue } from '../../sync/connectors/platform/catalogue';
import type { FieldCatalogues } from '../../sync/mapping/check';
import { compileMapping } from '../../sync/mapping/compile';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import type { Entity } from '../../sync/model/entity';

function catalogues(entity: Entity): FieldCatalogues {
	return {
		psa: connectwiseCatalogue.entities[entity as 'ticket'] ?? [],
		platform: platformCatalogue.entities[entity] ?? [],
	};
}

function compiled(entity: Entity) {
	const mapping = connectwisePlatformMappings.find((preset) => preset.entity === entity);
	if (!mapping) throw new Error(`No preset for ${entity}`);
	return compileMapping(mapping, catalogues(entity));
}

const noLinks = () => undefined;

describe('the field maps of the phase 1 template', () => {
	it('are accepted, one for each entity that they carry', () => {
		expect(connectwisePlatformMappings.map(({ entity }) => compiled(entity).entity)).toEqual([
			'company',
			'contact',
			'ticket',
			'note',
			'agreement',
			'timeEntry',
			'invoice',
			'attachment',
		]);
	});

	it.each(['company', 'contact', 'ticket', 'note', 'timeEntry', 'attachment'] as const)(
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

	it.each(['agreement', 'invoice'] as const)('write no %s to ConnectWise, whose own they are', (entity) => {
		const mapping = compiled(entity);
		expect(mapping.fields.filter(({ direction }) => direction !== 'toPlatform')).toEqual([]);
		expect(mapping.constants('psa')).toEqual({});
		const required = catalogues(entity).platform.filter((field) => field.required);
		const given = mapping.fields.map(({ platformField }) => platformField);
		expect(given).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
	});

	it('name every state of time and of agreements that the specification has', () => {
		for (const [entity, field] of [
			['timeEntry', 'status'],
			['timeEntry', 'visibility'],
			['agreement', 'agreementStatus'],
			['invoice', 'type'],
			['invoice', 'settlement'],
		] as const) {
			const options = catalogues(entity).psa.find(({ name }) => name === field)?.options ?? [];
			const rows = connectwisePlatformMappings.find((preset) => preset.entity === entity)?.rows ?? [];
			const row = rows.find(({ psaField }) => psaField === field);
			const named = row?.transform.kind === 'values' ? row.transform.pairs.map(({ psa }) => psa) : [];
			expect([field, [...named].sort()]).toEqual([field, options.map(({ value }) => value).sort()]);
		}
	});

	it('name every status and priority that the sandbox has', async () => {
		const simulator = await startConnectWise({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		try {
			const names = async (path: string): Promise<Array<string | number>> => {
				const { companyId, publicKey, privateKey, clientId } = simulator.credentials;
				const key = Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64');
				const answer = await fetch(`${simulator.apiUrl}${path}`, {
					headers: { Authorization: `Basic ${key}`, clientId },
				});
				const things = (await answer.json()) as ReadonlyArray<{ readonly id: number; readonly name: string }>;
				return things.map(({ id, name }) => (path.endsWith('boards') ? id : name));
			};
			const statuses = (
				await Promise.all(
					(await names('/service/boards')).map(async (id) => await names(`/service/boards/${String(id)}/statuses`)),
				)
			).flat();
			const ticket = compiled('ticket');
			expect(statuses.length).toBeGreaterThan(10);
			for (const status of statuses) {
				expect(ticket.forward({ 'status/name': status }, noLinks).problems).toEqual([]);
			}
			for (const priority of await names('/service/priorities')) {
				expect(ticket.forward({ 'priority/name': priority }, noLinks)).toMatchObject({
					problems: [],
					view: { priority: expect.any(String) },
				});
			}
			for (const status of await names('/company/companies/statuses')) {
				expect(compiled('company').forward({ 'status/name': status }, noLinks).problems).toEqual([]);
			}
			const written = ['new', 'in_progress', 'waiting', 'closed'].map(
				(status) => ticket.back({ status }, noLinks).payload['status/name'],
			);
			const desk = await names('/service/boards/1/statuses');
			expect(desk).toEqual(expect.arrayContaining(written));
			expect(desk).toContain(ticket.back({ status: 'resolved' }, noLinks).payload['status/name']);
		} finally {
			await simulator.close();
		}
	});

	it('never bring a technician’s note to the client', () => {
		const { payload } = compiled('ticket').back({ technicalNotes: 'Password is hunter2' }, noLinks, 'create');
		expect(payload).toEqual({ initialInternalAnalysis: 'Password is hunter2' });
	});

	it('turn "inactive" round', () => {
		const contact = compiled('contact');
		expect(contact.forward({ inactiveFlag: false }, noLinks).view.active).toBe(true);
		expect(contact.back({ active: false }, noLinks).payload).toEqual({ inactiveFlag: true });
	});
});
