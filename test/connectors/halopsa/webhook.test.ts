import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { HaloPsaClient, HaloPsaWebhooks, verifyHaloPsa } from '../../../sync/connectors/halopsa';
import type { Delivery, Verdict } from '../../../sync/connectors/webhook';
import type { Json } from '../../../sync/model/json';
import { failureOf, optionsFor, startRecorded } from './support';

const SECRET = 'a-secret-of-our-own';
const kept: Json = { url: 'https://n8n.example.com/webhook/1', id: 'guid', secret: SECRET };
// base64 of "n8n:a-secret-of-our-own", written out.
const BASIC = 'Basic bjhuOmEtc2VjcmV0LW9mLW91ci1vd24=';

function delivery(body: unknown, { key, authorization }: { key?: string; authorization?: string } = {}): Delivery {
	return {
		body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8'),
		header: (name) => (name === 'authorization' ? authorization : undefined),
		query: (name) => (name === 'key' ? key : undefined),
		receivedAt: 0,
	};
}
const refused = (verdict: Verdict): number | undefined => ('refused' in verdict ? verdict.refused : undefined);
const named = (verdict: Verdict) =>
	'events' in verdict ? verdict.events.map(({ entity, id, action }) => [entity, id, action]) : undefined;

describe('a delivery', () => {
	const ticket = { event: 'Ticket Updated', ticket: { id: 1042, summary: 'Not taken from here' } };

	it('is believed by the secret in its address or by Basic, either alone', () => {
		for (const proof of [{ key: SECRET }, { authorization: BASIC }, { key: SECRET, authorization: 'Basic eDp5' }]) {
			expect(named(verifyHaloPsa(delivery(ticket, proof), kept))).toEqual([['ticket', '1042', 'updated']]);
		}
	});

	it.each([
		['with nothing', {}],
		['with an empty secret', { key: '' }],
		['with another secret', { key: `${SECRET}x` }],
		['with another password', { authorization: 'Basic bjhuOm90aGVy' }],
		['with the secret as a bearer token', { authorization: `Bearer ${SECRET}` }],
	])('%s is refused', (_, proof) => expect(refused(verifyHaloPsa(delivery(ticket, proof), kept))).toBe(401));

	it('is refused where the secret is not known', () => {
		for (const nothing of [null, {}, { ...(kept as object), secret: '' }, { url: 'u', events: [] }] as Json[]) {
			expect(refused(verifyHaloPsa(delivery(ticket, { key: '', authorization: 'Basic bjhuOg==' }), nothing))).toBe(401);
		}
	});

	it.each([
		['New Ticket Logged', { ticket: { id: 7 } }, [['ticket', '7', 'created']]],
		['User Updated', { user: { id: 8 } }, [['contact', '8', 'updated']]],
		['New Customer', { client: { id: '9' } }, [['company', '9', 'created']]],
		['Ticket Deleted', { ticket: { id: 7 } }, [['ticket', '7', 'deleted']]],
	])('of "%s" names its record', (event, more, expected) => {
		expect(named(verifyHaloPsa(delivery({ event, ...more }, { key: SECRET }), kept))).toEqual(expected);
	});

	it('that holds several names each of them', () => {
		const batch = [{ ticket: { id: 1 } }, { ticket: { id: 2 } }];
		expect(named(verifyHaloPsa(delivery(batch, { key: SECRET }), kept))?.map(([, id]) => id)).toEqual(['1', '2']);
	});

	it.each([
		['no JSON', 'a ticket'],
		['nothing', ''],
		['a payload of somebody’s own', { number: '1042', subject: 'Printer' }],
		['an id that is none', { ticket: { id: '1042/../Agent' } }],
		['a sentinel', { ticket: { id: -1 } }],
		['null', null],
	])('with %s is news all the same, of no record', (_, body) => {
		expect(named(verifyHaloPsa(delivery(body, { key: SECRET }), kept))).toEqual([[null, null, 'updated']]);
	});

	it('never passes for the repetition of another one: two edits can look the same', () => {
		const keys = [1, 2].map(() => {
			const verdict = verifyHaloPsa(delivery(ticket, { key: SECRET }), kept);
			return 'events' in verdict ? verdict.events[0].key : '';
		});
		expect(keys[0]).not.toBe(keys[1]);
	});
});

describe('the registration', () => {
	let simulator: HaloPsaSimulator;
	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => simulator.control.reset());
	afterAll(async () => await simulator.close());

	const registrar = (): HaloPsaWebhooks => {
		const options = optionsFor(simulator);
		return new HaloPsaWebhooks(new HaloPsaClient(options), options);
	};
	const url = 'http://127.0.0.1:1/webhook/4f1c/webhook';
	const all = { url, entities: ['company', 'contact', 'ticket'] as const };
	const client = (): HaloPsaClient => new HaloPsaClient(optionsFor(simulator));
	const post = async (body: object): Promise<void> =>
		void (await client().send({ method: 'POST', path: '/Webhook', body: [body] }));
	const live = async () =>
		(await client().send({ method: 'GET', path: '/Webhook' })).data as { id: string; url: string; events?: unknown }[];
	const chosen = async (id: string): Promise<string[]> => {
		const { data } = await client().send({ method: 'GET', path: '/Notification', query: { webhook_id: id } });
		return (data as { name: string }[]).map(({ name }) => name);
	};

	it('asks for Basic with a secret of its own, which is in the address too', async () => {
		const state = (await registrar().register(all, null)) as { id: string; secret: string };
		expect(await live()).toMatchObject([
			{ url: `${url}?key=${state.secret}`, active: true, authentication_type: 1, basic_username: 'n8n' },
		]);
		expect(state.secret).toMatch(/^[\w-]{32}$/);
		expect(await registrar().stands(all, state)).toBe(true);
		expect(await registrar().stands({ ...all, url: `${url}2` }, state)).toBe(false);
		expect(await registrar().stands(all, null)).toBe(false);
	});

	it('does not stand where HaloPSA was given another secret than is known here', async () => {
		const first = (await registrar().register(all, null)) as { id: string; secret: string };
		// As after a registration that landed and was not answered, or where n8n was restored from a backup.
		await registrar().register(all, first);
		expect(await registrar().stands(all, first)).toBe(false);
	});

	it('stands where somebody has taken the secret out of its address: it bears Basic still', async () => {
		const state = (await registrar().register(all, null)) as { id: string };
		await post({ id: state.id, url });
		expect(await registrar().stands(all, state)).toBe(true);
	});

	it('chooses the events of tickets whose numbers are known', async () => {
		const { id } = (await registrar().register(all, null)) as { id: string };
		expect(await chosen(id)).toEqual(['New Ticket Logged', 'Closed', 'Ticket Status Changed', 'Ticket Deleted']);
		await registrar().unregister(url, null);
		const { id: other } = (await registrar().register({ url, entities: ['company'] }, null)) as { id: string };
		expect(await chosen(other)).toEqual([]);
	});

	it('made again takes over the one that stands, with the events that somebody chose for it', async () => {
		const first = (await registrar().register(all, null)) as { id: string; secret: string };
		await post({ id: first.id, events: [{ name: 'Ticket Updated', eventno: 9001 }] });
		const second = (await registrar().register(all, null)) as { id: string; secret: string };
		expect(second.id).toBe(first.id);
		expect(second.secret).not.toBe(first.secret);
		expect(await live()).toMatchObject([{ id: first.id, url: `${url}?key=${second.secret}` }]);
		expect(await chosen(second.id)).toEqual(['Ticket Updated']);
		expect(await registrar().stands(all, second)).toBe(true);
	});

	it('made after a removal has the events that were chosen for the one before', async () => {
		const first = (await registrar().register(all, null)) as { id: string };
		await post({ id: first.id, events: [{ name: 'User Updated', eventno: 9005 }] });
		const remembered = await registrar().unregister(url, first);
		expect(await live()).toEqual([]);
		const { id } = (await registrar().register(all, remembered)) as { id: string };
		expect(await chosen(id)).toEqual(['User Updated']);
	});

	it('whose events cannot be chosen leaves nothing behind', async () => {
		simulator.control.faults.add({ kind: 'unavailable', method: 'POST', path: '^/Notification', skip: 1 });
		await failureOf(registrar().register(all, null));
		simulator.control.faults.clear();
		expect(await live()).toEqual([]);
	});

	it('at another address takes over the old one; those of others are left alone', async () => {
		await post({ name: 'Another integration', url: `${url}2/other`, active: true });
		const first = (await registrar().register(all, null)) as { id: string };
		await registrar().register({ ...all, url: `${url}2` }, first);
		expect((await live()).map((one) => one.url.split('?')[0]).sort()).toEqual([`${url}2`, `${url}2/other`]);
		await registrar().unregister(`${url}2`, { ...first, url: 'https://other.example', secret: 'x' });
		expect((await live()).map((one) => one.url)).toEqual([`${url}2/other`]);
		await registrar().unregister(`${url}2`, null);
	});

	it('does not stand where somebody has switched it off', async () => {
		const state = (await registrar().register(all, null)) as { id: string };
		await post({ id: state.id, active: false });
		expect(await registrar().stands(all, state)).toBe(false);
		expect(await registrar().revive(all, state)).toBe(true);
		expect(await registrar().stands(all, state)).toBe(true);
		await registrar().unregister(url, state);
		expect(await registrar().revive(all, state)).toBe(false);
	});

	it('is refused where n8n knows itself by an address that nobody else can reach', async () => {
		const elsewhere = new HaloPsaWebhooks(client(), { url: 'https://acme.halopsa.com' });
		expect((await failureOf(elsewhere.register(all, null))).message).toMatch(/WEBHOOK_URL/);
	});
});
