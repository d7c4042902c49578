import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import type { Connector, WriteOptions } from '../../../sync/connectors/connector';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { NativeRecord } from '../../../sync/model/record';
import { optionsFor, startRecorded } from './support';

let simulator: ConnectWiseSimulator;
let connector: Connector;
let ticket: Record<string, unknown>;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 0 } });
	connector = createConnectWiseConnector(optionsFor(simulator));
	const { control } = simulator;
	ticket = control.create('tickets', {
		summary: 'Printer is on fire',
		company: { id: control.records('companies')[0].id },
		contact: { id: control.records('contacts')[0].id },
		board: { name: 'Service Desk' },
		automaticEmailContactFlag: true,
	});
});
afterEach(() => simulator.close());

/** What clients were mailed beyond the ticket that the test began with. */
const mails = () =>
	simulator.control
		.mails()
		.slice(1)
		.map(({ cause }) => cause.replace(/ \d+$/, ''));
const quietly: WriteOptions = { quiet: true };

describe('a quiet write mails no client', () => {
	it.each([
		['aloud', {}, ['ticket created', 'ticket closed']],
		['quietly', quietly, []],
	] as const)('a ticket that is created and closed %s', async (_how, options, causes) => {
		const { company, contact } = ticket as Record<string, { id: number }>;
		const payload = { summary: 'x', 'company/id': company.id, 'contact/id': contact.id, 'board/name': 'Service Desk' };
		const made = await connector.create('ticket', payload, 'tk-1', 'key', options);
		await connector.update('ticket', made, { 'status/name': '>Closed' }, options);
		expect(mails()).toEqual(causes);
		expect(simulator.control.record('tickets', Number(made.id))).toMatchObject({ status: { name: '>Closed' } });
	});

	it.each([
		['aloud', {}, ['note']],
		['quietly', quietly, []],
	] as const)('a note for clients, %s', async (_how, options, causes) => {
		const payload = { ticketId: Number(ticket.id), text: 'Back at noon', visibility: 'Discussion' };
		await connector.create('note', payload, 'nt-1', 'key', options);
		await connector.create('note', { ...payload, visibility: 'Internal', processNotifications: true }, 'nt-2', 'key');
		expect(mails()).toEqual(causes);
	});

	it.each([
		['aloud', {}, ['time entry']],
		['quietly', quietly, []],
	] as const)('time with a text for clients, %s', async (_how, options, causes) => {
		const [member] = simulator.control.records('members');
		const technician = `${String(member.firstName)} ${String(member.lastName)}`;
		const payload = { ticketId: Number(ticket.id), technician, timeStart: '2026-11-25T09:00:00Z', notes: 'Done' };
		const entry: NativeRecord = await connector.create(
			'timeEntry',
			{ ...payload, visibility: 'Discussion' },
			'te-1',
			'key',
			options,
		);
		await connector.update('timeEntry', entry, { actualHours: 1 }, options);
		await connector.create('timeEntry', payload, 'te-2', 'key');
		expect(mails()).toEqual(causes);
	});
});
