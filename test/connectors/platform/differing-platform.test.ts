import type { PlatformOptions } from '../../../sandbox/platform';
import { FieldNames } from '../../../sync/connectors/platform/field-names';
import { connectorTo, failureOf, keysOf, platform, stopPlatforms } from './sandbox';

afterEach(stopPlatforms);

const NAMES = {
	ticket: { title: 'subject', companyId: 'accountId' },
	company: { name: 'accountName', status: 'name' },
};

/** A platform with another path, another header, and other names: one of them the contract's for something else. */
const OTHER: PlatformOptions = {
	basePath: '/rest/v3',
	authHeader: { name: 'x-api-key', prefix: '' },
	fieldNames: NAMES,
	seed: { company: [{ name: 'Acme', status: 'inactive' }] },
};

async function other() {
	const server = await platform(OTHER);
	const settings = { basePath: 'rest/v3/', authHeader: 'X-Api-Key', authPrefix: '', fieldNames: NAMES };
	return { server, connector: connectorTo(server, settings) };
}

describe('a platform that differs from the contract', () => {
	it('is read in the contract’s names', async () => {
		const { connector } = await other();
		const { rows } = await connector.changes('company', null, 10);
		expect(rows[0].record).toMatchObject({ name: 'Acme', status: 'inactive' });
	});

	it('is written in its own names, and changed in its own names', async () => {
		const { server, connector } = await other();
		const created = await connector.create('ticket', { title: 'Printer', companyId: 'co-1' }, '7', 'k1');
		expect(created.record).toMatchObject({ title: 'Printer', companyId: 'co-1' });
		const changed = await connector.update('ticket', created, { title: 'Printer on fire' });
		expect(changed.record.title).toBe('Printer on fire');
		expect(server.control.requests.entries().map(({ body }) => body)).toEqual([
			{ subject: 'Printer', accountId: 'co-1', externalRefs: [{ system: 'connectwise', id: '7' }] },
			{ subject: 'Printer on fire' },
		]);
	});

	it('describes its fields in the contract’s names', async () => {
		const { connector } = await other();
		const fields = (await connector.fields('ticket')).map(({ name }) => name);
		expect(fields).toEqual(expect.arrayContaining(['title', 'companyId', 'customFields/Asset Tag']));
		expect(fields).not.toContain('subject');
	});

	it('has its refusals told in the contract’s names', async () => {
		const { connector } = await other();
		const error = await failureOf(connector.create('ticket', { title: 'x'.repeat(256), companyId: 'co-1' }, '7', 'k1'));
		expect(error.subject.field).toBe('title');
	});

	it('is searched in its own names', async () => {
		const { connector } = await other();
		const [candidates] = await connector.find('company', [keysOf('1', { name: 'ACME Inc.' })]);
		expect(candidates.map(({ rule }) => rule)).toEqual(['name']);
	});

	it('refuses a key in the contract’s header', async () => {
		const { server } = await other();
		const error = await failureOf(connectorTo(server, { basePath: '/rest/v3' }).changes('company', null, 1));
		expect(error.code).toBe('AUTHENTICATION');
	});
});

describe('field names', () => {
	it('lead into nested objects and custom fields, both ways', () => {
		const names = new FieldNames({ title: 'attributes/subject', 'customFields/Asset/Tag': 'assetTag' });
		const theirs = { id: '1', attributes: { subject: 'A', more: 1 }, assetTag: 'P7' };
		const ours = { id: '1', title: 'A', attributes: { more: 1 }, customFields: { 'Asset/Tag': 'P7' } };
		expect(names.toContract(theirs)).toEqual(ours);
		expect(names.toPlatform({ title: 'A', customFields: { 'Asset/Tag': 'P7' } })).toEqual({
			customFields: {},
			attributes: { subject: 'A' },
			assetTag: 'P7',
		});
	});

	it('can be swapped', () => {
		const names = new FieldNames({ title: 'name', name: 'title' });
		expect(names.toContract({ title: 'a', name: 'b' })).toEqual({ title: 'b', name: 'a' });
		expect(names.toPlatform({ title: 'b', name: 'a' })).toEqual({ title: 'a', name: 'b' });
	});

	it('do not mistake the platform’s own meaning of a contract name', () => {
		expect(new FieldNames({ title: 'subject' }).toContract({ title: 'Mr' })).toEqual({});
	});

	it('never reach a prototype', () => {
		const names = new FieldNames({ title: '__proto__/polluted', status: 'constructor/prototype/polluted' });
		names.toPlatform({ title: 'x', status: 'y' });
		names.toContract(
			JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}') as object as Record<
				string,
				unknown
			>,
		);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});
