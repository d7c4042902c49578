import type { RunningPlatform } from '../../../sandbox/platform';
import { useBench } from './setup';

const bench = useBench();

const idsOf = (answer: { body: { items: Array<{ id: string }> } }): string[] => answer.body.items.map(({ id }) => id);

function company(platform: RunningPlatform, values: object): string {
	return platform.control.create('company', { name: 'Some Company', ...values }).id;
}

describe('a list', () => {
	test('comes page by page in the order of creation', async () => {
		const { client, platform } = bench();
		for (let index = 0; index < 24; index++) company(platform, { name: `C${index}` });
		const seen: string[] = [];
		let cursor: string | null = null;
		do {
			const { body } = await client.get('/companies', { limit: 10, ...(cursor !== null && { cursor }) });
			seen.push(...body.items.map(({ id }: { id: string }) => id));
			cursor = body.nextCursor;
			expect(body.hasMore).toBe(cursor !== null);
		} while (cursor !== null);
		expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `co-${index + 1}`));
	});

	test('is exactly one page when the records fill it', async () => {
		const { client, platform } = bench();
		company(platform, {});
		expect((await client.get('/companies', { limit: 2 })).body).toMatchObject({ hasMore: false, nextCursor: null });
	});

	test('keeps its filters over pages', async () => {
		const { client, platform } = bench();
		for (let index = 0; index < 6; index++) company(platform, { status: index % 2 ? 'inactive' : 'active' });
		const { body } = await client.get('/companies', { status: 'inactive', limit: 2 });
		const rest = await client.get('/companies', { status: 'inactive', limit: 2, cursor: body.nextCursor });
		expect([...idsOf({ body }), ...idsOf(rest)]).toEqual(['co-3', 'co-5', 'co-7']);
	});

	test('can be searched and narrowed to what changed lately', async () => {
		const { client, platform, companyId } = bench();
		platform.control.clock.set({ frozenAt: '2031-03-01T09:00:00.000Z' });
		const id = company(platform, { name: 'Bäcker & Söhne', identifier: 'BAECK' });
		expect(idsOf(await client.get('/companies', { q: 'söhne' }))).toEqual([id]);
		expect(idsOf(await client.get('/companies', { q: 'wind' }))).toEqual([companyId]);
		expect(idsOf(await client.get('/companies', { updatedSince: '2031-03-01T10:00:00+01:00' }))).toEqual([id]);
		expect(idsOf(await client.get('/companies', { updatedSince: '2031-03-01T09:00:00.001Z' }))).toEqual([]);
	});

	test('narrows tickets by what a technician looks for', async () => {
		const { client, platform, companyId, ticketId } = bench();
		const other = platform.control.create('ticket', {
			companyId,
			title: 'x',
			queue: 'Onsite',
			priority: 'High',
			assignee: 'Sam',
		});
		for (const [filter, value] of Object.entries({
			queue: 'Onsite',
			priority: 'High',
			assignee: 'Sam',
			number: 'T00002',
		})) {
			expect(idsOf(await client.get('/tickets', { [filter]: value }))).toEqual([other.id]);
		}
		expect(idsOf(await client.get('/tickets', { companyId, status: 'new' }))).toEqual([ticketId, other.id]);
		expect(idsOf(await client.get('/tickets', { companyId, status: 'closed' }))).toEqual([]);
	});
});

describe('a look-up', () => {
	test('finds up to 100 records by their external references in one call', async () => {
		const { client, platform } = bench();
		const ids = Array.from({ length: 120 }, (_, index) =>
			company(platform, {
				externalRefs: [
					{ system: 'connectwise', id: String(index) },
					{ system: 'halo', id: 'x' + index },
				],
			}),
		);
		const refs = (count: number) => Array.from({ length: count }, (_, index) => `connectwise:${index}`).join(',');
		expect(idsOf(await client.get('/companies', { externalRef: refs(100) }))).toEqual(ids.slice(0, 100));
		expect(await client.get('/companies', { externalRef: refs(101) })).toMatchObject({ status: 400 });
		expect(idsOf(await client.get('/companies', { externalRef: 'halo:7,connectwise:none' }))).toEqual([]);
		expect(idsOf(await client.get('/companies', { externalRef: 'halo:x7' }))).toEqual([ids[7]]);
	});

	test('takes an external reference with colons, spaces and percent signs as it is', async () => {
		const { client, platform } = bench();
		const id = company(platform, { externalRefs: [{ system: 'cw', id: 'https://x/ y?a=1&b=100%25' }] });
		expect(idsOf(await client.get('/companies', { externalRef: 'cw:https://x/ y?a=1&b=100%25' }))).toEqual([id]);
	});

	test('finds nothing by the reference of a deleted record or one that was given up', async () => {
		const { client, platform } = bench();
		const id = company(platform, { externalRefs: [{ system: 'cw', id: '1' }] });
		platform.control.edit('company', id, { externalRefs: [{ system: 'cw', id: '2' }] });
		expect(idsOf(await client.get('/companies', { externalRef: 'cw:1' }))).toEqual([]);
		platform.control.remove('company', id);
		expect(idsOf(await client.get('/companies', { externalRef: 'cw:2' }))).toEqual([]);
	});

	test('reads up to 100 records by id in one call', async () => {
		const { client, platform } = bench();
		const ids = Array.from({ length: 100 }, () => company(platform, {}));
		platform.control.remove('company', ids[3]);
		const found = idsOf(await client.get('/companies', { ids: [...ids.slice(1), 'co-nope'].join(',') }));
		expect(found).toEqual(ids.filter((_, index) => index !== 0 && index !== 3));
		expect(await client.get('/companies', { ids: [...ids, 'co-1'].join(',') })).toMatchObject({ status: 400 });
	});

	test('finds companies by identifier, name and domain, each given several times', async () => {
		const { client, platform, companyId } = bench();
		const acme = company(platform, { name: 'ACME  Tools Ltd.', identifier: 'Acme', domain: 'Acme.example' });
		company(platform, { name: 'Acme Tool', identifier: 'ACME2', domain: 'www.acme.example' });
		expect(idsOf(await client.get('/companies', { identifier: ['ACME', 'northwind'] }))).toEqual([companyId, acme]);
		expect(idsOf(await client.get('/companies', { name: ['acme tools   LTD.', 'Northwind, Dental'] }))).toEqual([acme]);
		expect(idsOf(await client.get('/companies', { domain: 'ACME.EXAMPLE' }))).toEqual([acme]);
		expect(idsOf(await client.get('/companies', { domain: 'acme.example', identifier: 'ACME2' }))).toEqual([]);
	});

	test('finds contacts by e-mail or name within their company', async () => {
		const { client, platform, companyId } = bench();
		const otherCompany = company(platform, {});
		const ada = platform.control.create('contact', {
			companyId,
			firstName: 'Ada',
			lastName: 'King',
			email: 'Ada@x.example',
		});
		platform.control.create('contact', {
			companyId: otherCompany,
			firstName: 'Ada',
			lastName: 'King',
			email: 'ada@x.example',
		});
		expect(idsOf(await client.get('/contacts', { companyId, email: 'ADA@X.example' }))).toEqual([ada.id]);
		expect(idsOf(await client.get('/contacts', { companyId, name: 'ada king' }))).toEqual([ada.id]);
		expect(idsOf(await client.get('/contacts', { email: 'ada@x.example', active: 'true' }))).toHaveLength(2);
		expect(idsOf(await client.get('/contacts', { email: 'ada@x.example', active: 'false' }))).toEqual([]);
	});

	test('is no match for records whose field is empty', async () => {
		const { client, platform } = bench();
		company(platform, { identifier: null, domain: null });
		expect(idsOf(await client.get('/companies', { domain: 'null' }))).toEqual([]);
		expect(await client.get('/companies', { domain: '' })).toMatchObject({ status: 400 });
	});

	test.each(['identifer', 'companyId', 'Name', '__proto__'])('refuses the unknown filter %s', async (name) => {
		const { platform } = bench();
		const headers = { authorization: `Bearer ${platform.apiKey}` };
		const response = await fetch(`${platform.apiUrl}/companies?${name}=x`, { headers });
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({ code: 'invalid_parameter' });
	});
});

test('ten thousand tickets are listed, looked up and followed in good time', async () => {
	const { platform, companyId } = bench();
	const ticket = Array.from({ length: 10_000 }, (_, index) => ({
		companyId,
		title: `Ticket ${index}`,
		externalRefs: [{ system: 'cw', id: `${index}` }],
	}));
	platform.control.seed({ ticket });
	// Without the client that validates: here the server's own time counts.
	const get = async (query: string) => {
		const headers = { authorization: `Bearer ${platform.apiKey}` };
		const answer = await (await fetch(`${platform.apiUrl}/tickets${query}`, { headers })).json();
		return answer as { items: Array<{ id: string }>; nextCursor: string; hasMore: boolean };
	};
	const started = performance.now();
	let page = await get('/changes?limit=500');
	let rows = page.items.length;
	while (page.hasMore) {
		page = await get(`/changes?limit=500&cursor=${page.nextCursor}`);
		rows += page.items.length;
	}
	expect(rows).toBe(10_001);
	expect(idsOf({ body: await get('?externalRef=cw:9999,cw:5000') })).toEqual(['tk-5002', 'tk-10001']);
	expect(idsOf({ body: await get('?q=ticket%209999') })).toEqual(['tk-10001']);
	// Well below a second on an idle machine.
	expect(performance.now() - started).toBeLessThan(10_000);
});
