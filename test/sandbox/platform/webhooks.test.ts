import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { violations } from './contract';
import { useBench } from './setup';

const bench = useBench({ webhookTiming: { retryDelaysMs: [1, 1, 1], timeoutMs: 2_000 } });

interface Received {
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
}

let receiver: Server;
let url: string;
let received: Received[];
let answers: number[];
let wake: () => void;

/** Waits until so many deliveries have arrived. */
async function arrivals(count: number): Promise<Received[]> {
	while (received.length < count) await new Promise<void>((resolve) => (wake = resolve));
	return received;
}

beforeEach(async () => {
	received = [];
	answers = [];
	wake = () => undefined;
	receiver = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
			response.statusCode = answers.shift() ?? 204;
			response.end();
			wake();
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?x=1`;
});
afterEach(() => {
	receiver.closeAllConnections();
	return new Promise((resolve) => receiver.close(resolve));
});

test('a registration is made, listed, changed and removed; its secret is told once', async () => {
	const { client } = bench();
	const created = await client.post('/webhooks', { url, events: ['ticket.updated'] }, { 'idempotency-key': 'one' });
	expect(created.body).toMatchObject({
		url,
		events: ['ticket.updated'],
		description: null,
		active: true,
		ownChanges: true,
	});
	expect(created.body.secret).toMatch(/.{20,}/);
	const again = await client.post('/webhooks', { url, events: ['ticket.updated'] }, { 'idempotency-key': 'one' });
	expect(again.body).toEqual(created.body);
	const { secret: _secret, ...shown } = created.body;
	expect((await client.get('/webhooks')).body).toEqual({ items: [shown] });
	expect((await client.get(`/webhooks/${shown.id}`)).body).toEqual(shown);
	expect((await client.patch(`/webhooks/${shown.id}`, { active: false })).body).toEqual({ ...shown, active: false });
	expect((await client.delete(`/webhooks/${shown.id}`)).status).toBe(204);
	expect((await client.get(`/webhooks/${shown.id}`)).status).toBe(404);
});

test.each([
	[{ events: ['ticket.updated'] }, 'url'],
	[{ url: 'javascript:alert(1)', events: ['ticket.updated'] }, 'url'],
	[{ url: 'https://x.example', events: ['ticket.exploded'] }, 'events/0'],
	[{ url: 'https://x.example', events: [] }, 'events'],
])('a bad registration is refused: %j', async (body, field) => {
	expect(await bench().client.post('/webhooks', body)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
});

test('a delivery is signed over time and raw body, and says what the contract says', async () => {
	const { client, platform, ticketId } = bench();
	const { body: webhook } = await client.post('/webhooks', { url, events: ['ticket.updated', 'ticket.deleted'] });
	const edited = platform.control.edit('ticket', ticketId, { title: 'Ünïcode' }, 'Sam');
	const [{ headers, body }] = await arrivals(1);
	const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-signature'])) ?? [];
	expect(signature).toBe(createHmac('sha256', webhook.secret).update(`${time}.${body}`).digest('hex'));
	const delivery = JSON.parse(body);
	expect(violations('answer', '/components/schemas/WebhookDelivery', delivery)).toEqual([]);
	expect(delivery).toEqual({
		id: headers['x-delivery-id'],
		event: 'ticket.updated',
		occurredAt: edited.updatedAt,
		data: { entity: 'ticket', id: ticketId, updatedAt: edited.updatedAt, updatedBy: 'Sam' },
	});
	platform.control.remove('ticket', ticketId);
	expect(JSON.parse((await arrivals(2))[1].body)).toMatchObject({ event: 'ticket.deleted', data: { id: ticketId } });
});

test('only what was asked for is sent, and nothing to a registration that is not active', async () => {
	const { client, platform, companyId, ticketId } = bench();
	await client.post('/webhooks', { url, events: ['company.updated'] });
	await client.post('/webhooks', { url, events: ['ticket.updated'], active: false });
	platform.control.edit('ticket', ticketId, { title: 'x' });
	platform.control.edit('company', companyId, { city: 'x' });
	expect(JSON.parse((await arrivals(1))[0].body)).toMatchObject({ event: 'company.updated' });
	expect(platform.control.deliveries).toHaveLength(1);
});

test('a delivery that is not acknowledged comes again under the same id', async () => {
	const { client, platform, ticketId } = bench();
	answers = [500, 404, 200];
	await client.post('/webhooks', { url, events: ['ticket.updated'] });
	platform.control.edit('ticket', ticketId, { title: 'x' });
	const tries = await arrivals(3);
	expect(new Set(tries.map(({ headers }) => headers['x-delivery-id'])).size).toBe(1);
	expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
});

test('deliveries can be lost or come twice, as everywhere', async () => {
	const { client, platform, ticketId } = bench();
	await client.post('/webhooks', { url, events: ['ticket.updated'] });
	platform.control.deliveryMode = 'lose';
	platform.control.edit('ticket', ticketId, { title: 'lost' });
	platform.control.deliveryMode = 'twice';
	platform.control.edit('ticket', ticketId, { title: 'twice' });
	const [first, second] = await arrivals(2);
	expect(first.body).toBe(second.body);
	expect(platform.control.deliveries).toHaveLength(2);
});

describe('without repetitions', () => {
	const once = useBench({ webhookTiming: { retryDelaysMs: [], timeoutMs: 2_000 } });

	test('a registration that fails a hundred times in a row is switched off', async () => {
		const { client, platform, ticketId } = once();
		answers = Array.from({ length: 100 }, () => 500);
		const { body } = await client.post('/webhooks', { url, events: ['ticket.updated'] });
		for (let index = 0; index < 99; index++) platform.control.edit('ticket', ticketId, { title: `x${index}` });
		await platform.control.settled();
		expect((await client.get(`/webhooks/${body.id}`)).body.active).toBe(true);
		platform.control.edit('ticket', ticketId, { title: 'the hundredth' });
		await platform.control.settled();
		expect((await client.get(`/webhooks/${body.id}`)).body.active).toBe(false);
		platform.control.edit('ticket', ticketId, { title: 'unheard' });
		expect(platform.control.deliveries).toHaveLength(100);
	});
});

test('what the API key of a registration has written is told of only where that was asked for', async () => {
	const { client, platform } = bench();
	await client.post('/webhooks', { url, events: ['company.created'], ownChanges: false });
	await client.post('/companies', { name: 'Ours', identifier: 'OURS' });
	platform.control.create('company', { name: 'Theirs', identifier: 'THEIRS' });
	const [only] = await arrivals(1);
	expect(JSON.parse(only.body)).toMatchObject({ event: 'company.created', data: { updatedBy: 'Pat Person' } });
	await platform.control.settled();
	expect(received).toHaveLength(1);
});
