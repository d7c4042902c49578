import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { Connector } from '../../../sync/connectors/connector';
import { failureOf, optionsFor, startRecorded } from './support';

describe('a status that means the same on several boards', () => {
	let simulator: ConnectWiseSimulator;
	let connector: Connector;
	let alert: string;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 1, contactsPerCompany: 1, tickets: 0 });
		connector = createConnectWiseConnector(optionsFor(simulator));
		const created = simulator.control.create('tickets', {
			summary: 'Disk is filling up',
			company: { id: 1 },
			board: { name: 'Alerts' },
			status: { name: 'In Progress' },
		});
		alert = String(created.id);
	});
	afterAll(() => simulator.close());

	async function update(changes: Record<string, string>, synonyms: Record<string, string[]>) {
		const current = (await connector.read('ticket', [alert])).get(alert);
		if (!current) throw new Error(`no ticket ${alert}`);
		return await connector.update('ticket', current, changes, { synonyms });
	}

	it('is written as the one that the ticket’s board has', async () => {
		const after = await update({ 'status/name': 'New' }, { 'status/name': ['New (portal)', 'New (alert)'] });
		expect(after.record).toMatchObject({ 'status/name': 'New (alert)', 'board/name': 'Alerts' });
	});

	it('is looked for on the board that the ticket is moved to by the same write', async () => {
		const after = await update(
			{ 'status/name': 'New', 'board/name': 'Projects' },
			{ 'status/name': ['New (alert)', 'Planned'] },
		);
		expect(after.record).toMatchObject({ 'status/name': 'Planned', 'board/name': 'Projects' });
	});

	it('is looked for on the board of a new ticket', async () => {
		const created = await connector.create(
			'ticket',
			{ summary: 'Backup failed', 'company/id': 1, 'board/name': 'Alerts', 'status/name': 'New' },
			'tk-1',
			'key',
			{ synonyms: { 'status/name': ['New (alert)'] } },
		);
		expect(created.record).toMatchObject({ 'status/name': 'New (alert)' });
	});

	it('is left to ConnectWise to refuse where the board has none of them', async () => {
		const error = await failureOf(update({ 'status/name': 'Waiting on Client' }, { 'status/name': ['On Hold'] }));
		expect(error.code).toBe('REJECTED');
	});

	it('costs one call per board, and none where there is no choice', async () => {
		const asked = () => simulator.control.requests.entries({ path: '/statuses$' }).length;
		await update({ 'status/name': '>Closed' }, {});
		expect(asked()).toBe(0);
		await update({ 'status/name': 'New' }, { 'status/name': ['New (alert)'] });
		await update({ 'status/name': 'Assigned' }, { 'status/name': ['Acknowledged'] });
		expect(asked()).toBe(1);
	});
});
