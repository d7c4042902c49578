import { useBench } from './setup';

const bench = useBench();

describe('optimistic concurrency', () => {
	test('a patch or delete with the etag of an older state is refused and does nothing', async () => {
		const { client, platform, ticketId } = bench();
		const { body: read } = await client.get(`/tickets/${ticketId}`);
		const moved = platform.control.edit('ticket', ticketId, { priority: 'High' });
		const refused = { status: 412, body: { code: 'etag_mismatch' } };
		expect(await client.patch(`/tickets/${ticketId}`, { title: 'Mine' }, { 'if-match': read.etag })).toMatchObject(
			refused,
		);
		expect(await client.delete(`/tickets/${ticketId}`, { 'if-match': read.etag })).toMatchObject(refused);
		expect((await client.get(`/tickets/${ticketId}`)).body).toEqual(moved);
	});

	test('the etag of a list row is good for If-Match', async () => {
		const { client, ticketId } = bench();
		const { items } = (await client.get('/tickets')).body;
		const answer = await client.patch(`/tickets/${ticketId}`, { title: 'Mine' }, { 'if-match': items[0].etag });
		expect(answer.status).toBe(200);
	});

	test('two writers with one etag: exactly one wins', async () => {
		const { client, ticketId } = bench();
		const { body: read } = await client.get(`/tickets/${ticketId}`);
		const writes = ['Ann', 'Ben'].map((title) =>
			client.patch(`/tickets/${ticketId}`, { title }, { 'if-match': read.etag }),
		);
		expect((await Promise.all(writes)).map(({ status }) => status).sort()).toEqual([200, 412]);
	});

	test('without If-Match the write is carried out on whatever is there', async () => {
		const { client, platform, ticketId } = bench();
		platform.control.edit('ticket', ticketId, { priority: 'High' });
		const { body } = await client.patch(`/tickets/${ticketId}`, { title: 'Mine' });
		expect(body).toMatchObject({ title: 'Mine', priority: 'High' });
	});

	test('an etag without its quotes is refused as a mistake of the client', async () => {
		const { client, ticketId } = bench();
		const { body } = await client.get(`/tickets/${ticketId}`);
		const bare = body.etag.replaceAll('"', '');
		expect(await client.patch(`/tickets/${ticketId}`, { title: 'x' }, { 'if-match': bare })).toMatchObject({
			status: 400,
			body: { code: 'invalid_parameter' },
		});
	});
});

describe('idempotent create', () => {
	const key = { 'idempotency-key': 'psa-sync:ticket:77' };

	test('the same key and body make one record and the same answer', async () => {
		const { client, companyId, platform } = bench();
		const body = { companyId, title: 'Once' };
		const first = await client.post('/tickets', body, key);
		platform.control.edit('ticket', first.body.id, { title: 'Edited since' });
		const again = await client.post('/tickets', body, key);
		expect(again.status).toBe(201);
		expect(again.body).toEqual(first.body);
		expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
		expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
		expect(platform.control.list('ticket')).toHaveLength(2);
	});

	test('the same key with another body is refused', async () => {
		const { client, companyId } = bench();
		await client.post('/tickets', { companyId, title: 'Once' }, key);
		expect(await client.post('/tickets', { companyId, title: 'Twice' }, key)).toMatchObject({
			status: 422,
			body: { code: 'idempotency_key_reused' },
		});
	});

	test('a refused create is not remembered', async () => {
		const { client, companyId } = bench();
		expect((await client.post('/tickets', { companyId, title: '' }, key)).status).toBe(422);
		expect((await client.post('/tickets', { companyId, title: 'Mended' }, key)).status).toBe(201);
	});

	test('a create whose answer was lost is found again by its key', async () => {
		const { client, companyId, platform } = bench();
		platform.control.faults.add({ kind: 'lostResponse', method: 'POST', times: 1, delayMs: 1 });
		const body = { companyId, title: 'Landed' };
		await expect(client.post('/tickets', body, key)).rejects.toThrow('fetch failed');
		const again = await client.post('/tickets', body, key);
		expect(again.headers.get('idempotency-replayed')).toBe('true');
		expect(platform.control.list('ticket').filter(({ title }) => title === 'Landed')).toHaveLength(1);
	});

	test('creates without a key are each carried out', async () => {
		const { client, companyId } = bench();
		const bodies = [1, 2].map(() => client.post('/tickets', { companyId, title: 'Same' }));
		const [one, two] = await Promise.all(bodies);
		expect(one.body.id).not.toBe(two.body.id);
	});
});

describe('external references', () => {
	const refs = (id: string) => ({ externalRefs: [{ system: 'connectwise', id }] });

	test('belong to one record of a kind; another one is told which', async () => {
		const { client, companyId, ticketId } = bench();
		await client.patch(`/tickets/${ticketId}`, refs('12'));
		const taken = { status: 409, body: { code: 'external_ref_taken', existingId: ticketId } };
		expect(await client.post('/tickets', { companyId, title: 'x', ...refs('12') })).toMatchObject(taken);
		const { body: other } = await client.post('/tickets', { companyId, title: 'x', ...refs('13') });
		expect(await client.patch(`/tickets/${other.id}`, refs('12'))).toMatchObject(taken);
		expect((await client.patch(`/companies/${companyId}`, refs('12'))).status).toBe(200);
	});

	test('are free again once the record is deleted or has given them up', async () => {
		const { client, companyId, ticketId } = bench();
		await client.patch(`/tickets/${ticketId}`, refs('12'));
		await client.patch(`/tickets/${ticketId}`, { externalRefs: [] });
		const heir = await client.post('/tickets', { companyId, title: 'x', ...refs('12') });
		expect(heir.status).toBe(201);
		expect((await client.delete(`/tickets/${heir.body.id}`)).status).toBe(204);
		expect((await client.patch(`/tickets/${ticketId}`, refs('12'))).status).toBe(200);
	});

	test('name each system once', async () => {
		const { client, ticketId } = bench();
		const twice = { externalRefs: [...refs('1').externalRefs, ...refs('2').externalRefs] };
		expect(await client.patch(`/tickets/${ticketId}`, twice)).toMatchObject({
			status: 422,
			body: { errors: [{ field: 'externalRefs', code: 'invalid_value' }] },
		});
	});
});

describe('the identifier of a company', () => {
	test('belongs to one company, case aside', async () => {
		const { client, companyId } = bench();
		expect(await client.post('/companies', { name: 'Other', identifier: 'northwind' })).toMatchObject({
			status: 409,
			body: { code: 'identifier_taken', existingId: companyId },
		});
		expect((await client.patch(`/companies/${companyId}`, { identifier: 'Northwind' })).status).toBe(200);
	});
});
