import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { generateMsp } from '../../../sandbox/seed';
import { type Answered, clientOf, links, startForOneTest } from './simulator';

describe('the seed', () => {
	const start = startForOneTest();

	it('makes equal data from equal numbers, other data from others', () => {
		expect(generateMsp({ seed: 7 })).toEqual(generateMsp({ seed: 7 }));
		expect(generateMsp({ seed: 7 }).tickets).not.toEqual(generateMsp({ seed: 8 }).tickets);
	});

	it('refers only to what it has, in lengths that a PSA takes, in the past', () => {
		const until = Date.parse('2026-01-12T09:00:00Z');
		const { companies, contacts, tickets, members } = generateMsp({ companies: 40, tickets: 2000, until });
		expect(new Set(companies.map(({ identifier }) => identifier)).size).toBe(40);
		expect(new Set(contacts.map(({ email }) => email)).size).toBe(320);
		for (const { identifier, name } of companies) {
			expect(identifier.length).toBeLessThanOrEqual(25);
			expect(name.length).toBeLessThanOrEqual(50);
		}
		for (const ticket of tickets) {
			expect(ticket.summary.length).toBeLessThanOrEqual(100);
			expect(ticket.summary).not.toMatch(/[{}]/);
			if (ticket.contact !== undefined) expect(contacts[ticket.contact].company).toBe(ticket.company);
			if (ticket.technician !== undefined) expect(members[ticket.technician]).toBeDefined();
			expect(ticket.updatedAt).toBeGreaterThanOrEqual(ticket.enteredAt);
			expect(ticket.updatedAt).toBeLessThan(until);
			expect(ticket.updatedAt % 1000).toBe(0);
		}
	});

	it('becomes the same ConnectWise each time, apart from addresses', async () => {
		const seed = { companies: 3, contactsPerCompany: 2, tickets: 20 };
		const [a, b] = [await start({ seed }), await start({ seed })];
		const shown = ({ url, control }: ConnectWiseSimulator, table: 'tickets' | 'contacts' | 'companies'): string =>
			JSON.stringify(control.records(table)).replaceAll(url, '');
		for (const table of ['companies', 'contacts', 'tickets'] as const) expect(shown(a, table)).toBe(shown(b, table));
	});

	it('loads 10,000 tickets in seconds and still finds one by id, reference or time at once, 1,000 a page', async () => {
		const started = Date.now();
		const simulator = await start({ seed: { tickets: 10_000 } });
		expect(Date.now() - started).toBeLessThan(30_000);
		const http = clientOf(simulator);
		const timed = async (conditions: string): Promise<Answered> => {
			const asked = Date.now();
			const { data } = await http.get('/service/tickets', { params: { conditions } });
			expect(Date.now() - asked).toBeLessThan(1_500);
			return data;
		};
		expect(await timed('id in (1, 5000, 10000)')).toHaveLength(3);
		expect(await timed('externalXRef = "nothing"')).toHaveLength(0);
		expect(await timed('lastUpdated > [2026-01-12T00:00:00Z]')).not.toHaveLength(0);
		expect((await http.get('/service/tickets/count')).data).toEqual({ count: 10_000 });
		const { data, headers } = await http.get('/service/tickets', { params: { pageSize: 5_000, fields: 'id' } });
		expect(data).toHaveLength(1_000);
		expect(links(headers.link).last).toContain('page=10');
	}, 60_000);
});
