import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { Connector, MatchKeys } from '../../../sync/connectors/connector';
import type { Entity } from '../../../sync/model/entity';
import type { FlatRecord } from '../../../sync/model/record';
import { optionsFor, startRecorded } from './support';

describe('find', () => {
	let simulator: ConnectWiseSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 0, contactsPerCompany: 0, tickets: 0 });
		connector = createConnectWiseConnector(optionsFor(simulator));
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
		String(
			simulator.control.create('companies', {
				name,
				identifier: name.replace(/\W/g, ''),
				site: { name: 'Main' },
				...more,
			})['id'],
		);
	const contact = (companyId: string, firstName: string, lastName: string, email?: string): string =>
		String(
			simulator.control.create('contacts', {
				firstName,
				lastName,
				company: { id: Number(companyId) },
				...(email ? { communicationItems: [{ type: { id: 1 }, value: email, defaultFlag: true }] } : {}),
			})['id'],
		);

	it('finds companies by the strongest rule that finds any', async () => {
		const acme = company('Acme Dental, Inc.', { identifier: 'ACME', website: 'https://www.acme.example/' });
		const other = company('Riverside Law LLC', { identifier: 'RIVER' });
		expect(
			await ask(
				'company',
				key({ name: 'Something' }, 'x', other),
				key({ name: 'Acme Dental', identifier: 'river' }),
				key({ name: 'ACME DENTAL' }),
				key({ name: 'Acme Group', website: 'acme.example' }),
				key({ name: 'Nobody at all', identifier: 'none', website: 'nobody.example' }),
			),
		).toEqual([[[other, 'targetId']], [[other, 'identifier']], [[acme, 'name']], [[acme, 'domain']], []]);
	});

	it('finds all namesakes, so that a person decides', async () => {
		const ids = [company('Acme Inc', { identifier: 'A1' }), company('ACME, LLC', { identifier: 'A2' })];
		expect(await ask('company', key({ name: 'Acme' }))).toEqual([ids.map((id) => [id, 'name'])]);
	});

	it('leaves out deleted companies', async () => {
		const gone = company('Acme Inc');
		simulator.control.edit('companies', Number(gone), { deletedFlag: true });
		expect(await ask('company', key({ name: 'Acme' }))).toEqual([[]]);
	});

	it('finds contacts by e-mail within their company only, then by name', async () => {
		const [one, two] = [company('One'), company('Two')];
		const ada = contact(one, 'Ada', 'Byron', 'Ada@Example.com');
		const adaOfTwo = contact(two, 'Ada', 'Byron');
		expect(
			await ask(
				'contact',
				key({ 'company/id': one, email: 'ada@example.com', firstName: 'A', lastName: 'B' }),
				key({ 'company/id': Number(two), email: 'ada@example.com', firstName: 'ada', lastName: 'BYRON' }),
				key({ 'company/id': two, email: 'ada@example.com', firstName: 'X', lastName: 'Y' }),
				key({ email: 'ada@example.com', firstName: 'Ada', lastName: 'Byron' }),
			),
		).toEqual([[[ada, 'email']], [[adaOfTwo, 'name']], [], []]);
	});

	it('finds tickets by their external reference, exactly', async () => {
		const acme = Number(company('Acme'));
		const ticket = simulator.control.create('tickets', { summary: 's', company: { id: acme }, externalXRef: 'tkt_1' });
		expect(await ask('ticket', key({}, 'tkt_1'), key({}, 'tkt_10'), key({}, 'tkt_*'), key({}, 'tkt"_1'))).toEqual([
			[[String(ticket['id']), 'externalId']],
			[],
			[],
			[],
		]);
	});

	it('is not led astray by hostile names', async () => {
		company('Plain');
		const name = '" or id > 0 or name = "';
		const hostile = company(name, { identifier: 'HOSTILE' });
		expect(await ask('company', key({ name }), key({ name: '* \\" or "1"="1' }))).toEqual([[[hostile, 'name']], []]);
		expect(
			await ask('contact', key({ 'company/id': '1) or (1=1', email: '" or "', firstName: '\\', lastName: '"' })),
		).toEqual([[]]);
		expect(await ask('ticket', key({}, '") or ("a"="a'))).toEqual([[]]);
	});

	it('asks in batches that keep addresses short', async () => {
		const acme = Number(company('Acme'));
		const keys = Array.from({ length: 300 }, (_, index) => key({}, `tkt_${'0'.repeat(20)}${index}`));
		for (const { sourceId } of keys.slice(0, 50)) {
			simulator.control.create('tickets', { summary: 's', company: { id: acme }, externalXRef: sourceId });
		}
		simulator.control.requests.clear();
		const found = await ask('ticket', ...keys);
		expect(found.filter((candidates) => candidates.length === 1)).toHaveLength(50);
		const asked = simulator.control.requests.entries({ path: '^/service/tickets$' });
		expect(asked.length).toBeLessThan(12);
		for (const { query } of asked) {
			expect(new URLSearchParams(query as Record<string, string>).toString().length).toBeLessThan(1900);
		}
	});
});
