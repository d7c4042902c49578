import { connectorTo, keysOf, platform, requestsOf, stopPlatforms } from './sandbox';
import type { PlatformSeed } from '../../../sandbox/platform';
import type { Connector, MatchKeys } from '../../../sync/connectors/connector';
import type { Entity } from '../../../sync/model/entity';

afterEach(stopPlatforms);

const cw = (id: string) => [{ system: 'connectwise', id }];

async function found(connector: Connector, entity: Entity, keys: readonly MatchKeys[]) {
	const candidates = await connector.find(entity, keys);
	return candidates.map((list) => list.map(({ rule, record }) => `${rule} ${record.id}`));
}

async function companies(seed: PlatformSeed['company']) {
	const server = await platform({ seed: { company: seed } });
	return { server, connector: connectorTo(server) };
}

describe('looking for a counterpart', () => {
	it('asks for external references in one call for a hundred, and for nothing else where they answer', async () => {
		const { server, connector } = await companies(
			Array.from({ length: 90 }, (_, i) => ({ name: `C${i}`, externalRefs: cw(String(i)) })),
		);
		const keys = Array.from({ length: 90 }, (_, i) => keysOf(String(i), { name: `C${i}` }));
		const result = await found(connector, 'company', keys);
		expect(result).toEqual(keys.map((_, i) => [`externalId co-${i + 1}`]));
		expect(requestsOf(server)).toEqual(['GET /companies']);
	});

	it('goes by the id that the source record names before anything else', async () => {
		const { connector } = await companies([{ name: 'Acme' }, { name: 'Other', externalRefs: cw('12') }]);
		expect(await found(connector, 'company', [keysOf('12', { name: 'Acme' }, 'co-1')])).toEqual([['targetId co-1']]);
	});

	it('finds a company by identifier, whatever its case', async () => {
		const { connector } = await companies([{ name: 'Acme', identifier: 'ACME' }]);
		const keys = [keysOf('12', { name: 'Something else', identifier: 'acme' })];
		expect(await found(connector, 'company', keys)).toEqual([['identifier co-1']]);
	});

	it.each([
		['Acme Widget, Inc.', 'ACME  WIDGET'],
		['The Acme Co', 'Acme Company L.L.C.'],
		['Café Müller GmbH', 'Cafe Muller'],
		["O'Brien & Sons Ltd", 'O’Brien and Sons Limited'],
	])('finds a company by name however it is spelt (%s, %s)', async (there, here) => {
		const { connector } = await companies([{ name: 'Unrelated' }, { name: there }]);
		expect(await found(connector, 'company', [keysOf('12', { name: here })])).toEqual([['name co-2']]);
	});

	it('finds a company by its domain or web site, but not by a public mail host', async () => {
		const { connector } = await companies([
			{ name: 'A', domain: 'acme.example' },
			{ name: 'B', website: 'https://www.beta.example/contact' },
			{ name: 'C', domain: 'gmail.com' },
		]);
		const keys = [
			keysOf('1', { name: 'Acme Holding', website: 'http://www.ACME.example/' }),
			keysOf('2', { name: 'Beta Holding', domain: 'beta.example' }),
			keysOf('3', { name: 'Gamma', domain: 'gmail.com' }),
		];
		expect(await found(connector, 'company', keys)).toEqual([['domain co-1'], ['domain co-2'], []]);
	});

	it('returns every company of one name, for a person to choose', async () => {
		const { connector } = await companies([{ name: 'Acme Inc' }, { name: 'ACME' }]);
		expect(await found(connector, 'company', [keysOf('12', { name: 'Acme' })])).toEqual([['name co-1', 'name co-2']]);
	});

	it('never takes a record that names another counterpart', async () => {
		const { connector } = await companies([{ name: 'Acme', identifier: 'ACME', externalRefs: cw('7') }]);
		const keys = [keysOf('12', { name: 'Acme', identifier: 'ACME' }, 'co-1')];
		expect(await found(connector, 'company', keys)).toEqual([[]]);
	});

	it('does not give by domain what another record of the batch has by name', async () => {
		const { connector } = await companies([{ name: 'Acme West', domain: 'acme.example' }]);
		const keys = [
			keysOf('1', { name: 'Acme East', domain: 'acme.example' }),
			keysOf('2', { name: 'Acme West', domain: 'acme.example' }),
		];
		expect(await found(connector, 'company', keys)).toEqual([[], ['name co-1']]);
	});

	it('finds a contact by e-mail, then by name, within its company only', async () => {
		const server = await platform({
			seed: {
				company: [{ name: 'A' }, { name: 'B' }],
				contact: [
					{ companyId: 'co-1', firstName: 'Ann', lastName: 'Lee', email: 'Ann@a.example' },
					{ companyId: 'co-2', firstName: 'Ann', lastName: 'Lee', email: 'ann@b.example' },
					{ companyId: 'co-1', firstName: 'Bob', lastName: "O'Neil" },
				],
			},
		});
		const ids = server.control.list('contact').map(({ id }) => id);
		const keys = [
			keysOf('1', { companyId: 'co-1', firstName: 'A.', lastName: 'L.', email: 'ann@A.example' }),
			keysOf('2', { companyId: 'co-2', firstName: 'ann', lastName: 'lee', email: 'new@b.example' }),
			keysOf('3', { companyId: 'co-2', firstName: 'Bob', lastName: "O'Neil" }),
			keysOf('4', { firstName: 'Ann', lastName: 'Lee', email: 'ann@a.example' }),
			keysOf('5', { companyId: { $unlinked: { entity: 'company', side: 'psa', id: '9' } }, email: 'ann@a.example' }),
		];
		const connector = connectorTo(server);
		expect(await found(connector, 'contact', keys)).toEqual([[`email ${ids[0]}`], [`name ${ids[1]}`], [], [], []]);
	});

	it('finds a ticket by reference only', async () => {
		const server = await platform({
			seed: {
				company: [{ name: 'A' }],
				ticket: [
					{ companyId: 'co-1', title: 'Printer', externalRefs: cw('7') },
					{ companyId: 'co-1', title: 'Mail' },
				],
			},
		});
		const [printer, mail] = server.control.list('ticket').map(({ id }) => id);
		const keys = [keysOf('7'), keysOf('8', { title: 'Mail', companyId: 'co-1' }), keysOf('9', {}, mail)];
		const candidates = await connectorTo(server).find('ticket', keys);
		expect(candidates.map((list) => list.map(({ rule, record }) => [rule, record.id]))).toEqual([
			[['externalId', printer]],
			[],
			[['targetId', mail]],
		]);
		expect(candidates[0][0].label).toBe('Printer – T00001');
	});

	it('asks nothing that the contract cannot hold', async () => {
		const { server, connector } = await companies([{ name: 'Acme' }]);
		expect(await found(connector, 'company', [keysOf('1,connectwise:2', {}, 'x/../y')])).toEqual([[]]);
		expect(requestsOf(server)).toEqual([]);
	});
});
