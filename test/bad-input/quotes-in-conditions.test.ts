import { compare, oneOf } from '../../sync/connectors/connectwise';
import { Bench, SYNC } from '../workflows/bench';

/*
 * ConnectWise's `conditions` language documents no way to escape a quote. A value that holds one finds what it means,
 * never more, and never ends the condition early.
 */

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start({ connectwise: { record: undefined } });
});
afterEach(async () => await bench.stop());

const TRICKY = ['O"Brien', 'back\\slash', '" or id > 0 or name = "', 'ends with \\', '100 % *', "it's", 'a\nb'];

describe('a quote or a backslash in what a counterpart is looked for by', () => {
	test.each(TRICKY)('%j: the client and contact that are there already are linked, and nobody else', async (text) => {
		const { control } = bench.connectwise;
		const bystander = bench.psaClient('Bystander', 'BYSTANDER');
		const name = `${text} Partners`;
		const company = Number(control.create('companies', { name, identifier: 'TRICKY', site: { name: 'Main' } }).id);
		const lastName = text.slice(0, 30);
		control.create('contacts', { firstName: 'Nora', lastName, company: { id: company } });
		const client = bench.platform.control.create('company', { name });
		bench.platform.control.create('contact', { companyId: client.id, firstName: 'Nora', lastName });
		bench.platform.control.create('ticket', { title: text, companyId: client.id });
		await bench.settle();
		expect(bench.connectwise.control.records('companies')).toHaveLength(2);
		expect(bench.connectwise.control.records('contacts')).toHaveLength(2);
		expect(bench.platform.control.list('company')).toHaveLength(2);
		expect(bench.platform.control.list('contact')).toHaveLength(2);
		const store = await bench.store();
		const links = await store.linksBySide(SYNC, 'company', 'platform', [String(client.id)]);
		expect(links.get(String(client.id))?.link).toMatchObject({ psaId: String(company), state: 'linked' });
		expect(bench.connectwise.control.records('tickets')).toMatchObject([{ company: { id: company } }]);
		expect(bench.psa('companies', bystander.company).name).toBe('Bystander');
	});

	test.each(TRICKY)('%j: no request that holds it is refused as malformed', async (text) => {
		bench.platform.control.create('company', {
			name: text,
			website: `https://example.com/${encodeURIComponent(text)}`,
		});
		const client = bench.platform.control.create('company', { name: 'Contoso' });
		bench.platform.control.create('contact', {
			companyId: client.id,
			firstName: text,
			lastName: text,
			email: 'x@example.com',
		});
		await bench.settle();
		const refused = bench.connectwise.control.requests
			.entries({ method: 'GET' })
			.filter(({ status }) => status === 400);
		expect(refused).toEqual([]);
	});
});

describe('a condition that cannot be expressed', () => {
	test.each(['!=', '<', '>='] as const)('with %s says which field, why, and what to use instead', (comparison) => {
		expect(() => compare('summary', comparison, 'a "quoted" word')).toThrow(
			/summary cannot be compared by .* a quote, a backslash, a wildcard or a line break; use "equals" or "contains"/,
		);
	});

	test('never becomes a condition on something else', () => {
		expect(() => compare('id > 0 or summary', '=', 'x')).toThrow(/is not the name of a field/);
		expect(oneOf('name', ['a"b', 'c'])).toBe('name = "c" or name like "a*b"');
		expect(() => oneOf('name', [])).toThrow(/a list of alternatives is empty/);
	});
});
