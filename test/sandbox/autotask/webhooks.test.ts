import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxiosInstance } from 'axios';
import fastify, { type FastifyInstance } from 'fastify';
import { type AutotaskSimulator, type SignedForm, signatureOf } from '../../../sandbox/autotask';
import { type Answered, TICKET, query, startRecorded } from './simulator';

interface Received {
	readonly path: string;
	readonly signature: string | undefined;
	readonly raw: string;
	readonly body: Answered;
}

const KEY = 'k'.repeat(64);
const SAMPLES = join(__dirname, '..', '..', '..', '..', 'shared', 'fixtures', 'autotask');

describe('webhooks', () => {
	let simulator: AutotaskSimulator;
	let http: AxiosInstance;
	let subscriber: FastifyInstance;
	let address: string;
	let received: Received[];
	let answers: number[];

	beforeAll(async () => {
		({ simulator, http } = await startRecorded('webhooks', { webhookRetryMs: [1, 1, 1, 1] }));
		subscriber = fastify();
		subscriber.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
			done(null, body),
		);
		subscriber.post('/:path', (request, reply) => {
			const raw = request.body as string;
			const signature = request.headers['x-hook-signature'] as string | undefined;
			received.push({ path: request.url, signature, raw, body: JSON.parse(raw) });
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

	const registration = (): object => ({
		name: 'test',
		webhookUrl: `${address}/hook`,
		deactivationUrl: `${address}/deactivated`,
		secretKey: KEY,
		isActive: true,
		isSubscribedToCreateEvents: true,
		isSubscribedToUpdateEvents: true,
		isSubscribedToDeleteEvents: true,
		sendThresholdExceededNotification: false,
	});
	const created = async (path: string, body: object): Promise<number> => {
		const { status, data } = await http.post(path, body);
		expect({ status, data }).toEqual({ status: 200, data: { itemId: expect.any(Number) } });
		return data.itemId;
	};
	const fieldIdOf = async (entity: string, label: string): Promise<number> => {
		const { data } = await http.get(`/${entity}/entityInformation/fields`);
		const field = data.fields.find(({ name }: Answered) => name === 'fieldID');
		return Number(field.picklistValues.find((value: Answered) => value.label === label).value);
	};
	/** A registration for some fields, made in the vendor's order. */
	const subscribe = async (kind: string, ...labels: string[]): Promise<number> => {
		const id = await created(`/${kind}Webhooks`, registration());
		for (const label of labels) {
			const fieldID = await fieldIdOf(`${kind}WebhookFields`, label);
			await created(`/${kind}Webhooks/${id}/Fields`, { fieldID, isSubscribedField: true, isDisplayAlwaysField: false });
		}
		return id;
	};
	const edit = async (changes: Record<string, unknown>, by?: number): Promise<void> => {
		simulator.control.edit('Tickets', 7001, changes, { by });
		await simulator.control.webhooks.settled();
	};

	it('is ready with its first field, and tells nobody before', async () => {
		const id = await created('/TicketWebhooks', registration());
		const webhook = async (): Promise<Answered> => (await http.get(`/TicketWebhooks/${id}`)).data.item;
		expect(await webhook()).toMatchObject({ isReady: false, webhookGUID: expect.any(String), secretKey: null });
		await edit({ title: 'before' });
		const fieldID = await fieldIdOf('TicketWebhookFields', 'Title');
		const field = await created(`/TicketWebhooks/${id}/Fields`, {
			fieldID,
			isSubscribedField: true,
			isDisplayAlwaysField: false,
		});
		expect((await webhook()).isReady).toBe(true);
		await edit({ title: 'after' });
		expect(received.map(({ body }) => body.Fields)).toEqual([{ Title: 'after' }]);
		expect((await http.delete(`/TicketWebhooks/${id}/Fields/${field}`)).status).toBe(200);
		expect((await webhook()).isReady).toBe(false);
	});

	it('tells of a create, a change and a delete, numbered, in order', async () => {
		const id = await subscribe('Ticket', 'Title', 'Status', 'AccountID');
		const { webhookGUID } = (await http.get(`/TicketWebhooks/${id}`)).data.item;
		const ticket = await created('/Tickets', TICKET);
		simulator.control.edit('Tickets', ticket, { status: 5, title: 'Ünïcode & <b>' });
		simulator.control.remove('Tickets', ticket);
		await simulator.control.webhooks.settled();
		expect(received.map(({ body }) => body)).toEqual(
			[
				{ Action: 'Create', Fields: { Title: 'Printer', Status: 1, AccountID: 174 }, PersonID: simulator.resource },
				{ Action: 'Update', Fields: { Title: 'Ünïcode & <b>', Status: 5 }, PersonID: 29682885 },
				{ Action: 'Delete', Fields: {}, PersonID: 29682885 },
			].map((event, index) => ({
				...event,
				Guid: webhookGUID,
				EntityType: 'Ticket',
				Id: ticket,
				EventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
				SequenceNumber: index + 1,
			})),
		);
	});

	it('names companies as accounts, with the API’s own field names', async () => {
		await subscribe('Company', 'companyName');
		simulator.control.edit('Companies', 174, { companyName: 'Renamed' });
		await simulator.control.webhooks.settled();
		expect(received[0].body).toMatchObject({ EntityType: 'Account', Id: 174, Fields: { companyName: 'Renamed' } });
	});

	it('tells of user-defined fields, and of notes by themselves', async () => {
		const id = await created('/TicketWebhooks', registration());
		const udf = simulator.control.records('UserDefinedFieldDefinitions').find(({ name }) => name === 'Asset Tag');
		const udfField = { udfFieldID: udf?.id, isSubscribedField: true, isDisplayAlwaysField: false };
		await created(`/TicketWebhooks/${id}/UdfFields`, udfField);
		await edit({ userDefinedFields: [{ name: 'Asset Tag', value: 'NEW' }] });
		expect(received.map(({ body }) => body.Fields)).toEqual([{ 'Asset Tag': 'NEW' }]);
		await subscribe('TicketNote', 'Description');
		await created('/Tickets/7001/Notes', { description: 'x', noteType: 3, publish: 1 });
		await simulator.control.webhooks.settled();
		expect(received[1].body).toMatchObject({ EntityType: 'TicketNote', Fields: { Description: 'x' } });
	});

	it('is silent about fields that were not subscribed to; shows others always', async () => {
		const id = await subscribe('Ticket', 'Status');
		const fieldID = await fieldIdOf('TicketWebhookFields', 'TicketNumber');
		await created(`/TicketWebhooks/${id}/Fields`, { fieldID, isSubscribedField: false, isDisplayAlwaysField: true });
		await edit({ title: 'x' });
		await edit({ status: 9 });
		const { ticketNumber } = simulator.control.record('Tickets', 7001) as Answered;
		expect(received.map(({ body }) => body.Fields)).toEqual([{ Status: 9, TicketNumber: ticketNumber }]);
	});

	it('leaves out the changes of excluded resources', async () => {
		const id = await subscribe('Ticket', 'Title');
		const excluded = await created(`/TicketWebhooks/${id}/ExcludedResources`, { resourceID: simulator.resource });
		await http.patch('/Tickets', { id: 7001, title: 'own' });
		await edit({ title: 'theirs' });
		expect(received.map(({ body }) => body.Fields.Title)).toEqual(['theirs']);
		await http.delete(`/TicketWebhooks/${id}/ExcludedResources/${excluded}`);
		await http.patch('/Tickets', { id: 7001, title: 'own again' });
		await simulator.control.webhooks.settled();
		expect(received).toHaveLength(2);
	});

	it('signs the raw body with HMAC-SHA1', async () => {
		await subscribe('Ticket', 'Title');
		await edit({ title: 'Müller & "Söhne"' });
		const [{ raw, signature }] = received;
		expect(signature).toBe(`sha1=${createHmac('sha1', KEY).update(raw).digest('base64')}`);
	});

	it.each<[SignedForm, string]>([
		['escapedUpper', '{"T":"M\\u00FC \\u0026 \\u003Cb\\u003E \\u0022q\\u0022 \\u0027 \\u0060 \\u002B \\\\ \\n"}'],
		['escapedLower', '{"T":"M\\u00fc \\u0026 \\u003cb\\u003e \\u0022q\\u0022 \\u0027 \\u0060 \\u002b \\\\ \\n"}'],
	])('can sign the body as %s, which public clients report', async (form, signed) => {
		const body = JSON.stringify({ T: 'Mü & <b> "q" \' ` + \\ \n' });
		expect(signatureOf(body, KEY, form)).toBe(`sha1=${createHmac('sha1', KEY).update(signed).digest('base64')}`);
		await subscribe('Ticket', 'Title');
		simulator.control.set({ webhookSigning: form });
		await edit({ title: 'a & b' });
		expect(received[0].raw).toContain('a & b');
		expect(received[0].signature).toBe(signatureOf(received[0].raw, KEY, form));
	});

	(existsSync(SAMPLES) ? it.each : it.skip.each)([['webhook-01.json'], ['webhook-04.json']])(
		'signs the published sample %s as it is signed (needs ../shared)',
		(file) => {
			const { rawBody, secret, headers } = JSON.parse(readFileSync(join(SAMPLES, file), 'utf8'));
			expect(signatureOf(rawBody, secret)).toBe(headers['x-hook-signature']);
		},
	);

	it('tries five times, then logs what it gave up', async () => {
		await subscribe('Ticket', 'Title');
		answers = [500, 404, 503, 429, 200];
		await edit({ title: 'x' });
		expect(simulator.control.webhooks.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
			[1, 500],
			[2, 404],
			[3, 503],
			[4, 429],
			[5, 200],
		]);
		answers = [500, 500, 500, 500, 500, 500];
		await edit({ title: 'y' });
		expect(received).toHaveLength(10);
		expect(await query(http, 'WebhookEventErrorLogs')).toMatchObject([{ sequenceNumber: 2 }]);
	});

	it('switches a registration off that fails 25 times on end, and says so without a signature', async () => {
		const id = await subscribe('Ticket', 'Title');
		answers = Array.from({ length: 125 }, () => 500);
		for (let i = 0; i < 25; i++) simulator.control.edit('Tickets', 7001, { title: `x${i}` });
		await simulator.control.webhooks.settled();
		expect((await http.get(`/TicketWebhooks/${id}`)).data.item.isActive).toBe(false);
		expect(received.at(-1)).toMatchObject({ path: '/deactivated', body: { Action: 'Deactivated' } });
		expect(received.at(-1)?.signature).toBeUndefined();
		const told = received.length;
		await edit({ title: 'nobody hears' });
		expect(received).toHaveLength(told);
	});

	it('forgets what was under way with a reset, also where a new registration takes the id', async () => {
		await subscribe('Ticket', 'Title');
		simulator.control.set({ webhookDelayMs: 100 });
		simulator.control.edit('Tickets', 7001, { title: 'forgotten' });
		simulator.control.reset();
		await subscribe('Ticket', 'Title');
		await edit({ title: 'told' });
		expect(received.map(({ body }) => body.Fields.Title)).toEqual(['told']);
	});

	it('loses everything while webhooks are off, and tells twice where that is set', async () => {
		await subscribe('Ticket', 'Title');
		simulator.control.set({ webhooks: false });
		await edit({ title: 'lost' });
		expect(received).toEqual([]);
		simulator.control.set({ webhooks: true, webhooksTwice: true });
		await edit({ title: 'twice' });
		expect(received.map(({ raw }) => raw)).toEqual([received[0].raw, received[0].raw]);
	});

	it('tells late, and names who made a change by another key, where that is set', async () => {
		await subscribe('Ticket', 'Title');
		simulator.control.set({ webhookDelayMs: 60, webhookPersonKey: 'PersonId' });
		const before = performance.now();
		await edit({ title: 'late' });
		expect(performance.now() - before).toBeGreaterThan(55);
		expect(received[0].body).toMatchObject({ PersonId: 29682885 });
		expect(received[0].body).not.toHaveProperty('PersonID');
	});

	it.each([
		['a key that is too long', { secretKey: 'x'.repeat(65) }, 'secretKey'],
		['an address that is none', { webhookUrl: 'nowhere' }, 'webhookUrl'],
		['no address for deactivation', { deactivationUrl: null }, 'deactivationUrl'],
	])('refuses %s', async (_what, fields, named) => {
		expect(() => simulator.control.create('TicketWebhooks', { ...registration(), ...fields })).toThrow(named);
	});

	it('refuses the same address twice for one kind of event, and the same field twice', async () => {
		const id = await subscribe('Ticket', 'Title');
		expect(
			(await http.patch('/TicketWebhooks', { id, isActive: false, isSubscribedToDeleteEvents: false })).status,
		).toBe(200);
		expect((await http.post('/TicketWebhooks', registration())).status).toBe(500);
		const deletes = { isSubscribedToCreateEvents: false, isSubscribedToUpdateEvents: false };
		await created('/TicketWebhooks', { ...registration(), ...deletes });
		const fieldID = await fieldIdOf('TicketWebhookFields', 'Title');
		const again = { fieldID, isSubscribedField: true, isDisplayAlwaysField: true };
		expect((await http.post(`/TicketWebhooks/${id}/Fields`, again)).status).toBe(500);
	});

	it('deletes a registration with what belongs to it', async () => {
		const id = await subscribe('Ticket', 'Title');
		expect((await http.delete(`/TicketWebhooks/${id}`)).data).toEqual({ itemId: id });
		expect(await query(http, 'TicketWebhooks')).toEqual([]);
		expect(await query(http, 'TicketWebhookFields')).toEqual([]);
		expect((await http.delete(`/TicketWebhooks/${id}`)).status).toBe(500);
	});

	it('changes a registration by PATCH', async () => {
		const id = await subscribe('Ticket', 'Title');
		expect((await http.patch('/TicketWebhooks', { id, isActive: false })).status).toBe(200);
		await edit({ title: 'x' });
		expect(received).toEqual([]);
	});
});

describe('adding webhook fields', () => {
	it('fails where more than three are added at a time', async () => {
		const { simulator, http } = await startRecorded('webhook-fields', { latencyMs: 250 });
		const { data } = await http.post('/TicketWebhooks', {
			name: 'test',
			webhookUrl: 'http://127.0.0.1:9/hook',
			deactivationUrl: 'http://127.0.0.1:9/off',
			secretKey: KEY,
			isActive: true,
			sendThresholdExceededNotification: false,
		});
		const add = (fieldID: number): Promise<{ status: number; data: Answered }> =>
			http.post(`/TicketWebhooks/${data.itemId}/Fields`, {
				fieldID,
				isSubscribedField: true,
				isDisplayAlwaysField: false,
			});
		const answers = await Promise.all([1, 2, 3, 4, 5].map(add));
		const refused = answers.filter(({ status }) => status === 500);
		expect(refused).toHaveLength(2);
		expect(refused[0].data.errors[0]).toContain('Thread Threshold Exceeded');
		expect((await add(6)).status).toBe(200);
		await simulator.close();
	});
});
