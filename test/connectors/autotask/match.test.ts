import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import type { Connector, MatchKeys } from '../../../sync/connectors/connector';
import type { Entity } from '../../../sync/model/entity';
import type { FlatRecord } from '../../../sync/model/record';
import { optionsFor, startRecorded } from './support';

describe('find', () => {
	let simulator: AutotaskSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 0, contactsPerCompany: 0, tickets: 0 });
		connector = createAutotaskConnector(optionsFor(simulator));
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

	const company = (companyName: string, more: Record<string, unknown> = {}): string =>
		String(
			simulator.control.create('Companies', {
				companyName,
				companyType: 1,
				phone: '+1 555 0100',
				ownerResourceID: simulator.resource,
				...more,
			})['id'],
		);
	const contact = (
		companyId: string,
		firstName: string,
		lastName: string,
		more: Record<string, unknown> = {},
	): string =>
		String(
			simulator.control.create(
				'Contacts',
				{ firstName, lastName, isActive: 1, companyID: Number(companyId), ...more },
				{ parentId: Number(companyId) },
			)['id'],
		);
	const ticket = (companyId: string, more: Record<string, unknown> = {}): string =>
		String(
			simulator.control.create('Tickets', {
				title: 's',
				companyID: Number(companyId),
				status: 1,
				priority: 2,
				queueID: 5,
				...more,
			})['id'],
		);

	it('finds companies by the strongest rule that finds any', async () => {
		const acme = company('Acme Dental, Inc.', { companyNumber: 'ACME', webAddress: 'https://www.acme.example/' });
		const other = company('Riverside Law LLC', { companyNumber: 'RIVER' });
		expect(
			await ask(
				'company',
				key({ companyName: 'Something' }, 'x', other),
				key({ companyName: 'Acme Dental', companyNumber: 'river' }),
				key({ companyName: 'ACME DENTAL' }),
				key({ companyName: 'Acme Group', webAddress: 'acme.example' }),
				key({ companyName: 'Nobody at all', companyNumber: 'none', webAddress: 'nobody.example' }),
			),
		).toEqual([[[other, 'targetId']], [[other, 'identifier']], [[acme, 'name']], [[acme, 'domain']], []]);
	});

	it('finds all namesakes, so that a person decides', async () => {
		const ids = [company('Acme Inc'), company('ACME, LLC')];
		expect(await ask('company', key({ companyName: 'Acme' }))).toEqual([ids.map((id) => [id, 'name'])]);
	});

	it('finds contacts by their external id, by any of their addresses within their company only, then by name', async () => {
		const [one, two] = [company('One'), company('Two')];
		const ada = contact(one, 'Ada', 'Byron', { emailAddress: 'old@example.com', emailAddress2: 'Ada@Example.com' });
		const adaOfTwo = contact(two, 'Ada', 'Byron');
		const known = contact(two, 'Known', 'Before', { externalID: 'ct_7' });
		expect(
			await ask(
				'contact',
				key({ companyID: one, emailAddress: 'ada@example.com', firstName: 'A', lastName: 'B' }),
				key({ companyID: Number(two), emailAddress: 'ada@example.com', firstName: 'ada', lastName: 'BYRON' }),
				key({ companyID: two, emailAddress: 'ada@example.com', firstName: 'X', lastName: 'Y' }),
				key({ emailAddress: 'ada@example.com', firstName: 'Ada', lastName: 'Byron' }),
				key({ companyID: two, firstName: 'Other', lastName: 'Name' }, 'ct_7'),
			),
		).toEqual([[[ada, 'email']], [[adaOfTwo, 'name']], [], [], [[known, 'externalId']]]);
	});

	it('finds tickets by their external id, exactly', async () => {
		const acme = company('Acme');
		const id = ticket(acme, { externalID: 'tkt_1' });
		expect(await ask('ticket', key({}, 'tkt_1'), key({}, 'tkt_10'), key({}, 'tkt_%'), key({}, '%'))).toEqual([
			[[id, 'externalId']],
			[],
			[],
			[],
		]);
	});

	it('finds a ticket by an id that is longer than what Autotask keeps of it', async () => {
		const acme = company('Acme');
		const sourceId = `tkt_${'x'.repeat(70)}`;
		const created = await connector.create(
			'ticket',
			{ title: 'Long', companyID: acme, status: 1, priority: 2, queueID: 5 },
			sourceId,
			'key',
		);
		expect(await ask('ticket', key({}, sourceId), key({}, `${sourceId}y`))).toEqual([[[created.id, 'externalId']], []]);
	});

	it('is not led astray by hostile names', async () => {
		company('Plain');
		const name = 'Acme "}],"filter":[{"op":"gte","field":"id","value":0}] % Inc';
		const hostile = company(name);
		expect(await ask('company', key({ companyName: name }), key({ companyName: '%_[' }))).toEqual([
			[[hostile, 'name']],
			[],
		]);
		expect(
			await ask('contact', key({ companyID: '1 or 1', emailAddress: '" or "', firstName: '\\', lastName: '"' })),
		).toEqual([[]]);
	});

	it('asks in batches, within the number of conditions that one call may have', async () => {
		const acme = company('Acme');
		const keys = Array.from({ length: 300 }, (_, index) => key({}, `tkt_${index}`));
		for (const { sourceId } of keys.slice(0, 50)) ticket(acme, { externalID: sourceId });
		simulator.control.requests.clear();
		const found = await ask('ticket', ...keys);
		expect(found.filter((candidates) => candidates.length === 1)).toHaveLength(50);
		expect(simulator.control.requests.entries({ path: 'Tickets/query$' })).toHaveLength(3);
	});
});
