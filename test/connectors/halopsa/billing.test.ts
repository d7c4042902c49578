import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import type { Connector } from '../../../sync/connectors/connector';
import { createHaloPsaConnector } from '../../../sync/connectors/halopsa';
import type { Json } from '../../../sync/model/json';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

let simulator: HaloPsaSimulator;
let connector: Connector;
let ticket: number;
let client: number;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 2, contactsPerCompany: 1, tickets: 4 } });
	connector = createHaloPsaConnector(optionsFor(simulator));
	const [first] = simulator.control.records('Tickets');
	ticket = Number(first.id);
	client = Number(first.client_id);
	simulator.control.clock.set({ frozenAt: '2026-11-30T10:00:00Z' });
});
afterEach(() => simulator.close());

const later = (minutes: number): void => {
	const at = Date.parse('2026-11-30T10:00:00Z') + minutes * 60_000;
	simulator.control.clock.set({ frozenAt: new Date(at).toISOString() });
};
const work = (hours: number): number => {
	simulator.control.create('Actions', { ticket_id: ticket, outcome: 'Public Note', timetaken: hours, chargerate: 1 });
	return simulator.control.records('Actions').length;
};
/** Everything that changed, and where the next question begins. */
async function changes(entity: 'agreement' | 'invoice' | 'timeEntry', state: Json | null) {
	const rows: NativeRecord[] = [];
	for (let calls = 0; calls < 50; calls++) {
		const page = await connector.changes(entity, state, 2);
		rows.push(...page.rows);
		state = page.state;
		if (!page.more) return { rows, state };
	}
	throw new Error('There is no end.');
}

describe('agreements', () => {
	it('are read with their client and their days, and only what changed after that', async () => {
		const first = await changes('agreement', null);
		expect(first.rows).toHaveLength(2);
		expect(first.rows[0].record).toMatchObject({
			name: expect.stringContaining('Managed Services'),
			client_id: expect.any(Number),
			active: true,
			start_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
			end_date: null,
		});
		later(60);
		const { id } = simulator.control.create('ClientContract', {
			client_id: client,
			ref: 'Block of hours',
			active: false,
		});
		const second = await changes('agreement', first.state);
		expect(second.rows.map((row) => [row.id, row.record['active']])).toEqual([[String(id), false]]);
	});

	it('cost one call when nothing changed, and are made in HaloPSA alone', async () => {
		const first = await changes('agreement', null);
		later(60);
		const second = await changes('agreement', first.state);
		const before = connector.calls();
		expect((await connector.changes('agreement', second.state, 100)).rows).toEqual([]);
		expect(connector.calls() - before).toBe(1);
		const error = await failureOf(connector.create('agreement', { name: 'x' }, 'ag-1', 'key'));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { system: 'halopsa', entity: 'agreement' } });
	});

	it('are a ticket’s', async () => {
		const [agreement] = simulator.control.records('ClientContract');
		simulator.control.edit('Tickets', ticket, { contract_id: agreement.id });
		const read = (await connector.read('ticket', [String(ticket)])).get(String(ticket));
		expect(read?.record['contract_id']).toBe(agreement.id);
	});
});

describe('invoices', () => {
	it('are read with number, total, state and lines', async () => {
		const { state } = await changes('invoice', null);
		work(1.5);
		work(0.25);
		later(10);
		const [id] = simulator.control.bill({ client, date: '2026-11-30' });
		const { rows } = await changes('invoice', state);
		expect(rows.map(({ record }) => record)).toMatchObject([
			{
				id,
				invoicenumber: String(id),
				client_id: client,
				kind: 'invoice',
				status: 'Posted',
				total: 210,
				invoice_date: '2026-11-30',
				lines: [
					{ quantity: 1.5, amount: 180 },
					{ quantity: 0.25, amount: 30 },
				],
			},
		]);
	});

	it('say what takes them back, and that they are void', async () => {
		work(1);
		const [id] = simulator.control.bill({ client });
		const { state } = await changes('invoice', null);
		later(10);
		const credit = simulator.control.credit(id);
		simulator.control.reopen(id);
		const { rows } = await changes('invoice', state);
		expect(rows.find((row) => row.id === String(credit))?.record).toMatchObject({
			kind: 'credit_note',
			total: -120,
			creditlinkedtoinvoiceid: id,
		});
		expect(rows.find((row) => row.id === String(id))?.record).toMatchObject({ status: 'Voided', kind: 'invoice' });
	});

	it('arrive all, each once, however many there are', async () => {
		for (let count = 0; count < 7; count++) {
			work(1);
			later(count);
			simulator.control.bill({ client });
		}
		later(30);
		const first = await changes('invoice', null);
		expect(new Set(first.rows.map(({ id }) => id)).size).toBe(7);
		later(60);
		const ids = simulator.control.records('Invoice').map(({ id }) => Number(id));
		for (const id of ids.slice(0, 5)) simulator.control.edit('Invoice', id, { datepaid: '2026-12-01T00:00:00' });
		const second = await changes('invoice', first.state);
		expect(second.rows.map(({ id, record }) => [Number(id), record['status']]).sort()).toEqual(
			ids.slice(0, 5).map((id) => [id, 'Paid']),
		);
	});

	it('are read whole where the list keeps no order of changes', async () => {
		for (let count = 0; count < 3; count++) {
			work(1);
			simulator.control.bill({ client });
		}
		const { state } = await changes('invoice', null);
		later(60);
		for (const { id } of simulator.control.records('Invoice')) {
			// As a version of HaloPSA would show it that does not tell when invoices were changed.
			simulator.control.corrupt('Invoice', Number(id), { last_modified: undefined, total: 77 });
		}
		const { rows } = await changes('invoice', state);
		expect(rows.map(({ record }) => record['total'])).toEqual([77, 77, 77]);
	});
});

describe('time that is billed', () => {
	it('is told of although its ticket was not dated, and locked', async () => {
		const action = work(1);
		later(10);
		const first = await changes('timeEntry', null);
		later(60);
		const second = await changes('timeEntry', first.state);
		expect(second.rows).toEqual([]);
		const [id] = simulator.control.bill({ actions: [action] });
		const third = await changes('timeEntry', second.state);
		expect(third.rows.map(({ record }) => record)).toMatchObject([{ actioninvoicenumber: id, billable: true }]);
		later(120);
		simulator.control.reopen(id);
		const fourth = await changes('timeEntry', third.state);
		expect(fourth.rows.map(({ record }) => record)).toMatchObject([{ actioninvoicenumber: null }]);
	});

	it('costs two calls when nothing changed', async () => {
		const first = await changes('timeEntry', null);
		later(60);
		const second = await changes('timeEntry', first.state);
		const before = connector.calls();
		await connector.changes('timeEntry', second.state, 100);
		expect(connector.calls() - before).toBe(2);
	});
});
