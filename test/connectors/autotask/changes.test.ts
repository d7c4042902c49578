import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import type { Connector } from '../../../sync/connectors/connector';
import type { Json } from '../../../sync/model/json';
import { failureOf, optionsFor, startRecorded } from './support';

describe('changes', () => {
	let simulator: AutotaskSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 25 });
		connector = createAutotaskConnector(optionsFor(simulator));
	});
	afterAll(() => simulator.close());

	const ticketIds = () => simulator.control.records('Tickets').map(({ id }) => String(id));

	async function drain(state: Json | null, limit: number): Promise<{ ids: string[]; state: Json; pages: number }> {
		const ids: string[] = [];
		for (let pages = 1; ; pages++) {
			const page = await connector.changes('ticket', state, limit);
			expect(page.rows.length).toBeLessThanOrEqual(limit);
			ids.push(...page.rows.map((row) => row.id));
			state = page.state;
			if (!page.more) return { ids, state, pages };
			expect(page.at).toBeNull();
		}
	}

	it('reads everything first, in pages, then only what changed', async () => {
		const first = await drain(null, 10);
		expect(first.ids).toEqual(ticketIds());
		expect(first.pages).toBe(3);
		simulator.control.clock.advance(600_000);
		const id = ticketIds()[7];
		simulator.control.edit('Tickets', Number(id), { title: 'Printer on fire' });
		const second = await connector.changes('ticket', first.state, 10);
		expect(second.rows.map((row) => row.id)).toEqual([id]);
		expect(second.rows[0].record['title']).toBe('Printer on fire');
		expect(second.more).toBe(false);
	});

	it('reads the MSP’s own company, which has the id 0', async () => {
		const page = await connector.changes('company', null, 100);
		expect(page.rows.map((row) => row.id)).toContain('0');
		expect((await connector.read('company', ['0'])).get('0')?.id).toBe('0');
	});

	it('costs one call when nothing changed', async () => {
		const { state } = await drain(null, 500);
		simulator.control.clock.advance(600_000);
		const before = connector.calls();
		const page = await connector.changes('ticket', state, 500);
		expect(page.rows).toEqual([]);
		expect(connector.calls() - before).toBe(1);
	});

	it('goes by the server’s clock, which it measures', async () => {
		simulator.control.clock.set({ skewMs: -7_200_000 });
		const { state } = await drain(null, 500);
		const [id] = ticketIds();
		simulator.control.edit('Tickets', Number(id), { title: 'Two hours behind' });
		const page = await connector.changes('ticket', state, 500);
		expect(page.rows.map((row) => row.id)).toContain(id);
		expect(Math.abs(connector.skewMs() + 7_200_000)).toBeLessThan(1500);
		expect(Date.parse(page.at ?? '')).toBeLessThan(Date.now() - 7_000_000);
	});

	it.each([
		['only its last activity', { lastActivityDate: true, tracked: false }],
		['only its last tracked change', { lastActivityDate: false, tracked: true }],
	])('shows a ticket of which %s moved', async (_what, moved) => {
		const { state } = await drain(null, 500);
		simulator.control.clock.advance(600_000);
		const id = Number(ticketIds()[3]);
		const now = new Date(Date.now() + 600_000).toISOString().slice(0, 23);
		simulator.control.corrupt('Tickets', id, {
			title: 'Moved',
			...(moved.lastActivityDate ? { lastActivityDate: now } : {}),
			...(moved.tracked ? { lastTrackedModificationDateTime: now } : {}),
		});
		const page = await connector.changes('ticket', state, 500);
		expect(page.rows.map((row) => row.id)).toEqual([String(id)]);
	});

	it('shows a new company that has neither time, by when it was created', async () => {
		const first = await connector.changes('company', null, 500);
		simulator.control.clock.advance(600_000);
		const created = simulator.control.create('Companies', {
			companyName: 'Fresh',
			companyType: 1,
			phone: '1',
			ownerResourceID: simulator.resource,
		});
		const id = Number(created['id']);
		simulator.control.corrupt('Companies', id, { lastActivityDate: null, lastTrackedModifiedDateTime: null });
		const page = await connector.changes('company', first.state, 500);
		expect(page.rows.map((row) => row.id)).toEqual([String(id)]);
	});

	it('loses no row of a window of many pages in which rows are edited meanwhile', async () => {
		const { state } = await drain(null, 500);
		simulator.control.clock.advance(600_000);
		const ids = ticketIds();
		for (const id of ids) simulator.control.edit('Tickets', Number(id), { title: `Edited ${id}` });
		simulator.control.clock.advance(10_000);
		const first = await connector.changes('ticket', state, 10);
		expect(first.more).toBe(true);
		simulator.control.edit('Tickets', Number(ids[0]), { title: 'Again' });
		simulator.control.edit('Tickets', Number(ids[24]), { title: 'Moved on' });
		const rest = await drain(first.state, 10);
		const next = await connector.changes('ticket', rest.state, 500);
		const seen = new Map([...first.rows, ...next.rows].map((row) => [row.id, row.record['title']]));
		expect(new Set([...first.rows.map((row) => row.id), ...rest.ids, ...next.rows.map((row) => row.id)])).toEqual(
			new Set(ids),
		);
		expect(seen.get(ids[0])).toBe('Again');
		expect(seen.get(ids[24])).toBe('Moved on');
	});

	it('carries on in the middle of a window that another run opened, across instances', async () => {
		const page = await connector.changes('ticket', null, 10);
		expect(page.more).toBe(true);
		connector = createAutotaskConnector(optionsFor(simulator));
		const rest = await drain(JSON.parse(JSON.stringify(page.state)) as Json, 10);
		expect([...page.rows.map((row) => row.id), ...rest.ids]).toEqual(ticketIds());
	});

	it('reads by id in batches of 500, and leaves out what is gone', async () => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 600 });
		const ids = ticketIds();
		const before = connector.calls();
		const found = await connector.read('ticket', [...ids, ...ids, '99999999', 'not-an-id']);
		expect([...found.keys()].sort()).toEqual([...ids].sort());
		// One for the zone, at most.
		expect(connector.calls() - before).toBeLessThanOrEqual(4);
	});

	it.each([false, true])(
		'reads one record as it is, however far the index lags (missing as 404: %s)',
		async (missingAs404) => {
			simulator.control.set({ indexLagMs: 60_000, missingAs404 });
			const [id, other] = ticketIds();
			simulator.control.edit('Tickets', Number(id), { title: 'Newest' });
			expect((await connector.read('ticket', [id])).get(id)?.record['title']).toBe('Newest');
			expect((await connector.read('ticket', [id, other])).get(id)?.record['title']).not.toBe('Newest');
			expect((await connector.read('ticket', ['99999999'])).size).toBe(0);
		},
	);

	it('describes a record the same whether the server writes times with a Z or without', async () => {
		const [id] = ticketIds();
		simulator.control.edit('Tickets', Number(id), { externalID: 'tkt-5', dueDateTime: '2026-05-01T10:00:00' });
		const without = (await connector.read('ticket', [id])).get(id);
		simulator.control.set({ timesWithZ: true });
		const withZ = (await connector.read('ticket', [id])).get(id);
		expect(withZ).toEqual(without);
		expect(without).toMatchObject({ entity: 'ticket', id, externalIds: ['tkt-5'], etag: null, deleted: false });
		expect(without?.changedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
		expect(without?.record).toMatchObject({
			dueDateTime: '2026-05-01T10:00:00.000Z',
			'customFields/Root Cause': null,
		});
	});

	it('refuses a position that is not its own', async () => {
		expect((await failureOf(connector.changes('ticket', { cursor: 'x' }, 10))).code).toBe('STORE');
	});
});
