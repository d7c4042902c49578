import { createHash, createHmac } from 'node:crypto';
import axios, { type AxiosInstance } from 'axios';
import fastify, { type FastifyInstance } from 'fastify';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { type Answered, startRecorded } from './simulator';

interface Received {
	readonly url: string;
	readonly signature: string;
	readonly raw: string;
	readonly body: Answered;
}

describe('callbacks', () => {
	let simulator: ConnectWiseSimulator;
	let http: AxiosInstance;
	let subscriber: FastifyInstance;
	let address: string;
	let received: Received[];
	let answers: number[];

	beforeAll(async () => {
		({ simulator, http } = await startRecorded('callbacks', { callbackRetryMs: [1, 2] }));
		subscriber = fastify();
		subscriber.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
			done(null, body),
		);
		subscriber.post('/hook', (request, reply) => {
			const raw = request.body as string;
			const signature = String(request.headers['x-content-signature']);
			received.push({ url: request.url, signature, raw, body: JSON.parse(raw) });
			return reply.status(answers.shift() ?? 200).send();
		});
		address = await subscriber.listen({ port: 0, host: '127.0.0.1' });
	});
	beforeEach(() => {
		simulator.control.reset();
		received = [];
		answers = [];
	});
	afterAll(async () => {
		await simulator.close();
		await subscriber.close();
	});

	const subscribe = async (fields: object = {}): Promise<Answered> => {
		const entry = { url: `${address}/hook?recordId=`, objectId: 1, type: 'ticket', level: 'owner', ...fields };
		const { status, data } = await http.post('/system/callbacks', entry);
		expect(status).toBe(201);
		return data;
	};
	const editTicket = async (
		id: number,
		changes: Record<string, unknown> = { poNumber: 'PO' },
		by?: string,
	): Promise<void> => {
		simulator.control.edit('tickets', id, changes, { by });
		await simulator.control.callbacks.settled();
	};

	it('tells of every create, change and delete, with the id and the action in the address', async () => {
		const entry = await subscribe();
		const { id } = (await http.post('/service/tickets', { summary: 'x', company: { id: 1 } })).data;
		await editTicket(id);
		await http.delete(`/service/tickets/${id}`);
		await simulator.control.callbacks.settled();
		expect(received.map(({ url }) => url)).toEqual(
			['added', 'updated', 'deleted'].map((action) => `/hook?recordId=${id}&action=${action}`),
		);
		expect(received[1].body).toMatchObject({
			Action: 'updated',
			CallbackObjectRecId: entry.id,
			CompanyId: 'sandboxmsp',
			ID: id,
			MemberId: 'jrivera',
			Type: 'ticket',
		});
		expect(JSON.parse(received[1].body.Entity)).toMatchObject({ id, poNumber: 'PO', board: { name: 'Service Desk' } });
		expect(received[2].body.Entity).toBeNull();
	});

	it('signs the raw body with a key that Metadata.key_url gives', async () => {
		await subscribe();
		await editTicket(1);
		const [{ raw, signature, body }] = received;
		const { signing_key: signingKey } = (await axios.get(body.Metadata.key_url)).data;
		const key = createHash('sha256').update(signingKey).digest();
		expect(signature).toBe(createHmac('sha256', key).update(raw).digest('base64'));
		expect(body.Metadata.key_url).toContain(simulator.url);
	});

	it.each([404, 409, 419, 429])('tries again twice where the subscriber answers %i', async (status) => {
		await subscribe();
		answers = [status, status, 200];
		await editTicket(1);
		expect(simulator.control.callbacks.deliveries.map((d) => [d.attempt, d.status])).toEqual([
			[1, status],
			[2, status],
			[3, 200],
		]);
		answers = [status, status, status, status];
		received = [];
		await editTicket(1);
		expect(received).toHaveLength(3);
	});

	it.each([500, 503, 400, 401])('loses a delivery that is answered %i', async (status) => {
		await subscribe();
		answers = [status];
		await editTicket(1);
		expect(received).toHaveLength(1);
	});

	it('switches a subscriber off after three days of failures, not after two', async () => {
		const { id } = await subscribe();
		const day = 24 * 3_600_000;
		const inactive = (): unknown => simulator.control.record('callbacks', id)?.inactiveFlag;
		for (const [passed, off] of [
			[0, false],
			[2 * day, false],
			[day, true],
		] as const) {
			simulator.control.clock.advance(passed);
			answers = [500];
			await editTicket(1);
			expect(inactive()).toBe(off);
		}
		received = [];
		await editTicket(1);
		expect(received).toEqual([]);
	});

	it('does not tell a subscriber of its own changes where it asked for that', async () => {
		await subscribe({ isSelfSuppressedFlag: true });
		await http.patch('/service/tickets/1', [{ op: 'replace', path: 'poNumber', value: 'own' }]);
		await simulator.control.callbacks.settled();
		expect(received).toEqual([]);
		await editTicket(1);
		expect(received).toHaveLength(1);
	});

	it('tells nobody of a write that carries skipCallback', async () => {
		await subscribe();
		await http.patch('/service/tickets/1', [
			{ op: 'replace', path: 'poNumber', value: 'quiet' },
			{ op: 'replace', path: 'skipCallback', value: true },
		]);
		await simulator.control.callbacks.settled();
		expect(received).toEqual([]);
		expect((await http.get('/service/tickets/1')).data).toMatchObject({ poNumber: 'quiet' });
	});

	it('tells of a new note by its ticket: there is no type for notes', async () => {
		await subscribe();
		await http.post('/service/tickets/4/notes', { text: 'x', detailDescriptionFlag: true });
		await simulator.control.callbacks.settled();
		expect(received.map(({ body }) => [body.Action, body.ID])).toEqual([['updated', 4]]);
	});

	it('limits a subscription to one board', async () => {
		await subscribe({ level: 'board', objectId: 2 });
		const ticketOn = (board: number): number => {
			const found = simulator.control.records('tickets').find((t: Answered) => t.board.id === board);
			return found?.id as number;
		};
		await editTicket(ticketOn(1));
		await editTicket(ticketOn(2));
		expect(received.map(({ body }) => body.ID)).toEqual([ticketOn(2)]);
	});

	it('loses everything while callbacks are switched off', async () => {
		await subscribe();
		simulator.control.set({ callbacks: false });
		await editTicket(1);
		expect(received).toEqual([]);
	});

	it('refuses a bad address, an unknown level, and the same subscription twice', async () => {
		const bad = await http.post('/system/callbacks', { url: 'nowhere', objectId: 1, type: 'ticket', level: 'galaxy' });
		expect(bad.status).toBe(400);
		expect(bad.data.errors.map((e: Answered) => [e.code, e.field])).toEqual([
			['InvalidField', 'url'],
			['InvalidObject', 'level'],
		]);
		const entry = await subscribe({ objectId: 0 });
		expect(entry.objectId).toBe(1);
		const { url, type, level } = entry;
		const twin = await http.post('/system/callbacks', { url, type, level, objectId: 1 });
		expect(twin.data.errors).toMatchObject([{ code: 'ObjectExists', field: 'objectId' }]);
		expect((await http.delete(`/system/callbacks/${entry.id}`)).status).toBe(204);
		await subscribe();
	});
});
