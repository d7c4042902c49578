import { type AutotaskSimulator, type TableName, startAutotask } from '../../../sandbox/autotask';
import { type Answered, clientOf, startForOneTest } from './simulator';

describe('the seed', () => {
	const start = startForOneTest();

	it('becomes the same Autotask each time', async () => {
		const seed = { companies: 3, contactsPerCompany: 2, tickets: 20 };
		const [a, b] = [await start({ seed }), await start({ seed })];
		const shown = ({ control }: AutotaskSimulator, table: TableName): string => JSON.stringify(control.records(table));
		for (const table of ['Companies', 'Contacts', 'Tickets', 'TicketNotes', 'Resources', 'Roles'] as const)
			expect(shown(a, table)).toBe(shown(b, table));
	});

	it('is of the past, told to nobody, and refers only to what is there', async () => {
		const { control } = await start({ seed: { companies: 4, contactsPerCompany: 3, tickets: 80 } });
		const ids = (table: TableName): Set<unknown> => new Set(control.records(table).map(({ id }) => id));
		const [companies, contacts, resources] = [ids('Companies'), ids('Contacts'), ids('Resources')];
		const numbers = new Set<unknown>();
		for (const ticket of control.records('Tickets') as Answered[]) {
			expect(companies).toContain(ticket.companyID);
			if (ticket.contactID !== null) expect(contacts).toContain(ticket.contactID);
			if (ticket.assignedResourceID !== null) expect(resources).toContain(ticket.assignedResourceID);
			expect(ticket.lastActivityDate < '2026-01-12T09:00:00').toBe(true);
			expect(ticket.createDate <= ticket.lastActivityDate).toBe(true);
			expect(ticket.completedDate === null).toBe(ticket.status !== 5);
			numbers.add(ticket.ticketNumber);
		}
		expect(numbers.size).toBe(80);
		expect(control.webhooks.deliveries).toEqual([]);
	});

	it('loads 10,000 tickets in seconds and still finds one by id, reference or time at once', async () => {
		const started = Date.now();
		const simulator = await start({ seed: { tickets: 10_000 } });
		expect(Date.now() - started).toBeLessThan(30_000);
		const http = clientOf(simulator);
		const timed = async (...filter: object[]): Promise<Answered[]> => {
			const asked = Date.now();
			const { data } = await http.post('/Tickets/query', { filter });
			expect(Date.now() - asked).toBeLessThan(1_500);
			return data.items;
		};
		expect(await timed({ op: 'in', field: 'id', value: [7_001, 8_000, 1] })).toHaveLength(2);
		expect(await timed({ op: 'eq', field: 'externalID', value: 'nothing' })).toHaveLength(0);
		expect(await timed({ op: 'gt', field: 'lastActivityDate', value: '2026-01-12T00:00:00' })).not.toHaveLength(0);
		expect(await timed({ op: 'gt', field: 'id', value: 16_500 })).toHaveLength(500);
	}, 60_000);

	it('takes options of its own credentials and port', async () => {
		const simulator = await startAutotask({ userName: 'a@b.example', secret: 's', integrationCode: 'c', seed: {} });
		expect((await clientOf(simulator).get('/Version')).status).toBe(200);
		await simulator.close();
	});
});
