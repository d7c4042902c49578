import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { createHaloPsaConnector } from '../../../sync/connectors/halopsa';
import type { FlatRecord } from '../../../sync/model/record';
import { optionsFor, startRecorded } from './support';

describe('the names of what a ticket carries by id', () => {
	let simulator: HaloPsaSimulator;
	let now: number;

	beforeEach(async () => {
		simulator = await startRecorded();
		now = Date.now();
	});
	afterEach(() => simulator.close());

	async function ticket(): Promise<FlatRecord | undefined> {
		const connector = createHaloPsaConnector(optionsFor(simulator, { clock: { now: () => now } }));
		return (await connector.read('ticket', ['1'])).get('1')?.record;
	}

	it('are asked for again where one is missing that was set up meanwhile', async () => {
		await ticket();
		const { slaid } = simulator.control.records('Priority')[0];
		simulator.control.corrupt('Priority', 1, { slaid, priorityid: 77, name: 'Whenever' });
		simulator.control.corrupt('Tickets', 1, { sla_id: slaid, priority_id: 77 });
		now += 2 * 60_000;
		expect(await ticket()).toMatchObject({ priority_id: 77, priority_name: 'Whenever' });
	});

	it('are no empty values where nobody can say them: that would clear the other side', async () => {
		simulator.control.corrupt('Tickets', 1, { priority_id: 77, status_id: 88, agent_id: 99, tickettype_id: 66 });
		expect(await ticket()).toMatchObject({
			priority_name: '#77',
			status_name: '#88',
			agent_name: '#99',
			tickettype_name: '#66',
		});
	});

	it('are empty for a ticket of nobody', async () => {
		simulator.control.edit('Tickets', 1, { agent_id: 1 });
		expect(await ticket()).toMatchObject({ agent_id: null, agent_name: null });
	});
});
