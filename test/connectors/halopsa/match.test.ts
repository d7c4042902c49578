import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import type { Connector, MatchKeys } from '../../../sync/connectors/connector';
import { createHaloPsaConnector } from '../../../sync/connectors/halopsa';
import type { Entity } from '../../../sync/model/entity';
import type { FlatRecord } from '../../../sync/model/record';
import { optionsFor, startRecorded } from './support';

describe('find', () => {
	let simulator: HaloPsaSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 0, contactsPerCompany: 0, tickets: 0 });
		connector = createHaloPsaConnector(optionsFor(simulator));
	});
	afterAll(() => simulator.close());

	const key = (payload: FlatRecord, sourceId = 'x', targetId: string | null = null): MatchKeys => ({
		sourceId,
		targetId,
		payload,
	});

	async function ask(entity: Entity, ...keys: MatchKeys[]): Promise<Array<Array<[string, string]>>> {
		const found = await connector.find(entity, keys);
		return found.map((candidates) => candidates.map(({ record, rule }) => [record.id, rule]));
	}

	const company = (name: string, more: Record<string, unknown> = {}): string =>
		String(simulator.control.create('Client', { name, ...more })['id']);
	const contact = (client: string, firstname: string, surname: string, emailaddress = ''): string => {
		const site = simulator.control.record('Client', Number(client))?.['main_site_id'];
		return String(simulator.control.create('Users', { firstname, surname, emailaddress, site_id: site })['id']);
	};

	it('finds clients by id, then by name however it is written, inactive ones too', async () => {
		const acme = company('Acme Dental, Inc.');
		const other = company('Riverside Law LLC', { inactive: true });
		expect(
			await ask(
				'company',
				key({ name: 'Something' }, 'x', other),
				key({ name: 'ACME DENTAL' }),
				key({ name: 'The Riverside Law' }),
				key({ name: 'Acme' }),
				key({ name: '' }),
			),
		).toEqual([[[other, 'targetId']], [[acme, 'name']], [[other, 'name']], [], []]);
	});

	it('asks for each name where there are more clients than calls are worth', async () => {
		simulator.control.reset({ companies: 250, contactsPerCompany: 0, tickets: 0 });
		const acme = company('Acme Dental, Inc.');
		simulator.control.requests.clear();
		expect(await ask('company', key({ name: 'Acme Dental' }), key({ name: 'Nobody Knows This' }))).toEqual([
			[[acme, 'name']],
			[],
		]);
		expect(simulator.control.requests.entries({ path: '^/Client$' }).map(({ query }) => query['search'])).toEqual([
			undefined,
			'Dental',
			'Nobody',
		]);
	});

	it('finds people by e-mail, then by name, within their client only', async () => {
		const [one, two] = [company('One Ltd'), company('Two Ltd')];
		const ana = contact(one, 'Ana', 'Ruiz', 'Ana@Ruiz.example');
		const bob = contact(one, 'Bob', 'Lee');
		contact(two, 'Bob', 'Lee');
		expect(
			await ask(
				'contact',
				key({ client_id: one, emailaddress: ' ana@ruiz.EXAMPLE', firstname: 'A', surname: 'R' }),
				key({ client_id: one, firstname: 'bob', surname: 'LEE' }),
				key({ client_id: two, emailaddress: 'ana@ruiz.example', firstname: 'Ana', surname: 'Ruiz' }),
				key({ firstname: 'Bob', surname: 'Lee' }),
			),
		).toEqual([[[ana, 'email']], [[bob, 'name']], [], []]);
	});

	it('finds a ticket by the reference that an earlier, unanswered create left, and by nothing else', async () => {
		const client = company('One Ltd');
		const payload = { summary: 'Disk full', client_id: client };
		simulator.control.faults.add({ kind: 'lostResponse', method: 'POST', times: 1, delayMs: 5 });
		await connector.create('ticket', payload, 'PSA-1', 'key').catch(() => undefined);
		simulator.control.create('Tickets', { summary: 'Disk full', client_id: Number(client) });
		const landed = simulator.control.records('Tickets').find((ticket) => ticket['third_party_id_string'] === 'PSA-1');
		expect(
			await ask('ticket', key(payload, 'PSA-1'), key(payload, 'PSA-2'), key({ ...payload, summary: 'Disk' }, 'PSA-1')),
		).toEqual([[[String(landed?.['id']), 'externalId']], [], []]);
	});

	it('links no ticket that was deleted', async () => {
		const client = company('One Ltd');
		const { id } = await connector.create('ticket', { summary: 'Gone', client_id: client }, 'PSA-1', 'key');
		simulator.control.remove('Tickets', Number(id));
		expect(await ask('ticket', key({ summary: 'Gone', client_id: client }, 'PSA-1', id))).toEqual([[]]);
	});

	it('finds a ticket by its reference, wherever a long summary is cut to be searched for', async () => {
		const client = company('Acme');
		for (const length of [118, 119, 120]) {
			const payload = { summary: `${'a'.repeat(length)}😀 smokes`, client_id: client };
			const created = await connector.create('ticket', payload, `ref-${length}`, 'key');
			expect(await ask('ticket', key(payload, `ref-${length}`))).toEqual([[[created.id, 'externalId']]]);
		}
	});
});
