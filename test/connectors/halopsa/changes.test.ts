import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import type { Connector } from '../../../sync/connectors/connector';
import { createHaloPsaConnector, HaloPsaClient } from '../../../sync/connectors/halopsa';
import { readChanges } from '../../../sync/connectors/halopsa/changes';
import type { Entity } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';
import { failureOf, optionsFor, startRecorded } from './support';

describe('changes', () => {
	let simulator: HaloPsaSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 25 });
		connector = createHaloPsaConnector(optionsFor(simulator));
	});
	afterAll(() => simulator.close());

	async function drain(state: Json | null, limit: number, entity: Entity = 'ticket') {
		const ids: string[] = [];
		for (let pages = 1; ; pages++) {
			const page = await connector.changes(entity, state, limit);
			expect(page.rows.length).toBeLessThanOrEqual(limit);
			ids.push(...page.rows.map((row) => row.id));
			// As the engine keeps it.
			state = JSON.parse(JSON.stringify(page.state)) as Json;
			if (!page.more) return { ids, state, pages };
			expect(page.at).toBeNull();
		}
	}

	const asked = (path: RegExp) =>
		simulator.control.requests.entries({ method: 'GET' }).filter((one) => path.test(one.path));
	const TICKET = /^\/Tickets\/\d+$/;

	it('reads everything first, in pages, then only what changed', async () => {
		const first = await drain(null, 10);
		expect(first.ids).toHaveLength(25);
		expect(new Set(first.ids).size).toBe(25);
		expect(first.pages).toBe(3);
		simulator.control.clock.advance(600_000);
		simulator.control.edit('Tickets', 7, { summary: 'Printer on fire' });
		const second = await connector.changes('ticket', first.state, 10);
		expect(second.rows.map((row) => row.id)).toEqual(['7']);
		expect(second.rows[0].record['summary']).toBe('Printer on fire');
		expect(second.more).toBe(false);
	});

	it('reads records whole, though lists are slim', async () => {
		simulator.control.edit('Tickets', 5, {
			details: 'It smokes',
			customfields: [{ name: 'CFassetTag', value: 'A-9' }],
		});
		const { rows } = await connector.changes('ticket', null, 100);
		const ticket = rows.find(({ id }) => id === '5');
		expect(ticket?.record).toMatchObject({ details: 'It smokes', 'customFields/CFassetTag': 'A-9' });
	});

	it.each(['contact', 'ticket'] as const)('costs one call for %s when nothing changed', async (entity) => {
		const { state } = await drain(null, 500, entity);
		simulator.control.clock.advance(600_000);
		const before = connector.calls();
		const page = await connector.changes(entity, state, 500);
		expect(page.rows).toEqual([]);
		expect(connector.calls() - before).toBe(1);
	});

	it.each([
		['ticket', 'Tickets', 'summary'],
		['contact', 'Users', 'title'],
	] as const)('reads a %s of the overlap once, and again when it changes again', async (entity, table, field) => {
		let { state } = await drain(null, 500, entity);
		simulator.control.clock.advance(600_000);
		for (const id of [1, 2, 3, 4]) simulator.control.edit(table, id, { [field]: `Changed ${id}` });
		simulator.control.clock.advance(10_000);
		({ state } = await drain(state, 500, entity));
		simulator.control.clock.advance(60_000);
		simulator.control.requests.clear();
		const quiet = await connector.changes(entity, state, 500);
		expect(quiet.rows).toEqual([]);
		expect(asked(/\/\d+$/)).toEqual([]);
		simulator.control.edit(table, 3, { [field]: 'Changed again' });
		simulator.control.clock.advance(10_000);
		const again = await connector.changes(entity, quiet.state, 500);
		expect(again.rows.map(({ id, record }) => [id, record[field]])).toEqual([['3', 'Changed again']]);
	});

	it('shows people and clients who became inactive', async () => {
		const { state } = await drain(null, 500, 'contact');
		simulator.control.clock.advance(600_000);
		simulator.control.edit('Users', 2, { inactive: true });
		const { rows } = await connector.changes('contact', state, 500);
		expect(rows.map(({ id, record }) => [id, record['inactive']])).toEqual([['2', true]]);
	});

	it('takes no general user of a site for a person, and shows no ticket as theirs', async () => {
		simulator.control.set({ generalUsers: true });
		const client = Number(simulator.control.create('Client', { name: 'Acme' })['id']);
		const general = simulator.control.records('Users').find(({ name }) => name === 'General User');
		const id = String(general?.['id']);
		expect((await drain(null, 500, 'contact')).ids).toEqual(['1', '2', '3', '4', '5', '6']);
		expect(asked(/^\/Users\/\d+$/)).toHaveLength(6);
		expect((await connector.read('contact', [id])).size).toBe(0);
		const found = await connector.find('contact', [
			{ sourceId: 'x', targetId: id, payload: { firstname: 'General', surname: 'User', client_id: client } },
		]);
		expect(found).toEqual([[]]);
		const created = simulator.control.create('Tickets', { summary: 'Of nobody', client_id: client });
		expect(created['user_id']).toBe(general?.['id']);
		const ticket = (await connector.read('ticket', [String(created['id'])])).get(String(created['id']));
		expect(ticket?.record).toMatchObject({ client_id: client, user_id: null, user_name: null });
	});

	it('shows a client whose address was changed, which is kept at its main site', async () => {
		const { state } = await drain(null, 500, 'company');
		simulator.control.clock.advance(600_000);
		const client = simulator.control.record('Client', 2);
		simulator.control.edit('Site', Number(client?.['main_site_id']), { phonenumber: '+1 555 0100' });
		const { rows } = await connector.changes('company', state, 500);
		expect(rows.map(({ id, record }) => [id, record['main_phonenumber']])).toEqual([['2', '+1 555 0100']]);
	});

	it('loses no address that is changed after its client was read and before the sites are listed', async () => {
		let { state } = await drain(null, 500, 'company');
		simulator.control.clock.advance(600_000);
		for (const id of [1, 2, 3]) simulator.control.edit('Client', id, { website: `https://${id}.example` });
		simulator.control.clock.advance(10_000);
		const client = new HaloPsaClient(optionsFor(simulator));
		const page = client.page.bind(client);
		let hasMoved = false;
		client.page = async (table, ...more) => {
			if (table === 'site' && !hasMoved) {
				hasMoved = true;
				for (const id of [1, 2, 3]) {
					const site = Number(simulator.control.record('Client', id)?.['main_site_id']);
					simulator.control.edit('Site', site, { phonenumber: `moved ${id}` });
				}
				simulator.control.clock.advance(10_000);
			}
			return await page(table, ...more);
		};
		const shown = new Map<number, unknown>();
		for (let runs = 0; runs < 2; runs++) {
			const page = await readChanges(client, 'company', state, 500);
			for (const raw of page.rows) shown.set(raw.id, raw['main_phonenumber']);
			state = JSON.parse(JSON.stringify(page.state)) as Json;
			simulator.control.clock.advance(60_000);
		}
		expect(Object.fromEntries(shown)).toEqual({ 1: 'moved 1', 2: 'moved 2', 3: 'moved 3' });
	});

	it('comes to the end of clients and sites, however few records it may take at a time', async () => {
		let { state } = await drain(null, 500, 'company');
		simulator.control.clock.advance(600_000);
		for (const id of [1, 2, 3]) {
			simulator.control.edit('Client', id, { website: `https://${id}.example` });
			simulator.control.edit('Site', Number(simulator.control.record('Client', id)?.['main_site_id']), {
				phonenumber: `${id}`,
			});
		}
		for (const limit of [1, 3]) {
			const read = await drain(state, limit, 'company');
			expect(new Set(read.ids)).toEqual(new Set(['1', '2', '3']));
			expect(read.pages).toBeLessThan(10);
			if (limit === 3) state = read.state;
		}
		simulator.control.clock.advance(60_000);
		expect((await drain(state, 1, 'company')).pages).toBeLessThan(10);
	});

	it('goes by the server’s clock, which it measures', async () => {
		simulator.control.clock.set({ skewMs: -7_200_000 });
		const { state } = await drain(null, 500);
		simulator.control.edit('Tickets', 3, { summary: 'Two hours behind' });
		const page = await connector.changes('ticket', state, 500);
		expect(page.rows.map((row) => row.id)).toContain('3');
		expect(Math.abs(connector.skewMs() + 7_200_000)).toBeLessThan(1500);
		expect(Date.parse(page.at ?? '')).toBeLessThan(Date.now() - 7_000_000);
	});

	it('shows an edit that lists show late', async () => {
		let { state } = await drain(null, 500, 'contact');
		simulator.control.set({ indexLagMs: 150 });
		simulator.control.edit('Users', 4, { title: 'Late' });
		const seen: boolean[] = [];
		for (const deadline = Date.now() + 5000; !seen.includes(true) && Date.now() < deadline; ) {
			const page = await connector.changes('contact', state, 500);
			state = page.state;
			seen.push(page.rows.some((row) => row.record['title'] === 'Late'));
		}
		expect(seen).toContain(true);
	});

	it('carries on in the middle of a window that another run opened, across instances', async () => {
		const page = await connector.changes('ticket', null, 10);
		expect(page.more).toBe(true);
		const later = createHaloPsaConnector(optionsFor(simulator));
		const rest = await later.changes('ticket', JSON.parse(JSON.stringify(page.state)) as Json, 100);
		expect([...page.rows, ...rest.rows].map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(
			Array.from({ length: 25 }, (_, index) => index + 1),
		);
	});

	it('loses no ticket while others are deleted and created between two pages', async () => {
		const page = await connector.changes('ticket', null, 10);
		for (const id of [1, 2, 3]) simulator.control.remove('Tickets', id);
		simulator.control.create('Tickets', { summary: 'New one', client_id: 1 });
		const rest = await drain(page.state, 10);
		const seen = new Set([...page.rows.map(({ id }) => id), ...rest.ids]);
		for (let id = 4; id <= 26; id++) expect(seen).toContain(String(id));
	});

	it('hands out what it has read when calls run out, and goes on behind it', async () => {
		simulator.control.faults.add({ kind: 'rateLimited', path: '^/Tickets/\\d+$', skip: 8, times: 100 });
		const page = await createHaloPsaConnector(optionsFor(simulator, { retry: { attempts: 1 } })).changes(
			'ticket',
			null,
			20,
		);
		expect(page.rows.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
		expect(page.more).toBe(true);
		simulator.control.faults.clear();
		const rest = await drain(page.state, 100);
		expect(rest.ids).toEqual(Array.from({ length: 17 }, (_, index) => String(index + 9)));
	});

	it('says so when it can read nothing at all', async () => {
		simulator.control.faults.add({ kind: 'unavailable', path: '^/Tickets/\\d+$', times: 100 });
		expect((await failureOf(connector.changes('ticket', null, 20))).code).toBe('UNAVAILABLE');
	});

	it('leaves out what was deleted between list and reading', async () => {
		simulator.control.corrupt('Tickets', 3, { deleted: true });
		simulator.control.catchUpIndex();
		const { ids } = await drain(null, 100);
		expect(ids).not.toContain('3');
		expect(asked(TICKET)).toHaveLength(24);
	});

	it('refuses a kept position that is not its own', async () => {
		expect((await failureOf(connector.changes('ticket', { cursor: 'x' } as Json, 10))).code).toBe('STORE');
	});
});
