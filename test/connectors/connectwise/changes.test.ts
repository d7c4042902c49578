import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { Connector } from '../../../sync/connectors/connector';
import type { Json } from '../../../sync/model/json';
import { failureOf, optionsFor, startRecorded } from './support';

describe('changes', () => {
	let simulator: ConnectWiseSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 25 });
		connector = createConnectWiseConnector(optionsFor(simulator));
	});
	afterAll(() => simulator.close());

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
		expect(first.ids).toHaveLength(25);
		expect(new Set(first.ids).size).toBe(25);
		expect(first.pages).toBe(3);
		simulator.control.clock.advance(600_000);
		simulator.control.edit('tickets', 7, { summary: 'Printer on fire' });
		const second = await connector.changes('ticket', first.state, 10);
		expect(second.rows.map((row) => row.id)).toEqual(['7']);
		expect(second.rows[0].record['summary']).toBe('Printer on fire');
		expect(second.more).toBe(false);
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
		simulator.control.edit('tickets', 3, { summary: 'Two hours behind' });
		const page = await connector.changes('ticket', state, 500);
		expect(page.rows.map((row) => row.id)).toContain('3');
		expect(Math.abs(connector.skewMs() + 7_200_000)).toBeLessThan(1500);
		expect(Date.parse(page.at ?? '')).toBeLessThan(Date.now() - 7_000_000);
	});

	it('shows an edit that the index lists late', async () => {
		let { state } = await drain(null, 500);
		simulator.control.set({ indexLagMs: 150 });
		simulator.control.edit('tickets', 4, { summary: 'Late' });
		const seen: boolean[] = [];
		for (const deadline = Date.now() + 5000; !seen.includes(true) && Date.now() < deadline; ) {
			const page = await connector.changes('ticket', state, 500);
			state = page.state;
			seen.push(page.rows.some((row) => row.record['summary'] === 'Late'));
		}
		expect(seen[0]).toBe(false);
		expect(seen).toContain(true);
	});

	it('carries on in the middle of a window that another run opened, across instances', async () => {
		const page = await connector.changes('ticket', null, 10);
		expect(page.more).toBe(true);
		connector = createConnectWiseConnector(optionsFor(simulator));
		const rest = await drain(JSON.parse(JSON.stringify(page.state)) as Json, 10);
		expect([...page.rows.map((row) => row.id), ...rest.ids]).toHaveLength(25);
	});

	it('reads by id in batches, and leaves out what is gone', async () => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 600 });
		const ids = Array.from({ length: 620 }, (_, index) => String(index + 1));
		const before = connector.calls();
		const found = await connector.read('ticket', [...ids, ...ids, 'not-an-id']);
		expect(found.size).toBe(600);
		expect(connector.calls() - before).toBeLessThanOrEqual(5);
		for (const { path, query } of simulator.control.requests.entries({ method: 'GET' })) {
			const url = `https://api-na.myconnectwise.net/v2025_1/apis/3.0${path}?${new URLSearchParams(query as Record<string, string>)}`;
			expect(url.length).toBeLessThan(2000);
		}
	});

	it('reads one record as it is, however far the index lags', async () => {
		simulator.control.set({ indexLagMs: 60_000 });
		simulator.control.edit('tickets', 9, { summary: 'Newest' });
		expect((await connector.read('ticket', ['9'])).get('9')?.record['summary']).toBe('Newest');
		expect((await connector.read('ticket', ['9', '10'])).get('9')?.record['summary']).not.toBe('Newest');
		expect((await connector.read('ticket', ['999999'])).size).toBe(0);
	});

	it('describes a record: times, author, reference, address for people', async () => {
		simulator.control.edit('tickets', 5, { externalXRef: 'tkt-5', poNumber: 'PO 1' }, { by: simulator.member });
		const record = (await connector.read('ticket', ['5'])).get('5');
		expect(record).toMatchObject({
			entity: 'ticket',
			id: '5',
			externalIds: ['tkt-5'],
			author: simulator.member,
			etag: null,
			deleted: false,
		});
		expect(record?.changedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		expect(record?.url).toContain('service_recid=5&companyName=sandboxmsp');
		expect(record?.record).toMatchObject({
			id: 5,
			recordType: 'ServiceTicket',
			budgetHours: null,
			'customFields/Root Cause': null,
		});
	});

	it('shows a deleted company as deleted', async () => {
		simulator.control.edit('companies', 2, { deletedFlag: true });
		expect((await connector.read('company', ['2'])).get('2')?.deleted).toBe(true);
	});

	it('refuses a position that is not its own, and entities that it does not carry', async () => {
		expect((await failureOf(connector.changes('ticket', { cursor: 'x' }, 10))).code).toBe('STORE');
		expect((await failureOf(connector.changes('nothing' as 'ticket', null, 10))).code).toBe('BAD_INPUT');
	});
});
