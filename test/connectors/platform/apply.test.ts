import { connectorTo, failureOf, keysOf, platform, requestsOf, stopPlatforms } from './sandbox';

afterEach(stopPlatforms);

const KEY = 'write-1';

async function withTicket() {
	const server = await platform({
		seed: {
			company: [{ name: 'Acme' }],
			ticket: [{ title: 'Printer', companyId: 'co-1', tags: ['a', 'b'], queue: 'Onsite' }],
		},
	});
	const connector = connectorTo(server);
	const [ticket] = server.control.list('ticket');
	const current = (await connector.read('ticket', [ticket.id])).get(ticket.id);
	if (!current) throw new Error('the seeded ticket is missing');
	server.control.requests.clear();
	return { server, connector, current };
}

describe('a create', () => {
	it('carries the other side’s id as external reference and leaves out what is empty', async () => {
		const server = await platform();
		const connector = connectorTo(server);
		const created = await connector.create(
			'company',
			{ name: 'Acme', city: null, 'customFields/Site Code': 'A1' },
			'12',
			KEY,
		);
		expect(created).toMatchObject({ externalIds: ['12'], record: { name: 'Acme', 'customFields/Site Code': 'A1' } });
		expect(server.control.requests.entries()[0].body).toEqual({
			name: 'Acme',
			customFields: { 'Site Code': 'A1' },
			externalRefs: [{ system: 'connectwise', id: '12' }],
		});
	});

	it.each(['lostResponse', 'truncated'] as const)('makes one record when its answer is lost (%s)', async (kind) => {
		const server = await platform();
		server.control.faults.add({ kind, times: 1, method: 'POST', delayMs: 1 });
		const created = await connectorTo(server).create('company', { name: 'Acme' }, '12', KEY);
		expect(server.control.list('company').map(({ id }) => id)).toEqual([created.id]);
	});

	it('that was never answered says so, and sent again later makes no second record', async () => {
		const server = await platform();
		const connector = connectorTo(server, { transport: { timeoutMs: 150, sleep: async () => undefined } });
		const fault = server.control.faults.add({ kind: 'lostResponse', method: 'POST', delayMs: 5_000 });
		const error = await failureOf(connector.create('company', { name: 'Acme' }, '12', KEY));
		expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true, subject: { entity: 'company', uncertain: true } });
		server.control.faults.remove(fault);
		const created = await connector.create('company', { name: 'Acme' }, '12', KEY);
		expect(server.control.list('company').map(({ id }) => id)).toEqual([created.id]);
	});

	it('that a server refused before doing anything is not called uncertain', async () => {
		const server = await platform();
		server.control.faults.add({ kind: 'rateLimited', method: 'POST', retryAfterSeconds: 7 });
		const error = await failureOf(connectorTo(server).create('company', { name: 'Acme' }, '12', KEY));
		expect(error).toMatchObject({ code: 'RATE_LIMITED', subject: { uncertain: false, retryAfterMs: 7_000 } });
		expect(requestsOf(server)).toEqual(['POST /companies']);
	});

	it('is asked for once more after a failing server, and then called uncertain', async () => {
		const server = await platform();
		server.control.faults.add({ kind: 'unavailable', method: 'POST' });
		const error = await failureOf(connectorTo(server).create('company', { name: 'Acme' }, '12', KEY));
		expect(error).toMatchObject({ code: 'UNAVAILABLE', subject: { uncertain: true } });
		expect(requestsOf(server)).toEqual(['POST /companies', 'POST /companies']);
	});

	it('answered with a web page is not taken for a success', async () => {
		const server = await platform();
		server.control.faults.add({ kind: 'html', method: 'POST' });
		const error = await failureOf(connectorTo(server).create('company', { name: 'Acme' }, '12', KEY));
		expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', subject: { uncertain: true } });
	});

	it('with refused values names the field and is not retryable', async () => {
		const server = await platform();
		const error = await failureOf(
			connectorTo(server).create('company', { name: 'A', phone: 'x'.repeat(51) }, '1', KEY),
		);
		expect(error).toMatchObject({
			code: 'REJECTED',
			retryable: false,
			subject: { field: 'phone', status: 422, uncertain: false },
		});
		expect(error.message).toContain('phone: may have at most 50 characters');
	});

	it('of a record whose counterpart exists already is no dead end', async () => {
		const server = await platform({
			seed: { company: [{ name: 'Acme', externalRefs: [{ system: 'connectwise', id: '12' }] }] },
		});
		const error = await failureOf(connectorTo(server).create('company', { name: 'Acme' }, '12', KEY));
		expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true, subject: { uncertain: false } });
		expect(error.message).toContain('The existing record is co-1');
	});

	it('makes no second record while the look-ups do not show the first one yet', async () => {
		const server = await platform();
		const connector = connectorTo(server);
		server.control.indexLagMs = 60_000;
		await connector.create('company', { name: 'Acme' }, '12', KEY);
		expect(await connector.find('company', [keysOf('12', { name: 'Acme' })])).toEqual([[]]);
		const again = await connector.create('company', { name: 'Acme' }, '12', KEY);
		const error = await failureOf(connector.create('company', { name: 'Acme' }, '12', 'another-key'));
		expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
		expect(server.control.list('company').map(({ id }) => id)).toEqual([again.id]);
	});

	it('with an identifier that is taken is refused with the record that has it', async () => {
		const server = await platform({ seed: { company: [{ name: 'Acme', identifier: 'ACME' }] } });
		const error = await failureOf(
			connectorTo(server).create('company', { name: 'Acme 2', identifier: 'acme' }, '12', KEY),
		);
		expect(error.code).toBe('REJECTED');
		expect(error.message).toContain('The existing record is co-1');
	});

	it('refuses an id that no external reference can hold', async () => {
		const error = await failureOf(connectorTo(await platform()).create('company', { name: 'A' }, '1,2', KEY));
		expect(error.code).toBe('BAD_INPUT');
	});

	it('keeps hostile text as it is', async () => {
		const server = await platform();
		const name = `'; DROP TABLE x; -- <script>alert(1)</script> \${7*7} __proto__`;
		const created = await connectorTo(server).create('company', { name }, '12', KEY);
		expect(created.record.name).toBe(name);
	});
});

describe('an update', () => {
	it('sends exactly the changed fields, onto the version that was read', async () => {
		const { server, connector, current } = await withTicket();
		const updated = await connector.update('ticket', current, {
			title: 'Printer on fire',
			'customFields/Asset Tag': 'P-7',
		});
		expect(server.control.requests.entries()).toMatchObject([
			{ method: 'PATCH', body: { title: 'Printer on fire', customFields: { 'Asset Tag': 'P-7' } } },
		]);
		expect(updated.record).toMatchObject({
			title: 'Printer on fire',
			'customFields/Asset Tag': 'P-7',
			queue: 'Onsite',
		});
		expect(updated.etag).not.toBe(current.etag);
	});

	it('empties a field with null and a list with []', async () => {
		const { server, connector, current } = await withTicket();
		const updated = await connector.update('ticket', current, { queue: '', tags: null });
		expect(server.control.requests.entries()[0].body).toEqual({ queue: null, tags: [] });
		expect(updated.record).toMatchObject({ queue: null, tags: [] });
	});

	it('does nothing when somebody has edited the record meanwhile', async () => {
		const { server, connector, current } = await withTicket();
		server.control.edit('ticket', current.id, { assignee: 'Sam' });
		const error = await failureOf(connector.update('ticket', current, { title: 'Mine' }));
		expect(error).toMatchObject({
			code: 'PRECONDITION',
			subject: { entity: 'ticket', id: current.id, uncertain: false },
		});
		expect(server.control.get('ticket', current.id)).toMatchObject({ title: 'Printer', assignee: 'Sam' });
	});

	it('of nothing sends nothing', async () => {
		const { server, connector, current } = await withTicket();
		expect(await connector.update('ticket', current, {})).toBe(current);
		expect(requestsOf(server)).toEqual([]);
	});

	it('whose answer was lost is sent once and called uncertain', async () => {
		const { server, connector, current } = await withTicket();
		server.control.faults.add({ kind: 'lostResponse', method: 'PATCH', delayMs: 1 });
		const error = await failureOf(connector.update('ticket', current, { title: 'Mine' }));
		expect(error).toMatchObject({ code: 'UNREACHABLE', retryable: true, subject: { uncertain: true } });
		expect(requestsOf(server)).toHaveLength(1);
		expect(server.control.get('ticket', current.id).title).toBe('Mine');
	});

	it('of a deleted record says that there is none', async () => {
		const { server, connector, current } = await withTicket();
		server.control.remove('ticket', current.id);
		expect((await failureOf(connector.update('ticket', current, { title: 'Mine' }))).code).toBe('NOT_FOUND');
	});
});

describe('reading by id', () => {
	it('takes one call for a hundred records', async () => {
		const server = await platform({ seed: { company: Array.from({ length: 150 }, (_, i) => ({ name: `C${i}` })) } });
		const connector = connectorTo(server);
		const ids = server.control.list('company').map(({ id }) => id);
		const records = await connector.read('company', [...ids, ...ids]);
		expect([...records.keys()].sort()).toEqual([...ids].sort());
		expect(connector.calls()).toBe(2);
	});

	it('finds a record that the lists do not show yet', async () => {
		const server = await platform();
		server.control.indexLagMs = 60_000;
		const { id } = server.control.create('company', { name: 'New' });
		expect((await connectorTo(server).read('company', [id])).get(id)?.record.name).toBe('New');
	});

	it('shows one record alone as it was committed last, whatever the lists still show', async () => {
		const server = await platform({ seed: { company: [{ name: 'Old' }, { name: 'Other' }] } });
		server.control.indexLagMs = 60_000;
		server.control.edit('company', 'co-1', { name: 'New' });
		const connector = connectorTo(server);
		expect((await connector.read('company', ['co-1'])).get('co-1')?.record.name).toBe('New');
		expect(requestsOf(server)).toEqual(['GET /companies/co-1']);
	});

	it('leaves out deleted and unknown ids, and never asks for what cannot be an id', async () => {
		const server = await platform({ seed: { company: [{ name: 'A' }, { name: 'B' }] } });
		server.control.remove('company', 'co-2');
		const records = await connectorTo(server).read('company', ['co-1', 'co-2', 'co-9', '../me', 'a,b', '..', '']);
		expect([...records.keys()]).toEqual(['co-1']);
		expect(requestsOf(server)).toEqual(['GET /companies', 'GET /companies/co-2', 'GET /companies/co-9']);
	});
});

describe('the way in', () => {
	it('names the credentials when the key is wrong, without showing it', async () => {
		const server = await platform();
		const error = await failureOf(connectorTo(server, { apiKey: 'wrong-secret-key' }).read('company', ['co-1']));
		expect(error.code).toBe('AUTHENTICATION');
		expect(error.message).toContain('API key');
		expect(error.message).not.toContain('wrong-secret-key');
	});

	it.each([
		['ftp://platform.example.com', {}],
		['platform.example.com', {}],
		['https://user:pass@platform.example.com', {}],
		['https://platform.example.com?key=1', {}],
		['https://platform.example.com', { authHeader: 'X Key' }],
		['https://platform.example.com', { apiKey: 'a\r\nX: y' }],
		['https://platform.example.com', { apiKey: '' }],
	])('refuses settings that cannot work (%s %j)', async (baseUrl, more) => {
		const server = await platform();
		expect(() => connectorTo(server, { baseUrl, ...more })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
	});

	it('is told apart by address and tenant, and holds no secret', async () => {
		const server = await platform();
		const connector = connectorTo(server, { tenant: 'north' });
		expect(connector.fingerprint).toBe(`127.0.0.1:${server.port}/api north`);
		expect(connector.fingerprint).not.toContain(server.apiKey);
	});

	it('measures the server’s clock', async () => {
		const server = await platform();
		server.control.clock.set({ skewMs: 600_000 });
		const connector = connectorTo(server);
		await connector.changes('company', null, 1);
		expect(Math.abs(connector.skewMs() - 600_000)).toBeLessThan(2_000);
	});
});

describe('a note', () => {
	async function withNote(visibility: string | null) {
		const server = await platform({
			seed: { company: [{ name: 'Acme' }], ticket: [{ title: 'Printer', companyId: 'co-1' }] },
		});
		const connector = connectorTo(server);
		const payload = { ticketId: 'tk-1', text: 'He never pays', visibility };
		return { server, connector, note: await connector.create('note', payload, '1/2', KEY) };
	}

	it('is internal where nothing is said of its readers, in so many words', async () => {
		const { server, note } = await withNote(null);
		expect(server.control.requests.entries({ method: 'POST' })[0].body).toMatchObject({ visibility: 'internal' });
		expect(note.record).toMatchObject({ visibility: 'internal' });
	});

	it('is hidden from clients when asked, and never shown to them', async () => {
		const { server, connector, note } = await withNote('public');
		const hidden = await connector.update('note', note, { visibility: 'internal' });
		const error = await failureOf(connector.update('note', hidden, { visibility: 'public' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'note', id: note.id, field: 'visibility' } });
		expect(server.control.get('note', note.id)).toMatchObject({ visibility: 'internal' });
	});

	it('is written without a mail to the client where that is asked for, and only then', async () => {
		const { server, connector } = await withNote(null);
		server.control.create('contact', { companyId: 'co-1', firstName: 'Ada', email: 'ada@acme.example' });
		server.control.edit('ticket', 'tk-1', { contactId: 'ct-1' });
		const causes = () => server.control.mails().map(({ cause }) => cause);
		const ticket = (await connector.read('ticket', ['tk-1'])).get('tk-1');
		if (!ticket) throw new Error('the ticket is not there');
		const payload = { ticketId: 'tk-1', text: 'Hello', visibility: 'public' };
		await connector.create('note', payload, '1/3', `${KEY}-2`, { quiet: true });
		const solved = await connector.update('ticket', ticket, { status: 'resolved' }, { quiet: true });
		expect(causes()).toEqual([]);
		await connector.create('note', payload, '1/4', `${KEY}-3`);
		const reopened = await connector.update('ticket', solved, { status: 'new' });
		await connector.update('ticket', reopened, { status: 'resolved' });
		expect(causes()).toEqual(['publicNote', 'ticketResolved']);
	});

	it('keeps the time at which it was written elsewhere', async () => {
		const { connector } = await withNote(null);
		const payload = { ticketId: 'tk-1', text: 'Call me back', writtenAt: '2026-02-27T14:03:22Z' };
		const { record } = await connector.create('note', payload, '1/3', `${KEY}-2`);
		expect(record).toMatchObject({ writtenAt: '2026-02-27T14:03:22.000Z' });
	});
});
