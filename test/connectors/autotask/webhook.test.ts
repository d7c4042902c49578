import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import { AutotaskClient, AutotaskWebhooks, verifyAutotask } from '../../../sync/connectors/autotask';
import type { Delivery, Verdict } from '../../../sync/connectors/webhook';
import type { Json } from '../../../sync/model/json';
import { failureOf, optionsFor, startRecorded } from './support';

const SECRET = 'hook secret';
const kept: Json = { url: 'https://n8n.example.com/webhook/1', secret: SECRET, ids: { Ticket: 1 } };

const delivery = (body: string, signature?: string): Delivery => ({
	body: Buffer.from(body, 'utf8'),
	header: (name) => (name === 'x-hook-signature' ? signature : undefined),
	query: () => undefined,
	receivedAt: 0,
});
const signed = (body: string, secret = SECRET): Delivery =>
	delivery(body, `sha1=${createHmac('sha1', secret).update(Buffer.from(body, 'utf8')).digest('base64')}`);
const refused = (verdict: Verdict): number | undefined => ('refused' in verdict ? verdict.refused : undefined);
const eventOf = (more: object = {}): string =>
	JSON.stringify({
		Action: 'Update',
		Guid: 'a1da62a4',
		EntityType: 'Ticket',
		Id: 7,
		Fields: { Title: 'Drücker' },
		EventTime: '2026-03-02T09:00:00Z',
		SequenceNumber: 3,
		PersonID: 4,
		...more,
	});

describe('a delivery', () => {
	const special =
		String.raw`{"Action":"Update","EntityType":"Ticket","Id":7,"Fields":{"Title":"& < > ' \" ` +
		'`' +
		String.raw` + ä 😀 \\ \n"}}`;

	// By OpenSSL, over the body as it is sent and over it with & < > ' " ` + and non-ASCII as \uXXXX in either case.
	it.each([
		['the raw body', '3cSqHkvxIM/UWxkoNZHKypdy4B0='],
		['the body escaped with upper-case digits', '6CZJDABfHZOwcbsZX642H+zB/xY='],
		['the body escaped with lower-case digits', 'CgJ5NgaNGknVzOT7x2iEY2pc3KU='],
	])('signed over %s is believed', (_, signature) => {
		expect(verifyAutotask(delivery(special, `sha1=${signature}`), kept)).toMatchObject({
			events: [{ entity: 'ticket', id: '7', action: 'updated' }],
		});
		expect(refused(verifyAutotask(delivery(special.replace('7', '8'), `sha1=${signature}`), kept))).toBe(401);
	});

	it.each([
		['Account', 'Create', 'company', 'created'],
		['Contact', 'Update', 'contact', 'updated'],
		['Ticket', 'Delete', 'ticket', 'deleted'],
		['TicketNote', 'Create', 'note', 'created'],
	])('of an %s (%s) names the record', (EntityType, Action, entity, action) => {
		const verdict = verifyAutotask(signed(eventOf({ EntityType, Action, Id: '29683355' })), kept);
		expect(verdict).toMatchObject({ events: [{ entity, id: '29683355', action }] });
	});

	it('is told from others by all that names it, not by its Guid alone', () => {
		const keyOf = (more: object): unknown => {
			const verdict = verifyAutotask(signed(eventOf(more)), kept);
			return 'events' in verdict ? verdict.events[0].key : undefined;
		};
		expect(keyOf({})).toBe(keyOf({ Fields: {}, PersonID: 9 }));
		for (const more of [{ Id: 8 }, { SequenceNumber: 4 }, { EventTime: '2026-03-02T09:00:01Z' }, { Guid: 'b' }]) {
			expect(keyOf(more)).not.toBe(keyOf({}));
		}
	});

	it.each([
		['without a signature', delivery(eventOf()), 401],
		['signed with another key', signed(eventOf(), 'guessed'), 401],
		['with the signature of nothing', delivery(eventOf(), 'sha1='), 401],
		[
			'with a signature by another name',
			delivery(eventOf(), signed(eventOf()).header('x-hook-signature')?.slice(5)),
			401,
		],
		['that is no JSON', signed('Ticket 7'), 400],
		['whose id is a path', signed(eventOf({ Id: '7/../8' })), 400],
	])('%s is refused', (_, sent, status) => expect(refused(verifyAutotask(sent, kept))).toBe(status));

	it('that says "Deactivated" changes nothing: unsigned it is refused, signed it says nothing', () => {
		const body = JSON.stringify({ Action: 'Deactivated', Guid: 'a', EntityType: 'Ticket', EventTime: 'now' });
		expect(refused(verifyAutotask(delivery(body), kept))).toBe(401);
		expect(verifyAutotask(signed(body), kept)).toEqual({ events: [] });
	});

	it('is refused where the key is not known', () => {
		for (const nothing of [null, {}, { ...kept, secret: '' }]) {
			expect(refused(verifyAutotask(signed(eventOf(), ''), nothing))).toBe(401);
		}
	});

	it.each([['TimeEntry'], ['InstalledProduct'], ['__proto__'], ['constructor']])(
		'of a %s says nothing',
		(EntityType) => {
			expect(verifyAutotask(signed(eventOf({ EntityType })), kept)).toEqual({ events: [] });
			expect(verifyAutotask(signed(eventOf({ Action: EntityType })), kept)).toEqual({ events: [] });
		},
	);
});

describe('the registration', () => {
	let simulator: AutotaskSimulator;
	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => simulator.control.reset());
	afterAll(async () => await simulator.close());

	const registrar = (): AutotaskWebhooks => {
		const options = optionsFor(simulator);
		return new AutotaskWebhooks(new AutotaskClient(options), options);
	};
	// The simulator runs on this machine, as an n8n at this address does.
	const url = 'http://127.0.0.1:1/webhook/4f1c/webhook';
	const all = { url, entities: ['company', 'contact', 'ticket'] as const };
	const ofTickets = { url, entities: ['ticket'] as const };
	const live = (): string[] =>
		(['Company', 'Contact', 'Ticket'] as const).flatMap((kind) =>
			simulator.control.records(`${kind}Webhooks`).map(({ webhookUrl }) => `${kind} ${String(webhookUrl)}`),
		);
	const foreign = {
		name: 'Another integration',
		webhookUrl: 'https://other.example/hook',
		deactivationUrl: 'https://other.example/gone',
		secretKey: 'theirs',
		isActive: true,
		isSubscribedToUpdateEvents: true,
		sendThresholdExceededNotification: false,
	};

	it('is set up in the vendor’s order, field by field, without what we write ourselves, and only then active', async () => {
		const state = (await registrar().register(ofTickets, null)) as { secret: string };
		const [webhook] = simulator.control.records('TicketWebhooks');
		expect(webhook).toMatchObject({ isActive: true, isReady: true, webhookUrl: url, isSubscribedToDeleteEvents: true });
		expect(state.secret).toMatch(/^[\w-]{43}$/);
		const fields = simulator.control.records('TicketWebhookFields');
		expect(fields.length).toBeGreaterThan(15);
		expect(simulator.control.records('TicketWebhookExcludedResources')).toMatchObject([
			{ resourceID: simulator.resource, webhookID: webhook.id },
		]);
		const steps = simulator.control.requests
			.entries()
			.filter(({ method, path }) => method !== 'GET' && path.includes('Webhook') && !path.endsWith('/query'))
			.map(({ method, path }) => `${method} ${path.replace(/\d+/, '#')}`);
		expect([...new Set(steps)]).toEqual([
			'POST /TicketWebhooks',
			'POST /TicketWebhooks/#/Fields',
			'POST /TicketWebhooks/#/ExcludedResources',
			'PATCH /TicketWebhooks',
		]);
		expect(await registrar().stands(ofTickets, state as Json)).toBe(true);
	});

	it('makes a key of its own each time, and stands only for what it was made for', async () => {
		const first = (await registrar().register(all, null)) as { secret: string };
		const second = (await registrar().register(all, first as Json)) as { secret: string };
		expect(second.secret).not.toBe(first.secret);
		expect(live()).toEqual(['Company', 'Contact', 'Ticket'].map((kind) => `${kind} ${url}`));
		expect(await registrar().stands(all, second as Json)).toBe(true);
		expect(await registrar().stands(all, first as Json)).toBe(false);
		expect(await registrar().stands(ofTickets, second as Json)).toBe(false);
		expect(await registrar().stands({ ...all, url: `${url}2` }, second as Json)).toBe(false);
		expect(await registrar().stands(all, null)).toBe(false);
		const [{ id }] = simulator.control.records('ContactWebhooks');
		simulator.control.corrupt('ContactWebhooks', Number(id), { isActive: false });
		expect(await registrar().stands(all, second as Json)).toBe(false);
		expect(await registrar().revive(all, second as Json)).toBe(true);
		expect(await registrar().revive(all, first as Json)).toBe(false);
	});

	it('in a zone without PATCH is switched on all the same, and again, and keeps its owner and key', async () => {
		simulator.control.set({ collectionPatch: false });
		const state = (await registrar().register(ofTickets, null)) as { secret: string };
		const [{ id }] = simulator.control.records('TicketWebhooks');
		simulator.control.corrupt('TicketWebhooks', Number(id), { isActive: false });
		expect(await registrar().revive(ofTickets, state as Json)).toBe(true);
		// A PUT empties what it is not given.
		const whole = { id, isActive: true, ownerResourceID: simulator.resource, secretKey: state.secret, webhookUrl: url };
		const puts = simulator.control.requests
			.entries({ path: '^/TicketWebhooks$' })
			.filter(({ method }) => method === 'PUT');
		expect(puts.map(({ body }) => body)).toMatchObject([whole, whole]);
		expect(simulator.control.records('TicketWebhooks')).toMatchObject([{ isActive: true, webhookUrl: url }]);
	});

	it('at another address takes the place of the old one, and leaves those of others alone', async () => {
		simulator.control.create('TicketWebhooks', foreign);
		const state = await registrar().register(ofTickets, null);
		await registrar().register({ ...ofTickets, url: `${url}2` }, state);
		expect(live()).toEqual([`Ticket ${foreign.webhookUrl}`, `Ticket ${url}2`]);
		await registrar().unregister(`${url}2`, { ...(state as object), url: foreign.webhookUrl, ids: { Ticket: 99 } });
		expect(live()).toEqual([`Ticket ${foreign.webhookUrl}`]);
		await registrar().unregister(`${url}2`, null);
	});

	it.each(['^/TicketWebhooks/\\d+/Fields', '^/TicketWebhooks/\\d+/ExcludedResources', '^/ContactWebhooks$'])(
		'that fails at %s leaves nothing behind',
		async (path) => {
			simulator.control.faults.add({ kind: 'serverError', message: 'Not allowed.', method: 'POST', path, times: 1 });
			await failureOf(registrar().register(all, null));
			expect(live()).toEqual([]);
		},
	);

	it('is refused where n8n knows itself by an address that nobody else can reach', async () => {
		const client = new AutotaskClient(optionsFor(simulator));
		const error = await failureOf(new AutotaskWebhooks(client, {}).register(all, null));
		expect(error.message).toMatch(/127\.0\.0\.1.*WEBHOOK_URL/);
	});
});

const FIXTURES = join(__dirname, '../../../../shared/fixtures/autotask');
(existsSync(FIXTURES) ? describe : describe.skip)('signed samples (skipped without ../shared/fixtures)', () => {
	it.each([
		['webhook-01.json', '351181'],
		['webhook-04.json', '999999'],
	])('%s is verified', (file, id) => {
		const { headers, rawBody, secret } = JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as {
			headers: Record<string, string>;
			rawBody: string;
			secret: string;
		};
		const known = { url: 'https://n8n.example.com', secret, ids: {} };
		const sent = delivery(rawBody, headers['x-hook-signature']);
		expect(verifyAutotask(sent, known)).toMatchObject({ events: [{ entity: 'ticket', id, action: 'created' }] });
		expect(refused(verifyAutotask(delivery(`${rawBody} `, headers['x-hook-signature']), known))).toBe(401);
	});
});
