import type { AxiosInstance } from 'axios';
import fastify, { type FastifyInstance } from 'fastify';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { EVENTS } from '../../../sandbox/halopsa/webhooks';
import { type Answered, startRecorded } from './simulator';

interface Received {
	readonly url: string;
	readonly authorization: string | undefined;
	readonly body: Answered;
}

describe('webhooks', () => {
	let simulator: HaloPsaSimulator;
	let http: AxiosInstance;
	let subscriber: FastifyInstance;
	let address: string;
	let received: Received[];
	let answer: number;

	beforeAll(async () => {
		({ simulator, http } = await startRecorded('webhooks'));
		subscriber = fastify();
		subscriber.post('/hook', (request, reply) => {
			const { authorization } = request.headers;
			received.push({ url: request.url, authorization, body: request.body as Answered });
			return reply.status(answer).send();
		});
		address = await subscriber.listen({ port: 0, host: '127.0.0.1' });
	});
	beforeEach(() => {
		simulator.control.reset();
		received = [];
		answer = 200;
	});
	afterAll(async () => {
		await simulator.close();
		await subscriber.close();
	});

	/** Every event, by its name. */
	const EVERYTHING = Object.keys(EVENTS).map((name) => ({ name }));
	const subscribe = async (fields: object = {}): Promise<Answered> => {
		const events = EVERYTHING;
		const webhook = { name: 'Sync', url: `${address}/hook?secret=s`, active: true, method: 0, events, ...fields };
		const { status, data } = await http.post('/Webhook', [webhook]);
		expect(status).toBe(201);
		return data;
	};
	const editTicket = async (changes: Record<string, unknown> = { impact: 2 }): Promise<void> => {
		simulator.control.edit('Tickets', 1, changes);
		await simulator.control.webhooks.settled();
	};
	const events = (): string[] => received.map(({ body }) => body.event);

	it('are told of every new, changed and deleted ticket, at the very address that was given', async () => {
		const { id } = await subscribe();
		const ticket = simulator.control.create('Tickets', { summary: 'x', client_id: 1 });
		simulator.control.edit('Tickets', Number(ticket.id), { summary: 'y' });
		simulator.control.remove('Tickets', Number(ticket.id));
		await simulator.control.webhooks.settled();
		expect(events()).toEqual(['New Ticket Logged', 'Ticket Updated', 'Ticket Deleted']);
		expect(received[0]).toMatchObject({
			url: '/hook?secret=s',
			body: { webhook_id: id, object_id: ticket.id, ticket: { id: ticket.id, summary: 'x' } },
		});
	});

	it('are told of clients and users, of actions with their ticket, and of what the API itself writes', async () => {
		await subscribe();
		await http.post('/Client', [{ id: 1, notes: 'x' }]);
		await http.post('/Users', [{ name: 'Ada Byron', site_id: 1 }]);
		await http.post('/Actions', [{ ticket_id: 1, outcome: 'Note', note: 'x' }]);
		await simulator.control.webhooks.settled();
		expect(new Set(events())).toEqual(new Set(['Customer Updated', 'New User', 'Ticket Updated', 'New Action']));
		expect(received.find(({ body }) => body.event === 'New Action')?.body).toMatchObject({
			object_id: 1,
			ticket: { id: 1 },
			action: { note: 'x' },
		});
	});

	it('are told only of the events that they name, by name or number, and of nothing without any', async () => {
		await subscribe({ events: [{ name: 'Ticket Status Changed' }] });
		await subscribe({ events: [{ eventno: 39 }] });
		await subscribe({ events: [] });
		await editTicket({ impact: 1 });
		expect(received).toEqual([]);
		await editTicket({ status_id: 2 });
		await editTicket({ status_id: 9 });
		expect(events().sort()).toEqual(['Closed', 'Ticket Status Changed', 'Ticket Status Changed']);
	});

	it('are told of the events that notifications with their id mean, until those are deleted', async () => {
		const { id } = await subscribe({ events: [] });
		const notification = { webhook_id: id, type: -2, delivery_method: 6, eventno: 3, conditions: [] };
		const { status, data } = await http.post('/Notification', [notification]);
		expect({ status, data }).toMatchObject({ status: 201, data: { eventno: 3, webhook_id: id } });
		expect((await http.get('/Notification', { params: { webhook_id: id } })).data).toEqual([data]);
		expect((await http.get(`/Webhook/${id}`)).data.events).toEqual([data]);
		const log = async (): Promise<void> => {
			simulator.control.create('Tickets', { summary: 'x' });
			await simulator.control.webhooks.settled();
		};
		await log();
		expect(events()).toEqual(['New Ticket Logged']);
		expect((await http.delete(`/Notification/${data.id}`)).data).toMatchObject({ id: data.id });
		await log();
		expect(received).toHaveLength(1);
		expect((await http.get(`/Notification/${data.id}`)).status).toBe(404);
	});

	it.each([
		[{ eventno: 3 }, 'Webhook'],
		[{ eventno: 3, webhook_id: 'ffffffff-0000-4000-8000-000000000000' }, 'Webhook'],
	])('have no notification %p, which lacks the %s', async (notification, named) => {
		const { status, data } = await http.post('/Notification', [notification]);
		expect({ status, data }).toMatchObject({ status: 400, data: { Message: expect.stringContaining(named) } });
	});

	it('carry Basic credentials where they are set up so, and nothing otherwise', async () => {
		await subscribe({ authentication_type: 1, basic_username: 'sync', basic_password: 's3cret' });
		await editTicket();
		expect(received[0].authorization).toBe(`Basic ${Buffer.from('sync:s3cret').toString('base64')}`);
		await subscribe();
		await editTicket();
		expect(received.some(({ authorization }) => authorization === undefined)).toBe(true);
	});

	it('never show their password again', async () => {
		const { id } = await subscribe({ authentication_type: 1, basic_username: 'sync', basic_password: 's3cret' });
		const { data } = await http.get(`/Webhook/${id}`);
		expect(data).toMatchObject({ id, basic_username: 'sync' });
		expect(JSON.stringify([data, (await http.get('/Webhook')).data])).not.toContain('s3cret');
	});

	it('carry what the subscriber made of them: no receiver can know their shape', async () => {
		await subscribe({
			events: [{ name: 'Ticket Updated' }],
			custom_payload: true,
			mappings: [{ key: 'number', finame: 'id' }],
		});
		await editTicket();
		expect(received[0].body).toEqual({ number: 1 });
	});

	it('are not sent again where they failed, nor to a subscriber that is switched off', async () => {
		const { id } = await subscribe();
		answer = 500;
		await editTicket();
		expect(received).toHaveLength(1);
		expect(simulator.control.webhooks.deliveries).toMatchObject([{ webhookId: id, status: 500, recordId: 1 }]);
		expect((await http.get(`/Webhook/${id}`)).data.last_status).toBe(500);
		await http.post('/Webhook', [{ id, active: false }]);
		await editTicket();
		expect(received).toHaveLength(1);
	});

	it('are lost or doubled where the control says so', async () => {
		await subscribe();
		simulator.control.set({ webhooks: false });
		await editTicket();
		expect(received).toEqual([]);
		simulator.control.set({ webhooks: true, webhookCopies: 2 });
		await editTicket();
		expect(received).toHaveLength(2);
		expect(received[0]).toEqual(received[1]);
	});

	it('are listed bare, changed by their id, and deleted', async () => {
		const { id } = await subscribe();
		expect((await http.get('/Webhook')).data).toMatchObject([{ id, name: 'Sync', active: true }]);
		expect((await http.post('/Webhook', [{ id, name: 'Other' }])).data).toMatchObject({
			id,
			name: 'Other',
			active: true,
		});
		expect((await http.delete(`/Webhook/${id}`)).data).toMatchObject({ id });
		expect((await http.get(`/Webhook/${id}`)).status).toBe(404);
		await editTicket();
		expect(received).toEqual([]);
	});

	it.each([
		[{ url: 'https://x.example' }, 'Name'],
		[{ name: 'x', url: 'nowhere' }, 'URL'],
	])('are refused as %p, naming the %s', async (webhook, named) => {
		const { status, data } = await http.post('/Webhook', [webhook]);
		expect({ status, data }).toMatchObject({ status: 400, data: { Message: expect.stringContaining(named) } });
	});
});
