import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { AutotaskClient, createAutotaskConnector } from '../../../sync/connectors/autotask';
import { serverUrl, tenantOf } from '../../../sync/connectors/autotask/options';
import type { ApiBudget, BudgetCall } from '../../../sync/connectors/http';
import { failureOf, optionsFor, startMadeUp, startRecorded } from './support';

describe('the client', () => {
	let simulator: AutotaskSimulator;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => simulator.control.reset());
	afterAll(() => simulator.close());

	const requests = (path: string) => simulator.control.requests.entries({ path });

	it('looks its zone up once, whatever slash its address ends with', async () => {
		simulator.control.set({ zone: 'first', zoneSlash: false });
		const clock = { now: () => Date.now() + 24 * 60 * 60 * 1000 };
		const client = new AutotaskClient(optionsFor(simulator, { clock }));
		expect((await client.get('company', '0'))?.id).toBe(0);
		expect((await new AutotaskClient(optionsFor(simulator, { clock })).get('company', '0'))?.id).toBe(0);
		expect(requests('zoneInformation')).toHaveLength(1);
	});

	it('follows a database that moves to another zone in the middle of its work, writes too', async () => {
		const connector = createAutotaskConnector(optionsFor(simulator));
		await connector.changes('ticket', null, 1);
		simulator.control.set({ zone: 'moved' });
		const [ticket] = simulator.control.records('Tickets');
		const current = (await connector.read('ticket', [String(ticket['id'])])).get(String(ticket['id']));
		if (!current) throw new Error('no ticket');
		simulator.control.set({ zone: 'again' });
		const after = await connector.update('ticket', current, { title: 'Moved twice' });
		expect(after.record['title']).toBe('Moved twice');
	});

	it.each(['http://evil.example/atservicesrest/', 'https://autotask.net.evil.example/', 'javascript:alert(1)', ''])(
		'never sends the keys to %j, which the vendor does not own',
		async (url) => {
			const server = await startMadeUp(
				() => ({ body: {} }),
				() => url,
			);
			try {
				const error = await failureOf(new AutotaskClient(server.options).get('company', '0'));
				expect(error.code).toBe('UNEXPECTED_ANSWER');
				expect(error.message).toContain('zone');
				expect(server.asked).toEqual([]);
			} finally {
				await server.close();
			}
		},
	);

	it.each([{ secret: 'wrong' }, { integrationCode: 'wrong' }])(
		'says which keys to check for %j, and none of them',
		async (wrong) => {
			const error = await failureOf(new AutotaskClient(optionsFor(simulator, wrong)).get('company', '0'));
			expect(error.code).toBe('AUTHENTICATION');
			expect(error.message).toContain('integration code');
			expect(error.message).not.toContain(simulator.credentials.secret);
		},
	);

	it('says that a user name is not known', async () => {
		const client = new AutotaskClient(
			optionsFor(simulator, { userName: 'nobody@msp.example', retry: { attempts: 1 } }),
		);
		const error = await failureOf(client.get('company', '0'));
		expect(error.code).toBe('AUTHENTICATION');
		expect(error.message).toContain('user name');
	});

	it('tries again what passes by itself, and nothing that must be corrected', async () => {
		simulator.control.faults.add({ kind: 'unavailable', path: 'Tickets/query', times: 2 });
		const client = new AutotaskClient(optionsFor(simulator));
		expect(await client.list('ticket', [], 1)).toHaveLength(1);
		simulator.control.requests.clear();
		const error = await failureOf(client.list('ticket', [{ op: 'eq', field: 'nobody', value: 1 }]));
		expect(error.code).toBe('REJECTED');
		expect(requests('Tickets/query')).toHaveLength(1);
	});

	it.each([429, 500] as const)('takes too many calls at a time for a pause (HTTP %s)', async (threadRefusalStatus) => {
		simulator.control.set({ threadsPerEndpoint: 1, threadRefusalStatus });
		simulator.control.faults.add({ kind: 'slow', path: 'Tickets/query', delayMs: 30 });
		const client = new AutotaskClient(
			optionsFor(simulator, { sleep: undefined, retry: { attempts: 20, baseMs: 20, maxWaitMs: 1000 } }),
		);
		const found = await Promise.all(Array.from({ length: 4 }, async () => await client.list('ticket', [], 1)));
		expect(found.map((rows) => rows.length)).toEqual([1, 1, 1, 1]);
		expect(simulator.control.usage.threadRefusals).toBeGreaterThan(0);
	});

	it('tells the budget the object that each call counts for, and how much is spent', async () => {
		const calls: BudgetCall[] = [];
		let measure: Parameters<ApiBudget['measuredBy']>[0] | undefined;
		const budget: ApiBudget = {
			async take(call) {
				calls.push(call);
				return { done: async () => undefined };
			},
			measuredBy(ask) {
				measure = ask;
			},
		};
		simulator.control.set({ othersCalls: 1234 });
		const client = new AutotaskClient(optionsFor(simulator, { budget }));
		await client.list('ticket', [], 1);
		const contact = simulator.control.records('Contacts')[0];
		await client.write('PATCH', 'contact', String(contact['id']), { title: 'X' }, String(contact['companyID']));
		expect(await measure?.()).toMatchObject({ limit: 10_000, windowMs: 3_600_000 });
		expect(((await measure?.())?.calls ?? 0) > 1234).toBe(true);
		expect(calls.map(({ endpoint, metering }) => [endpoint, metering === true])).toEqual([
			['Tickets', false],
			['Contacts', false],
			['ThresholdInformation', true],
			['ThresholdInformation', true],
		]);
	});

	it('refuses what is no id before it becomes part of an address', async () => {
		const client = new AutotaskClient(optionsFor(simulator));
		for (const id of ['../Companies/0', '1?x=1', '-1', '']) {
			expect((await failureOf(client.get('ticket', id))).code).toBe('BAD_INPUT');
		}
	});

	it('takes a page that is not in the order of ids for one that could hide rows', async () => {
		const server = await startMadeUp(() => ({ body: { items: [{ id: 9 }, { id: 3 }], pageDetails: { count: 2 } } }));
		try {
			const error = await failureOf(new AutotaskClient(server.options).page('ticket', [], 2, null));
			expect(error.code).toBe('UNEXPECTED_ANSWER');
			expect(error.message).toContain('order of ids');
		} finally {
			await server.close();
		}
	});

	it.each([
		['a web page', '<html><h1>404</h1></html>'],
		['the router’s words', { Message: 'No HTTP resource was found' }],
		['nothing', undefined],
	])('takes a record for missing only where the list of its kind answers: %s', async (_what, body) => {
		let listAnswers = true;
		let rows: unknown[] = [];
		const server = await startMadeUp((method) =>
			method === 'POST' && listAnswers ? { body: { items: rows } } : { status: 404, body },
		);
		try {
			const client = new AutotaskClient(server.options);
			expect(await client.get('ticket', '5')).toBeUndefined();
			rows = [{ id: 5, title: 'Just made' }];
			expect((await client.get('ticket', '5'))?.['title']).toBe('Just made');
			listAnswers = false;
			expect((await failureOf(client.get('ticket', '5'))).code).toBe('UNEXPECTED_ANSWER');
		} finally {
			await server.close();
		}
	});

	it.each([null, undefined, { item: null }, {}])('takes %j for a record that is not there', async (body) => {
		const server = await startMadeUp(() => ({ body }));
		try {
			expect(await new AutotaskClient(server.options).get('ticket', '5')).toBeUndefined();
		} finally {
			await server.close();
		}
	});

	it.each([[], 'x', { items: 'none' }, { items: [{ title: 'no id' }] }])(
		'takes nothing from the list %j',
		async (body) => {
			const server = await startMadeUp(() => ({ body: body === 'x' ? '"x"' : body }));
			try {
				const error = await failureOf(new AutotaskClient(server.options).list('ticket', []));
				expect(error.code).toBe('UNEXPECTED_ANSWER');
				expect(error.message).toContain('ticket');
			} finally {
				await server.close();
			}
		},
	);
});

describe('the address of the zone', () => {
	it.each([
		['webservices5.autotask.net', 'https://webservices5.autotask.net'],
		['https://ww5.autotask.net/Mvc/Framework', 'https://webservices5.autotask.net'],
		['https://webservices5.autotask.net/atservicesrest/v1.0/', 'https://webservices5.autotask.net'],
		['http://127.0.0.1:4020', 'http://127.0.0.1:4020'],
	])('%s is %s', (entered, url) => {
		expect(serverUrl(entered)).toBe(url);
	});

	it.each(['', 'ftp://webservices5.autotask.net', 'https://'])('%j is refused', (entered) => {
		expect(() => serverUrl(entered)).toThrow('address');
	});

	it('plays no part in which tenant it is, nor does the API user', () => {
		const one = tenantOf({ userName: 'abc123@ACME.COM' });
		expect(tenantOf({ userName: 'xyz789@acme.com', zoneUrl: 'webservices5.autotask.net' })).toBe(one);
		expect(tenantOf({ userName: 'abc123@other.com' })).not.toBe(one);
		expect(tenantOf({ userName: 'abc123@acme.com', zoneUrl: 'http://127.0.0.1:4020' })).not.toBe(one);
	});
});
