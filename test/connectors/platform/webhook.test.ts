import { createHmac } from 'node:crypto';
import { PlatformClient, PlatformWebhooks, verifyPlatform } from '../../../sync/connectors/platform';
import type { Delivery, Verdict } from '../../../sync/connectors/webhook';
import type { Json } from '../../../sync/model/json';
import { failureOf, platform, requestsOf, stopPlatforms } from './sandbox';

afterEach(stopPlatforms);

const NOW = Date.parse('2026-03-02T09:00:00Z');
const SECRET = 'whsec_1';
const URL_OF_OURS = 'https://n8n.example.com/webhook/4f1c/webhook';
const kept: Json = { id: 'wh-1', url: URL_OF_OURS, secret: SECRET, self: 'n8n' };

const bodyOf = (more: object = {}): string =>
	JSON.stringify({
		id: 'd-1',
		event: 'ticket.updated',
		occurredAt: '2026-03-02T08:59:58.000Z',
		data: { entity: 'ticket', id: 'tk-7', updatedAt: '2026-03-02T08:59:58.000Z', updatedBy: 'Pät' },
		...more,
	});
const delivery = (body: string, signature?: string): Delivery => ({
	body: Buffer.from(body, 'utf8'),
	header: (name) => (name === 'x-signature' ? signature : undefined),
	query: () => undefined,
	receivedAt: NOW,
});
/** As the contract has it: hex of HMAC-SHA256(secret, t + "." + raw body). */
function signed(body: string, { seconds = NOW / 1000, secret = SECRET } = {}): Delivery {
	const hex = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
	return delivery(body, `t=${seconds},v1=${hex}`);
}
const refused = (verdict: Verdict): number | undefined => ('refused' in verdict ? verdict.refused : undefined);

describe('a delivery', () => {
	test('that is signed as the contract says names the record that changed', () => {
		expect(verifyPlatform(signed(bodyOf()), kept)).toEqual({
			events: [{ entity: 'ticket', id: 'tk-7', action: 'updated', key: 'd-1' }],
		});
	});

	test('equals a signature that was computed elsewhere, byte for byte', () => {
		const known = { id: 'wh-1', url: 'u', secret: 'whsec_test', self: 'n8n' };
		const body = '{"id":"d","event":"company.created","data":{"id":"co-1"}}';
		// openssl dgst -sha256 -hmac whsec_test over "1772442000." and the body.
		const hex = '1ca157d52b1ec28585392f8e441f4efc17326b3b1c6858a1c9ecac2a56b413e2';
		expect(verifyPlatform(delivery(body, `t=1772442000,v1=${hex}`), known)).toHaveProperty('events');
	});

	test.each([-299, 299])('is believed %d seconds from its time', (seconds) => {
		expect(verifyPlatform(signed(bodyOf(), { seconds: NOW / 1000 + seconds }), kept)).toHaveProperty('events');
	});

	test.each([-301, 301, -86_400 * 365])('is refused %d seconds from its time, however well it is signed', (seconds) => {
		expect(refused(verifyPlatform(signed(bodyOf(), { seconds: NOW / 1000 + seconds }), kept))).toBe(401);
	});

	test.each([
		['without a signature', delivery(bodyOf()), 401],
		['signed with another secret', signed(bodyOf(), { secret: 'whsec_2' }), 401],
		['whose body was changed', delivery(bodyOf({ id: 'd-2' }), signed(bodyOf()).header('x-signature')), 401],
		['whose time was changed', delivery(bodyOf(), signed(bodyOf()).header('x-signature')?.replace('t=1', 't=2')), 401],
		['with an upper-case signature', delivery(bodyOf(), signed(bodyOf()).header('x-signature')?.toUpperCase()), 401],
		['with two signatures', delivery(bodyOf(), `${signed(bodyOf()).header('x-signature')},v1=${'0'.repeat(64)}`), 401],
		['that is no JSON', signed('ticket.updated'), 400],
		['without an id of its own', signed(bodyOf({ id: '' })), 400],
		['without a record', signed(bodyOf({ data: {} })), 400],
	])('%s is refused', (_, sent, status) => {
		expect(refused(verifyPlatform(sent, kept))).toBe(status);
	});

	test('is refused where the secret is not known', () => {
		for (const nothing of [null, {}, { ...kept, secret: '' }]) {
			expect(refused(verifyPlatform(signed(bodyOf(), { secret: '' }), nothing))).toBe(401);
		}
	});

	test.each([
		['of an entity that nobody knows', { event: 'robot.updated' }],
		['of an action that nobody knows', { event: 'ticket.pondered' }],
		['named like a property of objects', { event: '__proto__.created' }],
		['of what our own API key has written', { data: { id: 'tk-7', updatedBy: 'n8n' } }],
	])('%s is accepted and says nothing', (_, more) => {
		expect(verifyPlatform(signed(bodyOf(more)), kept)).toEqual({ events: [] });
	});
});

describe('the registration', () => {
	async function bench() {
		const server = await platform();
		const registrar = new PlatformWebhooks(
			new PlatformClient({ baseUrl: server.url, apiKey: server.apiKey }, { sleep: async () => undefined }),
		);
		const post = async (url: string, events = ['ticket.updated']): Promise<void> => {
			const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' };
			await fetch(`${server.url}/api/v1/webhooks`, { method: 'POST', headers, body: JSON.stringify({ url, events }) });
		};
		const live = async (): Promise<string[]> => {
			const headers = { authorization: `Bearer ${server.apiKey}` };
			const { items } = (await (await fetch(`${server.url}/api/v1/webhooks`, { headers })).json()) as {
				items: { url: string; events: string[] }[];
			};
			return items.map(({ url, events }) => `${url} ${events.length}`);
		};
		return { server, registrar, post, live };
	}
	// The simulator runs on this machine, as an n8n at this address does.
	const url = 'http://127.0.0.1:1/webhook/4f1c/webhook';
	const ofTickets = { url, entities: ['ticket'] as const };

	test('is one for all events of the entities, and stands as it was made', async () => {
		const { registrar, live, server } = await bench();
		const state = await registrar.register({ url, entities: ['company', 'contact', 'ticket'] }, null);
		expect(await live()).toEqual([`${url} 9`]);
		expect(state).toMatchObject({ url, secret: expect.stringMatching(/^whsec_/), self: expect.any(String) });
		expect(await registrar.stands({ url, entities: ['company', 'contact', 'ticket'] }, state)).toBe(true);
		expect(await registrar.stands(ofTickets, state)).toBe(false);
		expect(await registrar.stands({ ...ofTickets, url: `${url}2` }, state)).toBe(false);
		expect(await registrar.stands(ofTickets, null)).toBe(false);
		expect(requestsOf(server).filter((request) => request.includes('webhooks'))).toContain('POST /webhooks');
	});

	test('leaves out what we write ourselves, and does without that where the platform does not know it', async () => {
		const { registrar, live, server } = await bench();
		const sent = () =>
			server.control.requests
				.entries({ method: 'POST' })
				.filter(({ path }) => path === '/webhooks')
				.map(({ body }) => (body as { ownChanges?: boolean }).ownChanges);
		await registrar.register(ofTickets, null);
		expect(sent()).toEqual([false]);
		server.control.faults.add({ kind: 'serverError', status: 422, method: 'POST', path: '^/webhooks', times: 1 });
		const state = await registrar.register(ofTickets, null);
		expect(sent()).toEqual([false, false, undefined]);
		expect(await live()).toEqual([`${url} 3`]);
		expect(await registrar.stands(ofTickets, state)).toBe(true);
	});

	test('made twice stands once, and at another address takes the place of the old one', async () => {
		const { registrar, live, post } = await bench();
		await post('https://other.example/hook');
		const first = await registrar.register(ofTickets, null);
		const second = await registrar.register(ofTickets, first);
		await registrar.register(ofTickets, null);
		expect(await live()).toEqual(['https://other.example/hook 1', `${url} 3`]);
		expect(await registrar.stands(ofTickets, second)).toBe(false);
		const third = await registrar.register(ofTickets, second);
		await registrar.register({ ...ofTickets, url: `${url}2` }, third);
		expect(await live()).toEqual(['https://other.example/hook 1', `${url}2 3`]);
	});

	test('is removed without touching those of others, and removing it twice is no error', async () => {
		const { registrar, live, post } = await bench();
		await post('https://other.example/hook');
		const state = await registrar.register(ofTickets, null);
		await registrar.unregister(url, { ...(state as object), id: 'wh-1', url: 'https://n8n.example.com/' });
		await registrar.unregister(url, state);
		expect(await live()).toEqual(['https://other.example/hook 1']);
	});

	test('does not stand where the platform has switched it off', async () => {
		const { registrar, server } = await bench();
		const state = await registrar.register(ofTickets, null);
		const { id } = state as { id: string };
		const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/merge-patch+json' };
		await fetch(`${server.url}/api/v1/webhooks/${id}`, { method: 'PATCH', headers, body: '{"active":false}' });
		expect(await registrar.stands(ofTickets, state)).toBe(false);
		expect(await registrar.revive(ofTickets, state)).toBe(true);
		await registrar.unregister(url, state);
		expect(await registrar.revive(ofTickets, state)).toBe(false);
	});

	test('says what to do where the platform has no webhooks', async () => {
		const { server } = await bench();
		const elsewhere = new PlatformClient({ baseUrl: server.url, apiKey: server.apiKey, basePath: '/api/v0' });
		const error = await failureOf(new PlatformWebhooks(elsewhere).register(ofTickets, null));
		expect(error.message).toMatch(/has no webhooks.*Remove the trigger/);
	});
});
