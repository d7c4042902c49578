import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import {
	createHaloPsaConnector,
	haloPsaBudget,
	HaloPsaClient,
	siteUrl,
	tenantOf,
} from '../../../sync/connectors/halopsa';
import type * as HaloPsa from '../../../sync/connectors/halopsa';
import { tokenUrl } from '../../../sync/connectors/halopsa/options';
import { LocalState, TenantBudget } from '../../../sync/connectors/http';
import type { Json } from '../../../sync/model/json';
import { openSqliteStore } from '../../../sync/store/sqlite';
import { failureOf, optionsFor, startRecorded } from './support';

describe('addresses', () => {
	it.each([
		['acme.halopsa.com', 'https://acme.halopsa.com'],
		['https://acme.halopsa.com/', 'https://acme.halopsa.com'],
		[' https://acme.halopsa.com/api/ ', 'https://acme.halopsa.com'],
		['http://halo.internal:8080/psa/', 'http://halo.internal:8080/psa'],
	])('%s is the server %s', (entered, url) => {
		expect(siteUrl(entered)).toBe(url);
	});

	it.each(['', 'ftp://x', 'https://user:pass@acme.halopsa.com', 'http://'])('"%s" is refused', (entered) => {
		expect(() => siteUrl(entered)).toThrow(/HaloPSA/);
	});

	it('a tenant is told by host and tenant name', () => {
		expect(tenantOf({ url: 'https://ACME.halopsa.com/api', tenant: ' Acme ' })).toBe('acme.halopsa.com/acme');
	});

	it.each([
		[undefined, 'https://acme.halopsa.com/auth/token'],
		['', 'https://acme.halopsa.com/auth/token'],
		['https://auth.halo.com', 'https://auth.halo.com/token'],
		['https://auth.halo.com/token/', 'https://auth.halo.com/token'],
	])('with the auth address %s, tokens come from %s', (authUrl, expected) => {
		expect(tokenUrl({ url: 'acme.halopsa.com', authUrl })).toBe(expected);
	});
});

describe('HaloPsaClient', () => {
	let simulator: HaloPsaSimulator;

	beforeEach(async () => {
		simulator = await startRecorded();
	});
	afterEach(() => simulator.close());

	const tokens = () => simulator.control.requests.entries({ path: '^/auth/token' });
	const client = (more = {}) => new HaloPsaClient(optionsFor(simulator, more));

	it('asks once for a token for all clients of a process, however many begin together', async () => {
		await Promise.all(Array.from({ length: 5 }, async () => await client().get('ticket', '1')));
		expect(tokens()).toHaveLength(1);
		expect(tokens()[0].query).toEqual({ tenant: simulator.credentials.tenant });
	});

	it('leaves off asking for tokens with a secret that is refused again and again, as runs do', async () => {
		const tenant = new TenantBudget('halopsa', new LocalState());
		const one = client({ clientSecret: 'wrong-secret', budget: tenant.for('sync', haloPsaBudget()) });
		for (let call = 0; call < 9; call++)
			expect(await failureOf(one.get('ticket', '1'))).toMatchObject({ code: 'AUTHENTICATION' });
		expect(tokens()).toHaveLength(5);
		expect(await failureOf(one.get('ticket', '1'))).toMatchObject({ message: expect.stringMatching(/"Test" button/) });
	});

	it('renews a token before its end', async () => {
		let now = Date.now();
		const clock = { now: () => now };
		await client({ clock }).get('ticket', '1');
		now += 54 * 60_000;
		await client({ clock }).get('ticket', '1');
		expect(tokens()).toHaveLength(1);
		now += 2 * 60_000;
		await client({ clock }).get('ticket', '1');
		expect(tokens()).toHaveLength(2);
	});

	it('uses a short-lived token for most of its life', async () => {
		let now = Date.now();
		const clock = { now: () => now };
		simulator.control.set({ tokenSeconds: 60 });
		await client({ clock }).get('ticket', '1');
		now += 40_000;
		await client({ clock }).get('ticket', '1');
		expect(tokens()).toHaveLength(1);
	});

	it('gets a new token once when one is refused, and sends a write again only then', async () => {
		const one = client();
		await one.get('ticket', '1');
		simulator.control.revokeTokens();
		await Promise.all([
			one.get('ticket', '1'),
			one.get('ticket', '2'),
			one.post('ticket', [{ summary: 'Once', client_id: 1 }]),
		]);
		expect(tokens()).toHaveLength(2);
		expect(simulator.control.records('Tickets').filter(({ summary }) => summary === 'Once')).toHaveLength(1);
	});

	it('says what to check when the credentials are refused, without naming the secret', async () => {
		const error = await failureOf(client({ clientSecret: 'not-the-secret-1' }).get('ticket', '1'));
		expect(error.code).toBe('AUTHENTICATION');
		expect(error.message).toMatch(/client ID, client secret and tenant/);
		expect(error.message).not.toContain('not-the-secret-1');
	});

	it('does not let a wrong secret live on the right one’s token', async () => {
		await client().get('ticket', '1');
		expect((await failureOf(client({ clientSecret: 'wrong' }).get('ticket', '1'))).code).toBe('AUTHENTICATION');
	});

	describe('the shelf of tokens', () => {
		/** The connector as another process has it, without what this one remembers. */
		function otherProcess(): typeof HaloPsa {
			let loaded: typeof HaloPsa | undefined;
			jest.isolateModules(() => {
				loaded = jest.requireActual<typeof HaloPsa>('../../../sync/connectors/halopsa');
			});
			if (!loaded) throw new Error('not loaded');
			return loaded;
		}

		it('lets another process use the token, and holds it in no clear form', async () => {
			const folder = mkdtempSync(join(tmpdir(), 'psa-sync-token-'));
			const store = await openSqliteStore(join(folder, 'sync.sqlite'));
			try {
				const kept: Json[] = [];
				const shelf = {
					cached: async (key: string, now: number, maxAgeMs: number) => await store.cached(key, now, maxAgeMs),
					cache: async (key: string, value: Json, now: number) => {
						kept.push(key, value);
						await store.cache(key, value, now);
					},
				};
				await client({ tokens: shelf }).get('ticket', '1');
				const other = otherProcess();
				await new other.HaloPsaClient(optionsFor(simulator, { tokens: shelf })).get('ticket', '1');
				expect(tokens()).toHaveLength(1);
				const text = JSON.stringify(kept);
				expect(text).not.toContain(simulator.credentials.clientSecret);
				const used = simulator.control.requests.entries({ path: '^/Tickets' }).length;
				expect(used).toBe(2);
			} finally {
				await store.close();
				rmSync(folder, { recursive: true });
			}
		});

		it('is of no use to who has another secret, and harmless when it was tampered with', async () => {
			const kept = new Map<string, Json>();
			const shelf = {
				cached: async (key: string) => kept.get(key),
				cache: async (key: string, value: Json) => void kept.set(key, value),
			};
			await client({ tokens: shelf }).get('ticket', '1');
			for (const [key, value] of kept) kept.set(key, { ...(value as object), sealed: 'AAAA' } as Json);
			const fresh = otherProcess();
			await new fresh.HaloPsaClient(optionsFor(simulator, { tokens: shelf })).get('ticket', '1');
			expect(tokens()).toHaveLength(2);
		});
	});

	it('reads records that come wrapped', async () => {
		simulator.control.set({ wrapsSingle: true });
		expect((await client().get('ticket', '1'))?.id).toBe(1);
	});

	it('knows a record that is not there from one that it may not see', async () => {
		expect(await client().get('ticket', '999')).toBeUndefined();
		simulator.control.set({ restricted: true });
		expect((await failureOf(client().get('ticket', '1'))).code).toBe('PERMISSION');
	});

	it.each(['1; DROP', '../Agent/1', '', '0', '-1'])('asks for no record with the id "%s"', async (id) => {
		expect((await failureOf(client().get('ticket', id))).code).toBe('BAD_INPUT');
		expect(await createHaloPsaConnector(optionsFor(simulator)).read('ticket', [id])).toEqual(new Map());
	});

	it('reads lists of more than one page', async () => {
		simulator.control.reset({ companies: 150, contactsPerCompany: 2, tickets: 0 });
		expect(await client().list('contact', {})).toHaveLength(300);
		expect(await client().list('contact', {}, 120)).toHaveLength(120);
	});

	it('waits as long as a 429 asks, and tells how long where it may not wait', async () => {
		simulator.control.faults.add({ kind: 'rateLimited', times: 1, retryAfterSeconds: 2, path: '^/Tickets' });
		expect((await client().get('ticket', '1'))?.id).toBe(1);
		simulator.control.faults.add({ kind: 'rateLimited', times: 1, retryAfterSeconds: 300, path: '^/Tickets' });
		const error = await failureOf(client().get('ticket', '1'));
		expect([error.code, error.subject.retryAfterMs]).toEqual(['RATE_LIMITED', 300_000]);
	});
});

describe('fields', () => {
	it('are the live system’s: statuses, priorities, types, agents, teams and custom fields', async () => {
		const simulator = await startRecorded();
		try {
			const fields = await createHaloPsaConnector(optionsFor(simulator)).fields('ticket');
			const options = (name: string) => fields.find((field) => field.name === name)?.options ?? [];
			for (const name of [
				'status_id',
				'status_name',
				'priority_id',
				'priority_name',
				'tickettype_name',
				'agent_name',
				'team',
				'sla_id',
			]) {
				expect([name, options(name).length > 0]).toEqual([name, true]);
			}
			expect(options('status_name').map(({ value }) => value)).toContain('In Progress');
			expect(options('priority_id').every(({ value }) => typeof value === 'number')).toBe(true);
			const custom = fields.filter((field) => field.custom);
			expect(custom.map(({ name }) => name)).toContain('customFields/CFassetTag');
			expect(custom.some(({ type, options: choices }) => type === 'option' && (choices?.length ?? 0) > 0)).toBe(true);
		} finally {
			await simulator.close();
		}
	});

	it('hold custom fields while the tenant has no record yet, of tickets the ones that are surely theirs', async () => {
		const simulator = await startRecorded({ seed: { companies: 0, contactsPerCompany: 0, tickets: 0 } });
		try {
			const connector = createHaloPsaConnector(optionsFor(simulator));
			const custom = async (entity: 'company' | 'ticket') =>
				(await connector.fields(entity)).filter((field) => field.custom).map(({ name }) => name);
			expect(await custom('ticket')).toContain('customFields/CFassetTag');
			expect(await custom('ticket')).not.toContain('customFields/CFserviceTier');
			expect(await custom('company')).toContain('customFields/CFserviceTier');
			expect(await custom('company')).not.toContain('customFields/CFassetTag');
		} finally {
			await simulator.close();
		}
	});
});
