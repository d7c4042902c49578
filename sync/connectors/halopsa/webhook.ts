import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import {
	jsonOf,
	refuseUnreachable,
	sameSecret,
	type Delivery,
	type Registrar,
	type Subscription,
	type Verdict,
	type WebhookAction,
	type WebhookEvent,
} from '../webhook';
import type { HaloPsaClient } from './client';
import { notUnderstood } from './errors';
import { siteUrl, type HaloPsaOptions } from './options';
import { unwrapList, unwrapRecord } from './schemas';

const PATH = '/Webhook';
/** What a webhook is told of are notifications that name it. */
const EVENT_PATH = '/Notification';
/**
 * The events whose numbers are known, from a public client; the vendor documents none. There is none among them for
 * users, clients and other changes of tickets: people choose those in HaloPSA, where they see their names.
 */
const TICKET_EVENTS: Readonly<Record<number, string>> = {
	3: 'New Ticket Logged',
	39: 'Closed',
	76: 'Ticket Status Changed',
	1072: 'Ticket Deleted',
};
const NAME = 'n8n-nodes-psa-sync';
const USER = 'n8n';
/** HTTP Basic. The vendor documents no numbers; where it means something else, the secret in the address still holds. */
const BASIC = 1;
const KEY = 'key';

/** The objects in a payload that name a record, by the names that the vendor's help page shows. */
const OBJECTS: Readonly<Record<string, Entity>> = { ticket: 'ticket', user: 'contact', client: 'company' };

const id = z.union([z.number().int().positive(), z.string().regex(/^[1-9]\d{0,9}$/)]).transform(String);
const webhook = z
	.object({
		id: z.union([z.string(), z.number()]).transform(String),
		url: z.string().nullish(),
		active: z.boolean().nullish(),
		disabled: z.boolean().nullish(),
		events: z.array(z.record(z.unknown())).nullish(),
	})
	.passthrough();
type Webhook = z.infer<typeof webhook>;

const events = z.array(z.record(z.unknown())).default([]);
/** What a registration leaves behind; after its removal only the events that were chosen for it. */
const kept = z.object({ url: z.string(), id: z.string(), secret: z.string().min(1) });
const remembered = z.object({ url: z.string(), id: z.string().optional(), events });

/**
 * Believes a delivery by a secret of our own, in its address or as HTTP Basic: the vendor documents no signature. What
 * it holds can be set up at will, so that nothing is taken from it but the ids that can be recognised.
 */
export function verifyHaloPsa(delivery: Delivery, known: Json | null): Verdict {
	const registration = kept.safeParse(known);
	if (!registration.success) {
		return { refused: 401, reason: 'the secret of this webhook is not known; unpublish and publish the workflow' };
	}
	const { secret } = registration.data;
	const byAddress = sameSecret(delivery.query(KEY) ?? '', secret);
	const byHeader = sameSecret(delivery.header('authorization') ?? '', basic(secret));
	if (!byAddress && !byHeader) return { refused: 401, reason: 'it does not bear the secret that HaloPSA was given' };
	return { events: hintsOf(jsonOf(delivery.body)) };
}

/** Which records a payload names; where none can be recognised, that something changed is news enough. */
function hintsOf(payload: unknown): WebhookEvent[] {
	const parts = (Array.isArray(payload) ? payload : [payload]).filter(isObject);
	const found = parts.flatMap((part) =>
		Object.entries(OBJECTS).flatMap(([name, entity]) => {
			const named = id.safeParse(isObject(part[name]) ? part[name].id : undefined);
			return named.success ? [{ entity, id: named.data, action: actionOf(part.event) }] : [];
		}),
	);
	const hints = found.length > 0 ? found : [{ entity: null, id: null, action: 'updated' as const }];
	// Nothing tells a repetition from a second change that looks the same: each counts, and costs a run at most.
	return hints.map((hint) => ({ ...hint, key: randomUUID() }));
}

function actionOf(event: unknown): WebhookAction {
	if (typeof event !== 'string') return 'updated';
	if (/^new (?:ticket|user|customer|client)\b/i.test(event)) return 'created';
	return /\bdeleted\b/i.test(event) ? 'deleted' : 'updated';
}

/** The webhook of one node. What people choose for it in HaloPSA, its events above all, is left as it is. */
export class HaloPsaWebhooks implements Registrar {
	readonly #site: string;

	constructor(
		private readonly client: HaloPsaClient,
		options: Pick<HaloPsaOptions, 'url'>,
	) {
		this.#site = siteUrl(options.url);
	}

	async stands({ url }: Subscription, known: Json | null): Promise<boolean> {
		const { data } = kept.safeParse(known);
		if (!data || data.url !== url) return false;
		const live = (await this.#list()).filter((one) => isAt(one, url));
		if (live.length !== 1 || live[0].id !== data.id || !hasSecret(live[0], data.secret)) return false;
		return live[0].active !== false && live[0].disabled !== true;
	}

	/** Newer versions switch off what could not be delivered too often. */
	async revive(subscription: Subscription, known: Json | null): Promise<boolean> {
		const { data } = kept.safeParse(known);
		const own = (await this.#list()).find((one) => one.id === data?.id && isAt(one, subscription.url));
		if (own?.active === false) {
			await this.client.send({ method: 'POST', path: PATH, body: [{ id: own.id, active: true }] });
		}
		return await this.stands(subscription, known);
	}

	async register({ url, entities }: Subscription, known: Json | null): Promise<Json> {
		refuseUnreachable('halopsa', 'HaloPSA', url, this.#site);
		const before = remembered.safeParse(known).data;
		const standing = await this.#own(url, known);
		const own = standing.at(0);
		for (const double of standing.slice(1)) await this.#remove(double.id);
		const secret = randomBytes(24).toString('base64url');
		const body = {
			...(own && { id: own.id }),
			name: NAME,
			url: `${url}?${KEY}=${secret}`,
			content_type: 'application/json',
			active: true,
			authentication_type: BASIC,
			basic_username: USER,
			basic_password: secret,
			events: !own && before && before.events.length > 0 ? before.events.map(withoutIds) : undefined,
		};
		const answer = await this.client.send({ method: 'POST', path: PATH, body: [body] });
		const made = unwrapList(answer.data, 'webhooks')?.rows[0] ?? unwrapRecord(answer.data, 'webhooks');
		const parsed = webhook.safeParse(made);
		if (!parsed.success) throw notUnderstood(answer, parsed.error.issues[0], {});
		const state = { url, id: parsed.data.id, secret };
		if (!own && body.events === undefined && entities.includes('ticket')) await this.#choose(state.id);
		return state;
	}

	/** Chooses the events of a new webhook; where that fails, nothing of it stays behind. */
	async #choose(own: string): Promise<void> {
		const chosen = Object.entries(TICKET_EVENTS).map(([eventno, name]) => ({
			name,
			eventno: Number(eventno),
			webhook_id: own,
		}));
		try {
			// One after the other: whether several in one array are taken is not documented for these.
			for (const event of chosen) await this.client.send({ method: 'POST', path: EVENT_PATH, body: [event] });
		} catch (error) {
			await this.#remove(own).catch(() => undefined);
			throw error;
		}
	}

	async unregister(url: string, known: Json | null): Promise<Json | null> {
		const own = await this.#own(url, known);
		const chosen = (await Promise.all(own.map(async ({ id: one }) => await this.#eventsOf(one)))).flat();
		for (const one of own) await this.#remove(one.id);
		return chosen.length > 0 ? ({ url, events: chosen } as unknown as Json) : null;
	}

	/** The entries of this node: its address, whatever the secret in it, belongs to no other. */
	async #own(url: string, known: Json | null): Promise<Webhook[]> {
		const { data } = kept.safeParse(known);
		const all = await this.#list();
		return all.filter((one) => isAt(one, url) || (data && one.id === data.id && isAt(one, data.url)));
	}

	async #list(): Promise<Webhook[]> {
		const answer = await this.client.send({ method: 'GET', path: PATH });
		const listed = unwrapList(answer.data, 'webhooks');
		const parsed = z.array(webhook).safeParse(listed?.rows);
		if (parsed.success) return parsed.data;
		throw notUnderstood(answer, parsed.error.issues[0], {});
	}

	async #eventsOf(own: string): Promise<Record<string, unknown>[]> {
		const query = { includedetails: true };
		const answer = await this.client.send({ method: 'GET', path: `${PATH}/${pathPart(own)}`, query, accept: [404] });
		return webhook.safeParse(unwrapRecord(answer.data, 'webhooks')).data?.events ?? [];
	}

	async #remove(own: string): Promise<void> {
		try {
			await this.client.send({ method: 'DELETE', path: `${PATH}/${pathPart(own)}` });
		} catch (error) {
			if (!(error instanceof SyncError) || error.code !== 'NOT_FOUND') throw error;
		}
	}
}

function basic(secret: string): string {
	return `Basic ${Buffer.from(`${USER}:${secret}`, 'utf8').toString('base64')}`;
}

function isAt({ url }: Webhook, address: string): boolean {
	return url === address || (url ?? '').startsWith(`${address}?`);
}

/** False where it bears another secret than ours: a registration that was not answered, or was restored from a backup. */
function hasSecret({ url }: Webhook, secret: string): boolean {
	const given = new URL(url ?? '').searchParams.get(KEY);
	return given === null || sameSecret(given, secret);
}

/** An event that was chosen for a webhook which is gone, for its successor. */
function withoutIds(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const { id: _id, guid: _guid, webhook_id: _webhook, intent: _intent, ...rest } = event;
	return rest;
}

/** Ids of webhooks are GUIDs; what is none must not become part of an address. */
function pathPart(own: string): string {
	if (/^[\w-]+$/.test(own)) return own;
	throw new SyncError('UNEXPECTED_ANSWER', 'HaloPSA gave a webhook an id that is none', { system: 'halopsa' });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
