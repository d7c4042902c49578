import type { AutotaskSimulator } from '../../../sandbox/autotask';
import type { ChangePage, Connector } from '../../../sync/connectors/connector';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import { toNativeInvoice } from '../../../sync/connectors/autotask/invoices/invoices';
import type { Entity } from '../../../sync/model/entity';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

const HOUR_MS = 3_600_000;
let simulator: AutotaskSimulator;
let connector: Connector;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 2, contactsPerCompany: 1, tickets: 6 } });
	connector = createAutotaskConnector(optionsFor(simulator));
});
afterEach(() => simulator.close());

/** Everything that a feed gives until it is at its end. */
async function readAll(entity: Entity, state: ChangePage['state'] = null, limit = 500) {
	const rows: NativeRecord[] = [];
	for (let page: ChangePage | undefined; page?.more !== false; state = page.state) {
		page = await connector.changes(entity, state, limit);
		rows.push(...page.rows);
	}
	return { rows, state };
}

async function work(ticket: Record<string, unknown>, hoursWorked: number, more = {}): Promise<NativeRecord> {
	const [{ firstName, lastName }] = simulator.control.records('Resources');
	const day = new Date(Date.now() - 24 * HOUR_MS).toISOString().slice(0, 10);
	const payload = {
		ticketID: Number(ticket.id),
		technician: `${firstName} ${lastName}`,
		startDateTime: `${day}T08:00:00Z`,
		hoursWorked,
		notes: 'Work',
		...more,
	};
	return await connector.create('timeEntry', payload, 'te', 'key');
}

describe('contracts', () => {
	it('are read with the name of their type, and again when they change', async () => {
		const first = await readAll('agreement');
		expect(first.rows).toHaveLength(2);
		expect(first.rows[0].record).toMatchObject({
			contractTypeName: 'Recurring Service',
			status: 1,
			endDate: '2030-12-31',
		});
		const id = Number(first.rows[0].id);
		simulator.control.edit('Contracts', id, { status: 0 });
		const calls = connector.calls();
		const second = await readAll('agreement', first.state);
		expect(connector.calls() - calls).toBe(1);
		expect(second.rows.map(({ id: one, record }) => [one, record['status']])).toEqual([[String(id), 0]]);
	});

	it.each(['agreement', 'invoice'] as const)('are never written, nor are invoices (%s)', async (entity) => {
		for (const error of [
			await failureOf(connector.create(entity, { companyID: 1 }, 'x', 'key')),
			await failureOf(connector.update(entity, { id: '1', record: {} } as unknown as NativeRecord, { companyID: 1 })),
		]) {
			expect(error).toMatchObject({ code: 'BAD_INPUT', subject: { entity, field: 'companyID' } });
		}
		expect(simulator.control.records('Contracts')).toHaveLength(2);
	});
});

describe('invoices', () => {
	it('come with number, total, day and state, which follow', async () => {
		const [ticket] = simulator.control.records('Tickets');
		await work(ticket, 1.5);
		const first = await readAll('invoice');
		const [id] = simulator.control.bill();
		const billed = await readAll('invoice', first.state);
		// 1.5 hours of a technician at 110.
		expect(billed.rows.map(({ record }) => record)).toMatchObject([
			{ id, companyID: ticket.companyID, invoiceTotal: 165, kind: 'invoice', state: 'sent', isVoided: false },
		]);
		expect(billed.rows[0].record['invoiceDay']).toBe(new Date().toISOString().slice(0, 10));
		simulator.control.edit('Invoices', id, { paidDate: new Date().toISOString() });
		const paid = await readAll('invoice', billed.state);
		expect(paid.rows.map(({ record }) => record['state'])).toEqual(['paid']);
		simulator.control.reopen(id);
		const voided = await readAll('invoice', paid.state);
		expect(voided.rows.map(({ record }) => record['state'])).toEqual(['void']);
	});

	it('of less than nothing are credits', async () => {
		const [ticket] = simulator.control.records('Tickets');
		await work(ticket, 1);
		const [id] = simulator.control.bill();
		const credit = simulator.control.credit(id, 40.5);
		const found = (await connector.read('invoice', [String(id), String(credit)])).get(String(credit));
		expect(found?.record).toMatchObject({ kind: 'credit_note', invoiceTotal: -40.5, companyID: ticket.companyID });
	});

	it('are read again four times a day, since not every change of theirs leaves a time behind', async () => {
		const [ticket] = simulator.control.records('Tickets');
		await work(ticket, 1);
		const [id] = simulator.control.bill();
		const begun = await readAll('invoice');
		// Far enough from what was just made, of which every window reads a little again.
		simulator.control.clock.set({ skewMs: HOUR_MS });
		const first = await readAll('invoice', begun.state);
		simulator.control.edit('Invoices', id, { invoiceNumber: '2026-0001' });
		simulator.control.clock.set({ skewMs: 5 * HOUR_MS });
		const five = await readAll('invoice', first.state);
		expect(five.rows.map(({ record }) => record['invoiceNumber'])).toEqual([]);
		simulator.control.clock.set({ skewMs: 7 * HOUR_MS });
		const seven = await readAll('invoice', five.state);
		expect(seven.rows.map(({ record }) => record['invoiceNumber'])).toEqual(['2026-0001']);
	});

	it('are called by their id where they have no number', () => {
		expect(toNativeInvoice({ id: 7, invoiceNumber: '' }).record).toMatchObject({ invoiceNumber: '7', state: 'sent' });
	});
});

describe('time that is billed', () => {
	it('is told when it is posted, with its invoice when it is invoiced, and again when that is undone', async () => {
		const [ticket, other] = simulator.control.records('Tickets');
		const mine = await work(ticket, 1);
		await work(other, 2);
		const first = await readAll('timeEntry');
		simulator.control.bill({ invoice: false });
		const posted = await readAll('timeEntry', first.state);
		const shown = (rows: readonly NativeRecord[]) =>
			rows.filter(({ id }) => id === mine.id).map(({ record }) => [record['billed'], record['invoiceID']]);
		expect(shown(posted.rows)).toEqual([[true, null]]);
		// The posting is over for longer than a window reaches back: only the invoice tells of itself.
		simulator.control.clock.set({ skewMs: HOUR_MS });
		const quiet = await readAll('timeEntry', posted.state);
		const invoices = simulator.control.bill();
		const invoiced = await readAll('timeEntry', quiet.state);
		const mineIs = simulator.control.records('Invoices').find(({ companyID }) => companyID === ticket.companyID)?.id;
		expect(shown(invoiced.rows)).toEqual([[true, mineIs]]);
		for (const id of invoices) simulator.control.reopen(id);
		simulator.control.clock.set({ skewMs: 6 * HOUR_MS });
		const reopened = await readAll('timeEntry', invoiced.state);
		expect(shown(reopened.rows)).toEqual([[false, null]]);
	});

	it('costs two calls where nothing happens', async () => {
		const { state } = await readAll('timeEntry');
		const calls = connector.calls();
		const idle = await readAll('timeEntry', state);
		expect([idle.rows, connector.calls() - calls]).toEqual([[], 2]);
	});

	it('is read page by page, each entry once, also in the look at all of it', async () => {
		const [ticket] = simulator.control.records('Tickets');
		const ids: string[] = [];
		for (let hour = 1; hour <= 7; hour++) ids.push((await work(ticket, hour)).id);
		const first = await readAll('timeEntry', null, 3);
		expect(first.rows.map(({ id }) => id)).toEqual(ids);
		simulator.control.clock.set({ skewMs: HOUR_MS });
		const quiet = await readAll('timeEntry', first.state, 3);
		simulator.control.clock.set({ skewMs: 5 * HOUR_MS });
		const swept = await readAll('timeEntry', quiet.state, 3);
		expect(swept.rows.map(({ id }) => id)).toEqual(ids);
		expect((await readAll('timeEntry', swept.state, 3)).rows).toEqual([]);
	});

	it('is read all the same where the API user may not see invoices', async () => {
		const [ticket] = simulator.control.records('Tickets');
		await work(ticket, 1);
		simulator.control.bill();
		simulator.control.set({ deniedEntities: ['Invoices', 'BillingItems'] });
		const { rows, state } = await readAll('timeEntry');
		expect(rows.map(({ record }) => [record['billed'], record['invoiceID']])).toEqual([[true, null]]);
		expect((await readAll('timeEntry', state)).rows).toHaveLength(1);
	});

	it('starts anew from a position that cannot be read, with a word on what to do', async () => {
		for (const entity of ['timeEntry', 'invoice'] as const) {
			const error = await failureOf(connector.changes(entity, { feed: 7 }, 10));
			expect(error).toMatchObject({ code: 'STORE', subject: { entity } });
		}
	});
});
